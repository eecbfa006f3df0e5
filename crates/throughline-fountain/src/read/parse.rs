//! The one way in.

use super::afterthoughts::afterthoughts;
use super::body::Body;
use crate::boneyard::without_boneyards;
use crate::note::without_notes;
use crate::screenplay::Screenplay;
use crate::title_page::title_page;

/// Reads a Fountain text. Every text is read to its end; what was not understood stands in
/// [`notices`](Screenplay::notices).
#[must_use]
pub fn parse(text: &str) -> Screenplay {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut notices = Vec::new();
    let mut cuts = Vec::new();
    let lines = without_boneyards(text, &mut cuts, &mut notices);
    let mut lines = without_notes(lines, &mut cuts, &mut notices);
    let (title_page, taken) = title_page(&lines, &mut notices);
    lines.drain(..taken);
    let read = Body::new(lines, !title_page.entries.is_empty()).read();
    let mut elements = read.elements;
    // Both are in order by themselves, and the sort is stable: a cut comes after the element on whose line it begins.
    elements.append(&mut cuts);
    elements.sort_by_key(|element| element.line);
    notices.extend(read.notices);
    notices.extend(afterthoughts(&elements, read.doubts));
    notices.sort_by_key(|notice| notice.line);
    Screenplay { title_page, elements, notices }
}
