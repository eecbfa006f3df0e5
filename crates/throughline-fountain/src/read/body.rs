//! Reads what follows the title page, element by element.
//!
//! What a line is depends on the marks at its beginning, on whether an empty line stands before it, and on the next
//! line. What is nothing else is action.

use super::afterthoughts::{Doubt, DoubtKind};
use crate::cue::{Cue, is_in_capitals};
use crate::emphasis::plain;
use crate::heading::{heading, is_plainly_heading, natural_heading};
use crate::line::Line;
use crate::notice::{Notice, NoticeKind};
use crate::screenplay::{Element, ElementKind, SceneHeading};
use crate::title_page::usual_key;

/// What was read of the lines after the title page.
pub(super) struct Read {
    pub(super) elements: Vec<Element>,
    pub(super) notices: Vec<Notice>,
    /// Lines of which only the whole tells whether they were meant otherwise.
    pub(super) doubts: Vec<Doubt>,
}

/// Where the reading is.
pub(super) struct Body<'t> {
    pub(super) lines: Vec<Line<'t>>,
    /// The line to be read next.
    pub(super) at: usize,
    /// How many empty lines stand before it.
    pub(super) empty: usize,
    /// Whether what comes next stands apart from what is above: after an empty line, or after what is not printed.
    pub(super) is_apart: bool,
    /// The paragraph of action that is not closed.
    paragraph: Option<Element>,
    has_title_page: bool,
    pub(super) out: Read,
}

impl<'t> Body<'t> {
    pub(super) fn new(lines: Vec<Line<'t>>, has_title_page: bool) -> Self {
        let out = Read { elements: Vec::new(), notices: Vec::new(), doubts: Vec::new() };
        Self { lines, at: 0, empty: 0, is_apart: true, paragraph: None, has_title_page, out }
    }

    pub(super) fn read(mut self) -> Read {
        while let Some(line) = self.lines.get_mut(self.at) {
            if line.is_empty() {
                self.close_paragraph();
                self.empty += 1;
                self.is_apart = true;
                self.at += 1;
            } else {
                let line = std::mem::take(line);
                self.element(&line);
            }
        }
        self.close_paragraph();
        self.out
    }

    /// Reads the element that begins with this line.
    fn element(&mut self, line: &Line<'_>) {
        let raw = line.text.trim();
        if let Some(kind) = unprinted_mark(raw) {
            self.push(line.number, kind);
            self.is_apart = true;
        } else if let Some(text) = raw.strip_prefix('!') {
            self.action(line.number, text);
        } else if raw.starts_with('~') {
            self.lyrics(line.number, raw);
        } else if let Some(kind) = angled(raw) {
            self.push(line.number, kind);
        } else if !self.is_apart {
            self.doubt_below_another(line);
            self.action(line.number, &line.text);
        } else if let Some(heading) = self.heading(raw) {
            self.scene(line.number, heading);
        } else if is_transition(raw) && ends_with_colon(line) && self.ends_after(self.at) {
            self.push(line.number, ElementKind::Transition(plain(raw).into_owned()));
        } else if let Some(cue) = self.cue(raw) {
            self.speech(line.number, cue);
        } else {
            self.doubt_alone(line);
            self.action(line.number, &line.text);
        }
    }

    /// A heading by its period, or by `INT.` and the like; in small letters only above an empty line.
    fn heading(&self, raw: &str) -> Option<SceneHeading> {
        if let Some(text) = raw.strip_prefix('.') {
            return text.starts_with(char::is_alphanumeric).then(|| heading(&plain(text), true));
        }
        let text = plain(raw);
        natural_heading(&text).filter(|_| is_plainly_heading(&text) || self.ends_after(self.at))
    }

    fn scene(&mut self, line: usize, heading: SceneHeading) {
        if heading.place.is_empty() {
            self.notice(line, NoticeKind::HeadingWithoutPlace);
        }
        if !self.ends_after(self.at) {
            self.notice(line, NoticeKind::HeadingWithoutEmptyAfter);
        }
        self.push(line, ElementKind::SceneHeading(heading));
    }

    /// A name with something said under it, or one that is forced.
    fn cue(&self, raw: &str) -> Option<Cue> {
        if let Some(text) = raw.strip_prefix('@') {
            return Cue::read(&plain(text));
        }
        let cue = Cue::read(&plain(raw)).filter(Cue::is_in_capitals)?;
        (self.is_spoken(self.at + 1) && !is_transition(raw)).then_some(cue)
    }

    /// Whether the line at this index can be said by the name above it.
    fn is_spoken(&self, index: usize) -> bool {
        let rest = self.lines.get(index..).unwrap_or_default();
        let next = rest.iter().find(|line| !line.is_connecting());
        next.is_some_and(|line| {
            let raw = line.text.trim();
            !raw.is_empty() && !ends_speech(raw) && !is_plainly_heading(&plain(raw))
        })
    }

    /// Whether the element on the line at this index has nothing right below it.
    fn ends_after(&self, index: usize) -> bool {
        self.lines.get(index + 1).is_none_or(|next| next.is_empty() || unprinted_mark(next.text.trim()).is_some())
    }

    /// Lines that are sung, under no name.
    fn lyrics(&mut self, line: usize, raw: &str) {
        let last = self.out.elements.last_mut();
        if !self.is_apart
            && self.paragraph.is_none()
            && let Some(Element { kind: ElementKind::Lyrics(text), .. }) = last
        {
            text.push('\n');
            text.push_str(&sung(raw));
            self.at += 1;
        } else {
            self.push(line, ElementKind::Lyrics(sung(raw)));
        }
    }

