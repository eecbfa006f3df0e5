//! Commands that look: what each may take, and what it took.

use std::path::Path;

use super::super::contenders::Programs;
use super::super::fit::median;
use super::super::graphs::File;
use super::super::measure::{Invocation, measure};
use super::super::notation::{artifact_id, stage_id};
use super::long::{Length, Project};
use crate::failure::Failure;

/// What a command that looks at one run, or one artifact, may take; in seconds.
pub(super) const LOOK: f64 = 0.050;

/// What a command may take that looks at no run; in seconds.
pub(super) const START: f64 = 0.010;

/// A command and what it may take.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Look {
    /// Its words, without the program.
    pub(super) words: Vec<String>,
    /// What the words mean, where they are of this pipeline only.
    pub(super) shown: String,
    /// In seconds; `None` = it tells of all runs, or does something else that may take its time.
    pub(super) bar: Option<f64>,
}

/// What a look took.
#[derive(Clone, Debug)]
pub(super) struct Looked {
    /// The command.
    pub(super) look: Look,
    /// The median, in seconds.
    pub(super) seconds: f64,
}

impl Looked {
    /// Whether it took more than it may.
    pub(super) fn is_over(&self) -> bool {
        self.look.bar.is_some_and(|bar| self.seconds > bar)
    }
}

/// Everything that can be asked of a history.
pub(super) fn looks(length: Length) -> Vec<Look> {
    let Length { stages, runs } = length;
    let (middle, old) = ((runs / 2).to_string(), (runs * 9 / 10).to_string());
    let (stage, artifact) = (stage_id(stages / 2), artifact_id(File::Output(9)));
    let file = File::Output(9).to_string();
    let bar = |words: &[&str], shown: &str, bar: Option<f64>| Look {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        shown: shown.to_owned(),
        bar,
    };
    let look = |words: &[&str], shown: &str| bar(words, shown, Some(LOOK));
    let tell = |words: &[&str], shown: &str| bar(words, shown, None);
    vec![
        bar(&["--version"], "--version", Some(START)),
        bar(&["list"], "list", Some(START)),
        look(&["runs"], "runs"),
        look(&["runs", "bench"], "runs PIPELINE"),
        look(&["status"], "status"),
        look(&["status", &middle], "status, a run in the middle"),
        look(&["logs", "last"], "logs last"),
        look(&["logs", "last", "--stage", &stage], "logs last --stage STAGE"),
        look(&["logs", &middle], "logs, a run in the middle"),
        look(&["explain"], "explain"),
        look(&["explain", "last", &stage], "explain last STAGE"),
        look(&["explain", &old], "explain, an old run"),
        look(&["why", &file], "why PATH, ten stages deep"),
        look(&["why", &artifact], "why ARTIFACT"),
        tell(&["why", "out"], "why FOLDER, all artifacts"),
        tell(&["describe", &stage], "describe STAGE"),
        tell(&["plan"], "plan"),
        tell(&["diff", "3", "2"], "diff RUN RUN"),
        tell(&["verify", "last"], "verify last"),
        tell(&["graph"], "graph"),
        tell(&["doctor"], "doctor"),
        tell(&["completions", "bash"], "completions bash"),
        tell(&["runs", "--limit", "1000000"], "runs, all"),
        tell(&["stats"], "stats, of all runs"),
    ]
}

/// Looks so many times, all commands in turn.
pub(super) fn look_at(
    programs: &Programs,
    project: &Project,
    looks: Vec<Look>,
    rounds: usize,
) -> Result<Vec<Looked>, Failure> {
    look_in(programs, &project.folder, looks, rounds)
}

/// As [`look_at`], in a folder.
pub(super) fn look_in(
    programs: &Programs,
    folder: &Path,
    looks: Vec<Look>,
    rounds: usize,
) -> Result<Vec<Looked>, Failure> {
    let mut took: Vec<Vec<f64>> = vec![Vec::new(); looks.len()];
    for _ in 0..rounds {
        for (look, took) in looks.iter().zip(&mut took) {
            let args = look.words.iter().map(Into::into).collect();
            let invocation = Invocation { program: programs.throughline.clone(), args, folder: folder.to_owned() };
            took.push(measure(&invocation)?.wall.as_secs_f64());
        }
    }
    let looked = looks.into_iter().zip(took).filter_map(|(look, took)| Some(Looked { look, seconds: median(took)? }));
    Ok(looked.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_held_or_not() {
        let looked = |seconds, bar| Looked { look: Look { words: Vec::new(), shown: String::new(), bar }, seconds };
        assert!(looked(0.06, Some(LOOK)).is_over());
        assert!(!looked(0.04, Some(LOOK)).is_over());
        assert!(!looked(9.0, None).is_over());
    }

    #[test]
    fn old_runs_are_runs_that_there_are() {
        for length in [Length { stages: 10, runs: 100 }, Length { stages: 1_000, runs: 1_000 }] {
            let numbers = looks(length).into_iter().flat_map(|look| look.words).filter_map(|word| word.parse().ok());
            let numbers: Vec<usize> = numbers.filter(|number| *number != 1_000_000).collect();
            assert!(numbers.len() >= 3 && numbers.iter().all(|number| (1..=length.runs).contains(number)));
        }
    }
}
