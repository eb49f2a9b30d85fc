//! Words of status, yes and no, lead sharing, attendance and language, as five programs and five languages write them.

use super::{Attendance, LeadSharing, RowStatus};
use crate::import::columns::Family;

/// A status word, folded; `None` when nobody knows it.
pub(super) fn status(family: Family, word: &str) -> Option<RowStatus> {
    // Indico's "Pending" waits for a moderator; everybody else's for money.
    if family == Family::Indico && matches!(word, "pending" | "pendiente" | "en attente" | "anstehend") {
        return Some(RowStatus::Unapproved);
    }
    STATUS
        .iter()
        .find(|(_, words)| words.contains(&word))
        .map(|(status, _)| *status)
}

#[rustfmt::skip]
const STATUS: &[(RowStatus, &[&str])] = &[
    (RowStatus::Paid, &[
        "paid", "pagado", "pagada", "ordainduta", "bezahlt", "paye", "payee", "p", "pending confirmed",
        "attending", "checked in", "completed", "complete", "manual", "partially refunded", "acquired", "free", "active",
        "confirmed", "registered", "valid", "ok", "approved", "accepted", "confirmado", "confirmada", "activo", "activa",
        "completado", "completada", "inscrito", "inscrita", "valido", "valida", "aceptado", "aceptada", "baieztatuta",
        "baieztatua", "aktibo", "izena emanda", "onartuta", "onartua", "confirme", "confirmee", "inscrit", "inscrite", "actif",
        "termine", "valide", "accepte", "bestatigt", "angemeldet", "aktiv", "abgeschlossen", "gultig",
    ]),
    (RowStatus::Pending, &[
        "pending", "unpaid", "n", "offline", "to be paid", "offline payment", "deferred offline payment", "pre reserved",
        "awaiting payment", "reserved", "pendiente", "pendiente de pago", "no pagado", "sin pagar", "ordaindu gabe", "zain",
        "ordaintzeke", "en attente", "en attente du paiement", "en attente de paiement", "non paye", "impaye", "ausstehend",
        "offen", "unbezahlt", "warten auf zahlung", "not paid",
    ]),
    (RowStatus::Unapproved, &[
        "approval pending", "pending approval", "unapproved", "awaiting moderation", "waiting list", "waitlisted", "waitlist",
        "aprobacion pendiente", "pendiente de aprobacion", "a la espera de la moderacion", "lista de espera", "onartzeke",
        "approbation en attente", "en attente de moderation", "liste d attente", "freigabe ausstehend",
        "warten auf moderation", "warteliste",
    ]),
    (RowStatus::Canceled, &[
        "canceled", "cancelled", "c", "canceled paid fee", "refunded", "refunded canceled", "not attending", "deleted",
        "transferred", "invalidated", "released", "rejected", "withdrawn", "declined", "cancelado", "cancelada", "anulado", "anulada",
        "cancelado tarifa pagada", "rechazado", "rechazada", "retirado", "retirada", "bertan behera utzia", "bertan behera",
        "ezeztatuta", "ezeztatua", "ezeztatuta tasa ordainduta", "baztertuta", "annule", "annulee", "annule frais payes", "refuse",
        "retire", "storniert", "storniert bezahlte gebuhr", "abgesagt", "abgelehnt", "zuruckgezogen",
    ]),
    (RowStatus::Expired, &[
        "expired", "e", "abandoned", "expirado", "expirada", "caducado", "caducada", "iraungita", "iraungia", "expire", "expiree",
        "abgelaufen",
    ]),
];

/// Words that say that the person has been let in, in a status column.
pub(super) fn status_says_arrived(word: &str) -> bool {
    word == "checked in"
}

/// Yes or no; `None` when nobody knows the word.
pub(super) fn yes(word: &str) -> Option<bool> {
    const YES: &[&str] = &[
        "yes",
        "y",
        "true",
        "1",
        "x",
        "si",
        "s",
        "bai",
        "b",
        "oui",
        "o",
        "ja",
        "j",
        "verdadero",
        "vrai",
        "wahr",
        "egia",
    ];
    const NO: &[&str] = &[
        "no", "n", "false", "0", "ez", "non", "nein", "falso", "faux", "falsch", "gezurra",
    ];
    if YES.contains(&word) {
        Some(true)
    } else if NO.contains(&word) {
        Some(false)
    } else {
        None
    }
}

