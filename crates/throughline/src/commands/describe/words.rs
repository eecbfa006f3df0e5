//! How small things are said.

use serde_json::{Map, Value, json};
use throughline_graph::{CachePolicy, Command, Hooks, Input, Stage, Work};

use crate::console::Entry;

/// A command as a shell would take it.
pub(super) fn command_line(executable: &str, args: &[String]) -> String {
    std::iter::once(executable).chain(args.iter().map(String::as_str)).map(quoted).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:=,+@%".contains(c);
    // A placeholder is one word, however it is written.
    let is_placeholder = word.starts_with("${{") && word.find("}}").is_some_and(|at| at + 2 == word.len());
    if is_placeholder || !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Whether a stage's result may stand in for a run, and why so.
pub(super) fn cache(stage: &Stage) -> (&'static str, &'static str) {
    let word = match stage.cache_policy() {
        CachePolicy::Content => "content",
        CachePolicy::Never => "never",
    };
    let is_external = |input: &Input| matches!(input, Input::External { .. });
    let reason = match stage.cache_policy() {
        _ if stage.cache.is_some() => "declared",
        CachePolicy::Content if matches!(stage.work, Work::Gate(_)) => "a decision stands as long as what was shown",
        CachePolicy::Content => "by default: it has outputs, and neither an external input nor a network side effect",
        CachePolicy::Never if stage.outputs.is_empty() => "by default: it declares no outputs",
        CachePolicy::Never if stage.inputs.iter().any(is_external) => "by default: it has an external input",
        CachePolicy::Never => "by default: it has a network side effect",
    };
    (word, reason)
}

/// Hooks as facts.
pub(super) fn hook_entries(owner: &str, hooks: &Hooks) -> Vec<Entry> {
    let of_phase = |phase: &'static str, commands: &[Command]| -> Vec<Entry> {
        let line = |command: &Command| command_line(&command.executable, &command.args);
        commands.iter().map(|command| Entry::new(format!("{phase} {owner}: {}", line(command)), None)).collect()
    };
    let mut entries = of_phase("before", &hooks.pre);
    entries.extend(of_phase("after", &hooks.post));
    entries
}

/// Hooks for programs.
pub(super) fn hooks_json(hooks: &Hooks) -> Value {
    json!({ "pre": commands_json(&hooks.pre), "post": commands_json(&hooks.post) })
}

fn commands_json(commands: &[Command]) -> Value {
    commands.iter().map(command_json).collect()
}

/// A command for programs.
pub(super) fn command_json(command: &Command) -> Value {
    json!({ "executable": command.executable, "args": command.args })
}

/// Fields that this version does not know, as facts.
pub(super) fn extra_entries(extra: &Map<String, Value>) -> Vec<Entry> {
    extra.iter().map(|(name, value)| Entry::new(format!("{name}: {value}"), None)).collect()
}

/// Words in a row, the empty ones left out.
pub(super) fn joined<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A span of time as a graph file may declare it: `1.5s`, `10m`, `2h 30m`.
pub(super) fn span(span: std::time::Duration) -> String {
    let seconds = span.as_secs();
    if seconds < 60 || span.subsec_nanos() > 0 {
        return format!("{}s", span.as_secs_f64());
    }
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}"));
    parts.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_command_line_can_be_pasted() {
        let args = ["-c", "echo 'a b'", "", "${{ param.top }}", "--x=1"].map(str::to_owned);
        assert_eq!(command_line("sh", &args), r"sh -c 'echo '\''a b'\''' '' ${{ param.top }} --x=1");
    }

    #[test]
    fn spans_are_as_short_as_can_be() {
        let said = [600_000, 1_500, 9_000_000, 61_000].map(|millis| span(Duration::from_millis(millis)));
        assert_eq!(said, ["10m", "1.5s", "2h 30m", "1m 1s"]);
    }
}
