//! One graph, run by every contender: round after round, and within a round one after the other, so that what disturbs
//! the machine disturbs all alike.
//!
//! A round has four turns: *cold* (sources and notation are there, nothing else; pages are in memory, as they were
//! just written), *nothing changed*, the same *again* (who remembers digests must look twice at files that are as
//! young as what it remembers of them), and *one input changed*. Each contender has a new folder in each round, under a
//! name that was never used: where files were deleted before, ext4 looks at length whether their inodes may be used
//! again, and the one whose turn it is would pay.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::contenders::{CONTENDERS, Contender, Programs};
use super::graphs::{Content, File, Graph, Shape};
use super::measure::{Invocation, Usage, measure, system_calls};
use crate::failure::Failure;

/// What was measured of one contender on one graph.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    /// The graph.
    pub(super) graph: Graph,
    /// Who ran it.
    pub(super) contender: Contender,
    /// One value a round: nothing was there but sources.
    pub(super) cold: Vec<Usage>,
    /// One value a round: all was there. Empty for the bare loop.
    pub(super) unchanged: Vec<Usage>,
    /// One value a round: once more. Empty for the bare loop.
    pub(super) again: Vec<Usage>,
    /// One value a round: all was there, and source 0 had changed. Empty for the bare loop.
    pub(super) changed: Vec<Usage>,
    /// System calls of a cold run; `None` = not counted.
    pub(super) calls_cold: Option<u64>,
    /// System calls of a run with nothing to do; `None` = not counted.
    pub(super) calls_again: Option<u64>,
}

/// Cold runs of larger graphs are not traced: strace makes starting a program ten times slower, and calls a stage hardly
/// depend on how many stages there are.
const TRACED_COLD_AT_MOST: usize = 100;

/// Measures one graph.
pub(super) fn rounds(programs: &Programs, graph: Graph, rounds: usize, base: &Path) -> Result<Vec<Measured>, Failure> {
    let mut measured: Vec<Measured> = CONTENDERS
        .iter()
        .map(|contender| Measured {
            graph,
            contender: *contender,
            cold: Vec::new(),
            unchanged: Vec::new(),
            again: Vec::new(),
            changed: Vec::new(),
            calls_cold: None,
            calls_again: None,
        })
        .collect();
    for round in 0..rounds {
        one_round(programs, graph, round, base, &mut measured)?;
    }
    if programs.strace {
        for entry in &mut measured {
            count_calls(programs, entry, rounds, base)?;
        }
    }
    Ok(measured)
}

fn one_round(
    programs: &Programs,
    graph: Graph,
    round: usize,
    base: &Path,
    measured: &mut [Measured],
) -> Result<(), Failure> {
    // Who begins changes from round to round.
    let mut turns: Vec<(&mut Measured, PathBuf)> = Vec::new();
    for entry in measured.iter_mut() {
        let folder = folder(base, graph, entry.contender, &round_name(round));
        prepare(graph, entry.contender, &folder)?;
        turns.push((entry, folder));
    }
    let first = round % turns.len();
    turns.rotate_left(first);

    settle();
    for (entry, folder) in &mut turns {
        entry.cold.push(measure(&entry.contender.run(programs, graph, folder))?);
    }
    for (entry, folder) in &turns {
        check(graph, entry.contender, folder, Content::Old)?;
    }
    turns.retain(|(entry, _)| entry.contender.knows_what_changed());

    for again in [false, true] {
        settle();
        for (entry, folder) in &mut turns {
            let before = written(graph, folder)?;
            let usage = measure(&entry.contender.run(programs, graph, folder))?;
            if again {
                entry.again.push(usage)
            } else {
                entry.unchanged.push(usage)
            }
            check_ran(graph, entry.contender, &before, &written(graph, folder)?, 0)?;
        }
    }

    settle();
    for (entry, folder) in &mut turns {
        let before = written(graph, folder)?;
        graph.change_first_source(folder)?;
        entry.changed.push(measure(&entry.contender.run(programs, graph, folder))?);
        check(graph, entry.contender, folder, Content::FirstChanged)?;
        let expected = graph.hang_on_the_first_source();
        check_ran(graph, entry.contender, &before, &written(graph, folder)?, expected)?;
    }
    Ok(())
}

/// Counts system calls: cold in a folder of its own, again where the last round ended.
fn count_calls(programs: &Programs, entry: &mut Measured, rounds: usize, base: &Path) -> Result<(), Failure> {
    let Measured { graph, contender, .. } = *entry;
    if graph.stages <= TRACED_COLD_AT_MOST {
        let folder = folder(base, graph, contender, "traced");
        prepare(graph, contender, &folder)?;
        entry.calls_cold = Some(system_calls(&contender.run(programs, graph, &folder))?);
        check(graph, contender, &folder, Content::Old)?;
    }
    if contender.knows_what_changed() {
        let folder = folder(base, graph, contender, &round_name(rounds - 1));
        let invocation = contender.run(programs, graph, &folder);
        measure(&invocation)?;
        entry.calls_again = Some(system_calls(&invocation)?);
    }
    Ok(())
}

