//! Given names that stand for one another at a Basque or Spanish desk, or between neighbouring languages.
//!
//! Reviewed by hand and kept small: only pairs that the sound-alike key does not bring together and that one person
//! really uses side by side (Mikel in the hall, Miguel on the identity card). The first name stands for its group.

/// The groups, every name folded.
const GROUPS: &[&[&str]] = &[
    &[
        "andres", "ander", "andre", "andrew", "andrzej", "andrij", "andriy", "andrii", "andrei", "andrey",
        "ondrej",
    ],
    &[
        "antonio", "andoni", "anton", "antton", "antonin", "antoine", "anthony",
    ],
    &["ana", "ane", "anne", "anna", "hanna", "ganna"],
    &["angel", "gotzon", "aingeru"],
    &[
        "alejandro",
        "alexander",
        "oleksandr",
        "aleksandr",
        "alexandr",
        "alexandre",
        "alesander",
        "aleksander",
    ],
    &[
        "alejo", "alexey", "alexei", "aleksei", "aleksey", "oleksii", "oleksiy", "alexis",
    ],
    &["benito", "benat", "bernardo", "bernard"],
    &[
        "carlos", "karlos", "carles", "karol", "karel", "charles", "karl", "carlo",
    ],
    &[
        "catalina",
        "katalin",
        "catherine",
        "kateryna",
        "ekaterina",
        "katerina",
        "katarzyna",
        "catarina",
        "katrin",
    ],
    &["cristobal", "kristobal", "christopher", "cristovao"],
    &[
        "demetrio",
        "dmitry",
        "dmytro",
        "dmitri",
        "dmitriy",
        "dimitrios",
        "dimitris",
        "dimitar",
    ],
    &["domingo", "txomin", "dominique", "domenico"],
    &["dolores", "nekane", "lola"],
    &["elena", "olena", "helena", "helene", "elene", "alyona", "olenka"],
    &[
        "enrique", "endika", "henrike", "henri", "enric", "henry", "heinrich", "enrico",
    ],
    &[
        "esteban", "estebe", "eztebe", "stefan", "stepan", "stephen", "steven", "stephane", "stefano",
        "szczepan",
    ],
    &[
        "eugenia",
        "yevheniia",
        "yevgeniya",
        "evgenia",
        "evgeniya",
        "yevheniya",
        "ievgeniia",
    ],
    &[
        "eugenio", "yevhen", "evgeny", "yevgeny", "evgenii", "yevgeniy", "evhen", "ievgen", "eugen", "eugene",
    ],
    &["felipe", "pilipe", "philippe", "filip", "philip", "phillip"],
    &["fernando", "fernan", "hernando", "ferran", "perrando"],
    &[
        "francisco",
        "patxi",
        "frantzisko",
        "paco",
        "fran",
        "frantxisko",
        "francois",
        "francesco",
        "franz",
        "francesc",
        "pantxo",
        "pantxika",
    ],
    &[
        "georgios", "giorgos", "yiorgos", "george", "georgi", "georgy", "heorhii", "georges", "georg",
    ],
    &[
        "gregorio", "hryhorii", "grigory", "grigori", "gregory", "grzegorz", "gergori",
    ],
    &[
        "guillermo",
        "gilen",
        "guilherme",
        "william",
        "wilhelm",
        "guillaume",
    ],
    &["ignacio", "inaki", "inazio", "nacho", "ignasi", "ihnat"],
    &["inigo", "eneko"],
    &[
        "isabel",
        "elisabet",
        "elizabeth",
        "elisabeth",
        "elixabet",
        "yelyzaveta",
        "elizaveta",
        "isabela",
    ],
    &[
        "jacobo", "jagoba", "jakue", "jakes", "yakiv", "yakov", "jakub", "jacob", "james",
    ],
    &["jaime", "jakoba", "jaume", "xaime"],
    &["jesus", "josu", "yosu", "txus"],
    &[
        "jorge", "gorka", "jordi", "jurgi", "yurii", "yuri", "yuriy", "yury", "iurii",
    ],
    &[
        "jose", "joseba", "pepe", "josep", "iosif", "yosyp", "osyp", "jozef", "josef", "joseph", "yosef",
        "yousef", "yusuf", "youssef", "yusef",
    ],
    &["josefa", "pepa", "joxepa"],
    &[
        "juan", "jon", "ion", "joan", "ivan", "john", "johannes", "jan", "joao", "giovanni", "ioannis",
        "giannis", "yannis", "manex", "jean", "juanjo",
    ],
    &[
        "juana", "jone", "joana", "ivana", "ioanna", "jana", "johanna", "jeanne",
    ],
    &["julian", "julen", "yulian"],
    &["julia", "yuliia", "yulia", "yuliya", "iuliia", "julie", "juliya"],
    &["lazaro", "elazar"],
    &["lorenzo", "laurentzi", "lontzo", "laurent", "lawrence", "lorenz"],
    &["lucas", "luk", "luka", "lukas", "lukasz", "luke", "luc"],
    &[
        "luis",
        "koldo",
        "koldobika",
        "lluis",
        "louis",
        "luiz",
        "ludwig",
        "luigi",
    ],
    &["manuel", "imanol", "manolo", "emanuel", "emmanuel"],
    &["marcelo", "markel", "martxel", "marcel", "marcello"],
    &["marcos", "marko", "marc", "mark", "marek", "marco"],
    &[
        "maria", "miren", "mariya", "mariia", "marija", "marie", "mary", "maryam", "miriam", "mirjam",
    ],
    &[
        "mateo", "matei", "matthew", "matvii", "matvey", "mateusz", "mathieu", "matthias", "matias", "matia",
    ],
    &[
        "miguel", "mikel", "michael", "mykhailo", "mikhail", "mihail", "michel", "miquel", "michal", "mihai",
        "mitxel", "mykhaylo",
    ],
    &[
        "mohammed", "muhammad", "mohamed", "mohammad", "mehmet", "mahomet", "muhammed", "mohamad", "muhamad",
    ],
    &["natalia", "nataliia", "natalya", "nataliya", "natalie"],
    &[
        "nicolas", "nikola", "mykola", "nikolai", "nikolay", "nikolaos", "nikos", "nicholas", "mikolaj",
        "nikolas", "mikulas",
    ],
    &["nieves", "edurne"],
    &[
        "pablo", "paulo", "pavlo", "pavel", "paul", "pau", "pawel", "paolo", "paulos",
    ],
    &[
        "pedro", "kepa", "peru", "petro", "petr", "pyotr", "piotr", "peter", "pierre", "pere", "pietro",
        "petros", "petri", "bettiri",
    ],
    &["rafael", "rafa", "errafael", "raphael"],
    &["ramon", "erramun", "raymond", "raimundo"],
    &["rosa", "arrosa", "roza"],
    &["roman", "erroman"],
    &["santiago", "xanti", "santi", "jakobe"],
    &["sebastian", "sebastien", "sebas"],
    &[
        "sergio", "sergey", "serhii", "serhiy", "sergei", "sergii", "sergi", "serge",
    ],
    &["sofia", "sofiia", "sofya", "sophie", "sophia", "zofia", "sofie"],
    &[
        "teodoro",
        "fedir",
        "fyodor",
        "fedor",
        "theodore",
        "theodoros",
        "feodor",
    ],
    &["tomas", "tomasz", "thomas", "xomas", "tommaso", "foma", "khoma"],
    &["tatiana", "tetiana", "tatyana", "tetyana"],
    &[
        "vasili", "vasyl", "vasily", "vasil", "vasilis", "basilio", "vasyliy", "basil",
    ],
    &["vicente", "bixente", "bikendi", "vincent", "vicent", "vincenzo"],
    &["victor", "bittor", "viktor", "vitor"],
    &["vladimir", "volodymyr", "wladimir", "wolodymyr", "volodimir"],
    &["yitzhak", "itzhak", "isaac", "isaak", "izaak", "yitzchak"],
];

/// The name that stands for the group of a folded given name, if it is in one.
#[must_use]
pub fn equivalent(folded: &str) -> Option<&'static str> {
    GROUPS
        .iter()
        .find(|group| group.contains(&folded))
        .and_then(|group| group.first().copied())
}

#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().flat_map(|group| group.iter().copied())
}
