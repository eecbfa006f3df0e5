//! Five hundred runs, each with one fault that its seed decides: the run ends right or says what is wrong, and the run
//! after it ends as if nothing had happened.
//!
//! `THROUGHLINE_FAULT_SEEDS=17` repeats one seed and shows what it printed, `THROUGHLINE_FAULT_SEEDS=0..20000` is a
//! longer soak.

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::check::{self, Faulty};
use crate::draw::{Dice, Fault, Kind};
use crate::support::{Output, TestEnvironment};
use crate::{preload, project};

const SEEDS: &str = "THROUGHLINE_FAULT_SEEDS";
const THREADS: usize = 2;

#[test]
fn whatever_fails_the_run_says_so_and_the_next_one_ends_right() {
    let (seeds, is_default) = match std::env::var(SEEDS) {
        Ok(text) => (range(&text), false),
        Err(_) => (0..500, true),
    };
    project::in_memory();
    let (next, hits, failed) = (AtomicU64::new(seeds.start), Mutex::default(), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if !seeds.contains(&seed) {
                        return;
                    }
                    if catch_unwind(AssertUnwindSafe(|| trial(seed, &hits, seeds.clone().count() == 1))).is_err() {
                        eprintln!("to repeat: {SEEDS}={seed}");
                        failed.lock().unwrap().push(seed);
                    }
                }
            });
        }
    });
    let hits: BTreeMap<String, u32> = hits.into_inner().unwrap();
    eprintln!("faults that came to pass: {hits:#?}");
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{} of {} seeds failed: {failed:?}", failed.len(), seeds.count());
    if is_default {
        // A fault that never comes to pass tests nothing.
        let count = |name: &str| hits.iter().filter(|(key, _)| key.contains(name)).map(|(_, count)| count).sum::<u32>();
        assert!(count("") >= 250, "{hits:?}");
        for (name, least) in [
            ("fails", 120),
            ("short", 10),
            ("before", 20),
            ("after", 20),
            ("middle", 20),
            ("wal", 40),
            ("shm", 5),
            ("database", 5),
            ("record", 25),
            ("log", 10),
            ("object", 3),
            ("state", 10),
        ] {
            assert!(count(name) >= least, "{name}: {hits:?}");
        }
    }
}

fn range(text: &str) -> Range<u64> {
    match text.split_once("..") {
        Some((from, to)) => from.parse().unwrap()..to.parse().unwrap(),
        None => text.parse().unwrap()..text.parse::<u64>().unwrap() + 1,
    }
}

#[expect(clippy::print_stderr, reason = "one seed is repeated to be looked at")]
fn trial(seed: u64, hits: &Mutex<BTreeMap<String, u32>>, is_shown: bool) {
    let mut dice = Dice::new(seed);
    let fault = Fault::draw(&mut dice);
    let environment = if dice.below(3) == 0 { project::empty() } else { project::lived_in() };
    let version = change(&environment, &mut dice);
    let (jobs, format) = (dice.one_of(&["1", "1", "4"]), dice.one_of(&["json", "json", "text"]));
    let report = environment.outside("report");
    let mut command = environment.command(&["run", "--jobs", jobs, "--log-format", format]);
    preload::under(&mut command, &environment.root, &format!("report={report};{fault}"));
    let output = ended(command);
    let report = std::fs::read_to_string(report).unwrap_or_default();
    for line in report.lines() {
        let mut words = line.split(' ');
        let (op, class) = (words.next().unwrap(), words.next().unwrap());
        let kind = match fault.kind {
            Kind::Fails(_) => "fails",
            Kind::Short => "short",
            Kind::Before => "before",
            Kind::After => "after",
            Kind::Middle => "middle",
        };
        *hits.lock().unwrap().entry(format!("{op} {class} {kind}")).or_default() += 1;
    }
    let what =
        format!("seed {seed}: {fault} --jobs {jobs} --log-format {format}\ncame to pass: {report}{}", output.shown());
    if is_shown {
        eprintln!("{what}");
    }
    check::after_the_fault(
        &environment,
        &Faulty { fault, happened: !report.is_empty(), version, output: &output, what: &what },
    );
    check::after_that(
        &environment,
        &Faulty { fault, happened: !report.is_empty(), version, output: &output, what: &what },
    );
}

/// Gives the run something to do, or nothing.
fn change(environment: &TestEnvironment, dice: &mut Dice) -> u64 {
    let version = 1 + dice.below(2);
    environment.write("in.json", &project::input(version).to_string());
    if environment.exists("loud.txt") && dice.below(2) == 0 {
        environment.remove(dice.one_of(&["loud.txt", "tree/b", "parts/two.txt", "out/last.json"]));
    }
    version
}

/// Runs to the end; a run that hangs is one that failed.
fn ended(command: std::process::Command) -> Output {
    let output = assert_cmd::Command::from_std(command).timeout(std::time::Duration::from_secs(60)).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Output { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}
