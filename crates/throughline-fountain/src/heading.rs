//! Recognises scene headings: `INT.`, `EXT.`, `EST.`, `INT./EXT.`, `I/E` and the scene number at the end.
//!
//! Beyond the specification, `EXT/INT` and `E/I` are headings too, and the two sides may be apart: `INT. / EXT.`.

use crate::screenplay::{SceneHeading, Setting};

/// A heading without a period that forces it.
pub(crate) fn natural_heading(text: &str) -> Option<SceneHeading> {
    setting(text).map(|_| heading(text, false))
}

/// Whether the text begins with `INT.` or the like in capitals, so that it can hardly be meant as anything else.
pub(crate) fn is_plainly_heading(text: &str) -> bool {
    setting(text)
        .is_some_and(|(_, place)| !text[..text.len() - place.len()].contains(|char: char| char.is_ascii_lowercase()))
}

/// The heading that this text says.
pub(crate) fn heading(text: &str, is_forced: bool) -> SceneHeading {
    let (text, number) = without_number(text.trim());
    let (setting, place) = match setting(text) {
        Some((setting, place)) => (Some(setting), place.trim()),
        None => (None, text),
    };
    SceneHeading { text: text.to_owned(), setting, place: place.to_owned(), number, is_forced }
}

/// The text without the scene number at its end: letters, digits, `-` and `.` between two `#`.
fn without_number(text: &str) -> (&str, Option<String>) {
    let found = text.strip_suffix('#').and_then(|inner| inner.rsplit_once('#'));
    match found {
        Some((before, number))
            if !number.is_empty() && number.chars().all(|char| char.is_alphanumeric() || matches!(char, '-' | '.')) =>
        {
            (before.trim_end(), Some(number.to_owned()))
        }
        _ => (text, None),
    }
}

/// One side of a setting and what follows it.
fn side(text: &str) -> Option<(&'static str, &str)> {
    ["INT", "EXT", "EST", "I", "E"].into_iter().find_map(|word| {
        let (start, rest) = text.split_at_checked(word.len())?;
        start.eq_ignore_ascii_case(word).then_some((word, rest))
    })
}

/// The setting at the beginning of a heading, and the place after it.
fn setting(text: &str) -> Option<(Setting, &str)> {
    let (first, rest) = side(text)?;
    let is_short = first.len() == 1;
    let undotted = rest.strip_prefix('.').unwrap_or(rest);
    let apart = if is_short { undotted } else { undotted.trim_start() };
    if let Some(other) = apart.strip_prefix('/')
        && let Some((second, rest)) = side(if is_short { other } else { other.trim_start() })
        && is_pair(first, second)
        && let Some(place) = after_mark(rest)
    {
        return Some((Setting::Both, place));
    }
    let setting = match first {
        "INT" => Setting::Interior,
        "EXT" => Setting::Exterior,
        "EST" => Setting::Establishing,
        _ => return None,
    };
    after_mark(rest).map(|place| (setting, place))
}

fn is_pair(first: &str, second: &str) -> bool {
    matches!((first, second), ("INT", "EXT") | ("EXT", "INT") | ("I", "E") | ("E", "I"))
}

/// What stands after the dot or space that a setting needs, up to the end of the text.
fn after_mark(rest: &str) -> Option<&str> {
    rest.strip_prefix('.').or_else(|| rest.starts_with(char::is_whitespace).then_some(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Option<Setting>, String, Option<String>)> {
        natural_heading(text).map(|heading| (heading.setting, heading.place, heading.number))
    }

    #[test]
    fn every_setting_is_known_with_a_dot_or_a_space() {
        for (text, setting) in [
            ("INT. HOUSE - DAY", Setting::Interior),
            ("INT HOUSE - DAY", Setting::Interior),
            ("INT.HOUSE - DAY", Setting::Interior),
            ("ext. HOUSE - DAY", Setting::Exterior),
            ("Est. HOUSE - DAY", Setting::Establishing),
            ("INT./EXT. HOUSE - DAY", Setting::Both),
            ("INT./EXT HOUSE - DAY", Setting::Both),
            ("INT/EXT. HOUSE - DAY", Setting::Both),
            ("int/ext HOUSE - DAY", Setting::Both),
            ("INT. / EXT. HOUSE - DAY", Setting::Both),
            ("EXT./INT. HOUSE - DAY", Setting::Both),
            ("I/E HOUSE - DAY", Setting::Both),
            ("I/E. HOUSE - DAY", Setting::Both),
            ("E/I\tHOUSE - DAY", Setting::Both),
        ] {
            assert_eq!(read(text), Some((Some(setting), "HOUSE - DAY".to_owned(), None)), "{text}");
        }
    }

    #[test]
    fn words_that_only_begin_alike_are_none() {
        for text in
            ["INTERIOR HOUSE", "EXTRA", "ESTHER enters", "INT", "INT/EXT", "I am", "E.T.", "I / E x", "int-ext x", ""]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("İNT. EV"), None);
    }

    #[test]
    fn scene_numbers_are_taken_off() {
        for number in ["1", "1A", "1a", "A1", "I-1-A", "1.", "110A", "Ä7"] {
            let found = read(&format!("INT. HOUSE - DAY - FLASHBACK (1944) #{number}#")).unwrap();
            assert_eq!((&*found.1, found.2.as_deref()), ("HOUSE - DAY - FLASHBACK (1944)", Some(number)));
        }
        for text in ["INT. ROOM #4", "INT. ROOM ##", "INT. ROOM #a b#", "INT. #", "INT. ROOM #4# B"] {
            assert_eq!(read(text).unwrap().2, None, "{text}");
        }
    }

    #[test]
    fn a_forced_heading_may_have_a_setting_too() {
        let forced = heading("SNIPER SCOPE POV #7#", true);
        assert_eq!((&*forced.text, &*forced.place, forced.setting), ("SNIPER SCOPE POV", "SNIPER SCOPE POV", None));
        assert_eq!(heading("INT. X", true).setting, Some(Setting::Interior));
    }

    #[test]
    fn capitals_make_it_plain() {
        assert!(is_plainly_heading("INT. house") && is_plainly_heading("I/E x") && is_plainly_heading("INT. 漢  "));
        assert!(!is_plainly_heading("int. HOUSE") && !is_plainly_heading("Est arrivé"));
    }
}
