//! The fonts of the house and what each can show.
//!
//! All of them have 2048 units to the em, so a length in font units means the same in each, and sums are exact.

use super::Face;
use harfrust::Font;
use std::sync::OnceLock;

/// Units to the em, in every font here.
pub(super) const EM: i32 = 2048;

/// Where a glyph comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Source {
    /// DejaVu Sans.
    Sans,
    /// DejaVu Sans Bold.
    Bold,
    /// DejaVu Sans Mono.
    Mono,
    /// Noto Emoji, in one colour.
    Emoji,
    /// Unifont, drawn with a pen.
    Pen,
    /// Unifont, drawn with a broad pen.
    BroadPen,
    /// The code point in a frame.
    Code,
}

/// The fonts to ask for a character of ordinary text, best first. [`Source::Code`] shows everything and ends each list.
pub(super) fn chain(face: Face, emoji: bool) -> &'static [Source] {
    use Source::{Bold, BroadPen, Code, Emoji, Mono, Pen, Sans};
    match (face, emoji) {
        (Face::Sans, false) => &[Sans, Emoji, Pen, Code],
        (Face::Bold, false) => &[Bold, Sans, Emoji, BroadPen, Code],
        (Face::Mono, false) => &[Mono, Sans, Emoji, Pen, Code],
        (Face::Sans, true) => &[Emoji, Sans, Pen, Code],
        (Face::Bold, true) => &[Emoji, Bold, Sans, BroadPen, Code],
        (Face::Mono, true) => &[Emoji, Mono, Sans, Pen, Code],
    }
}

impl Source {
    /// The font, where glyphs are shaped; `None` where they are drawn one by one.
    pub(super) fn font(self) -> Option<&'static Font> {
        static SANS: OnceLock<Option<Font>> = OnceLock::new();
        static BOLD: OnceLock<Option<Font>> = OnceLock::new();
        static MONO: OnceLock<Option<Font>> = OnceLock::new();
        static EMOJI: OnceLock<Option<Font>> = OnceLock::new();
        let read = |bytes: &'static [u8]| Font::new(bytes, 0);
        match self {
            Self::Sans => SANS.get_or_init(|| read(dejavu::sans::regular())).as_ref(),
            Self::Bold => BOLD.get_or_init(|| read(dejavu::sans::bold())).as_ref(),
            Self::Mono => MONO.get_or_init(|| read(dejavu::sans_mono::regular())).as_ref(),
            Self::Emoji => EMOJI.get_or_init(|| read(epaint_default_fonts::NOTO_EMOJI_REGULAR)).as_ref(),
            Self::Pen | Self::BroadPen | Self::Code => None,
        }
    }

    /// Whether this can show a character.
    pub(super) fn shows(self, character: char) -> bool {
        match self {
            Self::Code => true,
            Self::Pen | Self::BroadPen => super::pen::shows(character),
            Self::Sans | Self::Bold | Self::Mono | Self::Emoji => {
                self.font().is_some_and(|font| font.charmap().map_unicode(character).is_some())
            }
        }
    }

    /// Whether a glyph may touch the one before it, as in handwriting.
    pub(super) fn joins(self) -> bool {
        self.font().is_some() && self != Self::Emoji
    }

    /// How large a glyph is drawn; 256 is as large as its font says. Emoji fill more of the em than letters do.
    pub(super) fn shrink(self) -> i32 {
        if self == Self::Emoji { 218 } else { 256 }
    }
}
