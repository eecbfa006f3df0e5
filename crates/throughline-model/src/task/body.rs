//! The body that asks for a task: canonical names and older ones, and what is made equal of it.
//!
//! | canonical     | older               |                                                   |
//! |---------------|---------------------|---------------------------------------------------|
//! | `operation`   | `type`              | the canonical one wins; `null` is as if absent    |
//! | `target.repo` | `target.repository` | the same                                          |
//! | `inputs`      | `payload`           | the older one counts if the canonical one is empty|
//!
//! A value under an older name must be valid even where it does not count. Unknown members are ignored.

use serde_json::{Map, Value, json};

use super::{Operation, TaskSpec};
use crate::shape::{Decoder, FaultKind, Members, Meta, NO_NUL, Record, RecordSchema, SchemaBook, Shape, Text};

/// What a client asks for, normalised: the repository trimmed, without one `.git` behind it, in lower case; the objective
/// trimmed.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskCreate(TaskSpec);

impl TaskCreate {
    /// What is asked for.
    #[must_use]
    pub fn spec(&self) -> &TaskSpec {
        &self.0
    }

    /// What is asked for, owned.
    #[must_use]
    pub fn into_spec(self) -> TaskSpec {
        self.0
    }
}

type Repository = Text<1, 256>;

/// A member under its older name.
struct Older {
    canonical: &'static str,
    older: &'static str,
    empty: fn(&Value) -> bool,
    check: fn(&Value, &mut Decoder) -> bool,
}

const OPERATION: Older = Older {
    canonical: "operation",
    older: "type",
    empty: Value::is_null,
    check: |value, decoder| Option::<Operation>::decode(value, decoder).is_some(),
};

const REPOSITORY: Older = Older {
    canonical: "repo",
    older: "repository",
    empty: Value::is_null,
    check: |value, decoder| {
        Option::<Repository>::decode(value, decoder).is_some_and(|repo| repository_fits(repo, value, decoder))
    },
};

const PAYLOAD: Older = Older {
    canonical: "inputs",
    older: "payload",
    empty: |value| value.as_object().is_some_and(Map::is_empty),
    check: |value, decoder| Option::<Meta>::decode(value, decoder).is_some(),
};

impl Older {
    /// Gives what stands under the older name its canonical one, if it counts. False if it is not valid.
    fn rename(&self, members: &mut Map<String, Value>, decoder: &mut Decoder) -> bool {
        let Some(value) = members.shift_remove(self.older) else {
            return true;
        };
        if !decoder.at(self.older, |decoder| (self.check)(&value, decoder)) {
            return false;
        }
        if !value.is_null() && members.get(self.canonical).is_none_or(self.empty) {
            members.insert(self.canonical.to_owned(), value);
        }
        true
    }

    /// Puts something valid under the canonical name, because the fault under the older name was told already.
    fn stand_in(&self, members: &mut Map<String, Value>, valid: &str) {
        if members.get(self.canonical).is_none_or(self.empty) {
            members.insert(self.canonical.to_owned(), Value::String(valid.to_owned()));
        }
    }
}

fn repository_fits(repo: Option<Repository>, value: &Value, decoder: &mut Decoder) -> bool {
    let fits = repo.is_none_or(|repo| !normal_repository(&repo).is_empty());
    if !fits {
        decoder.tell::<()>(FaultKind::StringTooShort(1), value);
    }
    fits
}

impl Shape for TaskCreate {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        Members::of(value, decoder)?;
        let mut value = value.clone();
        let members = value.as_object_mut()?;
        if !OPERATION.rename(members, decoder) {
            OPERATION.stand_in(members, Operation::Ops.as_str());
        }
        PAYLOAD.rename(members, decoder);
        if let Some(target) = members.get_mut("target").and_then(Value::as_object_mut)
            && !decoder.at("target", |decoder| REPOSITORY.rename(target, decoder))
        {
            REPOSITORY.stand_in(target, "-");
        }
        let mut spec = TaskSpec::decode(&value, decoder)?;
        let objective = trim(&spec.objective).to_owned();
        let repo = normal_repository(&spec.target.repo);
        let objective = decoder.at("objective", |decoder| Text::decode(&Value::String(objective), decoder));
        let repo =
            decoder.at("target", |decoder| decoder.at("repo", |decoder| Text::decode(&Value::String(repo), decoder)));
        spec.objective = objective?;
        spec.target.repo = repo?;
        Some(Self(spec))
    }

    fn schema(book: &mut SchemaBook) -> Value {
        book.define_as("TaskCreateLegacyV1", |book| {
            let mut schema = TaskSpec::record_schema(book);
            for (older, described) in [
                ("type", nullable::<Operation>("The older name of `operation`.", book)),
                ("payload", nullable::<Meta>("The older name of `inputs`.", book)),
            ] {
                schema["properties"][older] = described;
            }
            let operation = nullable::<Operation>("What the task does; `type` is its older name.", book);
            schema["properties"]["operation"] = operation;
            schema["properties"]["objective"]["pattern"] = json!(OBJECTIVE);
            schema["properties"]["target"] = target_schema(book);
            schema["required"] = json!(["requested_by", "objective", "target"]);
            schema["anyOf"] = json!([one_of("operation"), one_of("type")]);
            schema
        })
    }
}

/// What is left of an objective has five characters.
const OBJECTIVE: &str = r"^[\s\x85]*[^\s\x85\x00][^\x00]{3,}[^\s\x85\x00][\s\x85]*$";
/// Nothing is left of a repository.
const NO_REPOSITORY: &str = r"^[\s\x85]*(?:\.[Gg][Ii][Tt])?[\s\x85]*$";

fn target_schema(book: &mut SchemaBook) -> Value {
    book.define_as("TaskTargetLegacyV1", |book| {
        let mut schema = super::TaskTarget::record_schema(book);
        let repo = json!({"type": "string", "minLength": 1, "maxLength": 256, "pattern": NO_NUL, "not": {"pattern": NO_REPOSITORY}});
        for (name, words) in [("repo", "The repository."), ("repository", "The older name of `repo`.")] {
            schema["properties"][name] = json!({"anyOf": [repo, {"type": "null"}], "description": words});
        }
        schema["anyOf"] = json!([one_of("repo"), one_of("repository")]);
        if let Some(members) = schema.as_object_mut() {
            members.shift_remove("required");
        }
        schema
    })
}

fn nullable<T: Shape + serde::Serialize>(words: &str, book: &mut SchemaBook) -> Value {
    let mut record = RecordSchema::new("", false);
    record.member::<Option<T>>("it", words, None, book);
    let mut described = record.finish()["properties"]["it"].clone();
    if let Some(members) = described.as_object_mut() {
        members.shift_remove("default");
    }
    described
}

/// A member that is there and is not `null`.
fn one_of(name: &str) -> Value {
    json!({"required": [name], "properties": {name: {"type": "string"}}})
}

/// What white space is here: that of Unicode and that of ECMAScript, so that a pattern can say it.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// The one way to write the name of a repository.
fn normal_repository(text: &str) -> String {
    let text = trim(text);
    let stem = text.len().checked_sub(4).and_then(|at| text.split_at_checked(at));
    let name = stem.filter(|(_, end)| end.eq_ignore_ascii_case(".git")).map_or(text, |(name, _)| name);
    // A letter that becomes two stays, so that no name grows.
    let lower = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) => one,
            _ => c,
        }
    };
    trim(name).chars().map(lower).collect()
}
