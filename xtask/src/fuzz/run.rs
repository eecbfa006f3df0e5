//! Running the targets, two or more side by side, and saying what came of it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc;
use std::thread;

use super::args::{FuzzArgs, Target};
use super::build::{Built, build, place};
use crate::failure::Failure;
use crate::{Outcome, command, files, say};

/// Longer inputs are not made up: what goes wrong does so in small ones, and small ones are quick.
const MAX_BYTES: u32 = 4096;

/// An input that takes longer is a crash, in seconds.
const TIMEOUT: u32 = 10;

/// An input that takes more memory is a crash, in mebibytes.
const MEMORY: u32 = 1024;

/// Fuzzes what is wanted.
pub(crate) fn fuzz(args: &FuzzArgs) -> Outcome {
    let targets = args.targets();
    let built = build(args.sanitizer)?;
    if let Some(input) = &args.input {
        return targets.iter().try_for_each(|target| repeat(&built, *target, input));
    }
    let at_once = args.jobs.map_or_else(
        || thread::available_parallelism().map_or(1, usize::from),
        |jobs| usize::try_from(jobs).unwrap_or(1),
    );
    let queue = Mutex::new(targets.into_iter());
    let (sender, outcomes) = mpsc::channel();
    let mut findings = Vec::new();
    thread::scope(|scope| {
        for _ in 0..at_once {
            let (sender, queue, built) = (sender.clone(), &queue, &built);
            scope.spawn(move || {
                loop {
                    let next = queue.lock().map_or(None, |mut queue| queue.next());
                    let Some(target) = next else { break };
                    // Nobody listens any more only where the other side has failed, and says so.
                    let _ = sender.send((target, one(built, target, args.seconds)));
                }
            });
        }
        drop(sender);
        for (target, outcome) in outcomes {
            match outcome {
                Ok(said) => say::line(&format!("  {}: {said}", target.name())),
                Err(failure) => findings.push(format!("{}: {failure}", target.name())),
            }
        }
    });
    Failure::unless_empty(findings, "something does not hold for every input")
}

/// Runs one target for its time, and returns what it amounted to in words.
fn one(built: &Built, target: Target, seconds: u32) -> Result<String, Failure> {
    let name = target.name();
    let (corpus, crashes) = (place("corpus").join(&name), place("crashes").join(&name));
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&crashes)?;
    let before = listed(&crashes)?;
    let log = place(&format!("{name}.log"));
    let mut fuzzer = started(built, target);
    fuzzer.arg(&corpus).arg(files::root().join("fuzz/seeds").join(&name));
    if let Some(words) = target.dictionary() {
        fuzzer.arg(format!("-dict={}", files::root().join("fuzz/dictionaries").join(words).display()));
    }
    fuzzer.arg(format!("-max_total_time={seconds}")).arg("-print_final_stats=1");
    fuzzer.arg(format!("-artifact_prefix={}/", crashes.display()));
    let status = fuzzer.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log)?).status()?;
    let said = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    if status.success() {
        let number = |label: &str| said.lines().find_map(|line| line.strip_prefix(label)).map_or("?", str::trim);
        let (inputs, memory) = (number("stat::number_of_executed_units:"), number("stat::peak_rss_mb:"));
        return Ok(format!("{inputs} inputs in {seconds}s, {memory} MiB at most"));
    }
    let new = listed(&crashes)?.into_iter().find(|crash| !before.contains(crash));
    let why = said.lines().skip_while(|line| !line.contains("panicked at")).take(3).collect::<Vec<_>>().join("\n    ");
    let why = if why.is_empty() { format!("it ended with {status}") } else { why };
    let next = match new {
        Some(crash) => {
            let crash = crash.strip_prefix(files::root()).unwrap_or(&crash).display().to_string();
            format!("the input: {crash}\n    again: cargo xtask fuzz --target {name} --input {crash}")
        }
        None => format!("what it said: {}", log.display()),
    };
    Err(Failure::new(format!("{why}\n    {next}")))
}

/// Gives one input to a target, and shows what it says.
fn repeat(built: &Built, target: Target, input: &Path) -> Outcome {
    let input = std::path::absolute(input)?;
    command::run(started(built, target).env("RUST_BACKTRACE", "1").arg(input))
}

fn started(built: &Built, target: Target) -> Command {
    let mut fuzzer = command::command(built.program(target));
    fuzzer.arg(format!("-max_len={MAX_BYTES}"));
    fuzzer.arg(format!("-timeout={TIMEOUT}"));
    fuzzer.arg(format!("-rss_limit_mb={MEMORY}"));
    fuzzer
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    Ok(paths)
}
