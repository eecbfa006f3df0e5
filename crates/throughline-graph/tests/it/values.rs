//! What a file says becomes the value that it means.

use std::time::Duration;

use serde_json::{Value, json as value};
use throughline_graph::{
    ArtifactType, CachePolicy, Command, ForEach, GateKind, Input, ParameterType, Retry, RuleRef, Severity, Work, decode,
};

use crate::support::{good, json, yaml};

const FULL: &str = r#"{
  "$schema": "https://throughline.dev/schemas/stage-graph.v1.json",
  "version": 2,
  "pipelines": [{
    "id": "p", "description": "d", "stages": ["make", "ask", "wait", "write", "each"],
    "parameters": [
      {"name": "size", "type": "integer", "default": 3, "required": false, "description": "how many"},
      {"name": "out", "type": "path"}, {"name": "plain"}
    ],
    "hooks": {"pre": [{"executable": "a", "args": ["b"]}]}
  }],
  "artifacts": [
    {"id": "list", "path": "out/list.json", "format": "json", "schema": "schemas/list.json"},
    {"id": "pages", "path": "out/pages/"},
    {"id": "page", "path": "out/single/${{ page.key }}.html"},
    {"id": "data", "type": "directory", "path": "data", "description": "raw"}
  ],
  "stages": [
    {
      "id": "make", "name": "Make", "description": "makes",
      "command": {"executable": "node", "args": ["x.js", "${{ param.size }}"]},
      "inputs": [
        {"artifact": "data", "mode": "read", "optional": true, "description": "i"},
        {"type": "external", "kind": "http", "uri": "https://example.org", "description": "e", "optional": true}
      ],
      "outputs": [{"artifact": "list"}, {"artifact": "pages", "mode": "write", "optional": true}],
      "sideEffects": [{"type": "network", "description": "n"}],
      "environment": [{"name": "TOKEN", "required": true, "secret": true, "cache": false, "description": "t"}, {"name": "LANG"}],
      "timeoutSeconds": 1.5,
      "retry": {"maxAttempts": 5, "backoffSeconds": 0.25, "factor": 1, "on": [1, 75]},
      "hooks": {"post": [{"executable": "c"}]},
      "tools": [{"name": "node", "version": ["node", "--version"]}],
      "constraints": ["budget", {"id": "inline", "text": "t", "weight": 3}],
      "doctrine": [],
      "cache": "content"
    },
    {"id": "ask", "gate": {"kind": "approval", "prompt": "sure?"}, "dependsOn": ["make"], "retry": {}},
    {"id": "wait", "gate": {"kind": "decision-file", "path": "d.json", "schema": "s.json"}},
    {"id": "write", "command": {"builtin": "screenplay/script", "with": {"n": "${{ param.size }}"}}},
    {"id": "each", "command": {"executable": "x"}, "description": null,
     "forEach": {"artifact": "list", "pointer": "/items", "as": "page"}, "outputs": [{"artifact": "page"}]}
  ],
  "constraints": [{"id": "budget", "path": "rules/budget.md"}]
}"#;

#[test]
fn every_field_arrives() {
    let graph = good(&json(FULL));
    assert_eq!(graph.version, "2");
    assert!(graph.extra.is_empty());
    let pipeline = &graph.pipelines[0];
    assert_eq!((pipeline.description.as_deref(), pipeline.stages.len()), (Some("d"), 5));
    let kinds: Vec<_> = pipeline.parameters.iter().map(|parameter| parameter.kind).collect();
    assert_eq!(kinds, [ParameterType::Integer, ParameterType::Path, ParameterType::String]);
    assert_eq!(pipeline.parameters[0].default, Some(3.into()));
    assert_eq!(pipeline.hooks.pre, [Command { executable: "a".into(), args: vec!["b".into()] }]);

    let kinds: Vec<_> = graph.artifacts.iter().map(|artifact| (artifact.path.as_str(), artifact.kind)).collect();
    assert_eq!(
        kinds,
        [
            ("out/list.json", ArtifactType::File),
            ("out/pages", ArtifactType::Directory),
            ("out/single/${{ page.key }}.html", ArtifactType::File),
            ("data", ArtifactType::Directory)
        ]
    );
    assert_eq!(graph.artifacts[0].schema.as_deref(), Some("schemas/list.json".into()));

    let make = graph.stage("make").unwrap();
    assert_eq!(make.title(), "make (Make)");
    let args = vec!["x.js".into(), "${{ param.size }}".into()];
    assert_eq!(make.work, Work::Command(Command { executable: "node".into(), args }));
    assert!(
        matches!(&make.inputs[0], Input::Artifact { artifact, optional: true, description: Some(_) } if artifact.as_str() == "data")
    );
    assert!(matches!(
        &make.inputs[1],
        Input::External(external)
            if external.kind.is_some() && external.uri.is_some() && external.optional && external.description.is_some()
    ));
    assert_eq!((make.outputs[0].optional, make.outputs[1].optional), (false, true));
    let token = &make.environment[0];
    assert_eq!((token.required, token.secret, token.cache), (true, true, false));
    let lang = &make.environment[1];
    assert_eq!((lang.required, lang.secret, lang.cache), (false, false, true));
    assert_eq!(make.timeout, Some(Duration::from_millis(1500)));
    let backoff = Duration::from_millis(250);
    assert_eq!(make.retry, Some(Retry { max_attempts: 5, backoff, factor: 1.0, on: vec![1, 75] }));
    assert_eq!(make.hooks.post[0].executable, "c");
    assert_eq!(make.tools[0].version, ["node", "--version"]);
    assert_eq!(make.constraints[0], RuleRef::Id("budget".into()));
    assert!(matches!(&make.constraints[1], RuleRef::Inline(rule) if rule.extra["weight"] == 3));
    assert_eq!((make.cache, make.cache_policy()), (Some(CachePolicy::Content), CachePolicy::Content));

    let ask = graph.stage("ask").unwrap();
    assert!(matches!(&ask.work, Work::Gate(gate) if gate.kind == GateKind::Approval && gate.prompt.is_some()));
    let backoff = Duration::from_secs(1);
    assert_eq!(ask.retry, Some(Retry { max_attempts: 3, backoff, factor: 2.0, on: vec![] }));
    let wait = graph.stage("wait").unwrap();
    let file = GateKind::DecisionFile { path: "d.json".into(), schema: Some("s.json".into()) };
    assert!(matches!(&wait.work, Work::Gate(gate) if gate.kind == file));
    let write = graph.stage("write").unwrap();
    assert!(matches!(&write.work, Work::Builtin(builtin) if builtin.with["n"] == "${{ param.size }}"));
    let each = graph.stage("each").unwrap();
    let for_each = ForEach { artifact: "list".into(), pointer: "/items".into(), binding: "page".into() };
    assert_eq!((each.for_each.as_ref(), &each.description), (Some(&for_each), &None));
    assert_eq!(graph.constraints[0].path.as_deref(), Some("rules/budget.md".into()));
}

