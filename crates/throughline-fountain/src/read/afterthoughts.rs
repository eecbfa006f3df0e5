//! Notices that need the whole screenplay: what looks like a cue is told only where the name is one that speaks
//! elsewhere, since lines in capitals are common in action.

use std::collections::HashSet;

use crate::notice::{Notice, NoticeKind};
use crate::screenplay::{Element, ElementKind};

/// A line in capitals that was not read as a cue.
pub(super) struct Doubt {
    pub(super) line: usize,
    pub(super) name: String,
    /// Whether it was meant as one, whoever else speaks.
    pub(super) is_certain: bool,
    pub(super) kind: DoubtKind,
}

/// Why a line was not read as a cue.
pub(super) enum DoubtKind {
    /// It stands right below another line.
    BelowAnother,
    /// Nothing stands below it.
    SaysNothing,
}

/// What is to be known of the whole; in no order.
pub(super) fn afterthoughts(elements: &[Element], doubts: Vec<Doubt>) -> Vec<Notice> {
    let mut notices = about_cues(elements, doubts);
    notices.extend(about_numbers(elements));
    notices.extend(about_beginning(elements));
    notices
}

fn about_cues(elements: &[Element], doubts: Vec<Doubt>) -> Vec<Notice> {
    if doubts.is_empty() {
        return Vec::new();
    }
    let cast: HashSet<String> = elements
        .iter()
        .filter_map(|element| match &element.kind {
            ElementKind::Speech(speech) => Some(speech.character.to_lowercase()),
            _ => None,
        })
        .collect();
    let meant = doubts.into_iter().filter(|doubt| doubt.is_certain || cast.contains(&doubt.name.to_lowercase()));
    meant
        .map(|Doubt { line, name, kind, .. }| Notice {
            line,
            kind: match kind {
                DoubtKind::BelowAnother => NoticeKind::CueWithoutEmptyBefore { name },
                DoubtKind::SaysNothing => NoticeKind::CueWithoutDialogue { name },
            },
        })
        .collect()
}

fn about_numbers(elements: &[Element]) -> impl Iterator<Item = Notice> {
    let mut known = HashSet::new();
    elements.iter().filter_map(move |element| match &element.kind {
        ElementKind::SceneHeading(heading) => {
            let number = heading.number.as_ref().filter(|number| !known.insert(number.as_str()))?;
            let kind = NoticeKind::SceneNumberTwice { number: number.clone() };
            Some(Notice { line: element.line, kind })
        }
        _ => None,
    })
}

/// What stands before the first scene heading, where there is one.
fn about_beginning(elements: &[Element]) -> Vec<Notice> {
    let first = elements.iter().position(|element| matches!(element.kind, ElementKind::SceneHeading(_)));
    let before = &elements[..first.unwrap_or(0)];
    let has_text = |element: &&Element| element.kind.is_printed() && element.kind != ElementKind::PageBreak;
    let text = before.iter().find(has_text).map(|element| (element.line, NoticeKind::TextBeforeScene));
    let speech = before.iter().find_map(|element| match &element.kind {
        ElementKind::Speech(speech) => {
            Some((element.line, NoticeKind::SpeechBeforeScene { name: speech.character.clone() }))
        }
        _ => None,
    });
    text.into_iter().chain(speech).map(|(line, kind)| Notice { line, kind }).collect()
}
