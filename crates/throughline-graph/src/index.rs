//! The stages and artifacts of a graph by their ids, for whoever asks for many of them: [`Graph::stage`] and
//! [`Graph::artifact`] look through the graph each time.

use crate::links::Names;
use crate::{Artifact, Graph, Stage};

/// Finds stages and artifacts by their ids. Made in one pass over the graph.
pub struct GraphIndex<'g> {
    graph: &'g Graph,
    stages: Names<'g>,
    artifacts: Names<'g>,
}

impl<'g> GraphIndex<'g> {
    /// The index of this graph.
    #[must_use]
    pub fn new(graph: &'g Graph) -> Self {
        Self {
            graph,
            stages: Names::new(graph.stages.iter().map(|stage| stage.id.as_str())),
            artifacts: Names::new(graph.artifacts.iter().map(|artifact| artifact.id.as_str())),
        }
    }

    /// The declared stage with this id; the first, where a graph that is refused has several.
    #[must_use]
    pub fn stage(&self, id: &str) -> Option<&'g Stage> {
        self.stages.get(id).map(|number| &self.graph.stages[number])
    }

    /// The artifact with this id; the first, where a graph that is refused has several.
    #[must_use]
    pub fn artifact(&self, id: &str) -> Option<&'g Artifact> {
        self.artifacts.get(id).map(|number| &self.graph.artifacts[number])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Source, decode};

    #[test]
    fn an_index_finds_what_the_graph_finds() {
        let text = r#"{
            "pipelines": [{"id": "p", "stages": ["a", "b"]}],
            "stages": [
                {"id": "a", "name": "first", "command": ["true"]},
                {"id": "b", "command": ["true"]},
                {"id": "a", "name": "second", "command": ["true"]}
            ],
            "artifacts": [{"id": "x", "path": "one"}, {"id": "b", "path": "two"}, {"id": "x", "path": "three"}]
        }"#;
        let graph = decode(&Source::new("graph.json", text.to_owned())).graph.unwrap();
        let index = GraphIndex::new(&graph);
        for id in ["a", "b", "x", "", "c"] {
            assert_eq!(index.stage(id), graph.stage(id), "{id}");
            assert_eq!(index.artifact(id), graph.artifact(id), "{id}");
        }
        assert_eq!(index.stage("a").and_then(|stage| stage.name.as_deref()), Some("first"));
        assert_eq!(index.artifact("x").map(|artifact| artifact.path.as_str()), Some("one"));
    }
}
