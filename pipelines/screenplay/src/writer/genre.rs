//! Which stories belong to a genre, whatever words it is asked for with.

use super::tables;

/// A genre that the tables know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Genre {
    Adventure,
    Animation,
    Comedy,
    Documentary,
    Drama,
    Fantasy,
    Horror,
    Mystery,
    Noir,
    Romance,
    SciFi,
    Thriller,
    War,
    Western,
}

/// What people write, as one lower-case word without hyphens, and what is meant.
const ALIASES: &[(&str, Genre)] = &[
    ("adventure", Genre::Adventure),
    ("action", Genre::Adventure),
    ("quest", Genre::Adventure),
    ("treasure", Genre::Adventure),
    ("disaster", Genre::Adventure),
    ("sports", Genre::Adventure),
    ("abenteuer", Genre::Adventure),
    ("aventure", Genre::Adventure),
    ("aventura", Genre::Adventure),
    ("animation", Genre::Animation),
    ("animated", Genre::Animation),
    ("anime", Genre::Animation),
    ("cartoon", Genre::Animation),
    ("children", Genre::Animation),
    ("childrens", Genre::Animation),
    ("kids", Genre::Animation),
    ("family", Genre::Animation),
    ("fable", Genre::Animation),
    ("familie", Genre::Animation),
    ("kinder", Genre::Animation),
    ("comedy", Genre::Comedy),
    ("comedie", Genre::Comedy),
    ("comédie", Genre::Comedy),
    ("comedia", Genre::Comedy),
    ("komödie", Genre::Comedy),
    ("farce", Genre::Comedy),
    ("funny", Genre::Comedy),
    ("humor", Genre::Comedy),
    ("humour", Genre::Comedy),
    ("parody", Genre::Comedy),
    ("satire", Genre::Comedy),
    ("sitcom", Genre::Comedy),
    ("slapstick", Genre::Comedy),
    ("documentary", Genre::Documentary),
    ("docu", Genre::Documentary),
    ("doc", Genre::Documentary),
    ("docudrama", Genre::Documentary),
    ("documentaire", Genre::Documentary),
    ("dokumentarfilm", Genre::Documentary),
    ("documental", Genre::Documentary),
    ("mockumentary", Genre::Documentary),
    ("nonfiction", Genre::Documentary),
    ("nature", Genre::Documentary),
    ("drama", Genre::Drama),
    ("drame", Genre::Drama),
    ("tragedy", Genre::Drama),
    ("melodrama", Genre::Drama),
    ("biopic", Genre::Drama),
    ("biography", Genre::Drama),
    ("musical", Genre::Drama),
    ("historical", Genre::Drama),
    ("sliceoflife", Genre::Drama),
    ("comingofage", Genre::Drama),
    ("fantasy", Genre::Fantasy),
    ("fairytale", Genre::Fantasy),
    ("fairy", Genre::Fantasy),
    ("magic", Genre::Fantasy),
    ("magicalrealism", Genre::Fantasy),
    ("myth", Genre::Fantasy),
    ("märchen", Genre::Fantasy),
    ("swordandsorcery", Genre::Fantasy),
    ("fantastique", Genre::Fantasy),
    ("fantasia", Genre::Fantasy),
    ("horror", Genre::Horror),
    ("horreur", Genre::Horror),
    ("terror", Genre::Horror),
    ("ghost", Genre::Horror),
    ("gothic", Genre::Horror),
    ("haunted", Genre::Horror),
    ("scary", Genre::Horror),
    ("slasher", Genre::Horror),
    ("supernatural", Genre::Horror),
    ("vampire", Genre::Horror),
    ("zombie", Genre::Horror),
    ("mystery", Genre::Mystery),
    ("whodunit", Genre::Mystery),
    ("whodunnit", Genre::Mystery),
    ("detective", Genre::Mystery),
    ("krimi", Genre::Mystery),
    ("murder", Genre::Mystery),
    ("puzzle", Genre::Mystery),
    ("sleuth", Genre::Mystery),
    ("mystère", Genre::Mystery),
    ("misterio", Genre::Mystery),
    ("noir", Genre::Noir),
    ("filmnoir", Genre::Noir),
    ("neonoir", Genre::Noir),
    ("hardboiled", Genre::Noir),
    ("gangster", Genre::Noir),
    ("crime", Genre::Noir),
    ("mob", Genre::Noir),
    ("romance", Genre::Romance),
    ("romantic", Genre::Romance),
    ("romcom", Genre::Romance),
    ("love", Genre::Romance),
    ("lovestory", Genre::Romance),
    ("liebe", Genre::Romance),
    ("amour", Genre::Romance),
    ("amor", Genre::Romance),
    ("scifi", Genre::SciFi),
    ("sciencefiction", Genre::SciFi),
    ("sf", Genre::SciFi),
    ("science", Genre::SciFi),
    ("space", Genre::SciFi),
    ("spaceopera", Genre::SciFi),
    ("cyberpunk", Genre::SciFi),
    ("dystopia", Genre::SciFi),
    ("dystopian", Genre::SciFi),
    ("futuristic", Genre::SciFi),
    ("robot", Genre::SciFi),
    ("speculative", Genre::SciFi),
    ("steampunk", Genre::SciFi),
    ("timetravel", Genre::SciFi),
    ("фантастика", Genre::SciFi),
    ("thriller", Genre::Thriller),
    ("suspense", Genre::Thriller),
    ("conspiracy", Genre::Thriller),
    ("espionage", Genre::Thriller),
    ("heist", Genre::Thriller),
    ("psychological", Genre::Thriller),
    ("spy", Genre::Thriller),
    ("political", Genre::Thriller),
    ("techno", Genre::Thriller),
    ("war", Genre::War),
    ("military", Genre::War),
    ("battle", Genre::War),
    ("krieg", Genre::War),
    ("guerre", Genre::War),
    ("guerra", Genre::War),
    ("resistance", Genre::War),
    ("western", Genre::Western),
    ("cowboy", Genre::Western),
    ("frontier", Genre::Western),
    ("spaghettiwestern", Genre::Western),
    ("outlaw", Genre::Western),
];

