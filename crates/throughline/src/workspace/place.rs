//! Where a project is: its root and its graph file.

use camino::{Utf8Path, Utf8PathBuf};
use throughline_engine::state_dir;

use crate::args::Global;
use crate::error::CommandError;

/// The graph files that are looked for, in this order, here and in every folder above.
const DEFAULT_GRAPHS: &[&str] = &["pipeline/stage-graph.json", "pipeline/stage-graph.yaml", "pipeline/stage-graph.yml"];

/// Where a project is.
#[derive(Debug)]
pub(crate) struct Place {
    /// Absolute.
    pub(crate) root: Utf8PathBuf,
    /// Absolute; none where there is no graph file.
    pub(crate) graph: Option<Utf8PathBuf>,
}

impl Place {
    /// The place that the flags mean: with a graph file here or above, else with the state of earlier runs here or
    /// above, else here.
    ///
    /// # Errors
    /// When `--root` is no folder, or the working directory cannot be told.
    pub(crate) fn find(global: &Global) -> Result<Self, CommandError> {
        let given_root = global.root.as_deref().map(|root| {
            let root = absolute(root)?;
            if root.is_dir() { Ok(root) } else { Err(CommandError::usage(format!("--root {root} is no folder"))) }
        });
        let given_root = given_root.transpose()?;
        let here = match &given_root {
            Some(root) => root.clone(),
            None => working_directory()?,
        };
        let depth = if given_root.is_some() { 1 } else { usize::MAX };
        let graph = match &global.graph {
            Some(path) => Some(absolute(path)?),
            None => here
                .ancestors()
                .take(depth)
                .flat_map(|folder| DEFAULT_GRAPHS.iter().map(move |name| folder.join(name)))
                .find(|path| path.is_file()),
        };
        let root = match (given_root, &graph) {
            (Some(root), _) => root,
            (None, Some(graph)) => root_of(graph),
            (None, None) => {
                let used = here.ancestors().find(|folder| state_dir(folder).join("state.db").is_file());
                used.unwrap_or(&here).to_owned()
            }
        };
        Ok(Self { root, graph })
    }

    /// The graph file.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn graph(&self) -> Result<&Utf8Path, CommandError> {
        self.graph.as_deref().ok_or_else(|| {
            let message = format!(
                "there is no graph: looked for {} in {} and the folders above",
                DEFAULT_GRAPHS.join(", "),
                self.root
            );
            CommandError::refused(message).with_help("name the file with `--graph PATH`, or write one")
        })
    }
}

/// The folder that holds the graph's `pipeline/` folder, else the graph file's folder.
fn root_of(graph: &Utf8Path) -> Utf8PathBuf {
    let folder = graph.parent().unwrap_or(graph);
    let above = folder.parent().filter(|_| folder.file_name() == Some("pipeline"));
    above.unwrap_or(folder).to_owned()
}

/// The absolute path without `.` and `..`, links kept as they are, so that it is what a person typed.
pub(crate) fn absolute(path: &Utf8Path) -> Result<Utf8PathBuf, CommandError> {
    let joined = if path.is_absolute() { path.to_owned() } else { working_directory()?.join(path) };
    let mut clean = Utf8PathBuf::new();
    for component in joined.components() {
        match component {
            camino::Utf8Component::CurDir => {}
            camino::Utf8Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    Ok(clean)
}

fn working_directory() -> Result<Utf8PathBuf, CommandError> {
    let here = std::env::current_dir()
        .map_err(|error| CommandError::refused(format!("the working directory cannot be told: {error}")))?;
    Utf8PathBuf::from_path_buf(here)
        .map_err(|path| CommandError::refused(format!("the working directory {} is not UTF-8", path.display())))
}
