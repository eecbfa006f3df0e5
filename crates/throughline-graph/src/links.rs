//! Every name in a graph, looked up once: by number, what each stage depends on, reads and writes.

use throughline_model::StageId;

use crate::rows::{NOWHERE, Rows};
use crate::table::Table;
use crate::{ForEach, Graph, Input, Stage};

/// Numbers in place of names. A number is an index in the graph; of a name that nothing has, [`NOWHERE`].
pub(crate) struct Links<'g> {
    pub(crate) stages: Names<'g>,
    pub(crate) artifacts: Names<'g>,
    /// By stage: the stages of its `dependsOn`, entry for entry.
    pub(crate) depends: Rows,
    /// By stage: the artifacts that it [`reads`], entry for entry.
    pub(crate) reads: Rows,
    /// By stage: the artifacts of its `outputs`, entry for entry.
    pub(crate) writes: Rows,
}

/// The numbers of names.
pub(crate) struct Names<'g> {
    table: Table,
    /// By number.
    names: Vec<&'g str>,
    /// What has a name that came before: its number, and that of the first.
    pub(crate) repeated: Vec<(usize, usize)>,
}

impl<'g> Names<'g> {
    pub(crate) fn new(names: impl Iterator<Item = &'g str>) -> Self {
        let names: Vec<&'g str> = names.collect();
        let mut table = Table::with_capacity(names.len());
        let mut repeated = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let first = table.get_or_insert(name, at, |number| names[number]);
            if first != at {
                repeated.push((at, first));
            }
        }
        Self { table, names, repeated }
    }

    /// The number of the first that has this name.
    pub(crate) fn get(&self, name: &str) -> Option<usize> {
        self.table.get(name, |number| self.names[number])
    }

    /// As [`Names::get`], with [`NOWHERE`] for none.
    pub(crate) fn number(&self, name: &str) -> usize {
        self.get(name).unwrap_or(NOWHERE)
    }

    /// As [`Names::number`], quickly where names are asked for in their order. `last` is the number before.
    fn next_number(&self, name: &str, last: &mut usize) -> usize {
        let guess = last.wrapping_add(1);
        let is_right = self.repeated.is_empty() && self.names.get(guess).is_some_and(|guessed| same(guessed, name));
        *last = if is_right { guess } else { self.number(name) };
        *last
    }
}

/// Whether the texts are the same: at once where they stand in one place, as interned ids do.
fn same(one: &str, other: &str) -> bool {
    std::ptr::eq(one, other) || one == other
}

impl<'g> Links<'g> {
    /// The stages of a list, entry for entry.
    pub(crate) fn listed(&self, ids: &[StageId]) -> impl Iterator<Item = usize> {
        let mut last = NOWHERE;
        ids.iter().map(move |id| self.stages.next_number(id.as_str(), &mut last))
    }

    pub(crate) fn new(graph: &'g Graph) -> Self {
        let stages = Names::new(graph.stages.iter().map(|stage| stage.id.as_str()));
        let artifacts = Names::new(graph.artifacts.iter().map(|artifact| artifact.id.as_str()));
        let count = graph.stages.len();
        let mut depends = Rows::with_capacity(count);
        let mut read = Rows::with_capacity(count);
        let mut writes = Rows::with_capacity(count);
        let (mut needed, mut found, mut made) = (NOWHERE, NOWHERE, NOWHERE);
        for stage in &graph.stages {
            depends.push(stage.depends_on.iter().map(|id| stages.next_number(id.as_str(), &mut needed)));
            read.push(reads(stage).map(|(id, ..)| artifacts.next_number(id.as_str(), &mut found)));
            writes.push(stage.outputs.iter().map(|output| artifacts.next_number(output.artifact.as_str(), &mut made)));
        }
        Self { stages, artifacts, depends, reads: read, writes }
    }
}

/// What a stage reads: the id of each artifact, whether it may be absent, and where in the stage it is named.
pub(crate) fn reads(stage: &Stage) -> impl Iterator<Item = (&throughline_model::ArtifactId, bool, Place)> {
    let inputs = stage.inputs.iter().enumerate().filter_map(|(at, input)| match input {
        Input::Artifact { artifact, optional, .. } => Some((artifact, *optional, Place::Input(at))),
        Input::External { .. } => None,
    });
    let elements = stage.for_each.as_ref().map(|ForEach { artifact, .. }| (artifact, false, Place::ForEach));
    inputs.chain(elements)
}

/// Where in a stage an artifact that it reads is named.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    Input(usize),
    ForEach,
}

impl Place {
    pub(crate) fn pointer(self, stage: usize) -> String {
        match self {
            Self::Input(at) => format!("/stages/{stage}/inputs/{at}/artifact"),
            Self::ForEach => format!("/stages/{stage}/forEach/artifact"),
        }
    }
}
