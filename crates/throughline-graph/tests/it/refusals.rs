//! Each thing that is refused, with all that is said of it.

use crate::support::{codes, faults, json, pipeline, report, yaml};

/// Shows the reports of several graphs under their names.
fn gallery(cases: &[(&str, String)]) -> String {
    let mut shown = String::new();
    for (name, text) in cases {
        let source = if text.trim_start().starts_with(['{', '[']) { json(text) } else { yaml(text) };
        shown.push_str(&format!("######## {name}\n{}\n", report(&source)));
    }
    shown
}

const RUN: &str = "command: {executable: x}";

#[test]
fn what_cannot_be_parsed() {
    let cases = [
        ("an empty file", String::new()),
        ("only white space", " \n\t\n".to_owned()),
        ("only a comment, in YAML", "# nothing\n---\n".to_owned()),
        ("a trailing comma", "{\n  \"pipelines\": [],\n}".to_owned()),
        ("a comment", "{\n  // here\n  \"pipelines\": []}".to_owned()),
        ("cut off", "{\n  \"pipelines\": [\n".to_owned()),
        ("something behind", "{} {}".to_owned()),
        ("no object", "[1, 2]".to_owned()),
        ("YAML that is none", "a: b: c\n".to_owned()),
        ("two YAML documents", "a: 1\n---\nb: 2\n".to_owned()),
        ("a key twice in YAML", "version: 1\nversion: 2\n".to_owned()),
        ("a key twice in JSON", "{\"version\": 1,\n \"version\": 2}".to_owned()),
        ("infinity", "version: .inf\n".to_owned()),
    ];
    insta::assert_snapshot!(gallery(&cases));
}

#[test]
fn what_is_not_there_or_of_the_wrong_type() {
    let cases = [
        ("nothing", "{}".to_owned()),
        ("lists that are none", "pipelines: a\nstages: {}\nartifacts: 3\n".to_owned()),
        ("a pipeline without stages", format!("pipelines: [{{id: p, stages: []}}]\nstages: [{{id: a, {RUN}}}]\n")),
        ("fields that are missing", "pipelines: [{}]\nartifacts: [{id: a}]\nstages: [{id: s}]\n".to_owned()),
        (
            "elements that are none",
            pipeline(&["a"], &format!("stages:\n  - {{id: a, dependsOn: [5, b], {RUN}}}\n  - 7\n")),
        ),
        (
            "texts for objects",
            pipeline(
                &["a"],
                "artifacts: [{id: x, path: x}]\nstages:\n  - {id: a, command: npm run build, inputs: [x], outputs: [x]}\n",
            ),
        ),
    ];
    insta::assert_snapshot!(gallery(&cases));
}

#[test]
fn values_that_are_out_of_bounds() {
    let stages = |fields: &str| pipeline(&["a"], &format!("stages: [{{id: a, {RUN}, {fields}}}]\n"));
    let parameters =
        |list: &str| format!("pipelines: [{{id: p, stages: [a], parameters: [{list}]}}]\nstages: [{{id: a, {RUN}}}]\n");
    let cases = [
        ("a time limit", stages("timeoutSeconds: 0")),
        ("a negative time limit", stages("timeoutSeconds: -1.5")),
        ("a time limit that is a text", stages("timeoutSeconds: '5'")),
        ("a time limit beyond all time", stages("timeoutSeconds: 1e300")),
        ("a retry rule", stages("retry: {maxAttempts: 0, factor: 0.5, backoffSeconds: -1, on: [x, 1.5]}")),
        ("words", stages("cache: contents, sideEffects: [{type: ''}], environment: [{name: A=B}]")),
        ("modes", stages("inputs: [{artifact: a, mode: write}], outputs: [{artifact: a, mode: read}]")),
        ("a tool", stages("tools: [{name: node, version: []}, {name: git}]")),
        ("a forEach", stages("forEach: {artifact: a, pointer: items, as: a.b}")),
        (
            "parameters",
            parameters(
                "{name: 9x}, {name: a, type: integr, default: 1}, {name: b, type: integer, default: 1.5}, \
                 {name: c, default: 7}, {name: d, type: boolean, default: 'true'}, {name: a}",
            ),
        ),
    ];
    insta::assert_snapshot!(gallery(&cases));
}

