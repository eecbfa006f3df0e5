//! What a caller says about a text, and what it hears back. Pixels throughout, y downwards.

pub use tiny_skia::Color;

/// A typeface of the house. Where it lacks a character, others stand in for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Face {
    /// DejaVu Sans: what people say and do.
    Sans,
    /// DejaVu Sans Bold: headings and names.
    Bold,
    /// DejaVu Sans Mono: time codes and ids, whose digits stand under each other.
    Mono,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// The typeface.
    pub face: Face,
    /// The em, in pixels. Values that are no finite number above zero draw nothing.
    pub size: f32,
    /// The colour, with its opacity.
    pub color: Color,
}

/// Where the lines of a text stand between the left edge and `left edge + max_width`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Align {
    /// At the side where the paragraph starts: left, or right for Arabic and Hebrew.
    #[default]
    Start,
    /// Left, whatever the script.
    Left,
    /// In the middle.
    Center,
    /// Right, whatever the script.
    Right,
}

/// The box that a text is set in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// The left edge, in pixels.
    pub x: f32,
    /// The top of the first line's box, in pixels. Its baseline is `Extent::ascent` below.
    pub y: f32,
    /// No line is wider than this, in pixels. `f32::INFINITY` only breaks lines where the text does.
    pub max_width: f32,
    /// Where lines stand within the width. Without a finite width everything starts at `x`.
    pub align: Align,
    /// At most so many lines are drawn; 0 is none.
    pub lines: usize,
    /// Whether the last line ends in `…` where text had to be left out; otherwise it is only cut.
    pub ellipsis: bool,
}

/// The size of a block of lines, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Extent {
    /// Width of the widest line.
    pub width: f32,
    /// Height of all lines together: `lines × line_height`.
    pub height: f32,
    /// From the top of a line's box to its baseline.
    pub ascent: f32,
    /// From the baseline to the bottom of a line's box.
    pub descent: f32,
    /// From one baseline to the next.
    pub line_height: f32,
    /// How many lines.
    pub lines: usize,
}

/// What became of a text that was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Outcome {
    /// The size of what was drawn.
    pub extent: Extent,
    /// Whether something was left out because it did not fit.
    pub shortened: bool,
}
