//! The words that a project file may choose from.

use serde::{Deserialize, Serialize};

/// One of a few words.
pub(crate) trait Word: Copy + Sized + 'static {
    /// Every word with what it means, in the order in which they are told.
    const ALL: &'static [(&'static str, Self)];

    /// What the word means.
    fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning)
    }
}

/// At which size the film is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum Profile {
    /// 960x540.
    #[default]
    #[serde(rename = "preview_local")]
    PreviewLocal,
    /// 1280x720.
    #[serde(rename = "draft_720p")]
    Draft720p,
    /// 1920x1080.
    #[serde(rename = "final_1080p")]
    Final1080p,
}

/// How scenes become shots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ShotStyle {
    /// Each scene wide, then medium close-up.
    #[default]
    TwoShot,
    /// Each scene wide for its action, then one shot for each line.
    Coverage,
}

impl Word for Profile {
    const ALL: &'static [(&'static str, Self)] =
        &[("preview_local", Self::PreviewLocal), ("draft_720p", Self::Draft720p), ("final_1080p", Self::Final1080p)];
}

impl Word for ShotStyle {
    const ALL: &'static [(&'static str, Self)] = &[("two-shot", Self::TwoShot), ("coverage", Self::Coverage)];
}

impl Profile {
    /// The word in files.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::PreviewLocal => "preview_local",
            Self::Draft720p => "draft_720p",
            Self::Final1080p => "final_1080p",
        }
    }

    /// Width and height in pixels: `960x540`.
    pub(crate) fn resolution(self) -> &'static str {
        match self {
            Self::PreviewLocal => "960x540",
            Self::Draft720p => "1280x720",
            Self::Final1080p => "1920x1080",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_the_same_in_all_places() {
        for (word, profile) in Profile::ALL {
            assert_eq!((profile.as_str(), serde_json::to_value(profile).unwrap()), (*word, (*word).into()));
        }
        for (word, style) in ShotStyle::ALL {
            assert_eq!(serde_json::to_value(style).unwrap(), *word);
        }
    }
}
