//! Colours, and the streams that take them out again where they are not wanted.

use std::io::{BufWriter, Write};

use anstream::AutoStream;
use anstream::adapter::StripBytes;
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

/// Standard output, written in large pieces: colours on a terminal that wants them.
pub(crate) fn stdout(color: ColorChoice) -> Box<dyn Write + Send> {
    let out = BufWriter::with_capacity(1 << 16, std::io::stdout());
    let has_colors = match choice(color) {
        anstream::ColorChoice::Auto => AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
        choice => choice != anstream::ColorChoice::Never,
    };
    if has_colors { Box::new(out) } else { Box::new(Stripping { out, state: StripBytes::new() }) }
}

/// Takes the colours out in front of a buffer, so that many small pieces still become one write.
struct Stripping<W> {
    out: W,
    state: StripBytes,
}

impl<W: Write> Write for Stripping<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        for piece in self.state.strip_next(bytes) {
            self.out.write_all(piece)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
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
