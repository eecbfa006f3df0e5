//! One graph in three notations: for Throughline, ninja and make. All are written as they are computed, stage by
//! stage.

use std::fs::File as FileHandle;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::graphs::{File, Graph};

/// A way to write a graph down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    /// For Throughline.
    StageGraph,
    /// For ninja.
    Ninja,
    /// For make.
    Makefile,
}

impl Notation {
    /// Where it is looked for without being named, relative to the folder that the graph is run in.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::StageGraph => "pipeline/stage-graph.json",
            Self::Ninja => "build.ninja",
            Self::Makefile => "Makefile",
        }
    }

    /// Writes the graph to its place in the folder.
    pub(super) fn write(self, graph: Graph, folder: &Path) -> io::Result<()> {
        let path = folder.join(self.path());
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut out = BufWriter::new(FileHandle::create(path)?);
        match self {
            Self::StageGraph => stage_graph(graph, &mut out)?,
            Self::Ninja => ninja(graph, &mut out)?,
            Self::Makefile => makefile(graph, &mut out)?,
        }
        out.flush()
    }
}

fn stage_graph(graph: Graph, out: &mut impl Write) -> io::Result<()> {
    let stages = || 0..graph.stages;
    out.write_all(b"{\"version\": \"1\", \"pipelines\": [{\"id\": \"bench\", \"stages\": [\n")?;
    list(out, stages().map(|stage| json!(stage_id(stage))))?;
    out.write_all(b"]}], \"artifacts\": [\n")?;
    let files = (0..graph.sources()).map(File::Source).chain(stages().map(File::Output));
    list(out, files.map(|file| json!({"id": artifact_id(file), "path": file.to_string()})))?;
    out.write_all(b"], \"stages\": [\n")?;
    list(out, stages().map(|stage| stage_object(graph, stage)))?;
    out.write_all(b"]}\n")
}

fn stage_object(graph: Graph, stage: usize) -> Value {
    let inputs = graph.inputs(stage);
    let reads: Vec<Value> = inputs.iter().map(|file| json!({"artifact": artifact_id(*file), "mode": "read"})).collect();
    let waits_for: Vec<String> = inputs
        .iter()
        .filter_map(|file| match file {
            File::Source(_) => None,
            File::Output(before) => Some(stage_id(*before)),
        })
        .collect();
    let output = File::Output(stage);
    json!({
        "id": stage_id(stage),
        "command": {"executable": "cp", "args": [graph.copied(stage).to_string(), output.to_string()]},
        "dependsOn": waits_for,
        "inputs": reads,
        "outputs": [{"artifact": artifact_id(output), "mode": "write"}],
    })
}

pub(super) fn stage_id(stage: usize) -> String {
    format!("s{stage}")
}

pub(super) fn artifact_id(file: File) -> String {
    match file {
        File::Source(number) => format!("in{number}"),
        File::Output(stage) => format!("out{stage}"),
    }
}

/// The members of a JSON array, one a line.
fn list(out: &mut impl Write, values: impl Iterator<Item = Value>) -> io::Result<()> {
    for (index, value) in values.enumerate() {
        let before = if index == 0 { "" } else { ",\n" };
        write!(out, "{before}{value}")?;
    }
    out.write_all(b"\n")
}