#[test]
fn work_that_is_none_or_too_much() {
    let stage = |work: &str| pipeline(&["a"], &format!("stages: [{{id: a{work}}}]\n"));
    let cases = [
        ("none", stage("")),
        ("an empty command", stage(", command: {}")),
        ("an empty program", stage(", command: {executable: ''}")),
        ("a command and a gate", stage(", command: {executable: x}, gate: {kind: approval}")),
        ("a program and a built-in", stage(", command: {executable: x, builtin: screenplay/script, with: {}}")),
        ("a built-in that is not known", stage(", command: {builtin: screenplay/scrpt}")),
        ("a gate of no kind", stage(", gate: {kind: aproval}")),
        ("a gate without its file", stage(", gate: {kind: decision-file}")),
    ];
    insta::assert_snapshot!(gallery(&cases));
}

#[test]
fn fields_that_are_not_known() {
    let text = format!(
        "speed: 1\npipelines: [{{id: p, stages: [a, b], owner: me}}]\nstages:\n  \
         - {{id: a, comand: x, {RUN}}}\n  - {{id: b, comand: y, dependson: [a], command: {{executable: x, arg: []}}}}\n"
    );
    let source = yaml(&text);
    insta::assert_snapshot!(report(&source));
    let graph = throughline_graph::decode(&source).graph.unwrap();
    assert_eq!(graph.extra["speed"], 1);
    assert_eq!(graph.stages[1].extra["comand"], "y");
}

#[test]
fn ids() {
    let cases = [
        (
            "ids that are none",
            "{\"pipelines\": [{\"id\": \"p/q\", \"stages\": [\"a[1]\", \"\"]}],\n\
             \"artifacts\": [{\"id\": \"x\\u001b[31m\", \"path\": \"x\"}],\n\
             \"stages\": [{\"id\": \"a[1]\", \"command\": {\"executable\": \"x\"}},\n\
             {\"id\": \"\", \"command\": {\"executable\": \"x\"}}]}"
                .to_owned(),
        ),
        (
            "ids that are repeated",
            format!(
                "pipelines: [{{id: p, stages: [a, b, a]}}, {{id: p, stages: [a]}}]\n\
                 artifacts: [{{id: x, path: x}}, {{id: x, path: y}}]\n\
                 stages: [{{id: a, {RUN}}}, {{id: b, {RUN}}}, {{id: a, {RUN}}}]\n\
                 constraints: [{{id: c}}, {{id: c}}]\n"
            ),
        ),
        (
            "a rule with two wordings",
            pipeline(
                &["a", "b", "c"],
                &format!(
                    "stages:\n  - {{id: a, {RUN}, doctrine: [{{id: d, text: one}}, other]}}\n  \
                     - {{id: b, {RUN}, doctrine: [{{id: d, text: one}}]}}\n  \
                     - {{id: c, {RUN}, doctrine: [{{id: d, text: two}}]}}\n"
                ),
            ),
        ),
        (
            "things named twice",
            pipeline(
                &["a", "b"],
                &format!(
                    "stages: [{{id: a, {RUN}}}, {{id: b, {RUN}, dependsOn: [a, a], environment: [{{name: E}}, {{name: E}}]}}]\n"
                ),
            ),
        ),
    ];
    insta::assert_snapshot!(gallery(&cases));
}

#[test]
fn references() {
    let text = format!(
        "pipelines: [{{id: p, stages: [build, tset]}}]\nartifacts: [{{id: report, path: r.md}}, {{id: folder, path: f/}}]\nstages:\n  \
         - {{id: build, {RUN}, outputs: [{{artifact: reprot}}]}}\n  \
         - {{id: test, {RUN}, dependsOn: [biuld, zzz], inputs: [{{artifact: nothing}}]}}\n  \
         - {{id: each, {RUN}, forEach: {{artifact: folder}}}}\n"
    );
    insta::assert_snapshot!(report(&yaml(&text)));
}

#[test]
fn cycles() {
    let text = pipeline(
        &["a", "b", "c", "d", "e", "f"],
        &format!(
            "stages:\n  - {{id: a, {RUN}, dependsOn: [c]}}\n  - {{id: b, {RUN}, dependsOn: [f, a]}}\n  \
             - {{id: c, {RUN}, dependsOn: [b]}}\n  - {{id: d, {RUN}, dependsOn: [d]}}\n  \
             - {{id: e, {RUN}, dependsOn: [a]}}\n  - {{id: f, {RUN}}}\n"
        ),
    );
    insta::assert_snapshot!(report(&yaml(&text)));
}

/// Artifacts `x` (`out/`), `y` (`out/y`), `z` (`out/./y`) and these stages.
fn flow(ids: &[&str], stages: &[&str]) -> String {
    let stages: String = stages.iter().map(|stage| format!("  - {{{stage}, {RUN}}}\n")).collect();
    pipeline(
        ids,
        &format!(
            "artifacts: [{{id: x, path: out/}}, {{id: y, path: out/y}}, {{id: z, path: out/./y}}]\nstages:\n{stages}"
        ),
    )
}

