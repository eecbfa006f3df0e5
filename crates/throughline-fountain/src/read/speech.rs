//! Reads what stands under a character's name, up to the next empty line.

use super::body::{Body, ends_speech, sung, unprinted_mark};
use crate::cue::Cue;
use crate::emphasis::plain;
use crate::notice::NoticeKind;
use crate::screenplay::{Element, ElementKind, Speech, SpeechKind, SpeechPart};

impl Body<'_> {
    /// The speech under this name, which stands at the line to be read.
    pub(super) fn speech(&mut self, line: usize, cue: Cue) {
        let last = self.out.elements.last().map(|element| &element.kind);
        let is_dual = cue.is_dual && matches!(last, Some(ElementKind::Speech(_)));
        if cue.is_dual && !is_dual {
            self.notice(line, NoticeKind::NothingBeside { name: cue.name.clone() });
        }
        if cue.is_like_action() {
            self.notice(line, NoticeKind::CueLikeAction { name: cue.name.clone() });
        }
        let speech = Speech { character: cue.name, extensions: cue.extensions, is_dual, parts: Vec::new() };
        let at = self.out.elements.len();
        self.push(line, ElementKind::Speech(speech));
        let parts = self.parts();
        if parts.iter().all(|part| part.kind == SpeechKind::Parenthetical)
            && let Some(Element { kind: ElementKind::Speech(speech), .. }) = self.out.elements.get(at)
        {
            let name = speech.character.clone();
            self.notice(line, NoticeKind::CueWithoutDialogue { name });
        }
        if let Some(Element { kind: ElementKind::Speech(speech), .. }) = self.out.elements.get_mut(at) {
            speech.parts = parts;
        }
    }

    fn parts(&mut self) -> Vec<SpeechPart> {
        let mut parts: Vec<SpeechPart> = Vec::new();
        // Empty lines with two spaces: part of the speech if more of it follows.
        let mut connecting = 0;
        while let Some(line) = self.lines.get(self.at) {
            if line.is_connecting() {
                connecting += 1;
                self.at += 1;
                continue;
            }
            let number = line.number;
            let raw = line.text.trim();
            if raw.is_empty() {
                break;
            }
            if ends_speech(raw) {
                if unprinted_mark(raw).is_some() && !parts.is_empty() && !self.is_followed_by_empty() {
                    let mark = raw.chars().next().unwrap_or_default();
                    self.notice(number, NoticeKind::DialogueCutShort { mark });
                }
                break;
            }
            let (kind, text) = if raw.starts_with('~') {
                (SpeechKind::Lyrics, sung(raw))
            } else if let Some((text, taken)) = self.parenthetical() {
                self.at += taken - 1;
                (SpeechKind::Parenthetical, text)
            } else {
                (SpeechKind::Dialogue, self.dialogue())
            };
            match parts.last_mut() {
                Some(last) if last.kind == kind && kind != SpeechKind::Parenthetical => {
                    last.text.extend(std::iter::repeat_n('\n', connecting + 1));
                    last.text.push_str(&text);
                }
                _ if text.is_empty() => {}
                _ => parts.push(SpeechPart { line: number, kind, text }),
            }
            connecting = 0;
            self.at += 1;
        }
        self.empty += connecting;
        self.is_apart = connecting > 0;
        parts
    }

    /// Whether the line after the one to be read is empty or there is none.
    fn is_followed_by_empty(&self) -> bool {
        self.lines.get(self.at + 1).is_none_or(super::super::line::Line::is_empty)
    }

    /// The line to be read, which is dialogue, and what else it may have been meant as.
    fn dialogue(&mut self) -> String {
        let Some(line) = self.lines.get_mut(self.at) else { return String::new() };
        let line = std::mem::take(line);
        let raw = line.text.trim();
        if raw.starts_with('(') && !raw.contains(')') {
            self.notice(line.number, NoticeKind::ParentheticalNotClosed);
        }
        self.doubt_below_another(&line);
        plain(raw).into_owned()
    }

    /// The parenthetical that begins with the line to be read, and how many lines it takes.
    fn parenthetical(&self) -> Option<(String, usize)> {
        /// More lines are no parenthetical, but a parenthesis that was forgotten.
        const MOST_LINES: usize = 4;
        let first = self.lines.get(self.at)?;
        if !first.text.trim_start().starts_with('(') {
            return None;
        }
        let mut text = String::new();
        let mut depth = 0_usize;
        for (taken, line) in (1..=MOST_LINES).zip(&self.lines[self.at..]) {
            let raw = line.text.trim();
            if raw.is_empty() || (taken > 1 && ends_speech(raw)) {
                break;
            }
            for (at, char) in raw.char_indices() {
                match char {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth == 0 {
                    if at + char.len_utf8() < raw.len() {
                        // `(beat) Well.` is said as it stands.
                        return None;
                    }
                    text.push_str(raw);
                    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
                    return Some((plain(inner.trim()).into_owned(), taken));
                }
            }
            text.push_str(raw);
            text.push(' ');
        }
        None
    }
}
