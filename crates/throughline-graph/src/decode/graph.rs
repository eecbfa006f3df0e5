//! The whole file.

use super::at::At;
use super::decoder::{Decoded, Decoder};
use super::fields::{Fields, named_list};
use super::kinds;
use super::node::Node;
use super::parse::parse;
use super::parts::{artifact, hooks, pipeline, rule};
use super::stage::stage;
use crate::{Graph, Source};

/// Reads a graph as far as it can be read, with everything that is wrong with its form.
///
/// What cannot be read stands as an empty placeholder in its place, so that indices in the graph are those in the file.
#[must_use]
pub fn decode(source: &Source) -> Decoded {
    let (root, repeated) = match parse(source) {
        Ok(parsed) => parsed,
        Err(problem) => return Decoded { graph: None, problems: vec![problem] },
    };
    let mut decoder = Decoder::default();
    repeated.into_iter().for_each(|problem| decoder.push(problem));
    let is_object = matches!(root, Node::Object(_));
    let graph = graph(&mut decoder, root);
    Decoded { graph: is_object.then_some(graph), problems: decoder.problems }
}

fn graph(decoder: &mut Decoder, root: Node<'_>) -> Graph {
    let mut fields = Fields::open(decoder, root, At::ROOT, &kinds::GRAPH);
    // Editors find the schema by it; it says nothing about the graph.
    drop(fields.take("$schema"));
    Graph {
        version: fields.scalar("version"),
        pipelines: elements(&mut fields, "pipelines", ("pipeline", "id"), pipeline),
        artifacts: elements(&mut fields, "artifacts", ("artifact", "id"), artifact),
        stages: elements(&mut fields, "stages", ("stage", "id"), stage),
        constraints: elements(&mut fields, "constraints", ("constraint", "id"), rule),
        doctrine: elements(&mut fields, "doctrine", ("doctrine", "id"), rule),
        hooks: hooks(&mut fields),
        extra: fields.rest(),
    }
}

/// The elements of a list that have an id of their own.
pub(crate) fn elements<'t, T>(
    fields: &mut Fields<'_, 't>,
    name: &'static str,
    called: (&'static str, &str),
    read: impl Fn(&mut Decoder, Node<'t>, At<'_>) -> T,
) -> Vec<T> {
    match fields.take(name) {
        Some(node) => {
            let field = fields.at.key(name);
            named_list(fields.decoder, node, &field, called, read)
        }
        None => Vec::new(),
    }
}
