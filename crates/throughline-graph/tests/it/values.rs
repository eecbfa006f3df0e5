//! What a file says becomes the value that it means.

use std::time::Duration;

use throughline_graph::{
    ArtifactType, CachePolicy, Command, ForEach, GateKind, Input, ParameterType, Retry, RuleRef, Work, decode,
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
        Input::External { kind: Some(_), uri: Some(_), optional: true, description: Some(_) }
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
fn decoding_goes_on_after_a_fault() {
    let decoded =
        decode(&yaml("pipelines: [{id: p, stages: [a, 7]}]\nstages: [3, {id: a, name: [], timeoutSeconds: x}]\n"));
    let graph = decoded.graph.unwrap();
    assert_eq!(graph.stages.len(), 2);
    assert_eq!((graph.stages[0].id.as_str(), graph.stages[1].id.as_str()), ("", "a"));
    assert_eq!(graph.pipelines[0].stages.len(), 2);
    assert_eq!(decoded.problems.len(), 5, "{:?}", decoded.problems);
}
