//! The whole file.

use super::at::At;
use super::decoder::{Decoded, Decoder};
use super::fields::Fields;
use super::kinds;
use super::node::{Node, View};
use super::parse::parse;
use super::parts::{artifact, hooks, pipeline, rule};
use super::read::{LISTS, Sink};
use super::stage::stage;
use crate::{Graph, Source};

/// Reads a graph as far as it can be read, with everything that is wrong with its form.
///
/// What cannot be read stands as an empty placeholder in its place, so that indices in the graph are those in the file.
#[must_use]
pub fn decode(source: &Source) -> Decoded {
    let mut builder = Builder { decoder: Decoder::new(source.text.len()), graph: Graph::default() };
    let (tape, repeated) = match parse(source, &mut builder) {
        Ok(parsed) => parsed,
        Err(problem) => return Decoded { graph: None, problems: vec![problem] },
    };
    let Builder { mut decoder, graph } = builder;
    repeated.into_iter().for_each(|problem| decoder.push(problem));
    let root = tape.node(0);
    let is_object = matches!(root.view(), View::Object(_));
    let graph = finish(&mut decoder, root, graph);
    Decoded { graph: is_object.then_some(graph), problems: decoder.problems }
}

/// Makes the elements of the lists into values as they are read.
struct Builder {
    decoder: Decoder,
    graph: Graph,
}

impl Sink for Builder {
    fn begin(&mut self, list: &str) {
        match list {
            "pipelines" => self.graph.pipelines.clear(),
            "artifacts" => self.graph.artifacts.clear(),
            "stages" => self.graph.stages.clear(),
            "constraints" => self.graph.constraints.clear(),
            _ => self.graph.doctrine.clear(),
        }
    }

    fn element(&mut self, list: &str, index: usize, node: Node<'_>) {
        let Self { decoder, graph } = self;
        if decoder.is_full() {
            return;
        }
        let id = node.peek_text("id").unwrap_or_default();
        let field = At::ROOT.key(list);
        match list {
            "pipelines" => graph.pipelines.push(pipeline(decoder, node, field.element(index, "pipeline", id))),
            "artifacts" => graph.artifacts.push(artifact(decoder, node, field.element(index, "artifact", id))),
            "stages" => graph.stages.push(stage(decoder, node, field.element(index, "stage", id))),
            "constraints" => graph.constraints.push(rule(decoder, node, field.element(index, "constraint", id))),
            _ => graph.doctrine.push(rule(decoder, node, field.element(index, "doctrine", id))),
        }
    }

    fn end(&mut self, list: &str) {
        match list {
            "pipelines" => self.graph.pipelines.shrink_to_fit(),
            "artifacts" => self.graph.artifacts.shrink_to_fit(),
            "stages" => self.graph.stages.shrink_to_fit(),
            "constraints" => self.graph.constraints.shrink_to_fit(),
            _ => self.graph.doctrine.shrink_to_fit(),
        }
    }
}

/// Reads what stands beside the lists.
fn finish(decoder: &mut Decoder, root: Node<'_>, graph: Graph) -> Graph {
    let mut fields = Fields::open(decoder, root, At::ROOT, &kinds::GRAPH);
    for list in LISTS {
        // A list has been read already; something else is none.
        drop(fields.list(list, |_, _, _| ()));
    }
    let version = fields.scalar("version");
    let hooks = hooks(&mut fields);
    Graph { version, hooks, extra: fields.rest_of_all(), ..graph }
}
