//! Which stage writes a path: what is not there yet may still come.

use std::collections::HashMap;

use camino::{Utf8Path, Utf8PathBuf};
use throughline_graph::{Graph, GraphIndex, within_root};

/// The declared outputs of all stages, by path.
pub(super) struct Writers<'g> {
    /// With the place in the graph of the first stage that writes it.
    first: HashMap<Utf8PathBuf, usize>,
    graph: &'g Graph,
}

impl<'g> Writers<'g> {
    pub(super) fn new(graph: &'g Graph) -> Self {
        let index = GraphIndex::new(graph);
        let mut first = HashMap::new();
        for (place, stage) in graph.stages.iter().enumerate() {
            for output in &stage.outputs {
                let declared = index.artifact(output.artifact.as_str());
                let written = declared.and_then(|artifact| within_root(&artifact.path).ok());
                if let Some(path) = written.filter(|path| !path.as_str().is_empty()) {
                    first.entry(path).or_insert(place);
                }
            }
        }
        Self { first, graph }
    }

    /// The first stage that writes this path, or a folder that holds it.
    pub(super) fn of(&self, path: &Utf8Path) -> Option<&'g str> {
        let path = within_root(path).ok()?;
        let place = path.ancestors().filter_map(|above| self.first.get(above)).min()?;
        Some(self.graph.stages[*place].id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use throughline_graph::{Source, decode};

    use super::*;

    #[test]
    fn the_first_stage_that_writes_a_path_or_a_folder_above_it_is_named() {
        let text = r#"{
            "pipelines": [{"id": "p", "stages": ["file", "folder", "again"]}],
            "stages": [
                {"id": "file", "command": ["true"], "outputs": [{"artifact": "file"}]},
                {"id": "folder", "command": ["true"], "outputs": [{"artifact": "folder"}, {"artifact": "none"}]},
                {"id": "again", "command": ["true"], "outputs": [{"artifact": "file"}]}
            ],
            "artifacts": [
                {"id": "file", "path": "./site/page.md"},
                {"id": "folder", "path": "site", "type": "directory"}
            ]
        }"#;
        let graph = decode(&Source::new("graph.json", text)).graph.unwrap();
        let writers = Writers::new(&graph);
        for (path, stage) in [
            ("site/page.md", Some("file")),
            ("site//page.md", Some("file")),
            ("site/other/page.md", Some("folder")),
            ("site", Some("folder")),
            ("sites", None),
            ("", None),
            ("../site", None),
        ] {
            assert_eq!(writers.of(Utf8Path::new(path)), stage, "{path}");
        }
    }
}