impl Genre {
    /// The genre that is meant: the whole as one word, then each two and each one of its words from the left, then the
    /// alias with the fewest wrong letters, then drama.
    pub(super) fn named(name: &str) -> Self {
        let lower = name.to_lowercase();
        let words: Vec<&str> =
            lower.split(|letter: char| !letter.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let whole = words.concat();
        let pairs = words.windows(2).map(<[&str]>::concat);
        let singles = words.iter().map(|word| (*word).to_owned());
        let exact = std::iter::once(whole).chain(pairs).chain(singles).find_map(|word| known(&word));
        exact.or_else(|| words.iter().find_map(|word| nearly(word))).unwrap_or(Self::Drama)
    }

    /// The tables with its plots.
    pub(super) const fn plots(self) -> &'static [&'static str] {
        match self {
            Self::Adventure => tables::adventure::PLOTS,
            Self::Animation => tables::animation::PLOTS,
            Self::Comedy => tables::comedy::PLOTS,
            Self::Documentary => tables::documentary::PLOTS,
            Self::Drama => tables::drama::PLOTS,
            Self::Fantasy => tables::fantasy::PLOTS,
            Self::Horror => tables::horror::PLOTS,
            Self::Mystery => tables::mystery::PLOTS,
            Self::Noir => tables::noir::PLOTS,
            Self::Romance => tables::romance::PLOTS,
            Self::SciFi => tables::scifi::PLOTS,
            Self::Thriller => tables::thriller::PLOTS,
            Self::War => tables::war::PLOTS,
            Self::Western => tables::western::PLOTS,
        }
    }
}

fn known(word: &str) -> Option<Genre> {
    ALIASES.iter().find(|(alias, _)| *alias == word).map(|(_, genre)| *genre)
}

/// The alias that one wrong letter (two, in a long word) makes of it.
fn nearly(word: &str) -> Option<Genre> {
    let far = match word.chars().count() {
        0..=3 => return None,
        4..=6 => 1,
        _ => 2,
    };
    let distance = |alias: &str| strsim::damerau_levenshtein(alias, word);
    let near = ALIASES.iter().map(|(alias, genre)| (distance(alias), *genre)).filter(|(distance, _)| *distance <= far);
    near.min_by_key(|(distance, _)| *distance).map(|(_, genre)| genre)
}

#[cfg(test)]
pub(super) const ALL: [Genre; 14] = [
    Genre::Adventure,
    Genre::Animation,
    Genre::Comedy,
    Genre::Documentary,
    Genre::Drama,
    Genre::Fantasy,
    Genre::Horror,
    Genre::Mystery,
    Genre::Noir,
    Genre::Romance,
    Genre::SciFi,
    Genre::Thriller,
    Genre::War,
    Genre::Western,
];

#[cfg(test)]
mod tests {
    use super::Genre;

    #[test]
    fn what_people_write_is_understood() {
        for (name, genre) in [
            ("sci-fi", Genre::SciFi),
            ("Science Fiction", Genre::SciFi),
            ("SciFi comedy", Genre::SciFi),
            ("romantic comedy", Genre::Romance),
            ("dark comedy", Genre::Comedy),
            ("film noir", Genre::Noir),
            ("Western", Genre::Western),
            ("westren", Genre::Western),
            ("documentry", Genre::Documentary),
            ("kids & family", Genre::Animation),
            ("научная фантастика", Genre::SciFi),
            ("", Genre::Drama),
            ("gelato", Genre::Drama),
            ("???", Genre::Drama),
        ] {
            assert_eq!(Genre::named(name), genre, "{name}");
        }
    }
}
