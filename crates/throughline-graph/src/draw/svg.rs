//! SVG: a picture that any browser shows, on light and on dark ground.

use std::fmt::Write as _;

use super::layout::{Link, Point, Size, layout};
use super::picture::{Edge, Node, Picture, Shape};
use crate::{Graph, Pipeline};

const LINE_HEIGHT: f64 = 18.0;
const PADDING: f64 = 14.0;

const STYLE: &str = "\
.ground{fill:#ffffff}.box{fill:#f3f6fb;stroke:#3b5b8c}.gate{fill:#fdf3df;stroke:#9a6700}\
.arrow{fill:none;stroke:#57606a;stroke-width:1.4}.flow{stroke-dasharray:5 4}.head{fill:#57606a}\
.id{fill:#1f2328;font-weight:600}.more{fill:#57606a}\
.label{fill:#57606a;font-size:11px;paint-order:stroke;stroke:#ffffff;stroke-width:4px}\
text{font:13px system-ui,sans-serif;text-anchor:middle}\
@media(prefers-color-scheme:dark){.ground{fill:#0d1117}.box{fill:#161f2e;stroke:#7ba3dd}\
.gate{fill:#2b2210;stroke:#d9a73e}.arrow{stroke:#9198a1}.head{fill:#9198a1}.id{fill:#f0f6fc}\
.more{fill:#9198a1}.label{fill:#9198a1;stroke:#0d1117}}";

/// The stages of a pipeline, or all, as an SVG image.
#[must_use]
pub fn svg(graph: &Graph, pipeline: Option<&Pipeline>) -> String {
    let picture = Picture::new(graph, pipeline);
    let sizes: Vec<Size> = picture.nodes.iter().map(size).collect();
    let link = |edge: &Edge| Link { from: edge.from, to: edge.to, label: text_width(&edge.label) };
    let edges: Vec<Link> = picture.edges.iter().map(link).collect();
    let layout = layout(&sizes, &edges);
    let (width, height) = (layout.width.ceil(), layout.height.ceil());
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">"#
    );
    let _ = writeln!(svg, "<title>{}</title>\n<style>{STYLE}</style>", escape(&picture.title));
    svg.push_str(
        r#"<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>"#,
    );
    let _ = writeln!(svg, "\n<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>");
    for (edge, bends) in picture.edges.iter().zip(&layout.bends) {
        arrow(&mut svg, edge, &layout.nodes, bends, &sizes);
    }
    for ((node, at), size) in picture.nodes.iter().zip(&layout.nodes).zip(&sizes) {
        stage(&mut svg, node, *at, *size);
    }
    // Above the boxes and arrows, so that none hides them.
    for (edge, bends) in picture.edges.iter().zip(&layout.bends).filter(|(edge, _)| !edge.label.is_empty()) {
        let (start, end) = ends(edge, &layout.nodes, &sizes);
        let middle = Point { x: f64::midpoint(start.x, end.x), y: f64::midpoint(start.y, end.y) };
        let Point { x, y } = bends.get(bends.len() / 2).copied().unwrap_or(middle);
        let y = y + 4.0;
        let _ = writeln!(svg, r#"<text class="label" x="{x:.1}" y="{y:.1}">{}</text>"#, escape(&edge.label));
    }
    svg.push_str("</svg>\n");
    svg
}

fn size(node: &Node) -> Size {
    let text = node.lines.iter().map(|line| text_width(line)).fold(40.0, f64::max);
    let lines = node.lines.iter().fold(0.0, |height, _| height + LINE_HEIGHT);
    let slant = if node.shape == Shape::Gate { 20.0 } else { 0.0 };
    Size { width: text + 2.0 * PADDING + 2.0 * slant, height: lines + PADDING }
}

/// About as wide as the text is in a usual font of 13 pixels; wide characters count twice.
fn text_width(text: &str) -> f64 {
    text.chars().map(|char| if u32::from(char) < 0x1100 { 7.6 } else { 14.0 }).sum()
}

fn ends(edge: &Edge, nodes: &[Point], sizes: &[Size]) -> (Point, Point) {
    let (from, to) = (nodes[edge.from], nodes[edge.to]);
    let start = Point { x: from.x, y: from.y + sizes[edge.from].height / 2.0 };
    let end = Point { x: to.x, y: to.y - sizes[edge.to].height / 2.0 };
    (start, end)
}

fn arrow(svg: &mut String, edge: &Edge, nodes: &[Point], bends: &[Point], sizes: &[Size]) {
    let (start, end) = ends(edge, nodes, sizes);
    let mut path = format!("M{:.1} {:.1}", start.x, start.y);
    let mut last = start;
    for next in bends.iter().copied().chain([end]) {
        let middle = f64::midpoint(last.y, next.y);
        let _ = write!(path, "C{:.1} {middle:.1} {:.1} {middle:.1} {:.1} {:.1}", last.x, next.x, next.x, next.y);
        last = next;
    }
    let class = if edge.declared { "arrow" } else { "arrow flow" };
    let _ = writeln!(svg, r#"<path class="{class}" marker-end="url(#head)" d="{path}"/>"#);
}

fn stage(svg: &mut String, node: &Node, at: Point, size: Size) {
    let (left, top) = (at.x - size.width / 2.0, at.y - size.height / 2.0);
    let (right, bottom) = (left + size.width, top + size.height);
    let frame = |svg: &mut String, shift: f64| {
        let _ = writeln!(
            svg,
            r#"<rect class="box" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="6"/>"#,
            left + shift,
            top + shift,
            size.width,
            size.height
        );
    };
    match node.shape {
        Shape::Box => frame(svg, 0.0),
        Shape::ForEach => {
            frame(svg, 5.0);
            frame(svg, 0.0);
        }
        Shape::Gate => {
            let (inner_left, inner_right, middle) = (left + 20.0, right - 20.0, at.y);
            let _ = writeln!(
                svg,
                r#"<path class="gate" d="M{left:.1} {middle:.1}L{inner_left:.1} {top:.1}H{inner_right:.1}L{right:.1} {middle:.1}L{inner_right:.1} {bottom:.1}H{inner_left:.1}z"/>"#
            );
        }
    }
    let mut y = top + PADDING / 2.0 + 13.0;
    for (line, class) in node.lines.iter().zip(std::iter::once("id").chain(std::iter::repeat("more"))) {
        let _ = writeln!(svg, r#"<text class="{class}" x="{:.1}" y="{y:.1}">{}</text>"#, at.x, escape(line));
        y += LINE_HEIGHT;
    }
}

/// What has a meaning in XML becomes an entity; what no XML document may hold was taken out before, but for these two.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push(' '),
            char => escaped.push(char),
        }
    }
    escaped
}
