//! Stages and what they declare.

use super::at::At;
use super::decoder::Decoder;
use super::effects;
use super::fields::Fields;
use super::intern::Naming;
use super::kinds;
use super::node::{Node, View};
use super::parts::{hooks, rule_refs};
use super::work::work;
use crate::{
    CachePolicy, EnvironmentVariable, External, ForEach, Input, Output, Retry, SideEffect, Stage, StageMore, Tool,
};

pub(crate) fn stage(decoder: &mut Decoder, node: Node<'_>, at: At<'_>) -> Stage {
    let mut fields = Fields::open(decoder, node, at, &kinds::STAGE);
    let id = fields.required_text("id", "a name for the stage");
    let id = fields.decoder.stage_id(id, Naming::Own);
    let (name, description) = (fields.text("name"), fields.text("description"));
    Stage {
        id,
        work: work(&mut fields),
        depends_on: fields.stage_ids("dependsOn"),
        inputs: fields.list("inputs", input),
        outputs: fields.list("outputs", output),
        more: StageMore {
            name,
            description,
            side_effects: fields.list("sideEffects", side_effect),
            environment: fields.list("environment", variable),
            timeout: fields.seconds("timeoutSeconds", false),
            retry: retry(&mut fields),
            for_each: for_each(&mut fields),
            hooks: hooks(&mut fields),
            tools: fields.list("tools", tool),
            constraints: rule_refs(&mut fields, "constraints"),
            doctrine: rule_refs(&mut fields, "doctrine"),
            cache: fields.word("cache", &[("content", CachePolicy::Content), ("never", CachePolicy::Never)]),
            extra: fields.rest_of_all(),
        }
        .into(),
    }
}

fn input(decoder: &mut Decoder, node: Node<'_>, at: At<'_>) -> Input {
    let external = match node.peek_text("type") {
        Some(kind) => kind == "external",
        None => false,
    };
    if external {
        let mut fields = Fields::open(decoder, node, at, &kinds::EXTERNAL);
        let external = External {
            kind: fields.text("kind"),
            uri: fields.text("uri"),
            optional: fields.flag("optional", false),
            description: fields.text("description"),
        };
        fields.leave_rest();
        return Input::External(Box::new(external));
    }
    if let View::Text(id) = node.view() {
        bare_artifact(decoder, id, &at);
        return Input::Artifact { artifact: decoder.artifact_id(id, Naming::Need), optional: false, description: None };
    }
    let mut fields = Fields::open(decoder, node, at, &kinds::INPUT);
    fields.word("type", &[("external", ()), ("artifact", ())]);
    fields.word("mode", &[("read", ())]);
    let artifact = fields.required_text("artifact", "the id of a declared artifact");
    let input = Input::Artifact {
        artifact: fields.decoder.artifact_id(artifact, Naming::Need),
        optional: fields.flag("optional", false),
        description: fields.text("description").map(String::into_boxed_str),
    };
    fields.leave_rest();
    input
}

fn output(decoder: &mut Decoder, node: Node<'_>, at: At<'_>) -> Output {
    if let View::Text(id) = node.view() {
        bare_artifact(decoder, id, &at);
        return Output { artifact: decoder.artifact_id(id, Naming::Make), optional: false };
    }
    let mut fields = Fields::open(decoder, node, at, &kinds::OUTPUT);
    fields.word("mode", &[("write", ())]);
    drop(fields.text("description"));
    let artifact = fields.required_text("artifact", "the id of a declared artifact");
    let output = Output {
        artifact: fields.decoder.artifact_id(artifact, Naming::Make),
        optional: fields.flag("optional", false),
    };
    fields.leave_rest();
    output
}

