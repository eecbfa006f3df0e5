//! What every Rust file is held to.

use std::path::Path;

/// Marks of unfinished work. Written in two parts, so that this file may pass its own check.
const MARKS: [&str; 3] = [concat!("to", "do!"), concat!("FIX", "ME"), concat!("XX", "X")];

/// What is wrong with a Rust file.
pub(super) fn findings(path: &Path, text: &str) -> Vec<String> {
    let shown = path.display();
    let mut findings = Vec::new();
    if !text.starts_with("//!") {
        findings.push(format!("{shown}:1: opens without `//!`: say what the file is for and where its border is"));
    }
    for (index, line) in text.lines().enumerate() {
        for mark in MARKS.iter().filter(|mark| has_word(line, mark)) {
            findings.push(format!("{shown}:{}: holds `{mark}`: finish it, or open an issue", index + 1));
        }
    }
    let only_doors = path.file_name().is_some_and(|name| name == "lib.rs" || name == "mod.rs");
    if only_doors && let Some(index) = text.lines().position(is_function) {
        findings.push(format!(
            "{shown}:{}: holds a function: a lib.rs or mod.rs holds documentation and re-exports; move it into a file",
            index + 1
        ));
    }
    findings
}

/// Whether the line holds the mark as a word of its own.
fn has_word(line: &str, mark: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(mark).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + mark.len()..].chars().next();
        let open_end = mark.ends_with('!');
        !before.is_some_and(is_word) && (open_end || !after.is_some_and(is_word))
    })
}

/// Whether a function begins on this line.
fn is_function(line: &str) -> bool {
    let words = line.trim_start();
    if words.starts_with("//") {
        return false;
    }
    for word in words.split_whitespace() {
        match word {
            "fn" => return true,
            "const" | "async" | "unsafe" | "extern" => {}
            word if word == "pub" || word.starts_with("pub(") || word.starts_with('"') => {}
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, text: &str) -> Vec<String> {
        findings(Path::new(path), text)
    }

    #[test]
    fn a_file_without_a_header_is_found() {
        assert!(of("a.rs", "//! What it is for.\nfn a() {}\n").is_empty());
        assert!(of("a.rs", "use std::fmt;\n")[0].starts_with("a.rs:1: opens without"));
        assert_eq!(of("empty.rs", "").len(), 1);
    }

    #[test]
    fn doors_hold_no_functions() {
        for line in ["fn a() {}", "    pub(crate) const fn a() {}", "pub async unsafe extern \"C\" fn a() {}"] {
            let text = format!("//! A door.\n{line}\n");
            assert_eq!(of("x/src/lib.rs", &text).len(), 1, "{line}");
            assert!(of("x/src/lib.rs", &text)[0].starts_with("x/src/lib.rs:2: "));
            assert_eq!(of("x/src/y/mod.rs", &text).len(), 1, "{line}");
            assert!(of("x/src/y.rs", &text).is_empty(), "{line}");
        }
        let door = "//! A door; a fn is named.\n// fn no()\n/// fn no\nmod function;\npub use function::fn_like;\n";
        assert!(of("lib.rs", door).is_empty(), "{:?}", of("lib.rs", door));
    }

    #[test]
    fn marks_of_unfinished_work_are_found_as_words() {
        let [unfinished, repair, look] = MARKS;
        let text = format!("//! Header.\n{unfinished}(\"x\")\n// {repair}: this\n// {look} here\n");
        assert_eq!(of("a.rs", &text).len(), 3);
        let text = format!("//! Header.\nnot_a_{unfinished}()\nlet {look}{look} = \"{look}_1\";\n");
        assert!(of("a.rs", &text).is_empty(), "{:?}", of("a.rs", &text));
    }
}
