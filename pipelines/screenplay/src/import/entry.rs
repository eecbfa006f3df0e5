//! One element of a screenplay as an entry of a scene.

use throughline_fountain::{ElementKind, Speech};

use crate::document::{Action, ActionKind};

/// What stands between two parentheticals, or two extensions, of one speech.
const BETWEEN: &str = "; ";

/// The entry that this element becomes, if it says anything.
pub(super) fn entry(kind: &ElementKind) -> Option<Action> {
    match kind {
        ElementKind::Action(text) | ElementKind::Centered(text) | ElementKind::Lyrics(text) => action(text),
        ElementKind::Speech(speech) => dialogue(speech),
        ElementKind::SceneHeading(_)
        | ElementKind::Transition(_)
        | ElementKind::PageBreak
        | ElementKind::Section { .. }
        | ElementKind::Synopsis(_)
        | ElementKind::Note(_)
        | ElementKind::Boneyard(_) => None,
    }
}

fn action(text: &str) -> Option<Action> {
    let text = in_one_line(text);
    (!text.is_empty()).then_some(Action {
        kind: ActionKind::Action,
        text: Some(text),
        character: None,
        parenthetical: None,
        extension: None,
    })
}

/// A speech without a word, such as a nod in parentheses, is seen and not heard.
fn dialogue(speech: &Speech) -> Option<Action> {
    let character = in_one_line(&speech.character);
    let text = in_one_line(&speech.spoken().collect::<Vec<_>>().join(" "));
    let parenthetical = list(speech.parentheticals().map(in_one_line));
    if text.is_empty() {
        return action(&format!("{character} ({})", parenthetical?));
    }
    let extension = list(speech.extensions.iter().map(|extension| without_continued(extension)));
    Some(Action { kind: ActionKind::Dialogue, text: Some(text), character: Some(character), parenthetical, extension })
}

/// An extension without `CONT'D`, which says nothing that the order does not: `O.S., CONT'D` is `O.S.`.
fn without_continued(extension: &str) -> String {
    let is_continued = |part: &str| {
        let letters: String = part.chars().filter(|char| char.is_alphabetic()).collect();
        matches!(&*letters.to_uppercase(), "CONTD" | "CONT" | "CONTINUED" | "CONTINUING")
    };
    if !extension.split([',', ';', '/']).any(is_continued) {
        return in_one_line(extension);
    }
    let rest = extension.split([',', ';', '/']).filter(|part| !is_continued(part)).map(str::trim);
    rest.collect::<Vec<_>>().join(", ")
}

fn list(parts: impl Iterator<Item = String>) -> Option<String> {
    let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(BETWEEN))
}

/// The words with one space between them.
pub(super) fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continued_is_dropped_however_it_is_written() {
        for (extension, expected) in [
            ("CONT'D", ""),
            ("cont’d", ""),
            ("CONT.", ""),
            ("continued", ""),
            ("V.O.", "V.O."),
            ("O.S., CONT'D", "O.S."),
            ("CONT'D/V.O.", "V.O."),
            ("O.S./V.O.", "O.S./V.O."),
            ("on the  radio", "on the radio"),
            ("controlled", "controlled"),
        ] {
            assert_eq!(without_continued(extension), expected, "{extension}");
        }
    }
}
