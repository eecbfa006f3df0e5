//! A fingerprint is the same if and only if what the result depends on is the same: over parts alone, and over plans
//! in which exactly one thing of the world is changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Value, json};
use throughline_engine::{Parts, PlannedStage};
use throughline_model::Digest;
use throughline_stage::{Stage, StageContext, StageError};

use crate::support::{Bench, request};

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..4).prop_map(Value::from),
        "[a-c\u{e9}\"\\\\\n]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-c]{1,2}", inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn labels() -> impl Strategy<Value = BTreeMap<String, Value>> {
    proptest::collection::btree_map("(input|file|tool):[a-c]{1,2}", values(), 0..6)
}

fn parts(values: impl IntoIterator<Item = (String, Value)>) -> Parts {
    let mut parts = Parts::default();
    values.into_iter().for_each(|(label, value)| parts.insert(label, value));
    parts
}

/// The same value with the fields of every object the other way round.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .rev()
            .map(|(name, field)| (name.clone(), reversed(field)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(reversed).collect(),
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn parts_have_one_fingerprint_if_and_only_if_they_are_equal(one in labels(), two in labels()) {
        let (first, second) = (parts(one.clone()), parts(two.clone()));
        prop_assert_eq!(first.fingerprint().unwrap() == second.fingerprint().unwrap(), one == two);
        prop_assert_eq!(second.changes_since(&first).is_empty(), one == two);
    }

    #[test]
    fn neither_order_nor_a_round_trip_moves_a_fingerprint(values in labels()) {
        let first = parts(values.clone());
        let second = parts(values.iter().rev().map(|(label, value)| (label.clone(), reversed(value))));
        prop_assert_eq!(first.fingerprint().unwrap(), second.fingerprint().unwrap());
        let third: Parts = serde_json::from_str(&serde_json::to_string(&first).unwrap()).unwrap();
        prop_assert_eq!(first.fingerprint().unwrap(), third.fingerprint().unwrap());
    }

    #[test]
    fn changes_tell_exactly_the_labels_that_differ(one in labels(), two in labels()) {
        let changes = parts(two.clone()).changes_since(&parts(one.clone()));
        let told: Vec<&str> = changes.iter().map(|change| change.part.as_str()).collect();
        let mut differ: Vec<&String> = one.keys().chain(two.keys()).filter(|label| one.get(*label) != two.get(*label)).collect();
        differ.sort_unstable();
        differ.dedup();
        prop_assert_eq!(told, differ);
        for change in &changes {
            prop_assert_eq!(change.old.as_ref(), one.get(&change.part));
            prop_assert_eq!(change.new.as_ref(), two.get(&change.part));
        }
    }
}

/// A built-in whose version the test chooses.
struct Versioned(&'static str);

impl Stage for Versioned {
    fn name(&self) -> &'static str {
        "test/versioned"
    }

    fn version(&self) -> &'static str {
        self.0
    }

    fn run(&self, context: &mut StageContext<'_>) -> Result<(), StageError> {
        let written = std::fs::write(&context.outputs[0].path, "built\n");
        written.map_err(|error| StageError::caused("cannot write", error))
    }
}

fn graph() -> Value {
    json!({
        "version": "1",
        "pipelines": [{
            "id": "p",
            "stages": ["command", "builtin"],
            "parameters": [{"name": "used", "default": "u"}, {"name": "unused", "default": "n"}],
        }],
        "artifacts": [
            {"id": "in", "path": "in"},
            {"id": "folder", "path": "folder", "type": "directory"},
            {"id": "maybe", "path": "maybe"},
            {"id": "out", "path": "out.json", "format": "json", "schema": "schema.json"},
            {"id": "built", "path": "built"},
        ],
        "constraints": [{"id": "law", "text": "no"}, {"id": "other", "text": "not asked for"}],
        "doctrine": [{"id": "way", "path": "way.md"}],
        "stages": [
            {
                "id": "command",
                "name": "Command",
                "description": "shown",
                "command": {"executable": "sh", "args": ["script.sh", "${{ param.used }}", "--config=conf.toml"]},
                "inputs": [{"artifact": "in"}, {"artifact": "folder"}, {"artifact": "maybe", "optional": true}],
                "outputs": [{"artifact": "out"}],
                "environment": [
                    {"name": "TL_COUNTS", "cache": true},
                    {"name": "TL_SECRET", "cache": true, "secret": true},
                    {"name": "TL_DOES_NOT", "cache": false},
                    {"name": "TL_PLAIN"},
                    {"name": "TL_PLAIN_SECRET", "secret": true},
                ],
                "tools": [{"name": "tool", "version": ["cat", "version"]}],
                "constraints": ["law", {"id": "here", "text": "inline"}],
                "doctrine": ["way"],
                "timeoutSeconds": 60,
                "retry": {"maxAttempts": 2},
                "hooks": {"pre": [{"executable": "true"}]},
            },
            {
                "id": "builtin",
                "command": {"builtin": "test/versioned", "with": {"key": {"deep": ["${{ param.used }}"]}}},
                "outputs": [{"artifact": "built"}],
            },
        ],
    })
}