/// Says what to write where only the id of an artifact stands; the id is used all the same.
fn bare_artifact(decoder: &mut Decoder, id: &str, at: &At<'_>) {
    let help = format!(r#"write `{{"artifact": {id:?}}}`"#);
    decoder.fault_with_help("wrong-type", at, "must be an object, not a text", Some(help));
}

fn side_effect(decoder: &mut Decoder, node: Node<'_>, at: At<'_>) -> SideEffect {
    let mut fields = Fields::open(decoder, node, at, &kinds::SIDE_EFFECT);
    let word = fields.required_filled_text("type", "`network`, `filesystem`, `git`, `process` or another word");
    let effect = SideEffect {
        kind: effects::read(fields.decoder, &at.key("type"), word),
        description: fields.text("description"),
    };
    fields.leave_rest();
    effect
}

fn variable(decoder: &mut Decoder, node: Node<'_>, at: At<'_>) -> EnvironmentVariable {
    let mut fields = Fields::open(decoder, node, at, &kinds::VARIABLE);
    let name = fields.required_filled_text("name", "the variable's name");
    if name.contains(['=', '\0']) {
        fields.fault("bad-variable-name", "name", "is no variable's name: it holds `=` or a NUL character");
    }
    let secret = fields.flag("secret", false);
    let variable = EnvironmentVariable {
        name,
        required: fields.flag("required", false),
        secret,
        // What a stage says it reads counts; a token that is renewed does not change what it opens.
        cache: fields.flag("cache", !secret),
        description: fields.text("description"),
    };
    fields.leave_rest();
    variable
}

fn retry(fields: &mut Fields<'_, '_>) -> Option<Retry> {
    let node = fields.take("retry")?;
    let at = fields.at.key("retry");
    let mut fields = Fields::open(fields.decoder, node, at, &kinds::RETRY);
    let mut max_attempts = 3;
    if let Some(number) = fields.number("maxAttempts") {
        match whole(&number).and_then(|number| u32::try_from(number).ok()) {
            Some(attempts @ 1..) => max_attempts = attempts,
            _ => {
                fields.fault("bad-number", "maxAttempts", &format!("must be a whole number of 1 or more, not {number}"))
            }
        }
    }
    let mut factor = 2.0;
    if let Some(number) = fields.number("factor") {
        match number.as_f64() {
            Some(value) if value.is_finite() && value >= 1.0 => factor = value,
            _ => fields.fault("bad-number", "factor", &format!("must be a number of 1 or more, not {number}")),
        }
    }
    let retry = Retry {
        max_attempts,
        backoff: fields.seconds("backoffSeconds", true).unwrap_or(std::time::Duration::from_secs(1)),
        factor,
        on: fields.list("on", |decoder, node, at| exit_code(decoder, node, &at)),
    };
    fields.leave_rest();
    Some(retry)
}

fn exit_code(decoder: &mut Decoder, node: Node<'_>, at: &At<'_>) -> i32 {
    let code = match node.view() {
        View::Number(number) => whole(number).and_then(|code| i32::try_from(code).ok()),
        _ => None,
    };
    code.unwrap_or_else(|| {
        let found = if let View::Number(number) = node.view() { number.to_string() } else { node.kind().to_owned() };
        decoder.fault("bad-number", at, &format!("must be an exit code, not {found}"));
        0
    })
}

/// The number, if it is a whole one, however it is written.
fn whole(number: &serde_json::Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let value = number.as_f64()?;
        #[expect(clippy::cast_possible_truncation, reason = "the value is whole and within the bounds of 53 bits")]
        (value.fract() == 0.0 && value.abs() < 9e15).then_some(value as i64)
    })
}

fn for_each(fields: &mut Fields<'_, '_>) -> Option<ForEach> {
    let node = fields.take("forEach")?;
    let at = fields.at.key("forEach");
    let mut fields = Fields::open(fields.decoder, node, at, &kinds::FOR_EACH);
    let artifact = fields.required_text("artifact", "the id of a JSON artifact");
    let artifact = fields.decoder.artifact_id(artifact, Naming::Need);
    let pointer = fields.text("pointer").unwrap_or_default();
    if !is_pointer(&pointer) {
        fields.fault("bad-pointer", "pointer", "is no JSON pointer (RFC 6901): empty, or `/` before each name");
    }
    let binding = fields.text("as");
    let proper =
        binding.as_deref().is_none_or(|word| crate::template::is_part(word) && word != "param" && word != "run");
    if !proper {
        fields.fault(
            "bad-binding",
            "as",
            "must be one word of letters, digits, `-` and `_`, and neither `param` nor `run`",
        );
    }
    fields.leave_rest();
    Some(ForEach { artifact, pointer, binding: binding.filter(|_| proper).unwrap_or_else(|| "item".to_owned()) })
}

fn is_pointer(text: &str) -> bool {
    let mut parts = text.split('~');
    (text.is_empty() || text.starts_with('/'))
        && parts.next().is_some()
        && parts.all(|after| after.starts_with(['0', '1']))
}

fn tool(decoder: &mut Decoder, node: Node<'_>, at: At<'_>) -> Tool {
    let mut fields = Fields::open(decoder, node, at, &kinds::TOOL);
    let name = fields.required_filled_text("name", "the tool's name");
    let there = fields.has("version");
    if !there {
        fields.missing("version", "the command that prints its version, as a list: `[\"node\", \"--version\"]`");
    }
    let before = fields.decoder.problems.len();
    let version = fields.texts("version");
    if there && version.first().is_none_or(String::is_empty) && fields.decoder.problems.len() == before {
        fields.fault("empty-text", "version", "must begin with a program");
    }
    fields.leave_rest();
    Tool { name, version }
}