#[test]
fn writers_without_an_order() {
    let cases = [
        ("one artifact", flow(&["a", "b"], &["id: a, outputs: [{artifact: y}]", "id: b, outputs: [{artifact: y}]"])),
        ("one path", flow(&["a", "b"], &["id: a, outputs: [{artifact: y}]", "id: b, outputs: [{artifact: z}]"])),
        (
            "one inside the other",
            flow(&["a", "b"], &["id: a, outputs: [{artifact: y}]", "id: b, outputs: [{artifact: x}]"]),
        ),
    ];
    insta::assert_snapshot!(gallery(&cases));
}

#[test]
fn writers_with_an_order_are_fine() {
    let chain = flow(
        &["a", "b", "c"],
        &[
            "id: a, outputs: [{artifact: y}]",
            "id: b, dependsOn: [a]",
            "id: c, dependsOn: [b], outputs: [{artifact: x}]",
        ],
    );
    assert_eq!(codes(&yaml(&chain)), Vec::<&str>::new());
    let own = flow(&["a"], &["id: a, outputs: [{artifact: x}, {artifact: y}]"]);
    assert_eq!(codes(&yaml(&own)), Vec::<&str>::new());
    let apart = "pipelines: [{id: p, stages: [a]}, {id: q, stages: [b]}]\nartifacts: [{id: x, path: x}]\n\
        stages: [{id: a, command: {executable: x}, outputs: [{artifact: x}]}, {id: b, command: {executable: x}, outputs: [{artifact: x}]}]";
    assert_eq!(codes(&yaml(apart)), Vec::<&str>::new(), "they are never in one run");
    // b is ordered against the folder's first writer, not against its second.
    let partly = flow(
        &["a", "c", "b"],
        &[
            "id: a, outputs: [{artifact: x}]",
            "id: b, dependsOn: [a], outputs: [{artifact: y}]",
            "id: c, dependsOn: [a], outputs: [{artifact: x}]",
        ],
    );
    assert_eq!(faults(&yaml(&partly)), [("unordered-writers", "/stages/1/outputs/0/artifact".to_owned())]);
}

#[test]
fn inputs_that_come_later() {
    let text = flow(&["a", "b"], &["id: a, inputs: [{artifact: y}]", "id: b, outputs: [{artifact: y}]"]);
    insta::assert_snapshot!(report(&yaml(&text)));
    for fine in [
        flow(&["b", "a"], &["id: a, inputs: [{artifact: y}]", "id: b, outputs: [{artifact: y}]"]),
        flow(&["a", "b"], &["id: a, inputs: [{artifact: y, optional: true}]", "id: b, outputs: [{artifact: y}]"]),
        flow(&["a"], &["id: a, inputs: [{artifact: y}], outputs: [{artifact: y}]"]),
        flow(&["a"], &["id: a, inputs: [{artifact: y}]"]),
    ] {
        assert_eq!(codes(&yaml(&fine)), Vec::<&str>::new(), "{fine}");
    }
    // Listed first, but run later: the order counts, not the list.
    let ordered =
        flow(&["b", "a"], &["id: a, inputs: [{artifact: y}]", "id: b, dependsOn: [a], outputs: [{artifact: y}]"]);
    assert_eq!(codes(&yaml(&ordered)), ["input-from-later"]);
}

#[test]
fn paths_that_leave_the_root() {
    let text = "{\"pipelines\": [{\"id\": \"p\", \"stages\": [\"g\"]}],\n\"artifacts\": [\n\
        {\"id\": \"a\", \"path\": \"/etc/passwd\"},\n{\"id\": \"b\", \"path\": \"x/../../y\"},\n{\"id\": \"c\", \"path\": \"\"},\n\
        {\"id\": \"d\", \"path\": \"C:\\\\x\"},\n{\"id\": \"e\", \"path\": \"x\\u0000y\"},\n{\"id\": \"f\", \"path\": \"/\"},\n\
        {\"id\": \"g\", \"path\": \"x\", \"schema\": \"../s.json\"},\n{\"id\": \"h\", \"path\": \"x/\", \"type\": \"file\"}],\n\
        \"stages\": [{\"id\": \"g\", \"gate\": {\"kind\": \"decision-file\", \"path\": \"../d\", \"schema\": \"/s\"},\n\
        \"constraints\": [{\"id\": \"r\", \"path\": \"..\"}]},\n\
        {\"id\": \"n\", \"command\": {\"executable\": \"a\\u0000\", \"args\": [\"\\u0000\"]}}],\n\
        \"doctrine\": [{\"id\": \"q\", \"path\": \"../q\"}]}";
    insta::assert_snapshot!(report(&json(text)));
}

