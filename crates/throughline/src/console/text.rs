//! How values are written for people.

use std::borrow::Cow;
use std::env::VarError;
use std::sync::OnceLock;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The text with every character that a terminal would obey made visible; line ends and tabs stay.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().map(|c| if is_unsafe(c) { c.escape_default().to_string() } else { c.to_string() });
    Cow::Owned(shown.collect())
}

/// The same, on one line.
pub(crate) fn one_line(text: &str) -> String {
    printable(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// A line of a message is no longer than this, in bytes: what it quotes may be.
const LONGEST_LINE: usize = 2_000;

/// The message, printable, its long lines cut in the middle.
pub(crate) fn message(text: &str) -> String {
    let cut = |line: &str| {
        if line.len() <= LONGEST_LINE {
            return printable(line).into_owned();
        }
        let (head, tail) =
            (line.floor_char_boundary(LONGEST_LINE * 3 / 4), line.ceil_char_boundary(line.len() - LONGEST_LINE / 4));
        format!("{} … {} bytes … {}", printable(&line[..head]), tail - head, printable(&line[tail..]))
    };
    text.split('\n').map(cut).collect::<Vec<_>>().join("\n")
}

/// Whether a terminal would obey this character, or show what follows as something else. Line ends and tabs are not meant.
pub(super) fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        // What turns the direction of text or takes no room makes a text look like another one. Joiners take none either,
        // but scripts and emoji are written with them.
        || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A span of time: `340ms`, `12.4s`, `3m 05s`, `2h 07m`.
pub(crate) fn duration(millis: u64) -> String {
    let span = Duration::from_millis(millis);
    let seconds = span.as_secs();
    match seconds {
        0 => format!("{millis}ms"),
        1..60 => format!("{:.1}s", span.as_secs_f64()),
        60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h {:02}m", seconds / 3600, seconds % 3600 / 60),
    }
}

/// A size: `812 B`, `3.4 KiB`, `1.2 GiB`.
pub(crate) fn bytes(size: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if size < 1024 {
        return format!("{size} B");
    }
    #[expect(clippy::cast_precision_loss, reason = "one digit behind the point is shown")]
    let mut value = size as f64 / 1024.0;
    let mut unit = 0;
    while value >= 1023.95 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

/// A moment, in the local time zone, to the second.
pub(crate) fn when(at: Timestamp) -> String {
    at.to_zoned(zone().clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// The time of day, in the local time zone, to the millisecond.
pub(crate) fn clock(at: Timestamp) -> String {
    at.to_zoned(zone().clone()).strftime("%H:%M:%S%.3f").to_string()
}

/// The local time zone. [`TimeZone::system`] lists every file of the system's time zones first, to know the name of the
/// one that is set; that takes longer than most commands, and no name is shown.
fn zone() -> &'static TimeZone {
    static ZONE: OnceLock<TimeZone> = OnceLock::new();
    ZONE.get_or_init(|| {
        let path = match std::env::var("TZ") {
            Err(VarError::NotPresent) => "/etc/localtime".to_owned(),
            Ok(name) if is_zone_name(&name) => format!("/usr/share/zoneinfo/{name}"),
            _ => return TimeZone::system(),
        };
        let read = std::fs::read(path).ok().and_then(|bytes| TimeZone::tzif("", &bytes).ok());
        read.unwrap_or_else(TimeZone::system)
    })
}

/// Whether a setting of `TZ` can only be the name of a zone, such as `Europe/Berlin`; `CET-1CEST` is a rule.
fn is_zone_name(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
    text.split('/').all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_made_visible() {
        assert_eq!(printable("a\x1b[31mb\x07\n\tc"), "a\\u{1b}[31mb\\u{7}\n\tc");
        assert_eq!(printable("x\u{202e}y\u{200b}"), "x\\u{202e}y\\u{200b}");
        assert_eq!(printable("👩\u{200d}🚀"), "👩\u{200d}🚀");
        assert!(matches!(printable("grüße 漢字"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_message_with_a_long_line_is_cut_in_its_middle() {
        assert_eq!(message("a\x1b\nb"), "a\\u{1b}\nb");
        let long = message(&format!("first\n{}last", "ä".repeat(1_000_000)));
        assert!(long.len() < 2_100 && long.starts_with("first\nä") && long.ends_with("last"), "{long}");
        assert!(long.contains(" … 1998004 bytes … "), "{long}");
    }

    #[test]
    fn spans_and_sizes_are_short() {
        assert_eq!([0, 999, 12_400, 185_000, 7_620_000].map(duration), ["0ms", "999ms", "12.4s", "3m 05s", "2h 07m"]);
        assert_eq!([812, 3_482, 1 << 30].map(bytes), ["812 B", "3.4 KiB", "1.0 GiB"]);
    }
}
