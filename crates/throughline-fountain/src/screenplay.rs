//! A screenplay as it was read: its elements in the order of the text, each with its line.
//!
//! Texts are plain: emphasis is taken out, line ends within an element are `\n`. Lines are counted from 1.

use crate::notice::Notice;

/// What a Fountain text holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Screenplay {
    /// The title page; without entries where there is none.
    pub title_page: TitlePage,
    /// Everything after the title page, in the order of the text. Notes and boneyards stand after the element on whose
    /// line they begin.
    pub elements: Vec<Element>,
    /// What was not understood, or looks wrong, by line.
    pub notices: Vec<Notice>,
}

/// The title page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TitlePage {
    /// In the order of the text; a key may come twice.
    pub entries: Vec<TitleEntry>,
}

impl TitlePage {
    /// The values of the first entry with this key, upper and lower case alike.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&[String]> {
        let key = key.to_lowercase();
        self.entries.iter().find(|entry| entry.key.to_lowercase() == key).map(|entry| entry.values.as_slice())
    }

    /// The title in one line; `None` where there is none.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        self.get("title").map(|values| values.join(" ")).filter(|title| !title.is_empty())
    }

    /// The authors in one line, from `Author` or `Authors`.
    #[must_use]
    pub fn author(&self) -> Option<String> {
        let values = self.get("author").or_else(|| self.get("authors"))?;
        Some(values.join(" ")).filter(|author| !author.is_empty())
    }
}

/// A key of the title page and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleEntry {
    /// As written, without the colon: `Draft date`.
    pub key: String,
    /// One for each line; none of them is empty.
    pub values: Vec<String>,
    /// The line of the key.
    pub line: usize,
}

/// One element of the screenplay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// The line on which it begins.
    pub line: usize,
    /// How many empty lines stand before it.
    pub empty_before: usize,
    /// What it is.
    pub kind: ElementKind,
}

/// What an element is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElementKind {
    /// Where and when what follows takes place.
    SceneHeading(SceneHeading),
    /// One paragraph of what is seen. Indentation is kept; a tab is four spaces.
    Action(String),
    /// What a character says.
    Speech(Speech),
    /// Lines that are sung, under no character.
    Lyrics(String),
    /// How one scene goes over into the next: `CUT TO:`.
    Transition(String),
    /// A line of action in the middle of the page.
    Centered(String),
    /// A new page begins here.
    PageBreak,
    /// A heading of the writer's outline; not printed.
    Section {
        /// 1 for `#`, 2 for `##`, …
        depth: usize,
        /// Its text, which may be empty.
        text: String,
    },
    /// What the writer says of a section or scene; not printed.
    Synopsis(String),
    /// A remark between `[[` and `]]`; not printed.
    Note(String),
    /// What is commented out between `/*` and `*/`; not printed.
    Boneyard(String),
}

impl ElementKind {
    /// Whether it is on a page: all but sections, synopses, notes and boneyards.
    #[must_use]
    pub fn is_printed(&self) -> bool {
        !matches!(self, Self::Section { .. } | Self::Synopsis(_) | Self::Note(_) | Self::Boneyard(_))
    }
}

/// The heading of a scene.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneHeading {
    /// As written, without the period that forces it and without the scene number.
    pub text: String,
    /// Inside or outside, where it says so.
    pub setting: Option<Setting>,
    /// The text after `INT.` and the like: `KITCHEN - DAY`. The whole text where there is no setting.
    pub place: String,
    /// The scene number between `#` and `#`: `1A`.
    pub number: Option<String>,
    /// Whether a period before it makes it a heading.
    pub is_forced: bool,
}

/// Whether a scene takes place inside or outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// `INT.`
    Interior,
    /// `EXT.`
    Exterior,
    /// `INT./EXT.`, `I/E`, and the other way round.
    Both,
    /// `EST.`: an establishing shot.
    Establishing,
}

impl Setting {
    /// The usual form: `INT.`, `EXT.`, `INT./EXT.`, `EST.`.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Interior => "INT.",
            Self::Exterior => "EXT.",
            Self::Both => "INT./EXT.",
            Self::Establishing => "EST.",
        }
    }
}

/// A character's name and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speech {
    /// The name as written, without extensions.
    pub character: String,
    /// What stands in parentheses after the name, without them: `V.O.`, `CONT'D`.
    pub extensions: Vec<String>,
    /// Whether it is spoken at the same time as the speech before it, which is there.
    pub is_dual: bool,
    /// In order. Empty only under a name that is forced with `@`.
    pub parts: Vec<SpeechPart>,
}

impl Speech {
    /// What is spoken or sung, piece by piece.
    pub fn spoken(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter(|part| part.kind != SpeechKind::Parenthetical).map(|part| part.text.as_str())
    }

    /// What stands in parentheses between the lines, without them.
    pub fn parentheticals(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter(|part| part.kind == SpeechKind::Parenthetical).map(|part| part.text.as_str())
    }
}

/// A piece of a speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeechPart {
    /// The line on which it begins.
    pub line: usize,
    /// What it is.
    pub kind: SpeechKind,
    /// Its text, not empty; a parenthetical without its parentheses.
    pub text: String,
}

/// What a piece of a speech is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeechKind {
    /// It is spoken.
    Dialogue,
    /// It says how.
    Parenthetical,
    /// It is sung.
    Lyrics,
}