fn bench() -> Bench {
    let version: Arc<dyn Stage> = Arc::new(Versioned("1"));
    let mut bench = Bench::with_builtins(&graph(), [version]);
    for (path, text) in [
        ("in", "in\n"),
        ("folder/a", "a\n"),
        ("folder/b", "b\n"),
        ("schema.json", "{}"),
        ("script.sh", "echo '{}' > out.json\n"),
        ("conf.toml", "x = 1\n"),
        ("way.md", "the way\n"),
        ("version", "tool 1.0\n"),
        ("elsewhere", "nobody asks\n"),
    ] {
        bench.write(path, text);
    }
    for name in ["TL_COUNTS", "TL_SECRET", "TL_DOES_NOT", "TL_PLAIN", "TL_PLAIN_SECRET"] {
        bench.set_variable(name, "before");
    }
    bench
}

/// What the command and the built-in would depend on.
fn fingerprints(bench: &Bench, parameters: &[(&str, &str)]) -> (Digest, Digest) {
    let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let request = throughline_engine::Request { parameters, ..request() };
    let plan = bench.plan_as(&request).unwrap_or_else(|refusal| panic!("{}", throughline_engine::chain(&refusal))).plan;
    let of = |stage: &PlannedStage| stage.fingerprint.unwrap();
    (of(&plan.stages[0]), of(&plan.stages[1]))
}

/// Which of the two fingerprints a change moves.
#[derive(Debug, PartialEq)]
enum Moves {
    None,
    Command,
    Builtin,
    Both,
}

fn after(change: impl FnOnce(&mut Bench)) -> Moves {
    let mut bench = bench();
    let before = fingerprints(&bench, &[]);
    change(&mut bench);
    moves(before, fingerprints(&bench, &[]))
}

fn moves(before: (Digest, Digest), now: (Digest, Digest)) -> Moves {
    match (before.0 != now.0, before.1 != now.1) {
        (false, false) => Moves::None,
        (true, false) => Moves::Command,
        (false, true) => Moves::Builtin,
        (true, true) => Moves::Both,
    }
}

fn edit(pointer: &'static str, value: Value) -> Moves {
    after(|bench| {
        let mut graph = graph();
        *graph.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")) = value;
        bench.set_graph(&graph);
    })
}

#[test]
fn nothing_moves_what_stands_still() {
    assert_eq!(after(|_| {}), Moves::None);
    let (one, other) = (fingerprints(&bench(), &[]), fingerprints(&bench(), &[]));
    assert_eq!(moves(one, other), Moves::None, "the same project in another folder");
}

#[test]
fn files_count_by_their_bytes_and_only_those_that_are_named() {
    for path in ["in", "folder/a", "script.sh", "conf.toml", "version", "schema.json", "way.md"] {
        let other = if path == "schema.json" { "{ }" } else { "other\n" };
        assert_eq!(after(|bench| bench.write(path, other)), Moves::Command, "{path}");
        let touched = after(|bench| {
            let text = bench.read(path);
            std::fs::remove_file(bench.path(path)).unwrap();
            bench.write(path, &text);
            let file = std::fs::File::options().write(true).open(bench.path(path)).unwrap();
            file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
        });
        assert_eq!(touched, Moves::None, "{path}, only touched");
    }
    assert_eq!(after(|bench| bench.write("folder/c", "c\n")), Moves::Command);
    assert_eq!(after(|bench| std::fs::rename(bench.path("folder/b"), bench.path("folder/c")).unwrap()), Moves::Command);
    assert_eq!(after(|bench| bench.write("maybe", "")), Moves::Command, "an optional input appears");
    assert_eq!(after(|bench| bench.write("elsewhere", "other\n")), Moves::None);
    assert_eq!(after(|bench| bench.write("out.json", "{\"made\": 1}")), Moves::None, "an output");
}