#[test]
fn yaml_means_the_same_with_anchors_and_merges() {
    let graph = good(&yaml(
        "version: 2025-09-28
pipelines:
  - id: größe
    stages: [a, b]
stages:
  - &base
    id: a
    command: {executable: make, args: [yes, 'no', \"on\"]}
    timeoutSeconds: 2
  - <<: *base
    id: b
    dependsOn: [a]
",
    ));
    assert_eq!((graph.version.as_str(), graph.pipelines[0].id.as_str()), ("2025-09-28", "größe"));
    let args = |id| match &graph.stage(id).unwrap().work {
        Work::Command(command) => command.args.clone(),
        _ => Vec::new(),
    };
    assert_eq!(args("a"), ["yes", "no", "on"]);
    assert_eq!(args("b"), args("a"));
    assert_eq!(graph.stages[1].timeout, Some(Duration::from_secs(2)));
}

#[test]
fn fields_that_are_not_known_are_kept_wherever_they_stand() {
    let decoded = decode(&json(
        r#"{
  "pipelines": [{"id": "p", "stages": ["a", "b", "g"], "owner": "me",
    "parameters": [{"name": "x"}, {"name": "y", "mandatory": true}],
    "hooks": {"pre": [{"executable": "x", "cwd": "p"}]}}],
  "hooks": {"pre": [{"executable": "x", "x": 1}], "during": []},
  "stages": [
    {"id": "a", "zz": 0,
     "command": {"executable": "x", "cwd": "sub", "args": null},
     "retry": {"delay": 5},
     "forEach": {"artifact": "l", "each": 1},
     "hooks": {"pre": [{"executable": "x", "x": {"deep": [1]}}], "post": [{"executable": "x"}, {"executable": "x", "shell": null}]},
     "tools": [{"name": "n", "version": ["n"], "min": "1"}],
     "inputs": [{"artifact": "l", "zz": 1}, {"type": "external", "url": "u"}],
     "outputs": [{"artifact": "l", "zz": 2}],
     "environment": [{"name": "A"}, {"name": "B", "mandatory": true}],
     "sideEffects": [{"type": "git", "why": "w"}],
     "constraints": [{"id": "c", "weight": 3}]},
    {"id": "b", "command": {"builtin": "b", "options": {}}, "command.options": 1},
    {"id": "g", "gate": {"kind": "approval", "who": "me"}, "hooks": {"pre[0].x": 1, "pre": [{"executable": "x", "x": 2}]}}
  ]
}"#,
    ));
    assert!(!decoded.is_refused(), "{:?}", decoded.problems);
    let graph = decoded.graph.unwrap();
    let extra = |extra: &serde_json::Map<String, Value>| Value::Object(extra.clone());
    assert_eq!(extra(&graph.extra), value!({"hooks.pre[0].x": 1, "hooks.during": []}));
    assert_eq!(
        extra(&graph.pipelines[0].extra),
        value!({"owner": "me", "parameters[1].mandatory": true, "hooks.pre[0].cwd": "p"})
    );
    assert_eq!(
        extra(&graph.stages[0].extra),
        value!({
            "zz": 0, "command.cwd": "sub", "inputs[0].zz": 1, "inputs[1].url": "u", "outputs[0].zz": 2,
            "sideEffects[0].why": "w", "environment[1].mandatory": true, "retry.delay": 5, "forEach.each": 1,
            "hooks.pre[0].x": {"deep": [1]}, "hooks.post[1].shell": null, "tools[0].min": "1",
        })
    );
    assert_eq!(graph.stages[0].extra.keys().next().unwrap(), "zz");
    // Each has a name of its own, even where another field is called like its place.
    assert_eq!(extra(&graph.stages[1].extra), value!({"command.options": 1, "command.options (2)": {}}));
    assert_eq!(extra(&graph.stages[2].extra), value!({"gate.who": "me", "hooks.pre[0].x": 2, "hooks.pre[0].x (2)": 1}));
    // Each kind's field is warned of once, however often it stands there.
    let of_commands = decoded.problems.iter().filter(|problem| problem.pointer.ends_with("/x"));
    assert_eq!(of_commands.count(), 1, "{:?}", decoded.problems);
}

#[test]
fn the_words_for_side_effects_are_known_in_any_case_and_warned_of_when_misspelt() {
    let decoded = decode(&yaml(
        "pipelines: [{id: p, stages: [a, b]}]
stages:
  - {id: a, command: {executable: x}, outputs: [{artifact: o}], sideEffects: [{type: Network}, {type: GIT}]}
  - {id: b, command: {executable: x}, outputs: [{artifact: o}],
     sideEffects: [{type: database}, {type: Networks}, {type: net}, {type: filesystem}]}
  - {id: c, command: {executable: x}, sideEffects: [{type: Networks}]}
",
    ));
    assert!(!decoded.is_refused());
    let graph = decoded.graph.unwrap();
    let words = |stage: usize| graph.stages[stage].side_effects.iter().map(|effect| &*effect.kind).collect::<Vec<_>>();
    assert_eq!(words(0), ["network", "git"]);
    assert_eq!(graph.stages[0].cache_policy(), CachePolicy::Never);
    assert_eq!(words(1), ["database", "Networks", "net", "filesystem"]);
    assert_eq!(graph.stages[1].cache_policy(), CachePolicy::Content);
    let said: Vec<_> = decoded
        .problems
        .iter()
        .map(|problem| (problem.code, problem.severity, &*problem.pointer, problem.help.as_deref()))
        .collect();
    let warning = |pointer| ("unknown-side-effect", Severity::Warning, pointer, Some("did you mean `network`?"));
    assert_eq!(said, [warning("/stages/1/sideEffects/1/type"), warning("/stages/2/sideEffects/0/type")]);
    assert!(decoded.problems[0].message.starts_with("stage `b`: `sideEffects[1].type` is `Networks`"));
}

#[test]
fn a_word_misspelt_everywhere_is_warned_of_a_hundred_times() {
    let stage = "{\"id\": \"a\", \"command\": {\"executable\": \"x\"}, \"sideEffects\": [{\"type\": \"networks\"}]}";
    let decoded = decode(&json(&format!("{{\"stages\": [{}]}}", vec![stage; 11_000].join(","))));
    assert_eq!((decoded.problems.len(), decoded.graph.unwrap().stages.len()), (100, 11_000));
}

#[test]
fn decoding_goes_on_after_a_fault() {
    let decoded =
        decode(&yaml("pipelines: [{id: p, stages: [a, 7]}]\nstages: [3, {id: a, name: [], timeoutSeconds: x}]\n"));
    let graph = decoded.graph.unwrap();
    assert_eq!(graph.stages.len(), 2);
    assert_eq!((graph.stages[0].id.as_str(), graph.stages[1].id.as_str()), ("", "a"));
    assert_eq!(graph.pipelines[0].stages.len(), 2);
    assert_eq!(decoded.problems.len(), 5, "{:?}", decoded.problems);
}

#[test]
fn an_id_stands_in_memory_once_however_often_it_is_named() {
    let graph = good(&json(
        r#"{"pipelines": [{"id": "p", "stages": ["b", "a"]}],
            "stages": [
                {"id": "a", "command": {"executable": "x"}, "outputs": [{"artifact": "f"}]},
                {"id": "b", "command": {"executable": "x"}, "dependsOn": ["a"], "inputs": [{"artifact": "f"}]}
            ],
            "artifacts": [{"id": "f", "path": "f"}]}"#,
    ));
    let stages = [&graph.pipelines[0].stages[1], &graph.stages[0].id, &graph.stages[1].depends_on[0]];
    assert!(stages.iter().all(|id| id.as_str() == "a" && id.as_str().as_ptr() == stages[0].as_str().as_ptr()));
    let Input::Artifact { artifact: read, .. } = &graph.stages[1].inputs[0] else { panic!("{:?}", graph.stages[1]) };
    let artifacts = [&graph.artifacts[0].id, &graph.stages[0].outputs[0].artifact, read];
    assert!(artifacts.iter().all(|id| id.as_str() == "f" && id.as_str().as_ptr() == read.as_str().as_ptr()));
}
