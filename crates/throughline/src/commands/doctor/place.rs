//! Where runs take place: room on the disk, folders that must take files, the clock.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};
use rustix::fs::Access;
use throughline_engine::{Project, RUNS_DIR};
use throughline_graph::{GraphIndex, within_root};

use super::check::{Check, count};
use crate::console::bytes;

const LITTLE_ROOM: u64 = 1 << 30;
const NO_ROOM: u64 = 100 << 20;

/// Clocks of machines that share a folder differ by this much without harm.
const SKEW: Duration = Duration::from_secs(2);

pub(super) fn checks(project: &Project) -> Vec<Check> {
    let mut checks = vec![disk(project)];
    checks.extend(folders(project));
    checks.push(clock(project));
    checks
}

fn disk(project: &Project) -> Check {
    let root = &project.root;
    match rustix::fs::statvfs(root.as_std_path()) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let detail = format!("{} free where {root} lies", bytes(free));
            match free {
                0..NO_ROOM => Check::fail("disk", detail, "make room: outputs and the ledger are written there"),
                NO_ROOM..LITTLE_ROOM => Check::warn("disk", detail, "make room before a large run"),
                _ => Check::ok("disk", detail),
            }
        }
        Err(error) => Check::warn("disk", format!("free room cannot be told: {error}"), "look with `df`"),
    }
}

/// One check that all can be written, or one for each that cannot.
fn folders(project: &Project) -> Vec<Check> {
    let wanted = wanted_folders(project);
    let faults: Vec<Check> = wanted
        .iter()
        .filter_map(|(folder, what_for)| {
            let (detail, fix) = why_not_writable(&project.root, folder)?;
            Some(Check::fail("folder", format!("{detail} ({what_for})"), fix))
        })
        .collect();
    if !faults.is_empty() {
        return faults;
    }
    let outputs = wanted.values().filter(|what_for| what_for.starts_with("output")).count();
    let outputs = match outputs {
        0 => String::new(),
        number => format!(", and {} of outputs", count(number, "folder", "folders")),
    };
    vec![Check::ok("folders", format!("the root, .throughline, {RUNS_DIR}{outputs} can be written"))]
}

/// Absolute, with what it is for.
fn wanted_folders(project: &Project) -> BTreeMap<Utf8PathBuf, String> {
    let root = &project.root;
    let mut wanted = BTreeMap::new();
    wanted.insert(root.clone(), "the project root".to_owned());
    wanted.insert(project.state_dir(), "the engine's state".to_owned());
    wanted.insert(project.runs_dir(), "the record of runs".to_owned());
    let index = GraphIndex::new(&project.graph);
    for stage in &project.graph.stages {
        for output in &stage.outputs {
            let Some(artifact) = index.artifact(output.artifact.as_str()) else { continue };
            // What a placeholder stands for is known only in a run; what lies above it is known now.
            let fixed: Utf8PathBuf = match artifact.path.as_str().find("${{") {
                Some(at) => Utf8Path::new(&artifact.path.as_str()[..at]).join("x"),
                None => artifact.path.clone(),
            };
            let Some(folder) = within_root(&fixed).ok().and_then(|path| path.parent().map(|above| root.join(above)))
            else {
                continue;
            };
            let folder = Utf8PathBuf::from(folder.as_str().trim_end_matches('/'));
            wanted.entry(folder).or_insert_with(|| format!("output `{}` of stage `{}`", artifact.id, stage.id));
        }
    }
    wanted
}

/// What is wrong, and what to do; folders that are not there are made in a run, so what lies above them counts.
fn why_not_writable(root: &Utf8Path, folder: &Utf8Path) -> Option<(String, String)> {
    let there = folder.ancestors().find(|path| path.symlink_metadata().is_ok())?;
    let shown = there.strip_prefix(root).ok().filter(|path| !path.as_str().is_empty()).unwrap_or(there);
    if !there.is_dir() {
        return Some((
            format!("{shown} is no folder"),
            "move the file away, or change the path in the graph".to_owned(),
        ));
    }
    match rustix::fs::access(there.as_std_path(), Access::WRITE_OK | Access::EXEC_OK) {
        Ok(()) => None,
        Err(error) => {
            let fix = if error == rustix::io::Errno::ROFS {
                "the file system is mounted read-only: use another, or `--root`".to_owned()
            } else {
                format!("give yourself the right: `chmod u+wx {there}`, or ask its owner")
            };
            Some((format!("{shown} cannot be written: {error}"), fix))
        }
    }
}

/// Whether files get the time that it is: freshness trusts time stamps to say which files need not be read again.
fn clock(project: &Project) -> Check {
    let state = project.state_dir();
    let folder = if state.is_dir() { state } else { project.root.clone() };
    let stamped = tempfile::tempfile_in(&folder).and_then(|file| file.metadata()?.modified());
    let now = SystemTime::now();
    let stamped = match stamped {
        Ok(stamped) => stamped,
        Err(error) => {
            let detail = format!("no file can be made in {folder} to compare it with: {error}");
            return Check::warn("clock", detail, "make the folder writable");
        }
    };
    let off = stamped.duration_since(now).unwrap_or_else(|early| early.duration());
    if off > SKEW {
        let detail = format!("the file system's clock is {:.1}s off from this machine's", off.as_secs_f64());
        return Check::warn("clock", detail, "synchronise the clocks of this machine and its file server (NTP)");
    }
    let written = project.root.join(&project.graph_path).metadata().and_then(|graph| graph.modified());
    match written.map(|written| written.duration_since(now)) {
        Ok(Ok(ahead)) if ahead > SKEW => {
            let detail = format!("{} is dated {}s in the future", project.graph_path, ahead.as_secs());
            Check::warn("clock", detail, "set the clock right; then `touch` the file")
        }
        _ => Check::ok("clock", "files get the time of this machine"),
    }
}
