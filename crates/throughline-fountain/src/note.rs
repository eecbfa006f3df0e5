//! Takes the notes out of lines: `[[ … ]]`, within a line or over several; an empty line ends what is not closed, unless
//! it has two spaces.

use crate::line::{Kept, Line, Remains};
use crate::notice::{Notice, NoticeKind};
use crate::screenplay::{Element, ElementKind};

const OPEN: &str = "[[";
const CLOSE: &str = "]]";

/// The lines without notes; the notes are added to `cuts`.
pub(crate) fn without_notes<'t>(
    mut lines: Vec<Line<'t>>,
    cuts: &mut Vec<Element>,
    notices: &mut Vec<Notice>,
) -> Vec<Line<'t>> {
    let mut kept = Kept::default();
    // Up to here, no `]]` comes before an empty line.
    let mut barren = 0;
    // Up to here it was told that a note is not closed.
    let mut told = 0;
    let mut index = 0;
    while index < lines.len() {
        let mut line = std::mem::take(&mut lines[index]);
        index += 1;
        if !line.text.contains(OPEN) {
            kept.push(line);
            continue;
        }
        let mut remains = Remains::default();
        let mut is_cut = false;
        let mut at = 0;
        loop {
            let rest = &line.text[at..];
            let Some(open) = rest.find(OPEN) else {
                remains.push(rest, line.number);
                break;
            };
            let inside = &rest[open + OPEN.len()..];
            if let Some(close) = inside.find(CLOSE) {
                cuts.push(note(line.number, &inside[..close]));
                remains.push(&rest[..open], line.number);
                at += open + OPEN.len() + close + CLOSE.len();
            } else if let Some((last, close)) = closed_below(&lines, index, &mut barren) {
                let mut text = inside.to_owned();
                for between in &lines[index..last] {
                    text.push('\n');
                    text.push_str(&between.text);
                }
                text.push('\n');
                text.push_str(&lines[last].text[..close]);
                cuts.push(note(line.number, &text));
                remains.push(&rest[..open], line.number);
                line = std::mem::take(&mut lines[last]);
                index = last + 1;
                at = close + CLOSE.len();
            } else {
                if index > told {
                    notices.push(Notice { line: line.number, kind: NoticeKind::NoteNotClosed });
                    told = barren.max(index);
                }
                remains.push(rest, line.number);
                break;
            }
            remains.cut();
            is_cut = true;
        }
        if is_cut {
            kept.push_remains(remains);
        } else {
            kept.push(line);
        }
    }
    kept.lines
}

/// The line and the place in it where `]]` comes first, from this line on and before an empty one.
fn closed_below(lines: &[Line<'_>], from: usize, barren: &mut usize) -> Option<(usize, usize)> {
    if from < *barren {
        return None;
    }
    for (index, line) in lines.iter().enumerate().skip(from) {
        if line.is_empty() && !line.is_connecting() {
            *barren = index;
            return None;
        }
        if let Some(close) = line.text.find(CLOSE) {
            return Some((index, close));
        }
    }
    *barren = lines.len();
    None
}

fn note(line: usize, text: &str) -> Element {
    Element { line, empty_before: 0, kind: ElementKind::Note(text.trim().to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Vec<String>, Vec<usize>) {
        let (mut cuts, mut notices) = (Vec::new(), Vec::new());
        let lines = crate::line::lines(text).map(|(number, _, text)| Line::whole(number, text)).collect();
        let kept = without_notes(lines, &mut cuts, &mut notices);
        let kept = kept.into_iter().map(|line| format!("{}: {}", line.number, line.text)).collect();
        let cuts = cuts.into_iter().map(|cut| match cut.kind {
            ElementKind::Note(text) => format!("{}: {text}", cut.line),
            other => panic!("{other:?}"),
        });
        assert!(notices.iter().all(|notice| notice.kind == NoticeKind::NoteNotClosed));
        (kept, cuts.collect(), notices.into_iter().map(|notice| notice.line).collect())
    }

    #[test]
    fn a_note_in_the_middle_of_a_line() {
        let (kept, notes, told) = read("This is DAN and JACK[[or real names?]].  They [[ too ]] drink.");
        assert_eq!(kept, ["1: This is DAN and JACK.  They drink."]);
        assert_eq!(notes, ["1: or real names?", "1: too"]);
        assert_eq!(told, []);
    }

    #[test]
    fn a_note_alone_on_its_line_leaves_nothing() {
        assert_eq!(read("one\n[[note]]\ntwo").0, ["1: one", "3: two"]);
    }

    #[test]
    fn a_note_over_lines_with_two_spaces_on_the_empty_one() {
        let (kept, notes, _) = read("Scott pauses.[[This needs work.\nOr coffee.\n  \nCoffee.]] He looks.\nnext");
        assert_eq!(kept, ["1: Scott pauses. He looks.", "5: next"]);
        assert_eq!(notes, ["1: This needs work.\nOr coffee.\n  \nCoffee."]);
    }

    #[test]
    fn an_empty_line_ends_what_is_not_closed() {
        let (kept, notes, told) = read("a [[ b\n[[ c\n\nd ]] [[e]] [[");
        assert_eq!(kept, ["1: a [[ b", "2: [[ c", "3: ", "4: d ]] [["]);
        assert_eq!(notes, ["4: e"]);
        assert_eq!(told, [1, 4]);
    }

    #[test]
    fn after_a_note_over_lines_more_notes_may_follow() {
        let (kept, notes, _) = read("a [[b\nc]] d [[e\nf]] g [[h]]");
        assert_eq!(kept, ["1: a d g"]);
        assert_eq!(notes, ["1: b\nc", "2: e\nf", "3: h"]);
    }
}