#[test]
fn parameters_count_where_they_are_used() {
    let bench = bench();
    let before = fingerprints(&bench, &[]);
    assert_eq!(moves(before, fingerprints(&bench, &[("used", "u")])), Moves::None, "the default, given");
    assert_eq!(moves(before, fingerprints(&bench, &[("used", "v")])), Moves::Both);
    assert_eq!(moves(before, fingerprints(&bench, &[("unused", "v")])), Moves::None);
}

#[test]
fn variables_count_where_they_say_so() {
    assert_eq!(after(|bench| bench.set_variable("TL_COUNTS", "after")), Moves::Command);
    assert_eq!(after(|bench| bench.set_variable("TL_SECRET", "after")), Moves::Command);
    assert_eq!(after(|bench| bench.set_variable("TL_DOES_NOT", "after")), Moves::None);
    // Where nothing is said, a variable counts, and a secret does not.
    assert_eq!(after(|bench| bench.set_variable("TL_PLAIN", "after")), Moves::Command);
    assert_eq!(after(|bench| bench.set_variable("TL_PLAIN_SECRET", "after")), Moves::None);
    assert_eq!(after(|bench| bench.set_variable("TL_OTHER", "after")), Moves::None);
    assert_eq!(after(|bench| bench.set_variable("TL_COUNTS", "")), Moves::Command);
    let unset = after(|bench| drop(Arc::make_mut(&mut bench.project.environment).remove("TL_COUNTS")));
    assert_eq!(unset, Moves::Command);
}

#[test]
fn the_value_of_a_secret_is_nowhere_in_what_is_remembered() {
    let mut bench = bench();
    bench.set_variable("TL_SECRET", "correct-horse");
    bench.succeed();
    let record = bench.ledger.record_list(&"command".into()).unwrap().remove(0);
    assert!(!record.parts.contains("correct-horse"), "{}", record.parts);
    assert!(record.parts.contains("environment:TL_SECRET"));
}

#[test]
fn rules_count_where_they_govern() {
    assert_eq!(edit("/constraints/0/text", json!("yes")), Moves::Command);
    assert_eq!(edit("/constraints/1/text", json!("yes")), Moves::None, "a rule that governs nobody");
    assert_eq!(edit("/stages/0/constraints/1/text", json!("other")), Moves::Command);
    assert_eq!(edit("/stages/0/constraints", json!([])), Moves::Command);
    assert_eq!(edit("/stages/0/doctrine", json!([])), Moves::Command);
}

#[test]
fn work_counts_and_words_for_people_do_not() {
    assert_eq!(edit("/stages/0/command/args/0", json!("./script.sh")), Moves::Command);
    assert_eq!(edit("/stages/0/command/executable", json!("bash")), Moves::Command);
    assert_eq!(edit("/stages/0/hooks/pre/0/executable", json!("false")), Moves::Command);
    assert_eq!(edit("/stages/0/outputs/0", json!({"artifact": "out", "optional": true})), Moves::Command);
    assert_eq!(edit("/artifacts/3/format", json!("text")), Moves::Command);
    assert_eq!(edit("/artifacts/3/path", json!("out2.json")), Moves::Command);
    assert_eq!(edit("/stages/1/command/with/key/deep", json!(["${{ param.used }}", 1])), Moves::Builtin);
    for (pointer, value) in [
        ("/stages/0/name", json!("Other")),
        ("/stages/0/description", json!("other")),
        ("/stages/0/timeoutSeconds", json!(61)),
        ("/stages/0/retry/maxAttempts", json!(3)),
        ("/version", json!("2")),
        ("/pipelines/0/parameters/1/default", json!("m")),
    ] {
        assert_eq!(edit(pointer, value), Moves::None, "{pointer}");
    }
}

#[test]
fn an_interpreter_counts_where_it_stands_in_for_a_program() {
    let map = |from: &'static str, to: &'static str| {
        after(|bench| drop(bench.project.interpreters.insert(from.to_owned(), to.to_owned())))
    };
    assert_eq!(map("sh", "/bin/sh"), Moves::Command);
    assert_eq!(map("sh", "sh"), Moves::None);
    assert_eq!(map("python3", ".venv/bin/python"), Moves::None);
}

#[test]
fn the_version_of_a_built_in_counts() {
    let moved = after(|bench| {
        let next: Arc<dyn Stage> = Arc::new(Versioned("2"));
        bench.project.builtins = [next].into_iter().collect();
    });
    assert_eq!(moved, Moves::Builtin);
}
