//! What a stage does: its command, its built-in or its gate.

use camino::Utf8PathBuf;

use super::at::At;
use super::decoder::Decoder;
use super::fields::Fields;
use super::kinds;
use super::node::{Node, View};
use crate::{Builtin, Command, Gate, GateKind, Problem, Work};

/// The one thing that a stage does; where it has none, a command without a program, and a problem.
pub(crate) fn work(fields: &mut Fields<'_, '_>) -> Work {
    let command = fields.take("command");
    let gate = fields.take("gate");
    let at = fields.at;
    if command.is_some() && gate.is_some() {
        let help = "a gate only waits for a decision; let the command be a stage of its own that depends on the gate";
        fields.decoder.fault_with_help(
            "several-works",
            &at.key("gate"),
            "stands beside a `command`: a stage has one or the other",
            Some(help.to_owned()),
        );
    }
    match (command, gate) {
        (Some(node), _) => command_or_builtin(fields.decoder, node, at.key("command")),
        (None, Some(node)) => Work::Gate(Box::new(self::gate(fields.decoder, node, at.key("gate")))),
        (None, None) => {
            fields.missing_work();
            nothing()
        }
    }
}

fn nothing() -> Work {
    Work::Command(Command { executable: String::new(), args: Vec::new() })
}

impl Fields<'_, '_> {
    fn missing_work(&mut self) {
        if !self.is_broken() {
            let message = format!("{} has nothing to do: it has neither a `command` nor a `gate`", self.at.subject());
            let problem = Problem::error("no-work", self.at.key("command").pointer(), message);
            self.decoder.push(problem.with_help(r#"add `"command": {"executable": "…", "args": […]}`"#));
        }
    }
}

fn command_or_builtin(decoder: &mut Decoder, node: Node<'_>, at: At<'_>) -> Work {
    let (program, builtin) = match node.view() {
        View::Object(entries) => {
            let has = |name| entries.into_iter().any(|(key, value)| key == name && !value.is_null());
            (has("executable"), has("builtin"))
        }
        View::Text(line) => {
            let mut words = line.split_whitespace().map(|word| format!("{word:?}"));
            let program = words.next().unwrap_or_else(|| r#""…""#.to_owned());
            let args = words.collect::<Vec<_>>().join(", ");
            decoder.fault_with_help(
                "wrong-type",
                &at,
                "must be an object, not a text: commands are not given to a shell",
                Some(format!(r#"write `{{"executable": {program}, "args": [{args}]}}`"#)),
            );
            return nothing();
        }
        _ => (true, false),
    };
    match (program, builtin) {
        (true, true) => {
            decoder.fault(
                "several-works",
                &at.key("builtin"),
                "stands beside an `executable`: a stage has one or the other",
            );
            let mut fields = Fields::open(decoder, node, at, &kinds::COMMAND);
            // Of these something has been said.
            fields.pass_over(&kinds::BUILTIN);
            Work::Command(command(fields))
        }
        (false, true) => {
            let mut fields = Fields::open(decoder, node, at, &kinds::BUILTIN);
            let builtin = Builtin {
                name: fields.required_filled_text("builtin", "the name of a built-in stage"),
                with: fields.map("with"),
            };
            fields.leave_rest();
            Work::Builtin(Box::new(builtin))
        }
        (true, false) => Work::Command(plain_command(decoder, node, at)),
        (false, false) => {
            decoder.fault_with_help(
                "no-work",
                &at,
                "names neither an `executable` nor a `builtin`",
                Some(r#"write `{"executable": "…", "args": […]}`"#.to_owned()),
            );
            nothing()
        }
    }
}

/// A program and its arguments.
pub(crate) fn plain_command(decoder: &mut Decoder, node: Node<'_>, at: At<'_>) -> Command {
    command(Fields::open(decoder, node, at, &kinds::COMMAND))
}

fn command(mut fields: Fields<'_, '_>) -> Command {
    let command = Command {
        executable: fields.required_filled_text("executable", "a program's name or path"),
        args: fields.texts("args"),
    };
    fields.leave_rest();
    command
}

fn gate(decoder: &mut Decoder, node: Node<'_>, at: At<'_>) -> Gate {
    #[derive(Clone, Copy)]
    enum Word {
        Approval,
        DecisionFile,
    }
    let mut fields = Fields::open(decoder, node, at, &kinds::GATE);
    if !fields.has("kind") {
        fields.missing("kind", "`approval` or `decision-file`");
    }
    let kind = match fields.word("kind", &[("approval", Word::Approval), ("decision-file", Word::DecisionFile)]) {
        Some(Word::DecisionFile) => GateKind::DecisionFile {
            path: fields.required_text("path", "the file that holds the decision, relative to the project root").into(),
            schema: fields.text("schema").map(Utf8PathBuf::from),
        },
        Some(Word::Approval) => {
            for name in ["path", "schema"] {
                if fields.take(name).is_some() {
                    let field = fields.at.key(name);
                    let message = format!("{} means nothing for an approval", field.subject());
                    let problem = Problem::warning("unused-field", field.pointer(), message);
                    fields.decoder.push(problem.with_help("did you mean the kind `decision-file`?"));
                }
            }
            GateKind::Approval
        }
        None => GateKind::Approval,
    };
    let gate = Gate { kind, prompt: fields.text("prompt") };
    fields.leave_rest();
    gate
}
