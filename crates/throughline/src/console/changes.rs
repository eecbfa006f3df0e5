//! What changed, for eyes: `- old` above `+ new`, digests shortened, texts of several lines line by line.
//!
//! ```text
//! input commits
//!   - out/commits.json  sha256:0123456789ab…
//!   + out/commits.json  sha256:ba9876543210…
//! ```

use std::collections::HashSet;
use std::io::{Result, Write};

use serde_json::Value;
use throughline_artifact::leaf_changes;
use throughline_model::{Change, Digest};

use super::line_diff::{Line, line_diff};
use super::{Paint, one_line, paint, printable};

/// How many leaves of one part are told apart.
const LEAVES: usize = 20;

/// How many lines that did not change stand around those that did.
const AROUND: usize = 2;

/// A longer value is cut.
const LONGEST: usize = 300;

/// Writes changes of parts, each under its label.
///
/// # Errors
/// When the output takes no more.
pub(crate) fn write_changes(out: &mut dyn Write, changes: &[Change], indent: &str) -> Result<()> {
    for change in changes {
        let below = format!("{indent}  ");
        writeln!(out, "{indent}{}", one_line(&change.part.replacen(':', " ", 1)))?;
        match (&change.old, &change.new) {
            (Some(old @ Value::Object(_)), Some(new @ Value::Object(_))) if !is_content(old) || !is_content(new) => {
                let leaves = leaf_changes(old, new, LEAVES);
                for leaf in &leaves.changes {
                    writeln!(out, "{below}{}", paint(Paint::Faint, &one_line(leaf.pointer.trim_start_matches('/'))))?;
                    write_sides(out, leaf.old.as_ref(), leaf.new.as_ref(), &format!("{below}  "))?;
                }
                if leaves.more > 0 {
                    writeln!(out, "{below}… and {} more", leaves.more)?;
                }
            }
            (Some(Value::Array(old)), Some(Value::Array(new))) if old.iter().chain(new).all(is_content) => {
                // The files of many instances: those that are the same would hide the others.
                let [was, is] = [old, new].map(|side| side.iter().collect::<HashSet<_>>());
                for gone in old.iter().filter(|one| !is.contains(one)) {
                    write_sides(out, Some(gone), None, &below)?;
                }
                for added in new.iter().filter(|one| !was.contains(one)) {
                    write_sides(out, None, Some(added), &below)?;
                }
            }
            (old, new) => write_sides(out, old.as_ref(), new.as_ref(), &below)?,
        }
    }
    Ok(())
}

/// Writes a leaf of a document under its pointer.
///
/// # Errors
/// When the output takes no more.
pub(crate) fn write_leaf(out: &mut dyn Write, leaf: &Change, indent: &str) -> Result<()> {
    let place = if leaf.part.is_empty() { "(root)".to_owned() } else { one_line(&leaf.part) };
    writeln!(out, "{indent}{place}")?;
    write_sides(out, leaf.old.as_ref(), leaf.new.as_ref(), &format!("{indent}  "))
}

fn write_sides(out: &mut dyn Write, old: Option<&Value>, new: Option<&Value>, indent: &str) -> Result<()> {
    let text = |side: Option<&Value>| side.and_then(Value::as_str).map(str::to_owned);
    let has_lines = |text: &Option<String>| text.as_ref().is_some_and(|text| text.trim_end().contains('\n'));
    let (old_text, new_text) = (text(old), text(new));
    if has_lines(&old_text) || has_lines(&new_text) {
        return write_lines(out, &old_text.unwrap_or_default(), &new_text.unwrap_or_default(), indent);
    }
    if let Some(old) = old {
        writeln!(out, "{indent}{}", paint(Paint::Bad, &format!("- {}", brief(old))))?;
    }
    if let Some(new) = new {
        writeln!(out, "{indent}{}", paint(Paint::Good, &format!("+ {}", brief(new))))?;
    }
    Ok(())
}

fn write_lines(out: &mut dyn Write, old: &str, new: &str, indent: &str) -> Result<()> {
    let lines = line_diff(old, new);
    let changed: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| !matches!(line, Line::Same(_))).map(|(place, _)| place).collect();
    let mut next = 0;
    let mut skipped = false;
    for (place, line) in lines.iter().enumerate() {
        while changed.get(next).is_some_and(|near| near + AROUND < place) {
            next += 1;
        }
        let is_near = changed.get(next).is_some_and(|near| near.abs_diff(place) <= AROUND);
        if !is_near {
            skipped = true;
            continue;
        }
        if std::mem::take(&mut skipped) {
            writeln!(out, "{indent}{}", paint(Paint::Faint, "  …"))?;
        }
        let shown = match line {
            Line::Same(text) => format!("  {}", printable(text)),
            Line::Gone(text) => paint(Paint::Bad, &format!("- {}", printable(text))),
            Line::New(text) => paint(Paint::Good, &format!("+ {}", printable(text))),
        };
        writeln!(out, "{indent}{shown}")?;
    }
    Ok(())
}