#[test]
fn placeholders() {
    let text = "pipelines:
  - {id: p, stages: [a, b, s], parameters: [{name: size}], hooks: {pre: [{executable: '${{ param.sise }}'}]}}
  - {id: q, stages: [a]}
artifacts:
  - {id: list, path: 'list-${{ param.size }}.json'}
  - {id: page, path: 'out/${{ item.key }}.html'}
  - {id: lost, path: 'lost/${{ item.key }}'}
hooks: {post: [{executable: x, args: ['${{ param.size }}']}]}
stages:
  - {id: a, command: {executable: x, args: ['${{ param.size }}', '${{ run.id }}', '${{ run.di }}', '${{ x', '${{ }}']}}
  - {id: b, command: {executable: x, args: ['${{ item.name }}', '${{ page.x }}']}, forEach: {artifact: list}, outputs: [{artifact: page}, {artifact: lost}]}
  - {id: s, command: {builtin: screenplay/script, with: {id: '${{ screenplay.project_id }}', deep: [{x: '${{ screenplay.project }}'}]}}, outputs: [{artifact: lost}], dependsOn: [b]}
";
    insta::assert_snapshot!(report(&yaml(text)));
}

#[test]
fn instances_with_one_path() {
    let text = pipeline(
        &["a"],
        "artifacts: [{id: list, path: l.json}, {id: out, path: out.txt}]\nstages:\n  \
         - {id: a, command: {executable: x}, forEach: {artifact: list, as: page}, outputs: [{artifact: out}]}\n",
    );
    insta::assert_snapshot!(report(&yaml(&text)));
}

#[test]
fn consequences_of_what_cannot_be_read_are_not_named() {
    // The stages cannot be read, so it is not known whether `a` is one; nor what `x` is.
    let text = "pipelines: [{id: p, stages: [a]}]\nstages: nothing\nartifacts: 1\n";
    assert_eq!(faults(&yaml(text)), [("wrong-type", "/stages".to_owned()), ("wrong-type", "/artifacts".to_owned())]);
    // Indices behind what cannot be read are those of the file.
    let text = pipeline(&["a"], &format!("stages: [3, {{id: a, {RUN}, dependsOn: [true, nope]}}]\n"));
    assert_eq!(
        faults(&yaml(&text)),
        [
            ("wrong-type", "/stages/0".to_owned()),
            ("wrong-type", "/stages/1/dependsOn/0".to_owned()),
            ("unknown-dependency", "/stages/1/dependsOn/1".to_owned())
        ]
    );
}

#[test]
fn nothing_that_is_shown_holds_a_control_character() {
    let text = "{\"pipelines\": [{\"id\": \"\\u001b[31mred\\u202e\", \"stages\": [\"\\u0007\"]}], \"stages\": []}";
    // In YAML the characters themselves may stand in the text, and the report shows lines of it.
    let raw = "pipelines: [{id: \"a\u{202e}b\u{85}\", stages: [x]}]\nstages: [{id: y}]\n";
    for source in [json(text), yaml(raw), json("{\"a\": \u{1b}[31m}")] {
        let shown = report(&source);
        let bad: Vec<char> =
            shown.chars().filter(|char| (char.is_control() && *char != '\n') || *char == '\u{202e}').collect();
        assert!(bad.is_empty(), "{bad:?} in {shown}");
    }
}

#[test]
fn a_place_is_an_object_for_programs() {
    let source = json(
        "{\n \"pipelines\": [{\"id\": \"p\", \"stages\": [\"bäcker\", \"bäker\"]}],\n \"stages\": [{\"id\": \"bäcker\", \"command\": {\"executable\": \"x\"}}]}",
    );
    let decoded = throughline_graph::load(&source, &crate::support::KNOWN);
    let located = throughline_graph::locate(&source, &decoded.problems);
    assert_eq!(
        serde_json::to_value(&located).unwrap(),
        serde_json::json!([{
            "code": "unknown-stage", "severity": "error",
            "message": "pipeline `p` names `bäker`, which is no stage of this graph",
            "file": "graph.json", "line": 2, "column": 49, "pointer": "/pipelines/0/stages/1",
            "help": "did you mean `bäcker`?"
        }])
    );
    assert_eq!(&source.text[located[0].offset..][..located[0].length], "\"bäker\"");
}
