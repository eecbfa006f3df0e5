//! What a name tells of its bearer: just enough that MARY has no beard and the BOY is small.

/// How a character is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gender {
    Woman,
    Man,
    /// Nothing in the name says it: features that fit both.
    Unknown,
}

/// How old a character is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    Child,
    Grown,
    Old,
}

#[rustfmt::skip]
const WOMEN: &[&str] = &[
    "WOMAN", "GIRL", "LADY", "MRS", "MS", "MISS", "MOTHER", "MOM", "MUM", "SISTER", "DAUGHTER", "WIFE", "AUNT", "GRANDMA", "GRANDMOTHER", "QUEEN",
    "PRINCESS", "WAITRESS", "ACTRESS", "NURSE", "WITCH", "BRIDE", "FRAU", "MADAME", "SEÑORA", "HER", "SHE",
    "MARY", "ELIZABETH", "SARAH", "RUTH", "ALICE", "JANE", "ANN", "ANNE", "KATE", "GRACE", "CLAIRE", "ROSE", "ROSALIND", "JOAN", "HELEN", "KAREN",
    "SUSAN", "MARGARET", "CAROL", "LILY", "EMILY", "AMY", "LUCY", "EVE", "RACHEL", "REBECCA", "HANNAH", "JENNIFER", "ALISON", "ERIN", "MEGAN", "LAUREN",
    "KIM", "INGRID", "ASTRID", "ESTHER", "JUDITH", "AGNES", "IRIS", "DORIS", "PHYLLIS", "VIVIAN", "CHLOE", "ZOE", "PHOEBE", "PENELOPE", "ELLEN", "GWEN",
    "MARION", "CARMEN", "MEI", "LING", "YUKI", "SAKURA", "AIKO", "HARRIET", "MARGOT", "ABIGAIL", "BETH", "NANCY", "DOROTHY", "JILL", "LYNN", "PAM", "RIPLEY",
    "МАРИЯ", "ОЛЬГА", "ЛЮБОВЬ", "MIRIAM", "SALLY", "WENDY", "BETTY", "PEGGY", "KELLY", "HEATHER", "SHARON", "DAWN", "JUNE", "APRIL", "MAY", "IVY", "HAZEL",
];

#[rustfmt::skip]
const MEN: &[&str] = &[
    "MAN", "BOY", "GUY", "MR", "SIR", "LORD", "FATHER", "DAD", "BROTHER", "SON", "HUSBAND", "UNCLE", "GRANDPA", "GRANDFATHER", "KING", "PRINCE",
    "PRIEST", "MONK", "WAITER", "MONSIEUR", "HERR", "SEÑOR", "HIM", "HE", "DUDE", "POPE",
    "JOHN", "JAMES", "ROBERT", "MICHAEL", "WILLIAM", "DAVID", "RICHARD", "JOSEPH", "THOMAS", "CHARLES", "DANIEL", "MATTHEW", "ANTHONY", "MARK", "PAUL",
    "STEVEN", "ANDREW", "KENNETH", "GEORGE", "KEVIN", "BRIAN", "EDWARD", "RON", "TIM", "TOM", "JASON", "JEFF", "RYAN", "JACOB", "GARY", "ERIC", "FRANK",
    "JACK", "HARRY", "HENRY", "PETER", "SAM", "BEN", "MAX", "LEO", "LUKE", "ADAM", "NOAH", "ELI", "OWEN", "HUGO", "KARL", "HANS", "OTTO", "FRITZ", "JEAN",
    "PIERRE", "JACQUES", "LOUIS", "PABLO", "JUAN", "CARLOS", "DIEGO", "MIGUEL", "JOSE", "LUIS", "IVAN", "DMITRI", "SERGEI", "YURI", "BORIS", "VIKTOR",
    "VICTOR", "OSCAR", "ARTHUR", "WALTER", "RAY", "BILL", "BOB", "JIM", "JOE", "MIKE", "NICK", "STEVE", "TONY", "VINCENT", "GABRIEL", "DECKARD", "ELIAS",
    "JONAS", "FELIX", "SIMON", "MARCUS", "OMAR", "ALI", "AHMED", "KENJI", "HIROSHI", "TARO", "WEI", "CHEN", "RAJ", "ARJUN", "NIKITA", "ILYA", "JOSHUA",
    "ИВАН", "ИЛЬЯ", "НИКИТА", "САША", "МИША", "ДИМА", "EZRA", "LUCA", "MICHA", "NOLAN", "FINN", "THEO", "IAN", "COLE", "HANK", "CARL", "FRED",
];