/// Whether the value is a file's path and digest, which say most together.
fn is_content(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|fields| fields.len() == 2 && fields.contains_key("path") && fields.contains_key("digest"))
}

/// A value of a part on one line.
pub(crate) fn brief(value: &Value) -> String {
    let text = match value {
        Value::String(text) => shortened(text),
        Value::Null => "nothing".to_owned(),
        Value::Object(fields) if is_content(value) => {
            let path = fields["path"].as_str().unwrap_or_default();
            format!("{path}  {}", fields["digest"].as_str().map_or_else(|| "absent".to_owned(), shortened))
        }
        Value::Object(fields) if fields.contains_key("executable") => command(fields),
        Value::Object(fields) if fields.contains_key("extra") => rule(fields),
        Value::Object(fields) if fields.contains_key("path") && fields.contains_key("optional") => output(fields),
        Value::Array(items) if items.iter().all(is_content) && !items.is_empty() => {
            items.iter().map(brief).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    let mut text = one_line(&text);
    if let Some((cut, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(cut);
        text.push('…');
    }
    text
}

/// A command as one would type it, near enough to be read.
fn command(fields: &serde_json::Map<String, Value>) -> String {
    let args = fields.get("args").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let words = fields["executable"].as_str().into_iter().chain(args);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@+%".contains(c);
    let quoted = words.map(|word| match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// What is asked of an output.
fn output(fields: &serde_json::Map<String, Value>) -> String {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let mut words = vec![text("path").unwrap_or_default().to_owned()];
    words.extend(text("type").filter(|kind| *kind != "file").map(str::to_owned));
    words.extend(text("format").map(str::to_owned));
    words.extend(text("schema").map(|digest| format!("schema {}", shortened(digest))));
    words.extend((fields["optional"] == true).then(|| "optional".to_owned()));
    words.join("  ")
}

/// Where a rule stands, and how it begins.
fn rule(fields: &serde_json::Map<String, Value>) -> String {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let wording = text("wording").or_else(|| text("text")).unwrap_or_default().trim();
    let mut lines = wording.lines();
    let first = lines.next().unwrap_or_default();
    let more = if lines.next().is_some() { " …" } else { "" };
    match (text("path"), text("digest")) {
        (Some(path), Some(digest)) => format!("{path}  {}  {first}{more}", shortened(digest)),
        (Some(path), None) => format!("{path}  absent"),
        _ => format!("{first}{more}"),
    }
}

fn shortened(text: &str) -> String {
    text.parse::<Digest>().map_or_else(|_| text.to_owned(), |digest| format!("sha256:{}…", digest.short()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(part: &str, old: Value, new: Value) -> String {
        let mut out = Vec::new();
        write_changes(&mut out, &[Change { part: part.to_owned(), old: Some(old), new: Some(new) }], "").unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    #[test]
    fn digests_are_short_and_commands_can_be_typed() {
        let digest = Digest::of(b"x").to_string();
        let value = json!({"path": "a/b", "digest": digest});
        assert_eq!(brief(&value), format!("a/b  sha256:{}…", Digest::of(b"x").short()));
        assert_eq!(brief(&json!({"path": "a", "digest": null})), "a  absent");
        let command = json!({"executable": "sh", "args": ["-c", "echo 'hi' > x", ""]});
        assert_eq!(brief(&command), r"sh -c 'echo '\''hi'\'' > x' ''");
        assert_eq!(brief(&json!("a\u{1b}[31m\nb")), "a\\u{1b}[31m\\nb");
    }

    #[test]
    fn a_rule_is_compared_line_by_line_with_what_stands_around() {
        let wording = |third: &str| json!({"wording": format!("1\n2\n3\n4\n{third}\n6\n7\n8\n9"), "path": "rule.md"});
        let text = shown("doctrine:style", wording("old"), wording("new"));
        assert_eq!(
            text,
            "doctrine style\n  wording\n      …\n      3\n      4\n    - old\n    + new\n      6\n      7\n"
        );
    }

    #[test]
    fn of_many_files_only_those_that_differ_are_shown() {
        let content = |path: &str, digest: &str| json!({"path": path, "digest": digest});
        let old = json!([content("a", "1"), content("b", "1")]);
        let new = json!([content("a", "1"), content("b", "2"), content("c", "1")]);
        assert_eq!(shown("input:p", old, new), "input p\n  - b  1\n  + b  2\n  + c  1\n");
    }

    #[test]
    fn the_two_contents_of_an_input_stand_below_each_other() {
        let content = |digest: &str| json!({"path": "a", "digest": digest});
        assert_eq!(shown("input:a", content("d1"), content("d2")), "input a\n  - a  d1\n  + a  d2\n");
    }
}
