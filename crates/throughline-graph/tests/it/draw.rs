//! Pictures: right in what they say, safe whatever the ids hold.

use throughline_graph::{Source, decode, dot, mermaid, svg};

use crate::support::{good, yaml};

const GRAPH: &str = "
pipelines: [{id: p, stages: [list, check, page, publish]}]
artifacts: [{id: list, path: list.json}, {id: page, path: 'pages/${{ item.key }}'}, {id: pages, path: pages/}]
stages:
  - {id: list, name: Make the list, command: {executable: x}, outputs: [{artifact: list}]}
  - {id: check, gate: {kind: approval}, dependsOn: [list], inputs: [{artifact: list}]}
  - {id: page, command: {executable: x}, dependsOn: [check], forEach: {artifact: list}, outputs: [{artifact: page}]}
  - {id: publish, command: {executable: x}, inputs: [{artifact: pages}]}
";

#[test]
fn one_pipeline_in_three_formats() {
    let graph = good(&yaml(GRAPH));
    let pipeline = Some(&graph.pipelines[0]);
    insta::assert_snapshot!("mermaid", mermaid(&graph, pipeline));
    insta::assert_snapshot!("dot", dot(&graph, pipeline));
    insta::assert_snapshot!("svg", svg(&graph, pipeline));
}

/// A graph whose ids and names try to break out of every format.
fn hostile() -> Source {
    let evil =
        r#"</text><script>alert(1)</script>\"]; click s0 \"javascript:x\" `a` #35; \\n | && ${{ <!-- \n\u001b end"#;
    Source::new(
        "g.json",
        format!(
            r#"{{"pipelines": [{{"id": "{evil}", "stages": ["{evil}", "b"]}}], "artifacts": [{{"id": "{evil}", "path": "x"}}],
            "stages": [{{"id": "{evil}", "name": "{evil}!", "command": {{"executable": "x"}}, "outputs": [{{"artifact": "{evil}"}}]}},
            {{"id": "b", "command": {{"executable": "x"}}, "dependsOn": ["{evil}"], "inputs": [{{"artifact": "{evil}"}}]}}]}}"#
        ),
    )
}

#[test]
fn nothing_breaks_out() {
    let graph = decode(&hostile()).graph.unwrap();
    let pipeline = Some(&graph.pipelines[0]);
    let svg = svg(&graph, pipeline);
    assert!(!svg.contains("<script") && !svg.contains('\u{1b}'), "{svg}");
    assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
    let mermaid = mermaid(&graph, pipeline);
    for line in mermaid.lines().skip(1) {
        let bare = line.replace("<br/>", "");
        assert!(line.starts_with("    s") && bare.matches('"').count() == 2, "{line}");
        assert!(!bare.contains(['<', '`', '$', '\\']) && !bare.contains("script>"), "{line}");
    }
    let dot = dot(&graph, pipeline);
    // Without what is escaped, each line has its quotes in pairs, and none ends a text early.
    for line in dot.lines() {
        let bare = line.replace("\\\\", "").replace("\\\"", "");
        assert_eq!(bare.matches('"').count() % 2, 0, "{line}");
    }
}

#[test]
fn what_has_no_order_can_be_drawn() {
    let text =
        "pipelines: [{id: p, stages: [a, b, zzz]}]\nstages: [{id: a, dependsOn: [b, a]}, {id: b, dependsOn: [a]}]";
    let graph = decode(&yaml(text)).graph.unwrap();
    for pipeline in [None, Some(&graph.pipelines[0])] {
        assert_eq!(mermaid(&graph, pipeline).matches("-->").count(), 3);
        assert_eq!(svg(&graph, pipeline).matches("marker-end").count(), 3);
    }
    let nothing = throughline_graph::Graph::default();
    assert!(svg(&nothing, None).contains("</svg>"));
}

#[test]
fn a_public_graph_drawn() {
    let graph = good(&Source::new("g.json", include_str!("graphs/six-stage-2025-10.json")));
    insta::assert_snapshot!(svg(&graph, Some(&graph.pipelines[0])));
}