    /// A line of action, in the paragraph above it if there is one.
    fn action(&mut self, line: usize, text: &str) {
        let text = plain(text.trim_end());
        // Only what stands before the first word is kept as it is: a tab in between is a space to everyone.
        let (indent, words) = text.split_at(text.len() - text.trim_start().len());
        let text = format!("{}{words}", indent.replace('\t', "    "));
        match &mut self.paragraph {
            Some(Element { kind: ElementKind::Action(paragraph), .. }) => {
                paragraph.push('\n');
                paragraph.push_str(&text);
                self.at += 1;
                self.is_apart = false;
            }
            _ => {
                let element = Element { line, empty_before: self.empty, kind: ElementKind::Action(text) };
                self.paragraph = Some(element);
                self.went_on();
            }
        }
    }

    pub(super) fn push(&mut self, line: usize, kind: ElementKind) {
        self.close_paragraph();
        self.out.elements.push(Element { line, empty_before: self.empty, kind });
        self.went_on();
    }

    pub(super) fn notice(&mut self, line: usize, kind: NoticeKind) {
        self.out.notices.push(Notice { line, kind });
    }

    fn went_on(&mut self) {
        self.at += 1;
        self.empty = 0;
        self.is_apart = false;
    }

    fn close_paragraph(&mut self) {
        self.out.elements.extend(self.paragraph.take());
    }

    /// What a line right below another one looks like.
    pub(super) fn doubt_below_another(&mut self, line: &Line<'_>) {
        let raw = line.text.trim();
        let text = plain(raw);
        let is_forced_heading =
            || raw.strip_prefix('.').is_some_and(|text| text.starts_with(char::is_uppercase) && is_in_capitals(text));
        if is_plainly_heading(&text) || is_forced_heading() {
            self.notice(line.number, NoticeKind::HeadingWithoutEmptyBefore);
        } else if is_transition(raw) && ends_with_colon(line) {
            self.notice(line.number, NoticeKind::TransitionNotAlone);
        } else if let Some(text) = raw.strip_prefix('@').filter(|_| self.is_spoken(self.at + 1)) {
            let name = text.trim().to_owned();
            self.notice(line.number, NoticeKind::CueWithoutEmptyBefore { name });
        } else if is_in_capitals(text.split('(').next().unwrap_or_default())
            && self.is_spoken(self.at + 1)
            && let Some(cue) = Cue::read(&text).filter(Cue::is_in_capitals)
        {
            let above = self.out.elements.last().filter(|_| self.paragraph.is_none());
            let is_below_heading = above.is_some_and(|above| matches!(above.kind, ElementKind::SceneHeading(_)));
            let is_certain = is_below_heading || cue.has_usual_extension();
            self.out.doubts.push(Doubt {
                line: line.number,
                name: cue.name,
                is_certain,
                kind: DoubtKind::BelowAnother,
            });
        }
    }

    /// What a line that stands apart and was read as action looks like.
    fn doubt_alone(&mut self, line: &Line<'_>) {
        let raw = line.text.trim();
        if is_transition(raw) && ends_with_colon(line) {
            self.notice(line.number, NoticeKind::TransitionNotAlone);
        } else if let Some(cue) = Cue::read(&plain(raw)).filter(Cue::is_in_capitals) {
            let is_certain = cue.has_usual_extension();
            self.out.doubts.push(Doubt { line: line.number, name: cue.name, is_certain, kind: DoubtKind::SaysNothing });
        } else if self.has_title_page
            && self.out.elements.is_empty()
            && let Some(key) = usual_key(&line.text)
        {
            let key = key.to_owned();
            self.notice(line.number, NoticeKind::TitleAfterTitlePage { key });
        }
    }
}

/// Sections, synopses and page breaks, by the marks at their beginning.
pub(super) fn unprinted_mark(raw: &str) -> Option<ElementKind> {
    if let Some(text) = raw.strip_prefix('=') {
        let is_break = raw.len() >= 3 && raw.bytes().all(|byte| byte == b'=');
        return Some(if is_break {
            ElementKind::PageBreak
        } else {
            ElementKind::Synopsis(plain(text.trim()).into_owned())
        });
    }
    let text = raw.trim_start_matches('#');
    let depth = raw.len() - text.len();
    (depth > 0).then(|| ElementKind::Section { depth, text: plain(text.trim()).into_owned() })
}

/// Whether a line is never part of a speech.
pub(super) fn ends_speech(raw: &str) -> bool {
    raw.starts_with(['=', '#', '!']) || angled(raw).is_some()
}

/// A forced transition `> …`, or centred text `> … <`.
fn angled(raw: &str) -> Option<ElementKind> {
    let text = raw.strip_prefix('>')?;
    let (text, is_centered) = text.strip_suffix('<').map_or((text, false), |text| (text, true));
    let text = plain(text.trim()).trim().to_owned();
    (!text.is_empty()).then_some(if is_centered { ElementKind::Centered(text) } else { ElementKind::Transition(text) })
}

/// The words of a line that begins with `~`.
pub(super) fn sung(raw: &str) -> String {
    plain(raw.trim_start_matches('~').trim()).into_owned()
}

/// Whether a line is in capitals and ends in `TO:`.
fn is_transition(raw: &str) -> bool {
    raw.ends_with("TO:") && is_in_capitals(raw)
}

/// A space after the colon says that it is no transition, unless it was left by what was cut out.
fn ends_with_colon(line: &Line<'_>) -> bool {
    line.text.ends_with(':')
}
