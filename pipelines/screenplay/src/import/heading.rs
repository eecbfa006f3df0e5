//! A scene heading as a place and a time.
//!
//! The parts of a heading stand between dashes, slashes or full stops with a space beside them. The last part that is a
//! known time, with the times right before it, is the time; what is left is the place. The first part is always a
//! place. Where there is no time, it is day.

use throughline_fountain::SceneHeading;

use super::entry::in_one_line;
use super::time_words::is_time;

const DAY: &str = "DAY";

/// `INT. KITCHEN - UPSTAIRS` and `NIGHT` of `int kitchen - upstairs - night`: the setting in its usual form, the place
/// as written, the time in capitals.
pub(super) fn place_and_time(heading: &SceneHeading) -> (String, String) {
    let (place, time) = divided(&heading.place);
    let setting = heading.setting.map(|setting| setting.prefix()).into_iter();
    let location = setting.chain([&*place]).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    (location, time.map_or_else(|| DAY.to_owned(), |time| time.to_uppercase()))
}

fn divided(heading: &str) -> (String, Option<String>) {
    let parts = parts(heading);
    let text = |&(start, end): &(usize, usize)| &heading[start..end];
    let known = |index: usize| parts.get(index).is_some_and(|part| is_time(text(part)));
    if parts.len() == 1 && known(0) {
        return (in_one_line(heading), Some(in_one_line(without_stop(heading))));
    }
    let Some(last) = (1..parts.len()).rev().find(|&index| known(index)) else {
        return (in_one_line(heading), None);
    };
    let mut first = last;
    while first > 1 && known(first - 1) {
        first -= 1;
    }
    let (before, end) = (parts[first - 1].1, parts[last].1);
    let place = format!("{}{}", &heading[..before], &heading[end..]);
    let time = without_stop(&heading[parts[first].0..end]);
    (in_one_line(&place), Some(in_one_line(time)))
}

fn without_stop(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

/// The parts of a heading, from byte to byte, without the white space around them.
fn parts(heading: &str) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut push = |start: usize, end: usize| {
        let part = &heading[start..end];
        let trimmed = part.trim();
        if !trimmed.is_empty() {
            let from = start + (part.len() - part.trim_start().len());
            parts.push((from, from + trimmed.len()));
        }
    };
    let mut before = None;
    let mut chars = heading.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let mut end = at + char.len_utf8();
        let is_mark = match char {
            '.' => chars.peek().is_some_and(|(_, next)| next.is_whitespace()),
            '-' | '–' | '—' | '/' => {
                while let Some((at, next)) = chars.next_if(|&(_, next)| next == char) {
                    end = at + next.len_utf8();
                }
                let is_space = |char: Option<char>| char.is_none_or(char::is_whitespace);
                is_space(before) || is_space(chars.peek().map(|&(_, next)| next))
            }
            _ => false,
        };
        if is_mark {
            push(start, at);
            start = end;
        }
        before = Some(char);
    }
    push(start, heading.len());
    parts
}

#[cfg(test)]
mod tests {
    use throughline_fountain::{ElementKind, parse};

    use super::*;

    #[track_caller]
    fn assert_read(heading: &str, location: &str, time: &str) {
        let screenplay = parse(&format!("{heading}\n\nx"));
        let ElementKind::SceneHeading(read) = &screenplay.elements[0].kind else { panic!("{heading} is no heading") };
        assert_eq!(place_and_time(read), (location.to_owned(), time.to_owned()), "{heading}");
    }

    #[test]
    fn the_setting_is_written_in_one_way() {
        assert_read("INT. KITCHEN - DAY", "INT. KITCHEN", "DAY");
        assert_read("int kitchen - day", "INT. kitchen", "DAY");
        assert_read("EXT LAKE - NIGHT", "EXT. LAKE", "NIGHT");
        assert_read("I/E CAR - DUSK", "INT./EXT. CAR", "DUSK");
        assert_read("INT/EXT. CAR - DUSK", "INT./EXT. CAR", "DUSK");
        assert_read("EST. CITY - DAWN", "EST. CITY", "DAWN");
        assert_read(".SNIPER SCOPE POV", "SNIPER SCOPE POV", "DAY");
        assert_read(".INT. KITCHEN - NIGHT", "INT. KITCHEN", "NIGHT");
    }

    #[test]
    fn the_time_is_the_last_part_that_is_one() {
        assert_read("INT. KITCHEN - UPSTAIRS", "INT. KITCHEN - UPSTAIRS", "DAY");
        assert_read("INT. KITCHEN - UPSTAIRS - NIGHT (1987)", "INT. KITCHEN - UPSTAIRS", "NIGHT (1987)");
        assert_read("INT. KITCHEN – NIGHT", "INT. KITCHEN", "NIGHT");
        assert_read("INT. KITCHEN — NIGHT", "INT. KITCHEN", "NIGHT");
        assert_read("INT. KITCHEN -- NIGHT", "INT. KITCHEN", "NIGHT");
        assert_read("INT. KITCHEN- NIGHT", "INT. KITCHEN", "NIGHT");
        assert_read("INT. KITCHEN / TAG", "INT. KITCHEN", "TAG");
        assert_read("INT. KITCHEN. NIGHT.", "INT. KITCHEN", "NIGHT");
        assert_read("INT. DR. LEE'S - DAY", "INT. DR. LEE'S", "DAY");
        assert_read("INT. X-RAY ROOM - DAY", "INT. X-RAY ROOM", "DAY");
        assert_read("INT. KITCHEN - NIGHT - CONTINUOUS", "INT. KITCHEN", "NIGHT - CONTINUOUS");
        assert_read("INT. KITCHEN - DAY/NIGHT", "INT. KITCHEN", "DAY/NIGHT");
        assert_read("INT. HOUSE - NIGHT - FLASHBACK (1944) #110A#", "INT. HOUSE - FLASHBACK (1944)", "NIGHT");
        assert_read("INT. KITCHEN - moments later", "INT. KITCHEN", "MOMENTS LATER");
    }

    #[test]
    fn the_first_part_is_a_place() {
        assert_read("EXT. NIGHT", "EXT. NIGHT", "NIGHT");
        assert_read("INT. MORNING - BACK ROOM", "INT. MORNING - BACK ROOM", "DAY");
        assert_read("INT.", "INT.", "DAY");
        assert_read("INT. - ", "INT. -", "DAY");
    }
}
