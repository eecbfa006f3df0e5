//! From a text to lines that are no wider than they may be. All in font units.

use super::Face;
use super::fonts::Source;
use super::script::{clean, cluster_ends};
use super::shape::{self, Glyph};
use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;
use unicode_bidi::{BidiInfo, Level};

const ELLIPSIS: &str = "…";

/// One line, ready to be drawn.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its characters, in the order of reading.
    pub(super) text: String,
    /// Its glyphs, from left to right.
    pub(super) glyphs: Vec<Glyph>,
    /// From its start to the end of its last glyph.
    pub(super) width: i32,
    /// Whether its paragraph is read from right to left.
    pub(super) rtl: bool,
}

/// What limits a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The width of a line.
    pub(super) width: i32,
    /// The number of lines.
    pub(super) lines: usize,
    /// Whether `…` stands for what is left out.
    pub(super) ellipsis: bool,
}

/// The lines of a text, and whether something was left out.
///
/// Lines break where Unicode allows it (UAX #14), and between any two characters where a word is wider than the line.
/// Only a single character that is wider than the line makes a line that is too wide.
pub(super) fn lines(text: &str, face: Face, limits: Limits) -> (Vec<Line>, bool) {
    let text = clean(text);
    let mut lines = Vec::new();
    if text.is_empty() {
        return (lines, false);
    }
    let mut paragraphs = text.split('\n').peekable();
    while let Some(paragraph) = paragraphs.next() {
        let paragraph = Paragraph::new(paragraph, face);
        let mut start = 0;
        loop {
            if lines.len() >= limits.lines {
                return (lines, true);
            }
            let (line, next) = paragraph.line(start, limits.width);
            let more = next < paragraph.text.len() || paragraphs.peek().is_some();
            if more && limits.ellipsis && lines.len() + 1 == limits.lines {
                lines.push(paragraph.shortened(start, limits.width));
                return (lines, true);
            }
            lines.push(line);
            start = next;
            if start >= paragraph.text.len() {
                break;
            }
        }
    }
    (lines, false)
}

/// A text without line ends, and what has to be known to divide it.
struct Paragraph<'a> {
    text: &'a str,
    face: Face,
    /// The direction of the whole.
    base: Level,
    /// One for each byte.
    levels: Vec<Level>,
    /// Width of the whole on one line.
    width: i32,
    /// The grapheme clusters: where each ends, and how wide it is.
    clusters: Vec<(usize, i32)>,
}

impl<'a> Paragraph<'a> {
    fn new(text: &'a str, face: Face) -> Self {
        let bidi = BidiInfo::new(text, None);
        let base = bidi.paragraphs.first().map_or(Level::ltr(), |paragraph| paragraph.level);
        let (glyphs, width) = shape::line(text, &bidi.levels, face);
        let mut clusters: Vec<(usize, i32)> = cluster_ends(text).map(|end| (end, 0)).collect();
        for glyph in glyphs {
            let place = clusters.partition_point(|&(end, _)| end <= glyph.cluster);
            if let Some((_, width)) = clusters.get_mut(place) {
                *width += glyph.advance;
            }
        }
        Self { text, face, base, levels: bidi.levels, width, clusters }
    }

    /// The line that starts at a byte, and where the next one starts.
    fn line(&self, start: usize, room: i32) -> (Line, usize) {
        if start == 0 && self.width <= room {
            return (self.set(0, self.text.len(), ""), self.text.len());
        }
        let mut asked = room;
        loop {
            let end = self.fit(start, asked);
            let line = self.set(start, end, "");
            // Glyphs at the end of a line may be wider than in the middle of the text; then less of it fits.
            let over = line.width - room;
            if over <= 0 || self.after(start) >= end {
                return (line, end);
            }
            asked -= over;
        }
    }

    /// The line that starts at a byte, with `…` for the rest of the text.
    fn shortened(&self, start: usize, room: i32) -> Line {
        let mut asked = room - self.set(start, start, ELLIPSIS).width;
        loop {
            let (word, any) = self.fits(start, asked);
            let width = |end: usize| self.width_of(start, end);
            // Half a word says more than a short line, a whole word more than half a word.
            let end = word.filter(|&word| width(word) * 4 > width(any.unwrap_or(start)) * 3).or(any).unwrap_or(start);
            let line = self.set(start, end, ELLIPSIS);
            if line.width <= room || end == start {
                return line;
            }
            asked = asked.min(width(end)) - (line.width - room);
        }
    }

    /// Where a line ends that starts at a byte: behind the last word that fits, else the last character, else the next.
    fn fit(&self, start: usize, room: i32) -> usize {
        let (word, any) = self.fits(start, room);
        word.or(any).unwrap_or_else(|| self.after(start))
    }

    /// The last place to break before a line is too wide, and the last character that fits.
    fn fits(&self, start: usize, room: i32) -> (Option<usize>, Option<usize>) {
        static LINES: std::sync::LazyLock<icu_segmenter::LineSegmenterBorrowed<'static>> =
            std::sync::LazyLock::new(|| LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default()));
        let mut any = None;
        let mut width = 0_i32;
        let mut from = start;
        for &(end, cluster) in self.clusters.iter().skip_while(|&&(end, _)| end <= start) {
            width = width.saturating_add(cluster);
            let blank = self.text.get(from..end).is_some_and(|cluster| cluster.trim().is_empty());
            if width > room && !blank {
                break;
            }
            any = Some(end);
            from = end;
        }
        // Opportunities depend on what stands around them, so they are looked for from the start of the paragraph.
        let word = any.and_then(|any| {
            LINES.segment_str(self.text).take_while(|&place| place <= any).filter(|&place| place > start).last()
        });
        (word, any)
    }

    /// The end of the cluster that starts at a byte.
    fn after(&self, start: usize) -> usize {
        self.clusters.iter().map(|&(end, _)| end).find(|&end| end > start).unwrap_or(self.text.len())
    }

    fn width_of(&self, start: usize, end: usize) -> i32 {
        self.clusters.iter().filter(|&&(to, _)| to > start && to <= end).map(|&(_, width)| width).sum()
    }

    /// Sets a part of the text and what follows it as one line.
    fn set(&self, start: usize, end: usize, tail: &str) -> Line {
        let part = self.text.get(start..end).unwrap_or_default().trim_end();
        let part = if tail.is_empty() { part } else { part.trim_end_matches([' ', ',', ';', ':']) };
        let mut levels: Vec<Level> = self.levels.get(start..start + part.len()).unwrap_or_default().to_vec();
        levels.resize(part.len() + tail.len(), self.base);
        let text = [part, tail].concat();
        let (glyphs, width) = shape::line(&text, &levels, self.face);
        Line { text, glyphs, width, rtl: self.base.is_rtl() }
    }
}

impl Line {
    /// The characters that no font can show.
    pub(super) fn missing(&self) -> impl Iterator<Item = char> + '_ {
        let codes = self.glyphs.iter().filter(|glyph| glyph.source == Source::Code);
        codes.filter_map(|glyph| char::from_u32(glyph.id))
    }
}
