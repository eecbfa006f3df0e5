//! Mermaid: shown by code forges within Markdown.

use std::fmt::Write as _;

use super::picture::{Picture, Shape};
use crate::{Graph, Pipeline};

/// The stages of a pipeline, or all, as a Mermaid flow chart.
#[must_use]
pub fn mermaid(graph: &Graph, pipeline: Option<&Pipeline>) -> String {
    let picture = Picture::new(graph, pipeline);
    let mut text = String::from("flowchart TD\n");
    for (at, node) in picture.nodes.iter().enumerate() {
        let (open, close) = match node.shape {
            Shape::Box => ("[", "]"),
            Shape::Gate => ("{{", "}}"),
            Shape::ForEach => ("[[", "]]"),
        };
        let label = node.lines.iter().map(|line| escape(line)).collect::<Vec<_>>().join("<br/>");
        let _ = writeln!(text, "    s{at}{open}\"{label}\"{close}");
    }
    for edge in &picture.edges {
        let arrow = if edge.declared { "-->" } else { "-.->" };
        let label = if edge.label.is_empty() { String::new() } else { format!("|\"{}\"|", escape(&edge.label)) };
        let _ = writeln!(text, "    s{} {arrow}{label} s{}", edge.from, edge.to);
    }
    text
}

/// Everything that Mermaid, its Markdown or HTML would read as its own becomes a character code.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_alphanumeric() || " -_.,:/()+=…".contains(char) {
            escaped.push(char);
        } else {
            let _ = write!(escaped, "#{};", u32::from(char));
        }
    }
    escaped
}
