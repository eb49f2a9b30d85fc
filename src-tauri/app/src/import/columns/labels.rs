//! The headers that are known, by family and for lists that anybody made, in Basque, Spanish, English, French and
//! German. pretix translates its headers; its labels here are those of pretix 2026.8 and a few older ones.

use super::{Family, Field, FileKind, How};
use crate::import::fold::fold_label;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// What a column's header claims; the lower rank is the better label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) field: Option<Field>,
    pub(super) rank: usize,
    pub(super) how: How,
}

/// The field and rank of every folded header that a family knows.
type Index = HashMap<String, (Field, usize)>;
type Labels = &'static [(Field, &'static [&'static str])];

/// How many cells of a row are known headers: this is how a header is found.
pub(in crate::import) fn labels_known<'c>(cells: impl Iterator<Item = &'c str>) -> usize {
    let known = known_labels();
    cells
        .filter(|cell| cell.len() <= 100 && known.contains(&fold_label(cell)))
        .count()
}

fn known_labels() -> &'static HashSet<String> {
    static KNOWN: OnceLock<HashSet<String>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let families = [PRETIX, EVENTBRITE, ALFIO, INDICO, HIEVENTS, LIST];
        let fields = families
            .into_iter()
            .flatten()
            .flat_map(|(_, labels)| labels.iter());
        let alone = AMBIGUOUS.iter().flat_map(|(_, labels)| labels.iter());
        fields
            .chain(alone)
            .chain(OF_NO_USE)
            .map(|label| fold_label(label))
            .filter(|l| !l.is_empty())
            .collect()
    })
}

/// The field of a folded header by the family's own labels only, so that a family is known by what only it writes.
pub(super) fn own_field(family: Family, folded: &str) -> Option<Field> {
    ranked_field(family, folded)
        .filter(|(_, rank)| *rank < GENERAL_RANK)
        .map(|(field, _)| field)
}

/// Labels that anybody uses rank behind a family's own.
const GENERAL_RANK: usize = 1000;

fn ranked_field(family: Family, folded: &str) -> Option<(Field, usize)> {
    static MAPS: OnceLock<HashMap<Family, Index>> = OnceLock::new();
    let maps = MAPS.get_or_init(|| {
        let families = [
            Family::Pretix,
            Family::Eventbrite,
            Family::AlfIo,
            Family::Indico,
            Family::HiEvents,
            Family::List,
        ];
        families
            .into_iter()
            .map(|family| (family, index(family)))
            .collect()
    });
    maps.get(&family).and_then(|map| map.get(folded)).copied()
}

/// A family's own labels, and behind them those that anybody uses.
fn index(family: Family) -> Index {
    let own = match family {
        Family::Pretix => PRETIX,
        Family::Eventbrite => EVENTBRITE,
        Family::AlfIo => ALFIO,
        Family::Indico => INDICO,
        Family::HiEvents => HIEVENTS,
        Family::List => &[],
    };
    let mut map = HashMap::new();
    for (field, labels) in own {
        for (rank, label) in labels.iter().enumerate() {
            map.entry(fold_label(label)).or_insert((*field, rank));
        }
    }
    if family == Family::Pretix {
        for (label, field) in pretix_name_parts() {
            map.entry(label).or_insert((field, 0));
        }
    }
    for (field, labels) in LIST {
        for (rank, label) in labels.iter().enumerate() {
            map.entry(fold_label(label))
                .or_insert((*field, GENERAL_RANK + rank));
        }
    }
    map
}

/// pretix writes "Attendee name: Given name" with both halves in the user's language.
fn pretix_name_parts() -> Vec<(String, Field)> {
    let whole = PRETIX
        .iter()
        .find(|(field, _)| *field == Field::FullName)
        .map_or(&[][..], |(_, labels)| labels);
    let prefixes = whole.iter().chain(&["Teilnehmer*innenname"]);
    let mut parts = Vec::new();
    for prefix in prefixes {
        for (field, labels) in PRETIX_PARTS {
            for label in *labels {
                parts.push((fold_label(&format!("{prefix}: {label}")), *field));
            }
        }
    }
    parts
}

