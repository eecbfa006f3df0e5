//! JSON for programs, which may well be shown on a terminal.

use std::io::Write;

use serde::Serialize;

use super::text::is_unsafe;
use crate::error::CommandError;

/// Writes the value, indented, with a line end. What a terminal would obey is escaped, which changes nothing for whoever
/// parses it.
///
/// # Errors
/// When the output takes no more.
pub(crate) fn write_json(out: &mut dyn Write, value: &impl Serialize) -> Result<(), CommandError> {
    writeln!(out, "{}", escaped(&serde_json::to_string_pretty(value)?))?;
    Ok(())
}

/// The value on one line, escaped alike.
///
/// # Errors
/// When it cannot be JSON.
pub(crate) fn json_line(value: &impl Serialize) -> Result<String, CommandError> {
    Ok(escaped(&serde_json::to_string(value)?))
}

/// JSON holds such characters only within strings: `serde_json` escapes those below U+0020, and these are the rest.
pub(super) fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for char in json.chars() {
        if is_unsafe(char) {
            let mut units = [0; 2];
            char.encode_utf16(&mut units).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}")));
        } else {
            text.push(char);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped_and_reads_back_as_it_was() {
        let value = serde_json::json!({ "a\u{202e}": "\u{9b}31m\u{7f}\x1b[0m\n漢\u{e0041}" });
        let mut out = Vec::new();
        write_json(&mut out, &value).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(!text.contains(['\u{9b}', '\u{7f}', '\x1b', '\u{202e}']), "{text:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