/// The lead-sharing choice.
pub(super) fn lead_sharing(word: &str) -> Option<LeadSharing> {
    const ASK: &[&str] = &[
        "ask",
        "ask me",
        "ask first",
        "preguntar",
        "preguntame",
        "galdetu",
        "demander",
        "fragen",
    ];
    const SHARE: &[&str] = &["share", "compartir", "partekatu", "partager", "teilen"];
    const DONT: &[&str] = &[
        "dont",
        "don t",
        "do not",
        "do not share",
        "don t share",
        "no compartir",
        "ez partekatu",
        "ne pas partager",
        "nicht teilen",
    ];
    if ASK.contains(&word) {
        return Some(LeadSharing::AskMe);
    }
    match yes(word) {
        Some(true) => Some(LeadSharing::Share),
        Some(false) => Some(LeadSharing::Dont),
        None if SHARE.contains(&word) => Some(LeadSharing::Share),
        None => DONT.contains(&word).then_some(LeadSharing::Dont),
    }
}

/// In person or online.
pub(super) fn attendance(word: &str) -> Option<Attendance> {
    const IN_PERSON: &[&str] = &[
        "in person",
        "inperson",
        "onsite",
        "on site",
        "physical",
        "face to face",
        "presencial",
        "en persona",
        "aurrez aurre",
        "aurrez aurrekoa",
        "bertan",
        "en presentiel",
        "presentiel",
        "sur place",
        "vor ort",
        "prasenz",
    ];
    const ONLINE: &[&str] = &[
        "online",
        "on line",
        "virtual",
        "remote",
        "a distancia",
        "en linea",
        "telematica",
        "telematico",
        "linean",
        "birtuala",
        "urrutitik",
        "en ligne",
        "a distance",
        "virtuel",
        "digital",
    ];
    if IN_PERSON.contains(&word) {
        Some(Attendance::InPerson)
    } else {
        ONLINE.contains(&word).then_some(Attendance::Online)
    }
}

/// The two letters of a country: of a code, or of its name in five languages.
pub(super) fn country(word: &str) -> Option<&'static str> {
    COUNTRIES
        .iter()
        .find(|(two, three, names)| *two == word || *three == word || names.contains(&word))
        .map(|c| c.0)
}

#[rustfmt::skip]
const COUNTRIES: &[(&str, &str, &[&str])] = &[
    ("es", "esp", &["spain", "espana", "espainia", "espagne", "spanien"]),
    ("fr", "fra", &["france", "francia", "frantzia", "frankreich"]),
    ("pt", "prt", &["portugal"]),
    ("de", "deu", &["germany", "alemania", "allemagne", "deutschland"]),
    ("gb", "gbr", &["united kingdom", "reino unido", "erresuma batua", "royaume uni", "vereinigtes konigreich", "great britain", "uk"]),
    ("ie", "irl", &["ireland", "irlanda", "irlande", "irland"]),
    ("it", "ita", &["italy", "italia", "italie", "italien"]),
    ("pl", "pol", &["poland", "polonia", "pologne", "polen"]),
    ("ua", "ukr", &["ukraine", "ucrania", "ukraina"]),
    ("cz", "cze", &["czechia", "czech republic", "chequia", "republica checa", "txekia", "tchequie", "tschechien"]),
    ("sk", "svk", &["slovakia", "eslovaquia", "eslovakia", "slovaquie", "slowakei"]),
    ("at", "aut", &["austria", "autriche", "osterreich"]),
    ("ch", "che", &["switzerland", "suiza", "suitza", "suisse", "schweiz"]),
    ("be", "bel", &["belgium", "belgica", "belgika", "belgique", "belgien"]),
    ("nl", "nld", &["netherlands", "the netherlands", "paises bajos", "herbehereak", "pays bas", "niederlande"]),
    ("se", "swe", &["sweden", "suecia", "suedia", "suede", "schweden"]),
    ("no", "nor", &["norway", "noruega", "norvegia", "norvege", "norwegen"]),
    ("dk", "dnk", &["denmark", "dinamarca", "danimarka", "danemark", "danemark"]),
    ("fi", "fin", &["finland", "finlandia", "finlande", "finnland"]),
    ("gr", "grc", &["greece", "grecia", "grezia", "grece", "griechenland"]),
    ("ro", "rou", &["romania", "rumania", "errumania", "roumanie", "rumanien"]),
    ("tr", "tur", &["turkey", "turkiye", "turquia", "turkia", "turquie", "turkei"]),
    ("us", "usa", &["united states", "united states of america", "estados unidos", "ameriketako estatu batuak", "etats unis", "vereinigte staaten", "eeuu", "ee uu"]),
    ("mx", "mex", &["mexico", "mexiko", "mexique"]),
    ("co", "col", &["colombia", "kolonbia", "colombie", "kolumbien"]),
    ("cl", "chl", &["chile", "txile", "chili"]),
    ("br", "bra", &["brazil", "brasil", "bresil", "brasilien"]),
    ("ar", "arg", &["argentina", "argentine", "argentinien"]),
    ("uy", "ury", &["uruguay", "uruguai"]),
    ("jp", "jpn", &["japan", "japon", "japonia"]),
    ("kr", "kor", &["south korea", "korea", "republic of korea", "corea del sur", "hego korea", "coree du sud", "sudkorea"]),
    ("in", "ind", &["india", "inde", "indien"]),
    ("cn", "chn", &["china", "txina", "chine"]),
    ("ma", "mar", &["morocco", "marruecos", "maroko", "maroc", "marokko"]),
];