/// The claims of all columns, before two that claim the same are settled.
pub(super) fn claims(folded: &[String], family: Family, kind: FileKind) -> Vec<Claim> {
    let no_use: HashSet<String> = OF_NO_USE.iter().map(|label| fold_label(label)).collect();
    let german_pretix = folded.iter().any(|header| header == "bestellnummer");
    let mut claims: Vec<Claim> = folded
        .iter()
        .map(|header| match ranked_field(family, header) {
            // In a check-in list the address may be the invoice's: its country says nothing about the person.
            // Its "State" is a province.
            Some((Field::Country | Field::Status, _)) if kind == FileKind::CheckInList => Claim {
                field: None,
                rank: 0,
                how: How::Ignored,
            },
            // German pretix calls its row numbers so.
            Some((Field::JobTitle, _))
                if family == Family::Pretix && header == "position" && german_pretix =>
            {
                Claim {
                    field: None,
                    rank: 0,
                    how: How::Ignored,
                }
            }
            Some((field, rank)) => Claim {
                field: Some(field),
                rank,
                how: How::Recognised,
            },
            None if no_use.contains(header) || family == Family::Pretix && is_pretix_ballast(header) => {
                Claim {
                    field: None,
                    rank: 0,
                    how: How::Ignored,
                }
            }
            None => Claim {
                field: None,
                rank: 0,
                how: How::Open,
            },
        })
        .collect();
    resolve_ambiguous(folded, &mut claims);
    claims
}

/// Seats, invoice addresses and taxes of pretix, which a desk has no use for.
fn is_pretix_ballast(folded: &str) -> bool {
    [
        "invoice address",
        "seat ",
        "tax ",
        "voucher",
        "rechnungsadresse",
        "direccion de facturacion",
        "sitzplatz",
    ]
    .iter()
    .any(|start| folded.starts_with(start))
}

