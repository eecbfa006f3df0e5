//! What is spoken: the lines of a script in order, with their words and how long they take.

use super::{ActionKind, Scene};

/// Who speaks where the script does not say.
pub(crate) const UNKNOWN: &str = "UNKNOWN";

/// Seconds that a spoken word takes.
const SECONDS_A_WORD: f64 = 0.4;

/// A line of dialogue and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'s> {
    /// The scene's index, from 0.
    pub(crate) scene: usize,
    /// Its index among the entries of the scene, from 0.
    pub(crate) entry: usize,
    /// Who speaks; [`UNKNOWN`] where the script does not say.
    pub(crate) speaker: &'s str,
    /// What is said.
    pub(crate) text: &'s str,
    /// How many words that is.
    pub(crate) words: usize,
    /// Whether the speaker is heard and not seen.
    pub(crate) voice_only: bool,
}

/// A dialogue says nothing, not even an empty text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("scene {number} (`{scene_id}`), entry {entry}: the dialogue has no `text`")]
pub(crate) struct MissingText {
    /// The scene's number, from 1.
    number: usize,
    scene_id: String,
    /// The number of the entry in the scene, from 1.
    entry: usize,
}

/// All lines of these scenes, in order.
pub(crate) fn lines(scenes: &[Scene]) -> Result<Vec<Line<'_>>, MissingText> {
    let mut found = Vec::new();
    for (scene, Scene { scene_id, actions, .. }) in scenes.iter().enumerate() {
        for (entry, action) in actions.iter().enumerate().filter(|(_, action)| action.kind == ActionKind::Dialogue) {
            let Some(text) = action.text.as_deref() else {
                return Err(MissingText { number: scene + 1, scene_id: scene_id.clone(), entry: entry + 1 });
            };
            let speaker = action.character.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(UNKNOWN);
            let voice_only = action.extension.as_deref().is_some_and(is_unseen);
            found.push(Line { scene, entry, speaker, text, words: words(text), voice_only });
        }
    }
    Ok(found)
}

/// `V.O.`, `O.S.`, `O.C.` and the like, however they are dotted.
fn is_unseen(extension: &str) -> bool {
    let bare = |part: &str| -> String { part.chars().filter(|char| char.is_alphanumeric()).collect() };
    let parts = extension.split([';', ',', '/']).map(|part| bare(part).to_uppercase());
    parts.into_iter().any(|part| matches!(&*part, "VO" | "OS" | "OC" | "OFFSCREEN" | "OFFCAMERA" | "VOICEOVER"))
}

/// How many pieces stand between white space (Unicode `White_Space`).
pub(crate) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// How long so many words take, in seconds, but no less than `least`.
pub(crate) fn spoken_seconds(words: usize, least: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a text with 2^53 words does not fit into any memory")]
    let spoken = SECONDS_A_WORD * words as f64;
    spoken.max(least)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Action;

    fn said(text: Option<&str>, character: Option<&str>, extension: Option<&str>) -> Action {
        let owned = |text: &str| text.to_owned();
        Action {
            kind: ActionKind::Dialogue,
            text: text.map(owned),
            character: character.map(owned),
            parenthetical: None,
            extension: extension.map(owned),
        }
    }

    fn scene(actions: Vec<Action>) -> Scene {
        Scene { scene_id: "scene-001".into(), location: "INT. A".into(), time_of_day: "DAY".into(), actions }
    }

    #[test]
    fn words_stand_between_white_space_of_any_kind() {
        for (text, count) in [
            ("", 0),
            (" \u{a0}\u{3000}\t", 0),
            ("a\u{2003}b\u{85}c", 3),
            ("what? --> 你好 world", 4),
            ("a\u{200b}b", 1),
        ] {
            assert_eq!(words(text), count, "{text:?}");
        }
    }

    #[test]
    fn seconds_are_never_less_than_the_least() {
        assert_eq!(spoken_seconds(7, 3.0).to_bits(), 3.0_f64.to_bits());
        assert_eq!(spoken_seconds(12, 3.0).to_bits(), (0.4_f64 * 12.0).to_bits());
    }

    #[test]
    fn lines_are_found_with_their_speakers() {
        let scenes = [
            scene(vec![said(Some("Hello there"), Some("BOB"), Some("V.O.")), said(Some(""), None, Some("on phone"))]),
            scene(vec![said(Some("x"), Some(" "), Some("CONT'D; o.s."))]),
        ];
        let found = lines(&scenes).unwrap();
        let shown: Vec<_> =
            found.iter().map(|line| (line.scene, line.entry, line.speaker, line.words, line.voice_only)).collect();
        assert_eq!(shown, [(0, 0, "BOB", 2, true), (0, 1, UNKNOWN, 0, false), (1, 0, UNKNOWN, 1, true)]);
    }

    #[test]
    fn a_dialogue_without_text_is_named() {
        let scenes = [scene(vec![]), scene(vec![said(Some(""), None, None), said(None, None, None)])];
        assert_eq!(
            lines(&scenes).unwrap_err().to_string(),
            "scene 2 (`scene-001`), entry 2: the dialogue has no `text`"
        );
    }
}
