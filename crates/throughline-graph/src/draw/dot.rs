//! DOT: the language of Graphviz.

use std::fmt::Write as _;

use super::picture::{Picture, Shape};
use crate::{Graph, Pipeline};

/// The stages of a pipeline, or all, as a DOT graph.
#[must_use]
pub fn dot(graph: &Graph, pipeline: Option<&Pipeline>) -> String {
    let picture = Picture::new(graph, pipeline);
    let mut text = String::new();
    let _ = writeln!(text, "digraph \"{}\" {{", escape(&picture.title));
    text.push_str("    rankdir=TB;\n    node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    text.push_str("    edge [fontname=\"sans-serif\", fontsize=10];\n");
    for (at, node) in picture.nodes.iter().enumerate() {
        let label = node.lines.iter().map(|line| escape(line)).collect::<Vec<_>>().join("\\n");
        let shape = match node.shape {
            Shape::Box => "",
            Shape::Gate => ", shape=hexagon, style=solid",
            Shape::ForEach => ", peripheries=2",
        };
        let _ = writeln!(text, "    s{at} [label=\"{label}\"{shape}];");
    }
    for edge in &picture.edges {
        let mut attributes = Vec::new();
        if !edge.label.is_empty() {
            attributes.push(format!("label=\"{}\"", escape(&edge.label)));
        }
        if !edge.declared {
            attributes.push("style=dashed".to_owned());
        }
        let attributes = if attributes.is_empty() { String::new() } else { format!(" [{}]", attributes.join(", ")) };
        let _ = writeln!(text, "    s{} -> s{}{attributes};", edge.from, edge.to);
    }
    text.push_str("}\n");
    text
}

/// Within double quotes only these two have a meaning; `&` would begin an HTML entity.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;")
}
