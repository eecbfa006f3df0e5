//! Pipelines, parameters, artifacts, hooks and rules.

use camino::Utf8PathBuf;
use serde_json::Value;
use throughline_model::PipelineId;

use super::at::At;
use super::decoder::Decoder;
use super::fields::{Fields, list};
use super::intern::Naming;
use super::kinds;
use super::node::{Node, View};
use super::work::plain_command;
use crate::{Artifact, ArtifactMore, ArtifactType, Hooks, Parameter, ParameterType, Pipeline, Rule, RuleRef};

pub(crate) fn pipeline(decoder: &mut Decoder, node: Node<'_>, at: At<'_>) -> Pipeline {
    let mut fields = Fields::open(decoder, node, at, &kinds::PIPELINE);
    let id = PipelineId::from(fields.required_text("id", "a name for the pipeline, given to `run`"));
    if !fields.has("stages") {
        fields.missing("stages", "a list of stage ids");
    }
    Pipeline {
        id,
        description: fields.text("description"),
        stages: fields.stage_ids("stages"),
        parameters: fields.list("parameters", |decoder, node, at| {
            let name = node.peek_text("name").unwrap_or_default();
            parameter(decoder, node, at.called("parameter", name))
        }),
        hooks: hooks(&mut fields),
        extra: fields.rest_of_all(),
    }
}

fn parameter(decoder: &mut Decoder, node: Node<'_>, at: At<'_>) -> Parameter {
    const TYPES: [(&str, ParameterType); 5] = [
        ("string", ParameterType::String),
        ("integer", ParameterType::Integer),
        ("number", ParameterType::Number),
        ("boolean", ParameterType::Boolean),
        ("path", ParameterType::Path),
    ];
    let mut fields = Fields::open(decoder, node, at, &kinds::PARAMETER);
    let there = fields.has("name");
    let name = fields.required_text("name", "the word by which it is set").to_owned();
    let proper = name.starts_with(|char: char| char.is_ascii_alphabetic())
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '-' || char == '_');
    if there && !proper {
        fields.fault("bad-parameter-name", "name", "must be a letter, then letters, digits, `-` and `_`");
    }
    let typed = !fields.has("type");
    let kind = fields.word("type", &TYPES);
    let default = fields.take("default").map(Node::to_value);
    if let (Some(value), Some(kind)) = (&default, kind.or(typed.then_some(ParameterType::String))) {
        let (fits, what) = match kind {
            ParameterType::String | ParameterType::Path => (value.is_string(), "a text"),
            ParameterType::Integer => (is_whole(value), "a whole number"),
            ParameterType::Number => (value.is_number(), "a number"),
            ParameterType::Boolean => (value.is_boolean(), "true or false"),
        };
        if !fits {
            fields.fault("bad-default", "default", &format!("must be {what}, as the parameter's type says"));
        }
    }
    let parameter = Parameter {
        name,
        kind: kind.unwrap_or(ParameterType::String),
        default,
        required: fields.flag("required", false),
        description: fields.text("description"),
    };
    fields.leave_rest();
    parameter
}

fn is_whole(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
}

pub(crate) fn artifact(decoder: &mut Decoder, node: Node<'_>, at: At<'_>) -> Artifact {
    const TYPES: [(&str, ArtifactType); 2] = [("file", ArtifactType::File), ("directory", ArtifactType::Directory)];
    let mut fields = Fields::open(decoder, node, at, &kinds::ARTIFACT);
    let id = fields.required_text("id", "a name for the artifact");
    let id = fields.decoder.artifact_id(id, Naming::Own);
    let path = fields.required_text("path", "where it lies, relative to the project root");
    let untyped = !fields.has("type");
    let declared = fields.word("type", &TYPES);
    let slash = path.len() > 1 && path.ends_with('/');
    if slash && declared == Some(ArtifactType::File) {
        fields.fault("bad-path", "path", "ends in `/`, but the artifact is a file");
    }
    // The root `/` is not shortened to nothing: it must be refused as what it is.
    let plain = match path.trim_end_matches('/') {
        "" if !path.is_empty() => "/",
        plain => plain,
    };
    let format = fields.text("format");
    let volatile = fields.texts("volatile");
    if !volatile.is_empty() && format.as_deref() != Some("json") {
        fields.fault("bad-volatile", "volatile", "names members, so the artifact must have `format: json`");
    } else if volatile.iter().any(|pointer| !pointer.starts_with('/')) {
        fields.fault("bad-volatile", "volatile", "must be JSON pointers to members, such as `/created_at`");
    }
    Artifact {
        id,
        path: plain.into(),
        kind: match declared {
            Some(kind) => kind,
            None if untyped && slash => ArtifactType::Directory,
            None => ArtifactType::File,
        },
        more: ArtifactMore {
            format,
            description: fields.text("description"),
            schema: fields.text("schema").map(Utf8PathBuf::from),
            volatile,
            extra: fields.rest(),
        }
        .into(),
    }
}

/// The `hooks` of what has some.
pub(crate) fn hooks(fields: &mut Fields<'_, '_>) -> Hooks {
    let Some(node) = fields.take("hooks") else { return Hooks::default() };
    let at = fields.at.key("hooks");
    let mut fields = Fields::open(fields.decoder, node, at, &kinds::HOOKS);
    let hooks = Hooks { pre: fields.list("pre", plain_command), post: fields.list("post", plain_command) };
    fields.leave_rest();
    hooks
}

/// A rule that stands in the file.
pub(crate) fn rule(decoder: &mut Decoder, node: Node<'_>, at: At<'_>) -> Rule {
    let mut fields = Fields::open(decoder, node, at, &kinds::RULE);
    Rule {
        id: fields.required_filled_text("id", "a name for the rule"),
        text: fields.text("text"),
        path: fields.text("path").map(Utf8PathBuf::from),
        extra: fields.rest(),
    }
}

/// The rules that a stage names or holds.
pub(crate) fn rule_refs(fields: &mut Fields<'_, '_>, name: &'static str) -> Vec<RuleRef> {
    let Some(node) = fields.take(name) else { return Vec::new() };
    let at = fields.at.key(name);
    list(fields.decoder, node, &at, |decoder, node, at| match node.view() {
        View::Text("") => {
            decoder.fault("empty-text", &at, "may not be empty");
            RuleRef::Id(String::new())
        }
        View::Text(id) => RuleRef::Id(id.to_owned()),
        View::Object(_) => RuleRef::Inline(rule(decoder, node, at)),
        _ => {
            super::fields::wrong_type(decoder, &at, "the id of a rule, or a rule", node);
            RuleRef::Id(String::new())
        }
    })
}
