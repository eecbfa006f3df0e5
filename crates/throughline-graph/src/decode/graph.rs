//! The whole file.

use super::at::At;
use super::decoder::{Decoded, Decoder};
use super::fields::Fields;
use super::kinds;
use super::node::{LISTS, Node, Sink};
use super::parse::parse;
use super::parts::{artifact, hooks, pipeline, rule};
use super::stage::stage;
use crate::{Graph, Source};

/// Reads a graph as far as it can be read, with everything that is wrong with its form.
///
/// What cannot be read stands as an empty placeholder in its place, so that indices in the graph are those in the file.
#[must_use]
pub fn decode(source: &Source) -> Decoded {
    let mut builder = Builder::default();
    let (root, repeated) = match parse(source, &mut builder) {
        Ok(parsed) => parsed,
        Err(problem) => return Decoded { graph: None, problems: vec![problem] },
    };
    let Builder { mut decoder, graph } = builder;
    repeated.into_iter().for_each(|problem| decoder.push(problem));
    let is_object = matches!(root, Node::Object(_));
    let graph = finish(&mut decoder, root, graph);
    Decoded { graph: is_object.then_some(graph), problems: decoder.problems }
}

/// Makes the elements of the lists into values as they are read.
#[derive(Default)]
struct Builder {
    decoder: Decoder,
    graph: Graph,
}

impl<'t> Sink<'t> for Builder {
    fn begin(&mut self, list: &str) {
        match list {
            "pipelines" => self.graph.pipelines.clear(),
            "artifacts" => self.graph.artifacts.clear(),
            "stages" => self.graph.stages.clear(),
            "constraints" => self.graph.constraints.clear(),
            _ => self.graph.doctrine.clear(),
        }
    }

    fn element(&mut self, list: &str, index: usize, node: Node<'t>) {
        let Self { decoder, graph } = self;
        if decoder.is_full() {
            return;
        }
        let id = node.peek_text("id").unwrap_or_default();
        let field = At::ROOT.key(list);
        match list {
            "pipelines" => graph.pipelines.push(pipeline(decoder, node, field.element(index, "pipeline", &id))),
            "artifacts" => graph.artifacts.push(artifact(decoder, node, field.element(index, "artifact", &id))),
            "stages" => graph.stages.push(stage(decoder, node, field.element(index, "stage", &id))),
            "constraints" => graph.constraints.push(rule(decoder, node, field.element(index, "constraint", &id))),
            _ => graph.doctrine.push(rule(decoder, node, field.element(index, "doctrine", &id))),
        }
    }
}

/// Reads what stands beside the lists.
fn finish(decoder: &mut Decoder, root: Node<'_>, graph: Graph) -> Graph {
    let mut fields = Fields::open(decoder, root, At::ROOT, &kinds::GRAPH);
    // Editors find the schema by it; it says nothing about the graph.
    drop(fields.take("$schema"));
    for list in LISTS {
        // A list has been read already; something else is none.
        drop(fields.list(list, |_, _, _| ()));
    }
    let version = fields.scalar("version");
    let hooks = hooks(&mut fields);
    Graph { version, hooks, extra: fields.rest_of_all(), ..graph }
}