/// What is copied is the explicit input, which the command names; what is only read is implicit.
fn ninja(graph: Graph, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"rule cp\n  command = cp $in $out\n")?;
    for stage in 0..graph.stages {
        let copied = graph.copied(stage);
        write!(out, "build {}: cp {copied}", File::Output(stage))?;
        let mut mark = " |";
        for input in graph.inputs(stage).into_iter().filter(|input| *input != copied) {
            write!(out, "{mark} {input}")?;
            mark = "";
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn makefile(graph: Graph, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b".PHONY: all\nall:")?;
    for stage in 0..graph.stages {
        write!(out, " {}", File::Output(stage))?;
    }
    out.write_all(b"\n")?;
    for stage in 0..graph.stages {
        let output = File::Output(stage);
        write!(out, "{output}:")?;
        for input in graph.inputs(stage) {
            write!(out, " {input}")?;
        }
        writeln!(out, "\n\tcp {} {output}", graph.copied(stage))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::bench::graphs::Shape;

    /// What each output is made from, and the command that makes it, as one notation says it.
    type Edges = BTreeMap<String, (BTreeSet<String>, String)>;

    fn text(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn words(text: &str) -> BTreeSet<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn of_stage_graph(text: &str) -> Edges {
        let document: Value = serde_json::from_str(text).unwrap();
        let strings = |value: &Value| -> Vec<String> {
            value.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
        };
        let paths: BTreeMap<&str, &str> = document["artifacts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|artifact| (artifact["id"].as_str().unwrap(), artifact["path"].as_str().unwrap()))
            .collect();
        let path_of = |member: &Value| paths[member["artifact"].as_str().unwrap()].to_owned();
        let stages = document["stages"].as_array().unwrap();
        let ids: Vec<String> = stages.iter().map(|stage| stage["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(strings(&document["pipelines"][0]["stages"]), ids);
        let written: BTreeMap<&str, String> =
            stages.iter().map(|stage| (stage["id"].as_str().unwrap(), path_of(&stage["outputs"][0]))).collect();
        let mut edges = Edges::new();
        for stage in stages {
            let inputs: BTreeSet<String> = stage["inputs"].as_array().unwrap().iter().map(path_of).collect();
            let waited: BTreeSet<String> =
                strings(&stage["dependsOn"]).iter().map(|id| written[id.as_str()].clone()).collect();
            let made: BTreeSet<String> = inputs.iter().filter(|path| path.starts_with("out/")).cloned().collect();
            assert_eq!(waited, made, "a stage waits for those whose files it reads, and for no others");
            let command = format!("cp {}", strings(&stage["command"]["args"]).join(" "));
            edges.insert(path_of(&stage["outputs"][0]), (inputs, command));
        }
        edges
    }

    fn of_ninja(text: &str) -> Edges {
        let lines = text.lines().filter_map(|line| line.strip_prefix("build "));
        lines
            .map(|line| {
                let (output, rest) = line.split_once(": cp ").unwrap();
                let (copied, others) = rest.split_once(" | ").unwrap_or((rest, ""));
                let mut inputs = words(copied);
                inputs.extend(words(others));
                (output.to_owned(), (inputs, format!("cp {copied} {output}")))
            })
            .collect()
    }

    fn of_makefile(text: &str) -> Edges {
        let lines: Vec<&str> = text.lines().collect();
        let (head, rules) = lines.split_at(2);
        let edges: Edges = rules
            .chunks(2)
            .map(|rule| {
                let (output, inputs) = rule[0].split_once(':').unwrap();
                (output.to_owned(), (words(inputs), rule[1].strip_prefix('\t').unwrap().to_owned()))
            })
            .collect();
        let all = words(head[1].strip_prefix("all:").unwrap());
        assert_eq!(all, edges.keys().cloned().collect(), "`all` is everything");
        edges
    }

    #[test]
    fn the_edges_are_the_same_in_all_notations() {
        for shape in [Shape::Wide, Shape::Chain, Shape::Diamond] {
            for stages in [1, 9, 10, 34] {
                let graph = Graph { shape, stages };
                let expected: Edges = (0..stages)
                    .map(|stage| {
                        let output = File::Output(stage).to_string();
                        let inputs = graph.inputs(stage).iter().map(File::to_string).collect();
                        let command = format!("cp {} {output}", graph.copied(stage));
                        (output, (inputs, command))
                    })
                    .collect();
                assert_eq!(of_stage_graph(&text(|out| stage_graph(graph, out))), expected, "{graph:?}");
                assert_eq!(of_ninja(&text(|out| ninja(graph, out))), expected, "{graph:?}");
                assert_eq!(of_makefile(&text(|out| makefile(graph, out))), expected, "{graph:?}");
            }
        }
    }

    #[test]
    fn a_notation_lies_where_its_reader_looks_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let graph = Graph { shape: Shape::Wide, stages: 2 };
        for notation in [Notation::StageGraph, Notation::Ninja, Notation::Makefile] {
            notation.write(graph, folder.path()).unwrap();
        }
        let ninja = std::fs::read_to_string(folder.path().join("build.ninja")).unwrap();
        assert_eq!(ninja, "rule cp\n  command = cp $in $out\nbuild out/0: cp in/0\nbuild out/1: cp in/1\n");
        assert!(folder.path().join("Makefile").is_file() && folder.path().join("pipeline/stage-graph.json").is_file());
    }
}
