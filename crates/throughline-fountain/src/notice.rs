//! What was not understood or looks wrong, with its line. A text is always read to its end.

use std::fmt;

/// Something to be known of one place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The line, from 1.
    pub line: usize,
    /// What it is about.
    pub kind: NoticeKind,
}

/// How much a notice weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Read as it was meant, as far as can be told.
    Info,
    /// It may well have been meant otherwise.
    Warning,
    /// What is there cannot be told.
    Error,
}

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeKind {
    /// A `/*` without `*/`.
    BoneyardNotClosed,
    /// A `*/` without `/*`.
    BoneyardNotOpened,
    /// A `[[` without `]]` before the next empty line.
    NoteNotClosed,
    /// A line like a scene heading right below another line.
    HeadingWithoutEmptyBefore,
    /// A scene heading right above another line.
    HeadingWithoutEmptyAfter,
    /// A scene heading that says only `INT.`.
    HeadingWithoutPlace,
    /// Two scenes with one number.
    SceneNumberTwice {
        /// The number.
        number: String,
    },
    /// A line like a character's name right below another line.
    CueWithoutEmptyBefore {
        /// The line.
        name: String,
    },
    /// A character's name with nothing said under it.
    CueWithoutDialogue {
        /// The name.
        name: String,
    },
    /// A character's name that may be a line of action.
    CueLikeAction {
        /// The name.
        name: String,
    },
    /// A `^` where no speech stands before.
    NothingBeside {
        /// The name.
        name: String,
    },
    /// A line in capitals that ends in `TO:`, without an empty line before or after it.
    TransitionNotAlone,
    /// A `(` at the beginning of a line of dialogue that is not closed.
    ParentheticalNotClosed,
    /// A section, synopsis or page break in the middle of a speech.
    DialogueCutShort {
        /// The character that begins the line.
        mark: char,
    },
    /// Something that is printed stands before the first scene heading.
    TextBeforeScene,
    /// Something is said before the first scene heading.
    SpeechBeforeScene {
        /// Who says it.
        name: String,
    },
    /// A line of the title page that is neither a key nor indented.
    TitleValueNotIndented {
        /// The key above it.
        key: String,
    },
    /// A line like one of the title page, after the empty line that ended it.
    TitleAfterTitlePage {
        /// The key.
        key: String,
    },
}

impl Notice {
    /// How much it weighs.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }
}

impl NoticeKind {
    /// How much it weighs.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::BoneyardNotClosed => Severity::Error,
            Self::BoneyardNotOpened
            | Self::NoteNotClosed
            | Self::HeadingWithoutEmptyBefore
            | Self::HeadingWithoutPlace
            | Self::SceneNumberTwice { .. }
            | Self::CueWithoutEmptyBefore { .. }
            | Self::CueWithoutDialogue { .. }
            | Self::CueLikeAction { .. }
            | Self::NothingBeside { .. }
            | Self::TransitionNotAlone
            | Self::ParentheticalNotClosed
            | Self::DialogueCutShort { .. }
            | Self::SpeechBeforeScene { .. }
            | Self::TitleAfterTitlePage { .. } => Severity::Warning,
            Self::HeadingWithoutEmptyAfter | Self::TextBeforeScene | Self::TitleValueNotIndented { .. } => {
                Severity::Info
            }
        }
    }

    /// The same in a word that does not change, for programs: `cue-without-dialogue`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BoneyardNotClosed => "boneyard-not-closed",
            Self::BoneyardNotOpened => "boneyard-not-opened",
            Self::NoteNotClosed => "note-not-closed",
            Self::HeadingWithoutEmptyBefore => "heading-without-empty-before",
            Self::HeadingWithoutEmptyAfter => "heading-without-empty-after",
            Self::HeadingWithoutPlace => "heading-without-place",
            Self::SceneNumberTwice { .. } => "scene-number-twice",
            Self::CueWithoutEmptyBefore { .. } => "cue-without-empty-before",
            Self::CueWithoutDialogue { .. } => "cue-without-dialogue",
            Self::CueLikeAction { .. } => "cue-like-action",
            Self::NothingBeside { .. } => "nothing-beside",
            Self::TransitionNotAlone => "transition-not-alone",
            Self::ParentheticalNotClosed => "parenthetical-not-closed",
            Self::DialogueCutShort { .. } => "dialogue-cut-short",
            Self::TextBeforeScene => "text-before-scene",
            Self::SpeechBeforeScene { .. } => "speech-before-scene",
            Self::TitleValueNotIndented { .. } => "title-value-not-indented",
            Self::TitleAfterTitlePage { .. } => "title-after-title-page",
        }
    }
}

/// A sentence that says how it was read and what to do.
impl fmt::Display for NoticeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BoneyardNotClosed => {
                f.write_str("the boneyard that begins here is never closed: put `*/` where it ends, or take out `/*`")
            }
            Self::BoneyardNotOpened => f.write_str("`*/` closes no boneyard, and was read as text"),
            Self::NoteNotClosed => f.write_str(
                "`[[` is not closed before the next empty line, and was read as text: put `]]` where the note ends; an \
                 empty line within a note takes two spaces",
            ),
            Self::HeadingWithoutEmptyBefore => f.write_str(
                "looks like a scene heading, but was read as part of what is above it: put an empty line before it",
            ),
            Self::HeadingWithoutEmptyAfter => {
                f.write_str("was read as a scene heading, although no empty line follows it")
            }
            Self::HeadingWithoutPlace => f.write_str("the scene heading names no place"),
            Self::SceneNumberTwice { number } => write!(f, "another scene before has the number {number}"),
            Self::CueWithoutEmptyBefore { name } => write!(
                f,
                "`{name}` looks like the name of who speaks, but was read as part of what is above it: put an empty \
                 line before it"
            ),
            Self::CueWithoutDialogue { name } => {
                write!(f, "`{name}` looks like the name of who speaks, but nothing is said below it")
            }
            Self::CueLikeAction { name } => {
                write!(f, "`{name}` was read as the name of who says the next line: if it is action, put `!` before it")
            }
            Self::NothingBeside { name } => {
                write!(f, "`{name} ^` speaks at the same time as someone else, but no speech stands before")
            }
            Self::TransitionNotAlone => f.write_str(
                "looks like a transition, but was read as action: put an empty line before and after it, or `>` \
                 before it",
            ),
            Self::ParentheticalNotClosed => f.write_str("`(` is not closed, and was read as dialogue"),
            Self::DialogueCutShort { mark } => write!(
                f,
                "a line that begins with `{mark}` is no dialogue, and ends the speech: what follows was read as action"
            ),
            Self::TextBeforeScene => f.write_str("what stands before the first scene heading belongs to no scene"),
            Self::SpeechBeforeScene { name } => write!(f, "`{name}` speaks before the first scene heading"),
            Self::TitleValueNotIndented { key } => {
                write!(f, "was read as a value of `{key}` on the title page, although it is not indented")
            }
            Self::TitleAfterTitlePage { key } => write!(
                f,
                "`{key}:` looks like a line of the title page, but an empty line has ended that: it was read as action"
            ),
        }
    }
}
