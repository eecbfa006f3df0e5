//! Reads the title page: `Key: value` lines at the top, with more values indented below a key, up to an empty line.
//!
//! Any key will do, but a text that merely begins with a colon somewhere is no title page: at least one key must be a
//! usual one, or there must be two keys, or an indented value.

use crate::cue::is_in_capitals;
use crate::emphasis::plain;
use crate::heading::is_plainly_heading;
use crate::line::Line;
use crate::notice::{Notice, NoticeKind};
use crate::screenplay::{TitleEntry, TitlePage};

const USUAL: [&str; 17] = [
    "title",
    "credit",
    "author",
    "authors",
    "source",
    "draft date",
    "date",
    "contact",
    "contact info",
    "copyright",
    "notes",
    "revision",
    "draft",
    "episode",
    "series",
    "watermark",
    "genre",
];

/// The title page at the top of these lines, and how many of them it takes.
pub(crate) fn title_page(lines: &[Line<'_>], notices: &mut Vec<Notice>) -> (TitlePage, usize) {
    let start = lines.iter().take_while(|line| line.is_empty()).count();
    let block: Vec<&Line<'_>> =
        lines[start..].iter().take_while(|line| !line.is_empty() && !is_plainly_heading(&line.text)).collect();
    if !is_title_page(&block) {
        return (TitlePage::default(), 0);
    }
    let mut page = TitlePage::default();
    let mut taken = 0;
    for (index, line) in block.iter().enumerate() {
        let is_followed_by_value = block.get(index + 1).is_some_and(|next| is_indented(&next.text));
        match key_of(&line.text) {
            Some((key, value)) => {
                // `FADE IN:` and `CUT TO:` are no keys.
                if value.is_empty() && is_in_capitals(key) && !is_usual(key) && !is_followed_by_value {
                    break;
                }
                let values = std::iter::once(plain(value).into_owned()).filter(|value| !value.is_empty()).collect();
                page.entries.push(TitleEntry { key: key.to_owned(), values, line: line.number });
            }
            None => {
                let Some(entry) = page.entries.last_mut() else { break };
                if !is_indented(&line.text) {
                    let kind = NoticeKind::TitleValueNotIndented { key: entry.key.clone() };
                    notices.push(Notice { line: line.number, kind });
                }
                let value = plain(line.text.trim()).trim().to_owned();
                entry.values.extend(Some(value).filter(|value| !value.is_empty()));
            }
        }
        taken = index + 1;
    }
    (page, if taken == 0 { 0 } else { start + taken })
}

/// The key of a line that has a usual one: `Author: …` where no title page is.
pub(crate) fn usual_key(text: &str) -> Option<&str> {
    key_of(text).map(|(key, _)| key).filter(|key| is_usual(key))
}

fn is_title_page(block: &[&Line<'_>]) -> bool {
    if block.first().is_none_or(|first| key_of(&first.text).is_none()) {
        return false;
    }
    let keys: Vec<&str> = block.iter().filter_map(|line| key_of(&line.text)).map(|(key, _)| key).collect();
    let has_usual = keys.iter().any(|key| is_usual(key));
    let has_form = block.iter().all(|line| is_indented(&line.text) || key_of(&line.text).is_some());
    let has_more = keys.len() > 1 || block.iter().any(|line| is_indented(&line.text));
    has_usual || (has_form && has_more)
}

fn is_usual(key: &str) -> bool {
    USUAL.iter().any(|usual| key.eq_ignore_ascii_case(usual))
}

fn is_indented(text: &str) -> bool {
    text.starts_with(char::is_whitespace)
}

/// The key and the value of a line such as `Draft date: 1/20/2012`.
fn key_of(text: &str) -> Option<(&str, &str)> {
    /// A longer one is a sentence, in bytes.
    const LONGEST: usize = 60;
    if is_indented(text) {
        return None;
    }
    let (key, value) = text.split_once(':')?;
    let key = key.trim_end();
    let is_key = key.len() <= LONGEST && key.starts_with(char::is_alphabetic) && !value.starts_with("//");
    is_key.then_some((key, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Entry = (String, Vec<String>);

    fn read(text: &str) -> (Vec<Entry>, usize, Vec<Notice>) {
        let lines: Vec<_> = crate::line::lines(text).map(|(number, _, text)| Line::whole(number, text)).collect();
        let mut notices = Vec::new();
        let (page, taken) = title_page(&lines, &mut notices);
        (page.entries.into_iter().map(|entry| (entry.key, entry.values)).collect(), taken, notices)
    }

    fn entry(key: &str, values: &[&str]) -> Entry {
        (key.to_owned(), values.iter().map(|&value| value.to_owned()).collect())
    }

    #[test]
    fn values_stand_beside_the_key_or_indented_below_it() {
        let text = "Title:\n    _**BRICK & STEEL**_\n    _**FULL RETIRED**_\nCredit: Written by\nDraft date: 1/20/2012\nContact:\n\tNext Level\n   Solvang, CA: 93463\n\nINT. X";
        let (entries, taken, notices) = read(text);
        let expected = [
            entry("Title", &["BRICK & STEEL", "FULL RETIRED"]),
            entry("Credit", &["Written by"]),
            entry("Draft date", &["1/20/2012"]),
            entry("Contact", &["Next Level", "Solvang, CA: 93463"]),
        ];
        assert_eq!((entries.as_slice(), taken, notices), (expected.as_slice(), 8, vec![]));
    }

    #[test]
    fn one_usual_key_is_enough_and_empty_lines_before_it_do_not_count() {
        assert_eq!(read("\n\nDraft date: 6/23/2012").0, [entry("Draft date", &["6/23/2012"])]);
        assert_eq!(read("Mood: dark\nTempo: slow\n").0, [entry("Mood", &["dark"]), entry("Tempo", &["slow"])]);
    }

    #[test]
    fn other_texts_with_colons_are_no_title_page() {
        for text in [
            "FADE IN:\n\nINT. X",
            "RE:SCAN\n(seething)\nWhat a name!",
            "As the girl runs: a truck turns.",
            "http://example.org\n  x",
            "INT. SPACE: ABOVE\n\nText",
            "    Title: X",
            "CUT TO:",
            "",
        ] {
            assert_eq!(read(text).1, 0, "{text:?}");
        }
    }

    #[test]
    fn it_ends_where_a_scene_or_a_transition_begins() {
        assert_eq!(read("Title: X\nINT. HOUSE - DAY\n").1, 1);
        assert_eq!(read("Title: X\nFADE IN:\n").1, 1);
    }

    #[test]
    fn a_value_that_is_not_indented_is_taken_and_told() {
        let (entries, _, notices) = read("Title:\nBIG FISH\nAuthor: J");
        assert_eq!(entries, [entry("Title", &["BIG FISH"]), entry("Author", &["J"])]);
        assert_eq!(notices, [Notice { line: 2, kind: NoticeKind::TitleValueNotIndented { key: "Title".to_owned() } }]);
    }
}
