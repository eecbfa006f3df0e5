//! Colours, and the streams that take them out again where they are not wanted.

use std::io::{BufWriter, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

use crate::args::ColorChoice;

/// What a piece of text is, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    /// It ended well.
    Good,
    /// It went wrong.
    Bad,
    /// It should be known.
    Notice,
    /// It is beside the point.
    Faint,
    /// It is the point.
    Strong,
}

/// The text in its colour.
pub(crate) fn paint(paint: Paint, text: &str) -> String {
    let style = match paint {
        Paint::Good => AnsiColor::Green.on_default(),
        Paint::Bad => AnsiColor::Red.on_default(),
        Paint::Notice => AnsiColor::Yellow.on_default(),
        Paint::Faint => Style::new().dimmed(),
        Paint::Strong => Style::new().bold(),
    };
    format!("{style}{text}{style:#}")
}

fn choice(color: ColorChoice) -> anstream::ColorChoice {
    match color {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
}

/// Standard output: colours on a terminal that wants them.
pub(crate) fn stdout(color: ColorChoice) -> impl Write {
    BufWriter::with_capacity(1 << 16, AutoStream::new(std::io::stdout(), choice(color)))
}

/// Standard error, likewise.
pub(crate) fn stderr(color: ColorChoice) -> impl Write {
    AutoStream::new(std::io::stderr(), choice(color))
}

/// Whether standard error shows colours.
pub(super) fn stderr_has_colors(color: ColorChoice) -> bool {
    match color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never,
    }
}
