//! From characters to glyphs: which, in what order from left to right, and how far apart. All in font units.

use super::fonts::Source;
use super::script::{Run, is_dropped, is_silent, runs};
use super::{Face, code, pen};
use harfrust::{Buffer, Direction, ShapeOptions, ShaperFont, shape};
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// A glyph in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    /// Who draws it.
    pub(super) source: Source,
    /// A glyph of the font, else a code point.
    pub(super) id: u32,
    /// From the start of the line, rightwards.
    pub(super) x: i32,
    /// From the baseline, downwards.
    pub(super) y: i32,
    /// From here to the next glyph.
    pub(super) advance: i32,
    /// First byte of the characters that it stands for.
    pub(super) cluster: usize,
}

/// The glyphs of one line, from left to right, and its width. `levels` has one for each byte of the text.
pub(super) fn line(text: &str, levels: &[Level], face: Face) -> (Vec<Glyph>, i32) {
    let runs = runs(text, levels, face);
    let order = BidiInfo::reorder_visual(&runs.iter().map(|run| run.level).collect::<Vec<_>>());
    let mut glyphs = Vec::with_capacity(text.len());
    let mut width = 0;
    for run in order.into_iter().filter_map(|place| runs.get(place)) {
        let first = glyphs.len();
        shape_run(text, run, &mut glyphs);
        for glyph in glyphs.iter_mut().skip(first) {
            glyph.x += width;
            width += glyph.advance;
        }
    }
    (glyphs, width)
}

/// Appends the glyphs of a run, from left to right; `x` of each is only its offset.
fn shape_run(text: &str, run: &Run, glyphs: &mut Vec<Glyph>) {
    let characters = text.get(run.start..run.end).unwrap_or_default();
    let characters = characters.char_indices().map(|(at, character)| (run.start + at, character));
    let Some(font) = run.source.font() else {
        let first = glyphs.len();
        for (cluster, character) in characters.filter(|&(_, character)| !is_silent(character)) {
            one(run, cluster, character, glyphs);
        }
        if run.level.is_rtl()
            && let Some(glyphs) = glyphs.get_mut(first..)
        {
            glyphs.reverse();
        }
        return;
    };
    let mut buffer = Buffer::new();
    for (cluster, character) in characters {
        if !is_dropped(run.source, character, cluster == run.start) {
            buffer.push(u32::from(character), u32::try_from(cluster).unwrap_or(u32::MAX));
        }
    }
    buffer.set_direction(if run.level.is_rtl() { Direction::RightToLeft } else { Direction::LeftToRight });
    buffer.set_script(run.script);
    if shape(&ShaperFont::new(font), &mut buffer, ShapeOptions::new()).is_err() {
        return;
    }
    let scaled = |units: i32| units * run.source.shrink() / 256;
    glyphs.extend(buffer.glyph_infos().iter().zip(buffer.glyph_positions()).map(|(info, position)| Glyph {
        source: run.source,
        id: info.glyph_id,
        x: scaled(position.x_offset),
        y: -scaled(position.y_offset),
        advance: scaled(position.x_advance),
        cluster: usize::try_from(info.cluster).unwrap_or(run.start),
    }));
}

/// Appends a character that is drawn by itself. A mark stands over the middle of the character before it.
fn one(run: &Run, cluster: usize, character: char, glyphs: &mut Vec<Glyph>) {
    let whole = if run.source == Source::Code { code::advance(character) } else { pen::advance(character) };
    let mark = run.source != Source::Code && bidi_class(character) == BidiClass::NSM;
    let base = glyphs.iter().rev().find(|glyph| glyph.advance > 0).filter(|base| mark && base.source == run.source);
    let (x, advance) = match base {
        // From right to left the glyphs of a run are turned round later, and the mark comes before its base.
        Some(base) if run.level.is_rtl() => ((base.advance - whole) / 2, 0),
        Some(base) => (-(base.advance + whole) / 2, 0),
        None => (0, whole),
    };
    glyphs.push(Glyph { source: run.source, id: u32::from(character), x, y: 0, advance, cluster });
}

#[cfg(test)]
mod tests {
    use super::{Glyph, line};
    use crate::text::Face;
    use crate::text::fonts::Source;
    use unicode_bidi::BidiInfo;

    fn glyphs(text: &str) -> Vec<Glyph> {
        line(text, &BidiInfo::new(text, None).levels, Face::Sans).0
    }

    #[test]
    fn what_is_read_from_the_right_stands_in_that_order() {
        let clusters = |text| glyphs(text).iter().map(|glyph| glyph.cluster).collect::<Vec<_>>();
        assert_eq!(clusters("abc"), [0, 1, 2]);
        assert_eq!(clusters("אבג"), [4, 2, 0]);
        assert_eq!(clusters("a אב c"), [0, 1, 4, 2, 6, 7]);
        assert_eq!(clusters("א 12"), [3, 4, 2, 0]);
    }

    #[test]
    fn each_character_has_the_first_font_that_shows_it() {
        let source = |text| glyphs(text)[0].source;
        assert_eq!(source("x"), Source::Sans);
        assert_eq!(source("中"), Source::Pen);
        assert_eq!(source("☎"), Source::Sans);
        assert_eq!(source("☎\u{fe0f}"), Source::Emoji);
        assert_eq!(source("🚀"), Source::Emoji);
        assert_eq!(source("🚀\u{fe0e}"), Source::Emoji);
        assert_eq!(source("\u{e000}"), Source::Code);
    }

    #[test]
    fn marks_have_no_width_of_their_own() {
        for text in ["e\u{301}", "ก\u{e34}", "中\u{301}", "א\u{5b8}", "👍🏽"] {
            let wide = glyphs(text).iter().filter(|glyph| glyph.advance > 0).count();
            assert_eq!(wide, 1, "{text}");
        }
        let thai = glyphs("ก\u{e34}ก");
        assert_eq!(thai[1].x + thai[1].advance, thai[0].x, "the mark lies on its base");
    }

    #[test]
    fn a_cluster_that_no_font_shows_whole_is_taken_apart() {
        let sources: Vec<Source> = glyphs("a\u{e000}\u{301}b").iter().map(|glyph| glyph.source).collect();
        assert_eq!(sources.first(), Some(&Source::Sans));
        assert!(sources.contains(&Source::Code), "{sources:?}");
    }
}