fn round_name(round: usize) -> String {
    format!("round-{round}")
}

/// System calls of one stage's program alone; `None` where they cannot be counted.
pub(super) fn calls_of_cp(programs: &Programs, base: &Path) -> Result<Option<u64>, Failure> {
    if !programs.strace {
        return Ok(None);
    }
    let graph = Graph { shape: Shape::Chain, stages: 1 };
    let folder = base.join("cp");
    graph.write_sources(&folder)?;
    let args = [graph.copied(0), File::Output(0)].map(|file| file.to_string().into()).to_vec();
    system_calls(&Invocation { program: "cp".into(), args, folder }).map(Some)
}

/// A folder that is used once.
fn folder(base: &Path, graph: Graph, contender: Contender, turn: &str) -> PathBuf {
    let contender = contender.to_string().replace(' ', "-");
    base.join(format!("{}-{}", graph.shape, graph.stages)).join(format!("{turn}-{contender}"))
}

fn prepare(graph: Graph, contender: Contender, folder: &Path) -> Result<(), Failure> {
    graph.write_sources(folder)?;
    if let Some(notation) = contender.notation() {
        notation.write(graph, folder)?;
    }
    Ok(())
}

/// Nobody is to wait for what another has written: all of it goes to the disk now.
fn settle() {
    rustix::fs::sync();
}

/// Every file holds what it must.
fn check(graph: Graph, contender: Contender, folder: &Path, content: Content) -> Result<(), Failure> {
    for stage in 0..graph.stages {
        let path = folder.join(File::Output(stage).to_string());
        let found = std::fs::read(&path).map_err(|error| {
            Failure::new(format!("{contender} ended well, but cannot read {}: {error}", path.display()))
        })?;
        if found != graph.output(stage, content).as_bytes() {
            return Err(Failure::new(format!("{contender} ended well, but {} holds something else", path.display())));
        }
    }
    Ok(())
}

/// When each output was last written.
fn written(graph: Graph, folder: &Path) -> Result<Vec<SystemTime>, Failure> {
    let modified = |stage| std::fs::metadata(folder.join(File::Output(stage).to_string()))?.modified();
    Ok((0..graph.stages).map(modified).collect::<std::io::Result<_>>()?)
}

/// As many outputs as must were written again.
fn check_ran(
    graph: Graph,
    contender: Contender,
    before: &[SystemTime],
    after: &[SystemTime],
    expected: usize,
) -> Result<(), Failure> {
    let ran = before.iter().zip(after).filter(|(before, after)| before != after).count();
    if ran == expected {
        return Ok(());
    }
    let Graph { shape, stages } = graph;
    Err(Failure::new(format!("{contender} ran {ran} of {stages} stages again ({shape}), where {expected} must run")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAPH: Graph = Graph { shape: Shape::Diamond, stages: 12 };

    fn copied_by_hand(folder: &Path, content: Content) {
        for stage in 0..GRAPH.stages {
            std::fs::write(folder.join(File::Output(stage).to_string()), GRAPH.output(stage, content)).unwrap();
        }
    }

    #[test]
    fn a_wrong_or_missing_file_is_no_success() {
        let folder = tempfile::tempdir().unwrap();
        prepare(GRAPH, Contender::Ninja, folder.path()).unwrap();
        copied_by_hand(folder.path(), Content::Old);
        check(GRAPH, Contender::Ninja, folder.path(), Content::Old).unwrap();
        let failure = check(GRAPH, Contender::Ninja, folder.path(), Content::FirstChanged).unwrap_err().to_string();
        assert!(failure.contains("out/0 holds something else"), "{failure}");
        std::fs::remove_file(folder.path().join("out/7")).unwrap();
        let failure = check(GRAPH, Contender::Ninja, folder.path(), Content::Old).unwrap_err().to_string();
        assert!(failure.contains("out/7"), "{failure}");
    }

    #[test]
    fn stages_that_ran_in_vain_or_not_at_all_are_counted() {
        let at = |seconds: u64| SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        let (before, after) = ([at(1), at(2), at(3)], [at(1), at(5), at(3)]);
        check_ran(GRAPH, Contender::Make, &before, &after, 1).unwrap();
        let failure = check_ran(GRAPH, Contender::Make, &before, &after, 0).unwrap_err().to_string();
        assert!(failure.starts_with("make ran 1 of 12 stages again (diamond), where 0 must run"), "{failure}");
    }

    #[test]
    fn no_two_turns_share_a_folder() {
        let base = Path::new("base");
        let one = folder(base, GRAPH, Contender::SpawnLoop, "round-0");
        assert_eq!(one, Path::new("base/diamond-12/round-0-bare-loop"));
        assert_ne!(one, folder(base, GRAPH, Contender::SpawnLoop, "round-1"));
        assert_ne!(one, folder(base, GRAPH, Contender::Make, "round-0"));
    }
}
