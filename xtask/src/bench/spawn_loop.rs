//! The bare loop: starts each stage's program, two at a time, a wave after the other, and waits. What a runner takes
//! beyond this is what it adds.

use std::io;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::contenders::JOBS;
use super::graphs::{File, Graph};
use crate::failure::Failure;

/// Runs the graph in the working directory.
///
/// # Errors
/// A program cannot be started, or fails.
pub(super) fn spawn_loop(graph: Graph) -> Result<(), Failure> {
    for wave in graph.waves() {
        if wave.len() == 1 {
            run_stage(graph, wave.start)?;
            continue;
        }
        let next = AtomicUsize::new(wave.start);
        let work = || {
            loop {
                let stage = next.fetch_add(1, Ordering::Relaxed);
                if stage >= wave.end {
                    return Ok(());
                }
                run_stage(graph, stage)?;
            }
        };
        thread::scope(|scope| {
            let others: Vec<_> = (1..JOBS).map(|_| scope.spawn(work)).collect();
            let first = work();
            others.into_iter().fold(first, |outcome, other| {
                outcome.and(other.join().unwrap_or_else(|_| Err(Failure::new("a thread of the bare loop panicked"))))
            })
        })?;
    }
    Ok(())
}

fn run_stage(graph: Graph, stage: usize) -> Result<(), Failure> {
    let (from, to) = (graph.copied(stage).to_string(), File::Output(stage).to_string());
    let status = Command::new("cp").args([&from, &to]).stdin(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(format!("`cp {from} {to}` ended with {status}"))),
        Err(error) => Err(cannot_start(&error)),
    }
}

fn cannot_start(error: &io::Error) -> Failure {
    Failure::new(format!("cannot start `cp`: {error}"))
}
