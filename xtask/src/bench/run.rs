//! The task: prepares, measures, and says what came of it.

use std::path::Path;

use super::args::{BenchArgs, Choice};
use super::contenders::{JOBS, Programs};
use super::document::{DOCUMENT, Place, replaced};
use super::graphs::Graph;
use super::history::history;
use super::measure::floor;
use super::planning::{Planned, planning};
use super::rounds::{Measured, calls_of_cp, rounds};
use super::{machine, spawn_loop, table};
use crate::failure::Failure;
use crate::{Outcome, files, say};

/// A machine with less load than this does nothing else to speak of.
const QUIET: f64 = 1.0;

/// Measures what is asked for, prints it on stdout as Markdown, and writes it into the document if that is asked for.
pub(crate) fn bench(args: &BenchArgs) -> Outcome {
    if args.spawn_loop {
        return args
            .loop_graph()
            .map_or_else(|| Err(Failure::new("a shape and a number of stages")), spawn_loop::spawn_loop);
    }
    let choice = args.choice();
    let is_beside = !choice.shapes.is_empty() || !choice.planned_shapes.is_empty();
    if !is_beside && choice.history.is_none() {
        return Err(Failure::new("nothing is left to measure: a chain is run, but not planned"));
    }
    let programs = Programs::prepare(args.binary.as_deref())?;
    let base = tempfile::Builder::new().prefix("throughline-bench-").tempdir()?;
    if is_beside {
        tell(&choice, Place::Beside, &report(&choice, &programs, base.path())?)?;
    }
    if let Some(extent) = choice.history {
        let began = (machine::now(), machine::load());
        tell(
            &choice,
            Place::History,
            &history(extent, base.path(), &programs, || facts(&programs, base.path(), began))?,
        )?;
    }
    Ok(())
}

/// Prints a report, and writes it into the document if that is asked for.
fn tell(choice: &Choice, place: Place, report: &str) -> Outcome {
    say::result(report);
    if choice.write {
        let path = files::root().join(DOCUMENT);
        let text = files::read(files::root(), Path::new(DOCUMENT))?;
        std::fs::write(path, replaced(&text, place, report)?)?;
        say::line(&format!("bench: {DOCUMENT} is written"));
    }
    Ok(())
}

/// What it was measured on, and when.
fn facts(programs: &Programs, base: &Path, (began, load_before): (String, Option<String>)) -> String {
    let mut facts = machine::machine(programs, base);
    let load = |load: Option<String>| load.unwrap_or_else(|| "unknown".to_owned());
    facts.push(format!(
        "{began} to {}; load average before {}, after {}",
        machine::now(),
        load(load_before),
        load(machine::load())
    ));
    facts.iter().map(|fact| format!("- {fact}\n")).collect()
}

fn report(choice: &Choice, programs: &Programs, base: &Path) -> Result<String, Failure> {
    let (began, load_before) = (machine::now(), machine::load());
    if load_before.as_ref().and_then(|load| load.parse::<f64>().ok()).is_some_and(|load| load >= QUIET) {
        say::line("warning: the machine has other work; the figures will tell of that too");
    }
    let mut measured: Vec<Measured> = Vec::new();
    for stages in &choice.stages {
        for shape in &choice.shapes {
            let graph = Graph { shape: *shape, stages: *stages };
            let count = choice.rounds_for(*stages);
            say::line(&format!("bench: {shape}, {} stages, {count} rounds", table::thousands(*stages)));
            measured.extend(rounds(programs, graph, count, base)?);
        }
    }
    let mut planned: Vec<Planned> = Vec::new();
    for shape in &choice.planned_shapes {
        say::line(&format!("bench: plans of {shape} graphs"));
        planned.extend(planning(programs, *shape, &choice.planned_stages, choice.planning_rounds(), base)?);
    }

    let mut sections = vec![facts(programs, base, (began, load_before))];
    if !measured.is_empty() {
        sections.push(format!("### Time\n\n{}\n", times_intro(choice, &measured)));
        sections.push(table::times(&measured));
        let cp = calls_of_cp(programs, base)?
            .map_or(String::new(), |calls| format!("`cp` alone makes {calls} system calls.\n"));
        sections.push(format!("### Memory and system calls\n\n{cp}"));
        sections.push(table::resources(&measured, floor()));
    }
    if !planned.is_empty() {
        sections.push(format!(
            "### Planning alone\n\n`throughline plan --format json` and `ninja -n`; medians; rounds: {}.\n",
            choice.planning_rounds()
        ));
        sections.push(table::plans(&planned, floor()));
    }
    Ok(sections.join("\n"))
}

fn times_intro(choice: &Choice, measured: &[Measured]) -> String {
    let counts: Vec<String> = choice
        .stages
        .iter()
        .map(|stages| format!("{} for {} stages", choice.rounds_for(*stages), table::thousands(*stages)))
        .collect();
    let counts = counts.join(", ");
    let spread = table::spread(measured).map_or(String::new(), |spread| {
        format!(
            " Between the fastest and the slowest round lay, in half of the cells, at most {:.0} %.",
            spread * 100.0
        )
    });
    format!("Medians; rounds: {counts}. {JOBS} jobs. In brackets, the ratio to ninja.{spread}")
}
