//! Recognises the line with a character's name, its extensions and the `^` of dual dialogue.

/// The line that says who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cue {
    pub(crate) name: String,
    pub(crate) extensions: Vec<String>,
    pub(crate) is_dual: bool,
}

impl Cue {
    /// A line as a cue: a name, then any number of extensions in parentheses, then perhaps `^`. `None` without a name.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (text, is_dual) = text.strip_suffix('^').map_or((text, false), |text| (text, true));
        let mut name = text.trim_end();
        let mut extensions = Vec::new();
        while let Some((before, extension)) = last_group(name) {
            extensions.push(joined(extension));
            name = before.trim_end();
        }
        extensions.retain(|extension| !extension.is_empty());
        extensions.reverse();
        let name = joined(name);
        (!name.is_empty()).then_some(Self { name, extensions, is_dual })
    }

    /// Whether the name is in capitals: a letter in upper case and none in lower case. A script that knows no case has
    /// none; its names need `@`.
    pub(crate) fn is_in_capitals(&self) -> bool {
        is_in_capitals(&self.name)
    }

    /// Whether an extension says that this is a cue and nothing else: `V.O.`, `O.S.`, `O.C.`, `CONT'D`.
    pub(crate) fn has_usual_extension(&self) -> bool {
        self.extensions.iter().any(|extension| {
            let letters: String = extension.chars().filter(char::is_ascii_alphabetic).collect();
            matches!(&*letters.to_ascii_uppercase(), "VO" | "OS" | "OC" | "CONTD" | "CONT")
        })
    }

    /// Whether the name is more like a line of action: it is long, or ends as a sentence does.
    pub(crate) fn is_like_action(&self) -> bool {
        /// No name on a page is longer, in characters.
        const LONGEST: usize = 38;
        self.name.ends_with(['!', '?', ':', ',', ';', '…', '-', '–', '—'])
            || self.name.ends_with("..")
            || self.name.chars().nth(LONGEST).is_some()
    }
}

/// Whether a text has a letter in upper case and none in lower case. `ß` and the like, which have no upper case of one
/// letter, may stand among capitals.
pub(crate) fn is_in_capitals(text: &str) -> bool {
    let mut has_upper = false;
    for char in text.chars() {
        if char.is_lowercase() {
            let mut upper = char.to_uppercase();
            if upper.next() != Some(char) && upper.next().is_none() {
                return false;
            }
        }
        has_upper |= char.is_uppercase();
    }
    has_upper
}

/// Splits off the group in parentheses at the end.
fn last_group(text: &str) -> Option<(&str, &str)> {
    let inner_end = text.strip_suffix(')')?.len();
    let mut depth = 1_usize;
    for (at, char) in text[..inner_end].char_indices().rev() {
        match char {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&text[..at], &text[at + 1..inner_end]));
        }
    }
    None
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Vec<String>, bool) {
        let cue = Cue::read(text).unwrap();
        (cue.name, cue.extensions, cue.is_dual)
    }

    fn cue(name: &str, extensions: &[&str], is_dual: bool) -> (String, Vec<String>, bool) {
        (name.to_owned(), extensions.iter().map(|&text| text.to_owned()).collect(), is_dual)
    }

    #[test]
    fn a_name_with_any_number_of_extensions_and_a_caret() {
        assert_eq!(read("STEEL"), cue("STEEL", &[], false));
        assert_eq!(read("MOM (O. S.)"), cue("MOM", &["O. S."], false));
        assert_eq!(read("HANS (on the radio)(V.O.) (CONT'D)"), cue("HANS", &["on the radio", "V.O.", "CONT'D"], false));
        assert_eq!(read("STEEL    ^"), cue("STEEL", &[], true));
        assert_eq!(read("DR.  SARA\tLEE (V.O.)^"), cue("DR. SARA LEE", &["V.O."], true));
        assert_eq!(read("A (b (c) d)"), cue("A", &["b (c) d"], false));
        assert_eq!(read("A ()"), cue("A", &[], false));
        assert_eq!(read("DOG (REX) TWO"), cue("DOG (REX) TWO", &[], false));
        assert_eq!(read("A )"), cue("A )", &[], false));
        for text in ["", "^", "(V.O.)", " () ^"] {
            assert_eq!(Cue::read(text), None, "{text:?}");
        }
    }

    #[test]
    fn capitals_of_every_script_and_none_where_there_is_no_case() {
        for text in [
            "STEEL",
            "R2D2",
            "MAN #2",
            "JOHN'S VOICE",
            "ÉMILE",
            "ИВАН",
            "ΝΊΚΟΣ",
            "GROßMUTTER",
            "Nº 5".to_uppercase().as_str(),
        ] {
            assert!(is_in_capitals(text), "{text}");
        }
        for text in ["Steel", "McCLANE", "23", "张伟", "محمد", "...", "", "иВАН"] {
            assert!(!is_in_capitals(text), "{text}");
        }
        assert!(Cue::read("HANS (on the radio)").unwrap().is_in_capitals());
    }

    #[test]
    fn what_a_name_is_like() {
        assert!(Cue::read("BANG!").unwrap().is_like_action());
        assert!(Cue::read("SCANNING THE AISLES...").unwrap().is_like_action());
        assert!(!Cue::read("DR. LEE JR.").unwrap().is_like_action());
        assert!(Cue::read("BOB (v.o.)").unwrap().has_usual_extension());
        assert!(Cue::read("BOB (cont’d)").unwrap().has_usual_extension());
        assert!(!Cue::read("BOB (whispering)").unwrap().has_usual_extension());
    }
}
