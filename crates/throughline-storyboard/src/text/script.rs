//! What a text is made of: which characters are drawn at all, and which run of them one font takes.

use super::Face;
use super::fonts::{Source, chain};
use harfrust::{Script, unicode};
use icu_segmenter::GraphemeClusterSegmenter;
use unicode_bidi::Level;

/// A stretch of text that is shaped in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// First byte in the text.
    pub(super) start: usize,
    /// The byte after the last.
    pub(super) end: usize,
    /// Who draws it.
    pub(super) source: Source,
    /// Its script, `None` where it has only signs that all scripts share.
    pub(super) script: Option<Script>,
    /// Its place in the order of writing; odd from right to left.
    pub(super) level: Level,
}

/// The text as lines of drawable characters: every kind of line end is `\n`, a tab is a space, and other control
/// characters and soft hyphens are gone. White space at the end is gone too.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = '\0';
    for character in text.chars() {
        match character {
            '\n' if before == '\r' => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push(' '),
            '\u{ad}' => {}
            character if character.is_control() => {}
            character => out.push(character),
        }
        before = character;
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether a character steers others and shows nothing itself.
pub(super) fn is_silent(character: char) -> bool {
    matches!(character,
        '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character only changes the skin of the one before. The emoji font has one skin.
fn is_skin(character: char) -> bool {
    matches!(character, '\u{1f3fb}'..='\u{1f3ff}')
}

/// Ends of the grapheme clusters of a text, ascending; the last is its length.
pub(super) fn cluster_ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    GraphemeClusterSegmenter::new().segment_str(text).filter(|&end| end > 0)
}

/// Whether a cluster asks for a picture and not for a letter.
fn is_emoji(cluster: &str) -> bool {
    !cluster.contains('\u{fe0e}')
        && cluster.chars().any(|character| matches!(character, '\u{fe0f}' | '\u{20e3}' | '\u{1f000}'..='\u{1faff}'))
}

/// Who draws a cluster: the first that can show all of it. `None` where it has to be taken apart.
fn source_of(cluster: &str, face: Face) -> Option<Source> {
    let several = cluster.chars().nth(1).is_some();
    let sources = chain(face, is_emoji(cluster));
    let shown = |source: &Source| {
        let skipped = |c: char| is_silent(c) || (several && *source == Source::Emoji && is_skin(c));
        cluster.chars().all(|character| skipped(character) || source.shows(character))
    };
    sources.iter().copied().find(shown).filter(|source| *source != Source::Code || !several)
}

/// Divides a text of one line into runs, in the order of the bytes. `levels` has one for each byte.
pub(super) fn runs(text: &str, levels: &[Level], face: Face) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut add = |start: usize, end: usize, source: Source| {
        let level = levels.get(start).copied().unwrap_or(Level::ltr());
        let script = text.get(start..end).and_then(script_of);
        if let Some(last) = runs.last_mut()
            && last.source == source
            && last.level == level
            && (last.script.is_none() || script.is_none() || last.script == script)
        {
            last.end = end;
            last.script = last.script.or(script);
        } else {
            runs.push(Run { start, end, source, script, level });
        }
    };
    let mut start = 0;
    for end in cluster_ends(text) {
        let cluster = text.get(start..end).unwrap_or_default();
        if let Some(source) = source_of(cluster, face) {
            add(start, end, source);
        } else {
            for (offset, character) in cluster.char_indices() {
                let sources = chain(face, is_emoji(cluster));
                let source = sources.iter().copied().find(|source| is_silent(character) || source.shows(character));
                let at = start + offset;
                add(at, at + character.len_utf8(), source.unwrap_or(Source::Code));
            }
        }
        start = end;
    }
    runs
}

/// The first script that a text names.
fn script_of(text: &str) -> Option<Script> {
    text.chars()
        .map(|character| unicode::script(u32::from(character)))
        .find(|script| ![Script::COMMON, Script::INHERITED, Script::UNKNOWN].contains(script))
}

/// Whether the emoji font would show a second person where only the skin is meant.
pub(super) fn is_dropped(source: Source, character: char, first: bool) -> bool {
    source == Source::Emoji && !first && is_skin(character)
}