/// The two letters of a language: of a code as `de-informal` or `pt_BR`, or of its name.
pub(super) fn language(word: &str) -> Option<&'static str> {
    let code = word.split(' ').next().unwrap_or_default();
    LANGUAGES
        .iter()
        .find(|(two, three, names)| *two == code || *three == code || names.contains(&word))
        .map(|(two, _, _)| *two)
}

#[rustfmt::skip]
const LANGUAGES: &[(&str, &str, &[&str])] = &[
    ("eu", "eus", &["euskara", "basque", "euskera", "vasco", "baskisch", "basque language"]),
    ("es", "spa", &["espanol", "castellano", "spanish", "gaztelania", "espagnol", "spanisch"]),
    ("en", "eng", &["english", "ingles", "ingelesa", "anglais", "englisch"]),
    ("fr", "fra", &["francais", "french", "frances", "frantsesa", "franzosisch"]),
    ("de", "deu", &["deutsch", "german", "aleman", "alemana", "allemand"]),
    ("it", "ita", &["italiano", "italian"]),
    ("pt", "por", &["portugues", "portuguese"]),
    ("ca", "cat", &["catala", "catalan"]),
    ("gl", "glg", &["galego", "gallego", "galician"]),
    ("pl", "pol", &["polski", "polish", "polaco"]),
    ("cs", "ces", &["cestina", "czech", "checo"]),
    ("sk", "slk", &["slovencina", "slovak", "eslovaco"]),
    ("uk", "ukr", &["ukrainian", "ucraniano", "українська"]),
    ("ru", "rus", &["russian", "ruso", "русскии"]),
    ("el", "ell", &["greek", "griego", "ελληνικα"]),
    ("tr", "tur", &["turkce", "turkish", "turco"]),
    ("nl", "nld", &["nederlands", "dutch", "neerlandes"]),
    ("da", "dan", &["dansk", "danish"]),
    ("sv", "swe", &["svenska", "swedish", "sueco"]),
    ("nb", "nob", &["norsk", "norwegian", "noruego"]),
    ("fi", "fin", &["suomi", "finnish"]),
    ("hu", "hun", &["magyar", "hungarian"]),
    ("ro", "ron", &["romana", "romanian", "rumano"]),
    ("ja", "jpn", &["japanese", "japones", "日本語"]),
    ("ko", "kor", &["korean", "coreano"]),
    ("zh", "zho", &["chinese", "chino", "中文"]),
    ("vi", "vie", &["vietnamese", "tieng viet"]),
    ("ar", "ara", &["arabic", "arabe"]),
    ("he", "heb", &["hebrew", "hebreo"]),
    ("hi", "hin", &["hindi"]),
];