/// "Name" beside a first name is the family name, alone it is the whole name; "Nombre" beside "Apellidos" is the given
/// name, alone it is the whole name.
fn resolve_ambiguous(folded: &[String], claims: &mut [Claim]) {
    let has = |claims: &[Claim], field| claims.iter().any(|claim| claim.field == Some(field));
    for (alone, labels) in AMBIGUOUS {
        for (header, index) in folded.iter().zip(0_usize..) {
            if !labels.iter().any(|label| fold_label(label) == *header) {
                continue;
            }
            let (other, beside) = match alone {
                Alone::GivenOrFull => (Field::FamilyName, Field::GivenName),
                Alone::FamilyOrFull => (Field::GivenName, Field::FamilyName),
            };
            let taken = has(claims, beside);
            let field = if has(claims, other) && !taken {
                beside
            } else {
                Field::FullName
            };
            if let Some(claim) = claims.get_mut(index).filter(|claim| claim.field.is_none()) {
                *claim = Claim {
                    field: Some(field),
                    rank: 2000,
                    how: How::Recognised,
                };
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Alone {
    GivenOrFull,
    FamilyOrFull,
}

const AMBIGUOUS: &[(Alone, &[&str])] = &[
    (Alone::GivenOrFull, &["Nombre", "Izena"]),
    (Alone::FamilyOrFull, &["Name", "Nom"]),
];

#[rustfmt::skip]
const PRETIX_PARTS: Labels = &[
    (Field::GivenName, &["Given name", "First name", "Nombre", "Primer Nombre", "Izena", "Lehenengo izena", "Vorname", "Prénom"]),
    (Field::FamilyName, &["Family name", "Last name", "Apellido", "Apellidos", "Abizena", "Abizenak", "Nachname", "Nom de famille"]),
    (Field::NameReading, &["Latin transcription", "Transcripción latina", "Lateinische Umschrift"]),
];

#[rustfmt::skip]
const PRETIX: Labels = &[
    (Field::OrderCode, &["Order code", "Código del pedido", "Código de pedido", "Eskaera kodea", "Bestellnummer", "Code de commande"]),
    (Field::Status, &["Status", "Estado", "Egoera", "Statut"]),
    (Field::Paid, &["Paid", "Pagado", "Ordainduta", "bezahlt", "Payé"]),
    (Field::FullName, &[
        "Attendee name", "Nombre del asistente", "Nombre del participante", "Bertaratuko den pertsonaren izena",
        "Name Teilnehmer*in", "Teilnehmername", "Nom du participant",
    ]),
    (Field::Email, &[
        "Attendee email", "Correo electrónico del participante", "Correo electrónico del asistente",
        "Bertaratuko den pertsonaren e-maila", "E-Mail Teilnehmer*in", "E-mail du participant",
    ]),
    (Field::OrderEmail, &["Email", "E-mail", "Correo electrónico", "E-maila"]),
    (Field::Company, &[
        "Attendee company", "Company", "Empresa asistente", "Empresa del asistente", "Empresa",
        "Bertaratuko den erakundea", "Erakundea", "Teilnehmer*innen-Firma", "Firma", "Entreprise du participant", "Entreprise",
    ]),
    (Field::OrderCompany, &[
        "Invoice address company", "Dirección de facturación de la empresa", "Enpresaren fakturazio-helbidea",
        "Rechnungsadresse: Firma", "Adresse de facturation de l'entreprise",
    ]),
    (Field::OrderName, &[
        "Invoice address name", "Fakturaren helbidearen izena", "Rechnungsadresse: Name", "Nom de l'adresse de facturation",
    ]),
    (Field::Phone, &["Phone number", "Número de teléfono", "Telefono zenbakia", "Telefonnummer", "Numéro de téléphone"]),
    (Field::Country, &["Country", "País", "Herrialdea", "Land", "Pays"]),
    (Field::Language, &["Order locale", "Idioma del pedido", "Eskaeraren udalerria", "Eskaeraren hizkuntza", "Bestellsprache", "Langue de la commande"]),
    (Field::Category, &["Product", "Producto", "Produktua", "Produkt", "Produit"]),
    (Field::CategoryDetail, &["Variation", "Variación", "Aldakuntza", "Variante"]),
    (Field::TicketCode, &[
        "Ticket secret", "Secret", "Secreto de la entrada", "Secreto del ticket", "Secreto", "Sarrera sekretua", "Sekretua",
        "Ticket-Code", "Geheimnis", "Secret du billet",
    ]),
    (Field::BadgeCode, &["Pseudonymization ID", "ID Seudónimo", "Seudonimizazioaren IDa", "Pseudonyme ID", "ID pseudonyme"]),
    (Field::Blocked, &["Blocked", "Bloqueado", "Blokeatuta", "Gesperrt", "Bloqué"]),
    (Field::CheckedInAt, &["Checked in", "Chequeado", "Registrado", "Eingecheckt", "Enregistrement effectué"]),
    (Field::CheckedOutAt, &["Checked out", "Comprado", "Egiaztatua", "Ausgetreten", "Ausgecheckt", "Passé en caisse"]),
    (Field::ValidFrom, &["Valid from", "Válido desde", "Baliozkoa egun honetatik aurrera", "Gültig ab", "Valable depuis"]),
    (Field::ValidUntil, &["Valid until", "Válido hasta", "Noiz arte balio du", "Gültig bis", "Valable jusqu'au"]),
    (Field::Attention, &["Check-in text", "Texto de check-in", "Erregistro-testua", "Check-in-Hinweis", "Texte d'enregistrement"]),
    (Field::AttentionAsked, &[
        "Requires special attention", "Requiere una atención especial", "Arreta berezia eskatzen du",
        "Benötigt besondere Behandlung", "Nécessite une attention particulière",
    ]),
    (Field::Note, &[
        "Order comment", "Comment", "Comentario del pedido", "Comentario", "Eskaeraren iruzkina", "Iruzkina",
        "Bestellkommentar", "Kommentar", "Commentaire de commande", "Commentaire",
    ]),
];

#[rustfmt::skip]
const EVENTBRITE: Labels = &[
    (Field::OrderCode, &["Order #", "Order no.", "Order ID", "Order number"]),
    (Field::RowId, &["Attendee #", "Attendee no.", "Attendee ID"]),
    (Field::GivenName, &["Attendee first name", "First Name"]),
    (Field::FamilyName, &["Attendee last name", "Attendee Surname", "Last Name", "Surname"]),
    (Field::Email, &["Attendee email", "Email", "Email Address"]),
    (Field::OrderEmail, &["Buyer email"]),
    (Field::Category, &["Ticket Type"]),
    (Field::Status, &["Attendee Status", "Order Status", "Status"]),
    (Field::TicketCode, &["Barcode #", "Barcode number", "Barcode"]),
    (Field::CheckedInAt, &["Checked in at", "Check-in date", "Date scanned", "Checked In"]),
    (Field::Country, &["Home Country", "Work Country"]),
    (Field::Phone, &["Cell Phone", "Work Phone", "Home Phone"]),
    (Field::Note, &["Attendee Notes", "Notes"]),
];

#[rustfmt::skip]
const ALFIO: Labels = &[
    (Field::RowId, &["ID"]),
    (Field::OrderCode, &["ReservationID"]),
    (Field::Email, &["E-Mail"]),
    (Field::Country, &["Country Code"]),
    (Field::CheckedInAt, &["Check-in date", "Checked in at"]),
];

#[rustfmt::skip]
const INDICO: Labels = &[
    (Field::RowId, &["ID", "Identifiant"]),
    (Field::FullName, &["Name", "Nombre completo"]),
    (Field::GivenName, &["First Name", "Prénom", "Vorname"]),
    (Field::FamilyName, &["Last Name", "Apellidos", "Nom de famille", "Nachname"]),
    (Field::Company, &["Affiliation", "Organización", "Mitgliedschaft"]),
    (Field::Email, &["Email Address", "Dirección de correo", "Adresse électronique", "E-Mail-Adresse"]),
    (Field::JobTitle, &["Position", "Posición", "Poste", "Funktion/Tätigkeit"]),
    (Field::Status, &["Registration state", "Estado de la inscripción", "Statut de l'inscription", "Anmeldestatus"]),
    (Field::CheckedIn, &["Checked in", "Confirmación del registro", "Enregistré", "Eingecheckt"]),
    (Field::CheckedInAt, &["Check-in date", "Fecha de confirmación del registro", "Date d'enregistrement", "Check-In Datum"]),
    (Field::Category, &["Tags", "Etiquetas", "Etiquettes"]),
];

#[rustfmt::skip]
const HIEVENTS: Labels = &[
    (Field::RowId, &["ID"]),
    (Field::TicketCode, &["Public ID"]),
    (Field::OrderCode, &["Order ID", "Order Public ID", "Short ID"]),
    (Field::Category, &["Product Name"]),
    (Field::CheckedIn, &["Is Checked In"]),
    (Field::CheckedInAt, &["Checked In At", "Check Ins"]),
];

/// Labels that anybody uses.
#[rustfmt::skip]
const LIST: Labels = &[
    (Field::GivenName, &[
        "First name", "Given name", "Firstname", "Forename", "Nombre de pila", "Ponte-izena", "Izen propioa", "Prénom", "Vorname",
    ]),
    (Field::FamilyName, &[
        "Last name", "Family name", "Surname", "Lastname", "Apellidos", "Apellido", "Primer apellido", "Abizenak", "Abizena",
        "Nom de famille", "Nachname", "Familienname",
    ]),
    (Field::FullName, &[
        "Full name", "Attendee", "Participant", "Nombre completo", "Nombre y apellidos", "Izen-abizenak", "Izen osoa",
        "Nom complet", "Nom et prénom", "Vollständiger Name", "Voller Name",
    ]),
    (Field::NameReading, &[
        "Latin name", "Name in Latin letters", "Romanised name", "Romanized name", "Reading", "Furigana", "Kana", "フリガナ", "ふりがな",
        "Nombre en letras latinas", "Izena letra latinoz",
    ]),
    (Field::Company, &[
        "Company", "Organisation", "Organization", "Company name", "Employer", "Affiliation", "Institution", "Empresa",
        "Organización", "Entidad", "Enpresa", "Erakundea", "Entreprise", "Société", "Firma", "Unternehmen",
    ]),
    (Field::JobTitle, &[
        "Job title", "Position", "Role", "Job", "Function", "Cargo", "Puesto", "Lanpostua", "Kargua", "Fonction", "Poste",
        "Berufsbezeichnung", "Funktion",
    ]),
    (Field::Email, &[
        "Email", "E-mail", "Email address", "E-mail address", "Mail", "Correo electrónico", "Correo", "Correo-e",
        "Posta elektronikoa", "Helbide elektronikoa", "E-posta", "Eposta", "E-maila", "Courriel", "Adresse e-mail",
        "Adresse électronique", "E-Mail-Adresse",
    ]),
    (Field::Phone, &[
        "Phone", "Phone number", "Telephone", "Mobile", "Mobile phone", "Teléfono", "Móvil", "Telefonoa", "Mugikorra",
        "Téléphone", "Telefon", "Telefonnummer", "Handy",
    ]),
    (Field::Country, &["Country", "Country code", "País", "Herrialdea", "Pays", "Land"]),
    (Field::Language, &["Language", "Idioma", "Hizkuntza", "Langue", "Sprache"]),
    (Field::Category, &[
        "Category", "Ticket type", "Ticket", "Type", "Categoría", "Tipo", "Tipo de entrada", "Kategoria", "Mota",
        "Catégorie", "Kategorie",
    ]),
    (Field::Status, &["Status", "Registration status", "State", "Estado", "Egoera", "Statut", "État"]),
    (Field::Paid, &["Paid", "Pagado", "Ordainduta", "Payé", "Bezahlt"]),
    (Field::Blocked, &["Blocked", "Bloqueado", "Blokeatuta", "Bloqué", "Gesperrt"]),
    (Field::OrderCode, &["Order code", "Order", "Order number", "Pedido", "Eskaera", "Commande", "Bestellung"]),
    (Field::TicketCode, &["Ticket code", "Ticket secret", "Barcode", "QR", "QR code", "Código", "Kodea", "Code-barres"]),
    (Field::BadgeCode, &["Badge code"]),
    (Field::CheckedInAt, &["Checked in at", "Checked in", "Check-in", "Hora de entrada", "Sartze-ordua", "Eingecheckt"]),
    (Field::CheckedOutAt, &["Checked out at", "Checked out", "Hora de salida", "Irteera-ordua"]),
    (Field::ValidFrom, &["Valid from", "Válido desde", "Noiztik"]),
    (Field::ValidUntil, &["Valid until", "Válido hasta", "Noiz arte"]),
    (Field::Attention, &["Attention", "Atención", "Arreta", "Attention at the desk"]),
    (Field::Note, &[
        "Note", "Notes", "Comment", "Comments", "Remarks", "Observaciones", "Comentarios", "Notas", "Oharrak", "Remarques",
        "Commentaires", "Bemerkung", "Bemerkungen",
    ]),
    (Field::LeadSharing, &[
        "Lead sharing", "Share contact", "Share my contact", "Compartir contacto", "Compartir datos", "Kontaktua partekatu",
        "Datuak partekatu", "Partager mes coordonnées", "Kontakt teilen",
    ]),
    (Field::Mode, &[
        "Mode", "Attendance", "Attendance mode", "Modalidad", "Asistencia", "Modalitatea", "Parte-hartzea", "Modalité", "Teilnahme",
    ]),
];

/// Columns that are known and not needed; the rest of the unknown ones is offered for mapping.
#[rustfmt::skip]
const OF_NO_USE: &[&str] = &[
    // pretix
    "Event slug", "Event name", "Position ID", "Order date", "Order time", "Product ID", "Variation ID", "Price",
    "Address", "ZIP code", "City", "State", "Follow-up date", "Add-on to position ID", "VAT ID", "Sales channel",
    "Email address verified", "External customer ID", "Check-in lists", "Payment providers", "Position order link",
    "Automatically checked in", "Voucher code", "Slug del evento", "Nombre del evento", "ID de posición", "Fecha del pedido",
    "Hora del pedido", "ID Producto", "Precio", "Dirección", "Código postal", "Ciudad", "Canal de venta", "Lista de asistentes",
    "Registro automático", "Add-on al ID de posición", "ID asiento", "Ekitaldia", "Ekitaldiaren izena", "Posizioaren IDa",
    "Eskaeraren data", "Eskaeraren ordua", "Produktuaren IDa", "Prezioa", "Helbidea", "Posta-kodea", "Herria",
    "Izen-emate zerrendak", "Erregistro automatikoa", "Eserlekuaren IDa", "Salmenta kanalak", "Kurzname der Veranstaltung",
    "Veranstaltungstitel", "Bestelldatum", "Bestelluhrzeit", "Produkt-ID", "Preis", "Adresse", "Postleitzahl", "Stadt",
    "Verkaufskanal", "Check-in-Listen", "Automatisch eingecheckt", "Zusatzprodukt zu Position", "Titre de l'événement",
    "Nom de l'événement", "ID de la position", "Date de commande", "Heure de commande", "ID produit", "Prix", "Code postal",
    "Ville", "Canal de vente", "Listes d'enregistrement", "Enregistrement automatique", "ID du siège",
    // Eventbrite
    "Quantity", "Price Tier", "Group", "Order Type", "Currency", "Total Paid", "Fees Paid", "Eventbrite Fees",
    "Eventbrite Payment Processing", "Home Address 1", "Home Address 2", "Home City", "Home State", "Home Zip",
    // alf.io
    "Event", "OriginalPrice", "PaidPrice", "Discount", "VAT", "Locked", "Confirmation", "Billing Address", "Payment ID",
    "Payment Method", "Creation",
    // Indico
    "Registration date", "Modification date", "Created by", "Payment date",
    // Hi.Events
    "Event ID", "Created Date", "Last Updated Date",
];
