//! Scene by scene.

use throughline_fountain::{Element, ElementKind, NoticeKind, Screenplay, Severity};

use super::entry::entry;
use super::heading::place_and_time;
use crate::document::{Scene, scene_id};

/// Why no script can be made of a screenplay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportFault {
    /// It cannot be told what the text is.
    #[error("line {line}: {what}")]
    Unclear {
        /// The line.
        line: usize,
        /// What is wrong.
        what: NoticeKind,
    },
    /// There is text, but no scene.
    #[error(
        "line {line}: the text begins here, but there is no scene heading in it: begin each scene with a line such as \
         `INT. KITCHEN - DAY`, or with a period: `.KITCHEN`; an empty line stands before and after it"
    )]
    NoScene {
        /// The first line with text.
        line: usize,
    },
    /// There is no text.
    #[error("there is nothing in it but {}", if *.has_title_page { "a title page" } else { "empty lines" })]
    Nothing {
        /// Whether there is a title page at least.
        has_title_page: bool,
    },
}

impl ImportFault {
    /// The line it is about, from 1, where it is about one.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::Unclear { line, .. } | Self::NoScene { line } => Some(*line),
            Self::Nothing { .. } => None,
        }
    }
}

/// The scenes of a screenplay, with ids counted from `scene-001`.
///
/// # Errors
/// When a boneyard is not closed, or there is no scene.
pub fn script_scenes(screenplay: &Screenplay) -> Result<Vec<Scene>, ImportFault> {
    if let Some(notice) = screenplay.notices.iter().find(|notice| notice.severity() == Severity::Error) {
        return Err(ImportFault::Unclear { line: notice.line, what: notice.kind.clone() });
    }
    let mut scenes: Vec<Scene> = Vec::new();
    for Element { kind, .. } in &screenplay.elements {
        if let ElementKind::SceneHeading(heading) = kind {
            let (location, time_of_day) = place_and_time(heading);
            let scene_id = scene_id(scenes.len() + 1);
            scenes.push(Scene { scene_id, location, time_of_day, actions: Vec::new() });
        } else if let Some(scene) = scenes.last_mut() {
            scene.actions.extend(entry(kind));
        }
    }
    if scenes.is_empty() {
        let first = screenplay.elements.iter().find(|element| element.kind.is_printed());
        return Err(match first.or(screenplay.elements.first()) {
            Some(element) => ImportFault::NoScene { line: element.line },
            None => ImportFault::Nothing { has_title_page: !screenplay.title_page.entries.is_empty() },
        });
    }
    Ok(scenes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use throughline_fountain::parse;

    use super::*;
    use crate::document::ActionKind;

    fn scenes(text: &str) -> Vec<Scene> {
        script_scenes(&parse(text)).unwrap()
    }

    fn shown(scene: &Scene) -> Vec<String> {
        let entries = scene.actions.iter().map(|action| {
            let parts = [&action.character, &action.extension, &action.parenthetical, &action.text];
            let parts = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>();
            format!("{}: {}", if action.kind == ActionKind::Action { "action" } else { "dialogue" }, parts.join(" | "))
        });
        [format!("{} {} {}", scene.scene_id, scene.location, scene.time_of_day)].into_iter().chain(entries).collect()
    }

    #[test]
    fn a_screenplay_becomes_scenes() {
        let text = "\
Title: The Door

FADE IN:

# Act

int. house - upstairs - NIGHT #4#

= What happens.

The *door*
   opens.[[slowly]]

Nobody.

ANNA (V.O.) (CONT'D)
(low)
It was
never closed.
(beat)
~Never

BORIS ^
Who?

/* cut */
> THE END <

~la la

CUT TO:

===

.ELSEWHERE

@Anna
(nods)
";
        let found: Vec<_> = scenes(text).iter().map(shown).collect();
        assert_eq!(
            found,
            [
                vec![
                    "scene-001 INT. house - upstairs NIGHT",
                    "action: The door opens.",
                    "action: Nobody.",
                    "dialogue: ANNA | V.O. | low; beat | It was never closed. Never",
                    "dialogue: BORIS | Who?",
                    "action: THE END",
                    "action: la la",
                ],
                vec!["scene-002 ELSEWHERE DAY", "action: Anna (nods)"],
            ]
        );
    }

    #[test]
    fn what_cannot_be_a_script_is_named_with_its_line() {
        let fault = |text| script_scenes(&parse(text)).unwrap_err();
        let unclear = fault("INT. A\n\nx /* y\n");
        assert_eq!(unclear.line(), Some(3));
        assert!(unclear.to_string().starts_with("line 3: the boneyard"), "{unclear}");
        assert_eq!(fault("Title: X\n\n# Act\n\nOnly text.\n"), ImportFault::NoScene { line: 5 });
        assert_eq!(fault("# Act\n"), ImportFault::NoScene { line: 1 });
        assert_eq!(fault("Title: X\n").to_string(), "there is nothing in it but a title page");
        assert_eq!(fault("\n\n").to_string(), "there is nothing in it but empty lines");
    }

    #[test]
    fn ids_grow_with_their_number() {
        let found = scenes(&"INT. A - DAY\n\nx\n\n".repeat(1001));
        assert_eq!((&*found[98].scene_id, &*found[1000].scene_id), ("scene-099", "scene-1001"));
    }

    fn text() -> impl Strategy<Value = String> {
        let pieces = [
            "\n",
            "\n\n",
            "\n\nINT. ",
            "\n\nEXT. HOUSE - DAY\n\n",
            "\n\nANNA (V.O.)\n",
            "\n\n@b\n",
            "(low)\n",
            "word",
            " - ",
            "NIGHT",
            ".",
            "~",
            "> x <",
            "!",
            "[[",
            "]]",
            "*",
            "_",
            "^",
            "漢",
            "CONT'D",
            "(",
            ")",
        ];
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..50).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn every_entry_says_something_and_every_spoken_word_is_there(text in text()) {
            let screenplay = parse(&text);
            let counted = screenplay.statistics();
            let scenes = match script_scenes(&screenplay) {
                Ok(scenes) => scenes,
                Err(_) => {
                    prop_assert!(counted.scenes.is_empty());
                    return Ok(());
                }
            };
            prop_assert_eq!(scenes.len(), counted.scenes.len());
            for (scene, counted) in scenes.iter().zip(&counted.scenes) {
                prop_assert!(!scene.location.is_empty() && !scene.time_of_day.is_empty());
                let mut spoken = 0;
                for action in &scene.actions {
                    let text = action.text.as_deref().unwrap_or_default();
                    prop_assert!(!text.is_empty() && text.split_whitespace().collect::<Vec<_>>().join(" ") == text);
                    prop_assert_eq!(action.character.is_some(), action.kind == ActionKind::Dialogue);
                    if action.kind == ActionKind::Dialogue {
                        spoken += text.split_whitespace().count();
                    }
                }
                prop_assert_eq!(spoken, counted.spoken_words);
            }
        }
    }
}
