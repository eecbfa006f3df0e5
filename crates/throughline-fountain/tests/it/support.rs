//! Screenplays in a form that a test can compare, and screenplays of any length.

use throughline_fountain::{Element, ElementKind, SpeechKind, parse};

/// Every element of a text with its line: `3 action: He runs.`
pub(crate) fn read(text: &str) -> Vec<String> {
    parse(text).elements.iter().map(shown).collect()
}

fn shown(Element { line, kind, .. }: &Element) -> String {
    let text = match kind {
        ElementKind::SceneHeading(heading) => {
            let number = heading.number.as_ref().map(|number| format!(" #{number}")).unwrap_or_default();
            format!("{}scene: {}{number}", if heading.is_forced { "forced " } else { "" }, heading.text)
        }
        ElementKind::Action(text) => format!("action: {text}"),
        ElementKind::Speech(speech) => {
            let mut shown = format!("{}{}", speech.character, if speech.is_dual { " ^" } else { "" });
            for extension in &speech.extensions {
                shown.push_str(&format!(" ({extension})"));
            }
            for part in &speech.parts {
                shown.push_str(&match part.kind {
                    SpeechKind::Dialogue => format!(" | {}", part.text),
                    SpeechKind::Parenthetical => format!(" | ({})", part.text),
                    SpeechKind::Lyrics => format!(" | ~{}", part.text),
                });
            }
            shown
        }
        ElementKind::Lyrics(text) => format!("lyrics: {text}"),
        ElementKind::Transition(text) => format!("transition: {text}"),
        ElementKind::Centered(text) => format!("centered: {text}"),
        ElementKind::PageBreak => "page break".to_owned(),
        ElementKind::Section { depth, text } => format!("section {depth}: {text}"),
        ElementKind::Synopsis(text) => format!("synopsis: {text}"),
        ElementKind::Note(text) => format!("note: {text}"),
        ElementKind::Boneyard(text) => format!("boneyard: {text}"),
    };
    format!("{line} {text}")
}

/// What is told of a text: line and code.
pub(crate) fn told(text: &str) -> Vec<(usize, &'static str)> {
    parse(text).notices.iter().map(|notice| (notice.line, notice.kind.code())).collect()
}

/// A screenplay of so many scenes; twelve of them are about four pages.
pub(crate) fn screenplay(scenes: usize) -> String {
    let mut text = "Title: A Long One\nAuthor: Nobody\n\n".to_owned();
    for scene in 0..scenes {
        text.push_str(&format!("INT. ROOM {scene} - DAY #{scene}#\n\n"));
        text.push_str("The *door* opens, slowly, and nobody is there to see it.\nA second line.\n\n");
        text.push_str("ANNA (V.O.)\n(to herself)\nIt was never closed. Not [[check]] once in all those years.\n\n");
        text.push_str("BORIS\nThen who _opened_ it?\n\n/* cut */\n> CUT TO:\n\n");
    }
    text
}
