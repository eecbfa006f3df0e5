//! A graph in pieces, so that a few of its stages can be had without the others being read.
//!
//! The frame is the graph with one pipeline and without stages and artifacts, and belongs to the checkpoint; stages and
//! artifacts are pieces, found by their id. Both are JSON, as they hold values of any form.
//!
//! ```text
//! tl-pieces 1 LF                magic and version
//! length of the index           8 bytes, little endian
//! SHA-256 of the index          32 bytes
//! postcard: Index               where each piece is, and the beginning of its digest
//! the pieces
//! ```

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::FileExt;

use camino::Utf8Path;
use serde::{Deserialize, Serialize};
use throughline_artifact::write_atomic;
use throughline_graph::{Graph, Input, Stage};
use throughline_model::{Digest, PipelineId, StageId};

use super::document::Raw;

const MAGIC: &[u8] = b"tl-pieces 1\n";

/// What stands before the index.
const HEAD: usize = MAGIC.len() + 8 + 32;

#[derive(Serialize, Deserialize)]
struct Index<'a> {
    graph: Raw,
    #[serde(borrow)]
    stages: Vec<Piece<'a>>,
    #[serde(borrow)]
    artifacts: Vec<Piece<'a>>,
}

/// Where a piece is; sorted by id.
#[derive(Serialize, Deserialize)]
struct Piece<'a> {
    #[serde(borrow)]
    id: &'a str,
    /// Behind the index.
    start: u64,
    length: u32,
    check: u64,
}

/// The frame of a graph, as JSON.
pub(super) fn frame_of(graph: &Graph, pipeline: &PipelineId) -> Option<Vec<u8>> {
    let mut pipeline = graph.pipeline(pipeline.as_str())?.clone();
    pipeline.stages.clear();
    let frame = Graph {
        version: graph.version.clone(),
        pipelines: vec![pipeline],
        constraints: graph.constraints.clone(),
        doctrine: graph.doctrine.clone(),
        hooks: graph.hooks.clone(),
        extra: graph.extra.clone(),
        ..Graph::default()
    };
    serde_json::to_vec(&frame).ok()
}

/// Writes the pieces of a graph, where they do not lie there yet. Whether they do now.
pub(super) fn write_pieces(path: &Utf8Path, graph: &Graph, digest: Digest) -> bool {
    if read_index(path).is_some_and(|(_, bytes)| index_of(&bytes, digest).is_some()) {
        return true;
    }
    let write = || {
        let mut pieces = Vec::new();
        let index = Index {
            graph: Raw(digest),
            stages: add(&mut pieces, graph.stages.iter().map(|stage| (stage.id.as_str(), stage)))?,
            artifacts: add(&mut pieces, graph.artifacts.iter().map(|artifact| (artifact.id.as_str(), artifact)))?,
        };
        let index = postcard::to_stdvec(&index).ok()?;
        let length = (index.len() as u64).to_le_bytes();
        let bytes = [MAGIC, &length, Digest::of(&index).as_bytes(), &index, &pieces].concat();
        write_atomic(path, &bytes).ok()
    };
    write().is_some()
}

fn add<'a, T: Serialize + 'a>(
    pieces: &mut Vec<u8>,
    values: impl Iterator<Item = (&'a str, &'a T)>,
) -> Option<Vec<Piece<'a>>> {
    let mut index = Vec::new();
    for (id, value) in values {
        let start = pieces.len();
        serde_json::to_writer(&mut *pieces, value).ok()?;
        let json = &pieces[start..];
        index.push(Piece { id, start: start as u64, length: u32::try_from(json.len()).ok()?, check: check(json) });
    }
    index.sort_unstable_by_key(|piece| piece.id);
    Some(index)
}

/// The beginning of the digest of a piece.
fn check(json: &[u8]) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *Digest::of(json).as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// The file, and its index as bytes.
fn read_index(path: &Utf8Path) -> Option<(File, Vec<u8>)> {
    let mut file = File::open(path).ok()?;
    let mut head = [0; HEAD];
    file.read_exact(&mut head).ok()?;
    let (length, seal) = head.strip_prefix(MAGIC)?.split_at(8);
    let length = u64::from_le_bytes(length.try_into().ok()?);
    if length > file.metadata().ok()?.len() {
        return None;
    }
    let mut index = vec![0; usize::try_from(length).ok()?];
    file.read_exact(&mut index).ok()?;
    (Digest::of(&index).as_bytes() == seal).then_some((file, index))
}

/// The index, if it is that of this graph.
fn index_of(bytes: &[u8], graph: Digest) -> Option<Index<'_>> {
    let index: Index<'_> = postcard::from_bytes(bytes).ok()?;
    (index.graph == Raw(graph)).then_some(index)
}

/// The graph in this frame with these stages of the pipeline alone. What they depend on beside these is there too, but
/// not in the pipeline. None if the pieces are not those of this graph.
pub(super) fn graph_of(path: &Utf8Path, digest: Digest, frame: &[u8], stages: &[StageId]) -> Option<Graph> {
    let mut graph: Graph = serde_json::from_slice(frame).ok()?;
    if stages.is_empty() {
        return Some(graph);
    }
    let (file, bytes) = read_index(path)?;
    let index = index_of(&bytes, digest)?;
    let behind = (HEAD + bytes.len()) as u64;
    for id in stages {
        graph.stages.push(find(&file, behind, &index.stages, id.as_str())?);
    }
    let mut there: HashSet<StageId> = stages.iter().cloned().collect();
    let needed: Vec<StageId> = graph.stages.iter().flat_map(|stage: &Stage| &stage.depends_on).cloned().collect();
    for id in needed {
        if there.insert(id.clone()) {
            graph.stages.push(find(&file, behind, &index.stages, id.as_str())?);
        }
    }
    let mut artifacts = HashSet::new();
    for stage in &graph.stages {
        let inputs = stage.inputs.iter().filter_map(|input| match input {
            Input::Artifact { artifact, .. } => Some(artifact),
            Input::External { .. } => None,
        });
        let outputs = stage.outputs.iter().map(|output| &output.artifact);
        let each = stage.for_each.iter().map(|for_each| &for_each.artifact);
        for id in inputs.chain(outputs).chain(each) {
            if artifacts.insert(id.clone()) {
                graph.artifacts.push(find(&file, behind, &index.artifacts, id.as_str())?);
            }
        }
    }
    graph.pipelines.first_mut()?.stages = stages.to_vec();
    Some(graph)
}

fn find<T: for<'de> Deserialize<'de>>(file: &File, behind: u64, pieces: &[Piece<'_>], id: &str) -> Option<T> {
    let piece = &pieces[pieces.binary_search_by_key(&id, |piece| piece.id).ok()?];
    let mut json = vec![0; usize::try_from(piece.length).ok()?];
    file.read_exact_at(&mut json, behind.checked_add(piece.start)?).ok()?;
    if check(&json) != piece.check { None } else { serde_json::from_slice(&json).ok() }
}
