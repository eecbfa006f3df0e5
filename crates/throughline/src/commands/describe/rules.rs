//! Rules that govern a stage, with their wording.

use serde_json::{Value, json};
use throughline_artifact::read_text;
use throughline_graph::{Rule, RuleRef, within_root};

use super::view::View;
use crate::console::Entry;

/// A longer wording is shown in part.
const SHOWN_LINES: usize = 20;
/// A longer file is not read.
const LONGEST_FILE: u64 = 64 * 1024;

/// The rules as facts.
pub(super) fn entries(view: &View<'_>, refs: &[RuleRef], declared: &[Rule]) -> Vec<Entry> {
    refs.iter()
        .map(|reference| {
            let Some(rule) = resolved(reference, declared) else {
                return Entry::new(id(reference), Some("no rule of this graph: a work object elsewhere".to_owned()));
            };
            let mut note = rule.text.clone().unwrap_or_default();
            if let Some(wording) = wording(view, rule) {
                note = shortened(&wording);
            }
            for (name, value) in &rule.extra {
                note.push_str(&format!("\n{name}: {value}"));
            }
            let place = rule.path.as_ref().map_or_else(String::new, |path| format!("  {path}"));
            Entry::new(format!("{}{place}", rule.id), Some(note.trim().to_owned()))
        })
        .collect()
}

/// The rules for programs.
pub(super) fn json(view: &View<'_>, refs: &[RuleRef], declared: &[Rule]) -> Value {
    refs.iter()
        .map(|reference| match resolved(reference, declared) {
            Some(rule) => json!({
                "id": rule.id,
                "text": rule.text.clone().or_else(|| wording(view, rule)),
                "path": rule.path,
                "extra": rule.extra,
            }),
            None => json!({ "id": id(reference), "text": null, "path": null, "extra": {} }),
        })
        .collect()
}

fn id(reference: &RuleRef) -> &str {
    match reference {
        RuleRef::Id(id) => id,
        RuleRef::Inline(rule) => &rule.id,
    }
}

fn resolved<'r>(reference: &'r RuleRef, declared: &'r [Rule]) -> Option<&'r Rule> {
    match reference {
        RuleRef::Inline(rule) => Some(rule),
        RuleRef::Id(id) => declared.iter().find(|rule| rule.id == *id),
    }
}

/// What the rule's file says, if it has one that can be shown.
fn wording(view: &View<'_>, rule: &Rule) -> Option<String> {
    let path = view.root().join(within_root(rule.path.as_ref()?).ok()?);
    read_text(path, LONGEST_FILE).ok().filter(|text| !text.is_empty())
}

fn shortened(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    if lines.len() <= SHOWN_LINES {
        return lines.join("\n");
    }
    format!("{}\n… {} more lines", lines[..SHOWN_LINES].join("\n"), lines.len() - SHOWN_LINES)
}
