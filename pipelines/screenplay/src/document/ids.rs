//! The ids of everything, made from the project, the run and positions; never from where a file lies.

/// What every artifact says it is written by.
pub(crate) const SCHEMA_VERSION: &str = "1.0.0";

/// The longest project or run id, in characters. With what stands around it, a file name of 255 bytes is never reached.
pub(crate) const LONGEST_NAME: usize = 100;

/// What the ids of the five artifacts are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Naming {
    /// The project's id.
    pub(crate) project_id: String,
    /// `run-` and twelve digits, or what was asked for.
    pub(crate) run_id: String,
}

impl Naming {
    /// `<kind>-<project id>-<the first eight characters of the run id>`.
    pub(crate) fn artifact_id(&self, kind: &str) -> String {
        let short: String = self.run_id.chars().take(8).collect();
        format!("{kind}-{}-{short}", self.project_id)
    }
}

/// Whether a text can name a project, a run or a shot, and so a folder or a file: `[A-Za-z0-9][A-Za-z0-9._-]*`, at most
/// a hundred characters.
pub(crate) fn is_name(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    text.len() <= LONGEST_NAME
        && text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
        && text.bytes().all(inner)
}

/// `scene-001` for 1.
pub(crate) fn scene_id(number: usize) -> String {
    format!("scene-{number:03}")
}

/// `<scene id>-shot-001` for 1.
pub(crate) fn shot_id(scene_id: &str, number: usize) -> String {
    format!("{scene_id}-shot-{number:03}")
}

/// A name in lower case with `_` for each space. Two names with one slug are one character.
pub(crate) fn slug(name: &str) -> String {
    name.to_lowercase().replace(' ', "_")
}

/// The id of the pack of the character with this slug.
pub(crate) fn pack_id(slug: &str) -> String {
    format!("char-{slug}")
}

/// The id of a scene's background.
pub(crate) fn background_id(scene_id: &str) -> String {
    format!("bg-{scene_id}")
}

/// The id of a line's recording; lines are counted over the whole script, from 0.
pub(crate) fn voice_id(scene_id: &str, slug: &str, number: usize) -> String {
    format!("vo-{scene_id}-{slug}-{number:03}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_folder_and_nothing_else() {
        for name in ["a", "0", "phase0-demo", "A.b_c-d", &"x".repeat(100)] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", ".", "..", ".a", "-a", "_a", "a/b", "a\\b", "a b", "ä", "a\0", "a\n", "١", &"x".repeat(101)]
        {
            assert!(!is_name(name), "{name:?}");
        }
    }

    #[test]
    fn ids_grow_beyond_three_digits() {
        assert_eq!((scene_id(7), scene_id(1234)), ("scene-007".into(), "scene-1234".into()));
        assert_eq!(shot_id("scene-001", 2), "scene-001-shot-002");
        assert_eq!(voice_id("scene-001", "bob", 0), "vo-scene-001-bob-000");
        let naming = |run: &str| Naming { project_id: "p".into(), run_id: run.into() };
        assert_eq!(naming("run-0123456789ab").artifact_id("script"), "script-p-run-0123");
        assert_eq!(naming("r1").artifact_id("plan"), "plan-p-r1");
    }

    #[test]
    fn a_slug_is_lower_case_in_every_script() {
        for (name, expected) in [
            ("DR. SARA LEE", "dr._sara_lee"),
            ("ИВАН", "иван"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("张伟", "张伟"),
            ("../A\0", "../a\0"),
            ("A  B", "a__b"),
            ("", ""),
        ] {
            assert_eq!(slug(name), expected);
        }
    }
}
