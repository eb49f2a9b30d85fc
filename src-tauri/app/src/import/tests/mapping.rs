//! Columns mapped by a person, and remembered.

use super::super::columns::{How, header_set_key};
use super::*;

fn headers(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn fields_of(names: &[&str], map: &[&str]) -> Result<Vec<Option<Field>>, String> {
    let choices = Choices::parse(map).map_err(|error| error.code().to_owned())?;
    let mapping = Mapping::recognise(&headers(names), &choices).map_err(|error| error.code().to_owned())?;
    Ok(mapping.columns.iter().map(|column| column.field).collect())
}

#[test]
fn plain_lists_are_recognised_in_five_languages() {
    use Field::{Company, Email, FamilyName, FullName, GivenName};
    let rows: [(&[&str], &[Field]); 9] = [
        (
            &["First name", "Last name", "Company", "Email"],
            &[GivenName, FamilyName, Company, Email],
        ),
        (
            &["Nombre", "Apellidos", "Empresa", "Correo electrónico"],
            &[GivenName, FamilyName, Company, Email],
        ),
        (
            &["Izena", "Abizenak", "Erakundea", "Posta elektronikoa"],
            &[GivenName, FamilyName, Company, Email],
        ),
        (
            &["IZENA", "ABIZENA", "ENPRESA", "E-POSTA"],
            &[GivenName, FamilyName, Company, Email],
        ),
        (
            &["Prénom", "Nom", "Société", "Courriel"],
            &[GivenName, FamilyName, Company, Email],
        ),
        (
            &["Vorname", "Name", "Firma", "E-Mail"],
            &[GivenName, FamilyName, Company, Email],
        ),
        (&["Nombre", "Empresa"], &[FullName, Company]),
        (
            &["Izen-abizenak", "Erakundea", "E-maila"],
            &[FullName, Company, Email],
        ),
        (&["Nom", "Entreprise"], &[FullName, Company]),
    ];
    for (names, fields) in rows {
        let expected: Vec<Option<Field>> = fields.iter().copied().map(Some).collect();
        assert_eq!(fields_of(names, &[]), Ok(expected), "{names:?}");
    }
}

#[test]
fn a_person_maps_what_nobody_knows() {
    let names = ["Wer", "Womit", "Email"];
    assert_eq!(fields_of(&names, &[]), Err("name_column_missing".to_owned()));
    let mapped = fields_of(&names, &["Wer=full_name", "womit = job-title", "Email=ignore"]);
    assert_eq!(
        mapped,
        Ok(vec![Some(Field::FullName), Some(Field::JobTitle), None])
    );
    let with_equals = fields_of(&["a=b", "Name"], &["a=b=company"]);
    assert_eq!(with_equals, Ok(vec![Some(Field::Company), Some(Field::FullName)]));
}

#[test]
fn a_wrong_mapping_is_told() {
    let rows: [(&[&str], &[&str], &str); 6] = [
        (&["Name"], &["Nane=company"], "header_unknown"),
        (&["Name"], &["Name=surname"], "field_unknown"),
        (&["Name"], &["Name"], "not_a_mapping"),
        (
            &["Name", "A", "B"],
            &["A=email", "B=email"],
            "field_claimed_twice",
        ),
        (&["Name", "Email", "Email"], &[], "field_claimed_twice"),
        (
            &["ID", "Name", "Registration date", "ReservationID"],
            &["ID=ignore"],
            "id_column_missing",
        ),
    ];
    for (names, map, code) in rows {
        assert_eq!(fields_of(names, map), Err(code.to_owned()), "{names:?} {map:?}");
    }
}

#[test]
fn a_choice_goes_before_what_was_recognised() {
    let mapped = fields_of(
        &["Name", "Company", "Employer of record"],
        &["Employer of record=company"],
    );
    assert_eq!(
        mapped,
        Ok(vec![Some(Field::FullName), None, Some(Field::Company)])
    );
    let better_label = fields_of(&["Name", "Mobile", "Phone"], &[]);
    assert_eq!(
        better_label,
        Ok(vec![Some(Field::FullName), None, Some(Field::Phone)])
    );
}

#[test]
fn choices_are_remembered_for_a_header_set_in_any_order() {
    let first = headers(&["Wer", "Womit", "Email"]);
    let second = headers(&["EMAIL ", "wer", "Womit"]);
    assert_eq!(header_set_key(&first), header_set_key(&second));
    assert_ne!(
        header_set_key(&first),
        header_set_key(&headers(&["Wer", "Womit"]))
    );
    assert_eq!(
        header_set_key(&first),
        "3-f6fdb630d26994c1",
        "it is the same in every version"
    );

    let choices = Choices::parse(&["Wer=full_name", "vielleicht=status:pending"]).unwrap();
    let mapping = Mapping::recognise(&first, &choices).unwrap();
    let kept = serde_json::to_string(&mapping.choices()).unwrap();
    let remembered: Choices = serde_json::from_str(&kept).unwrap();
    let now = Choices::parse(&["Womit=note"])
        .unwrap()
        .after(Some(remembered), &second);
    let again = Mapping::recognise(&second, &now).unwrap();
    let fields: Vec<Option<Field>> = again.columns.iter().map(|column| column.field).collect();
    assert_eq!(
        fields,
        [Some(Field::Email), Some(Field::FullName), Some(Field::Note)]
    );
    assert_eq!(
        again.status_words,
        [("vielleicht".to_owned(), RowStatus::Pending)]
    );
}

#[test]
fn a_mapping_survives_json() {
    let mapping =
        Mapping::recognise(&headers(&["Name", "Company", "Shoe size"]), &Choices::default()).unwrap();
    let json = serde_json::to_string(&mapping).unwrap();
    assert!(
        json.contains(r#"{"header":"Company","field":"company","how":"recognised"}"#),
        "{json}"
    );
    assert_eq!(serde_json::from_str::<Mapping>(&json).unwrap(), mapping);
    assert_eq!(mapping.columns[2].how, How::Open);
}

#[test]
fn an_own_word_of_the_status_column_gets_its_meaning_by_hand() {
    let text = b"Name,Status\nAne,vielleicht\nGorka,PAID\n".to_vec();
    let refused = outcomes(&open(text.clone()), &Choices::default());
    assert!(matches!(&refused[0], Outcome::Rejected(r) if r.reason.code() == "status_unknown"));
    let read = outcomes(
        &open(text),
        &Choices::parse(&["Vielleicht=status:pending"]).unwrap(),
    );
    assert_eq!(
        taken(&read).iter().map(|row| row.status).collect::<Vec<_>>(),
        [Some(RowStatus::Pending), Some(RowStatus::Paid)]
    );
}

#[test]
fn every_field_is_found_by_its_name() {
    for field in Field::ALL {
        assert_eq!(Field::from_name(field.name()), Some(field));
        assert_eq!(
            serde_json::to_string(&field).unwrap(),
            format!("{:?}", field.name())
        );
    }
}
