//! Takes the boneyards out of a text: `/* … */`, over as many lines as one likes.
//!
//! What is left of a line on both sides of a boneyard is one line. A boneyard with an empty line in it leaves an empty
//! line behind, so that what stood apart still stands apart.

use crate::line::{Kept, Line, Remains, lines};
use crate::notice::{Notice, NoticeKind};
use crate::screenplay::{Element, ElementKind};

const OPEN: &str = "/*";
const CLOSE: &str = "*/";

/// Where a boneyard begins.
struct Open {
    /// Its line.
    line: usize,
    /// The text in it so far.
    text: String,
    /// Whether a line in it is empty.
    has_empty_line: bool,
}

/// The lines without boneyards; the boneyards are added to `cuts`.
pub(crate) fn without_boneyards<'t>(
    text: &'t str,
    cuts: &mut Vec<Element>,
    notices: &mut Vec<Notice>,
) -> Vec<Line<'t>> {
    // Where the last `*/` is: a `/*` after it is never closed, and need not be looked for more than once.
    let last_close = text.rfind(CLOSE);
    let mut kept = Kept::default();
    let mut open: Option<Open> = None;
    let mut remains = Remains::default();
    let mut is_told = false;
    for (number, start, line) in lines(text) {
        if open.is_none() && !line.contains(OPEN) {
            if line.contains(CLOSE) {
                notices.push(Notice { line: number, kind: NoticeKind::BoneyardNotOpened });
            }
            kept.push(Line::whole(number, line));
            continue;
        }
        let mut rest = line;
        loop {
            if let Some(boneyard) = &mut open {
                let Some(close) = rest.find(CLOSE) else {
                    boneyard.has_empty_line |= rest.len() == line.len() && rest.trim().is_empty();
                    boneyard.text.push_str(rest);
                    boneyard.text.push('\n');
                    break;
                };
                boneyard.text.push_str(&rest[..close]);
                rest = &rest[close + CLOSE.len()..];
                let has_empty_line = boneyard.has_empty_line;
                let text = boneyard.text.trim().to_owned();
                cuts.push(Element { line: boneyard.line, empty_before: 0, kind: ElementKind::Boneyard(text) });
                open = None;
                remains.cut();
                if has_empty_line {
                    kept.push_remains(std::mem::take(&mut remains));
                    kept.push(Line::whole(number, ""));
                    remains.cut();
                }
            } else if let Some(at) = rest.find(OPEN) {
                let inside = &rest[at + OPEN.len()..];
                let inside_at = start + line.len() - inside.len();
                if last_close.is_none_or(|last| last < inside_at) {
                    if !is_told {
                        notices.push(Notice { line: number, kind: NoticeKind::BoneyardNotClosed });
                        is_told = true;
                    }
                    remains.push(rest, number);
                    break;
                }
                remains.push(&rest[..at], number);
                open = Some(Open { line: number, text: String::new(), has_empty_line: false });
                rest = inside;
            } else {
                remains.push(rest, number);
                break;
            }
        }
        if open.is_none() {
            kept.push_remains(std::mem::take(&mut remains));
        }
    }
    kept.lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(usize, String)>, Vec<String>, Vec<Notice>) {
        let (mut cuts, mut notices) = (Vec::new(), Vec::new());
        let lines = without_boneyards(text, &mut cuts, &mut notices);
        let texts = cuts.into_iter().map(|cut| match cut.kind {
            ElementKind::Boneyard(text) => format!("{}: {text}", cut.line),
            other => panic!("{other:?}"),
        });
        let lines = lines.into_iter().map(|line| (line.number, line.text.into_owned())).collect();
        (lines, texts.collect(), notices)
    }

    fn line(number: usize, text: &str) -> (usize, String) {
        (number, text.to_owned())
    }

    #[test]
    fn a_boneyard_within_a_line_is_taken_out() {
        let (lines, cuts, notices) = read("He /* old */ runs.\n/* all */\nnext /*/ x */ y");
        assert_eq!(lines, [line(1, "He runs."), line(3, "next y")]);
        assert_eq!(cuts, ["1: old", "2: all", "3: / x"]);
        assert_eq!(notices, []);
    }

    #[test]
    fn a_boneyard_over_lines_joins_what_is_around_it() {
        let (lines, cuts, _) = read("one /* two\nthree */ four\nfive");
        assert_eq!(lines, [line(1, "one four"), line(3, "five")]);
        assert_eq!(cuts, ["1: two\nthree"]);
        assert_eq!(read("/* a\nb */ INT. HOUSE").0, [line(2, "INT. HOUSE")]);
    }

    #[test]
    fn a_boneyard_with_an_empty_line_leaves_one_behind() {
        let (lines, ..) = read("CUT TO:\n/*\nINT. GARAGE\n\nBRICK\n*/\nEXT. MANSION");
        assert_eq!(lines, [line(1, "CUT TO:"), line(6, ""), line(7, "EXT. MANSION")]);
        let (lines, ..) = read("one /*\n\n*/ two");
        assert_eq!(lines, [line(1, "one"), line(3, ""), line(3, "two")]);
    }

    #[test]
    fn what_is_not_closed_is_text_and_told_once() {
        let (lines, cuts, notices) = read("a /* b */ c\nd /* e\n/* f\ng");
        assert_eq!(lines, [line(1, "a c"), line(2, "d /* e"), line(3, "/* f"), line(4, "g")]);
        assert_eq!(cuts.len(), 1);
        let expected = Notice { line: 2, kind: NoticeKind::BoneyardNotClosed };
        assert_eq!(notices, [expected]);
        assert_eq!(read("a */ b").2[0].kind, NoticeKind::BoneyardNotOpened);
    }
}