/// Endings of given names that are mostly women's.
const ENDINGS: &[&str] = &["A", "ETTE", "IE", "INE", "ELLE", "А", "Я", "É"];

/// Whether a name, in capitals, is a woman's or a man's, as far as its words say.
pub(crate) fn gender_of(name: &str) -> Gender {
    let words = || name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in words() {
        if WOMEN.contains(&word) || word.ends_with("WOMAN") {
            return Gender::Woman;
        }
        if MEN.contains(&word) || word.len() > 4 && word.ends_with("MAN") {
            return Gender::Man;
        }
    }
    let feminine = words().any(|word| word.chars().count() > 2 && ENDINGS.iter().any(|end| word.ends_with(end)));
    if feminine { Gender::Woman } else { Gender::Unknown }
}

/// Whether the words of a name, in capitals, are those of a robot or a computer.
pub(crate) fn is_machine(name: &str) -> bool {
    const MACHINES: &[&str] = &[
        "ROBOT",
        "ANDROID",
        "COMPUTER",
        "AI",
        "DRONE",
        "DROID",
        "MACHINE",
        "CYBORG",
        "BOT",
        "MAINFRAME",
        "ROBOTER",
        "РОБОТ",
        "机器人",
    ];
    name.replace("A.I.", "AI").split(|c: char| !c.is_alphanumeric()).any(|word| MACHINES.contains(&word))
}

/// The age that the words of a name, in capitals, speak of.
pub(crate) fn age_of(name: &str) -> Age {
    const YOUNG: &[&str] = &[
        "BOY", "GIRL", "CHILD", "KID", "TODDLER", "LITTLE", "SON", "DAUGHTER", "TIMMY", "BILLY", "JUNGE", "KIND",
        "ENFANT", "NIÑO", "NIÑA",
    ];
    const AGED: &[&str] = &[
        "OLD",
        "ELDER",
        "ELDERLY",
        "GRANDMA",
        "GRANDPA",
        "GRANDMOTHER",
        "GRANDFATHER",
        "PROFESSOR",
        "ALTE",
        "ALTER",
        "VIEUX",
        "VIEJO",
        "WIZARD",
        "WITCH",
    ];
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    if words.clone().any(|word| AGED.contains(&word)) {
        Age::Old
    } else if words.any(|word| YOUNG.contains(&word)) {
        Age::Child
    } else {
        Age::Grown
    }
}

#[cfg(test)]
mod tests {
    use super::{Age, Gender, age_of, gender_of, is_machine};

    #[test]
    fn names_speak_as_far_as_they_do() {
        assert_eq!(gender_of("MARA"), Gender::Woman);
        assert_eq!(gender_of("CAPTAIN ADA"), Gender::Woman);
        assert_eq!(gender_of("OLD FISHERMAN"), Gender::Man);
        assert_eq!(gender_of("POLICEWOMAN 2"), Gender::Woman);
        assert_eq!(gender_of("NIKITA"), Gender::Man);
        assert_eq!(gender_of("X-7"), Gender::Unknown);
        assert_eq!(gender_of(""), Gender::Unknown);
        assert_eq!(age_of("LITTLE GIRL"), Age::Child);
        assert_eq!(age_of("OLD MAN"), Age::Old);
        assert!(is_machine("THE A.I.") && is_machine("ROBOT 7") && !is_machine("AINO"));
    }
}
