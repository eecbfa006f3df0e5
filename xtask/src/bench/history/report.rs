//! Makes the histories, looks at them, and says what came of it.

use std::path::Path;

use super::super::contenders::Programs;
use super::super::table::{duration, heading, row, thousands};
use super::long::{Length, Projects, teller};
use super::looks::{LOOK, Look, Looked, START, look_at, look_in, looks};
use super::turns::{RATIO, Turns, turns};
use crate::failure::Failure;
use crate::{files, say};

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Extent {
    /// Histories a tenth as long.
    Quick,
    /// The histories that the bars are for.
    Whole,
}

/// What was measured of one pipeline.
struct Told {
    length: Length,
    ledger_bytes: u64,
    looked: Vec<Looked>,
    turns: Vec<Turns>,
}

impl Extent {
    fn lengths(self) -> [Length; 2] {
        let tenth = if self == Self::Quick { 10 } else { 1 };
        [Length { stages: 10, runs: 10_000 / tenth }, Length { stages: 1_000, runs: 1_000 / tenth }]
    }

    /// How often a command looks, and how often a pipeline of so many stages is run.
    fn rounds(self, stages: usize) -> (usize, usize) {
        match (self, stages < 100) {
            (Self::Quick, true) => (5, 15),
            (Self::Quick, false) => (3, 3),
            (Self::Whole, true) => (15, 61),
            (Self::Whole, false) => (5, 9),
        }
    }
}

/// Measures both pipelines; the outcome as Markdown. `facts` say what it was measured on, and are asked for at the end.
///
/// # Errors
/// When something cannot be built or made, or a command does not end well.
pub(in super::super) fn history(
    extent: Extent,
    base: &Path,
    programs: &Programs,
    facts: impl FnOnce() -> String,
) -> Result<String, Failure> {
    let teller = teller()?;
    let mut told = Vec::new();
    for length in extent.lengths() {
        let Length { stages, runs } = length;
        say::line(&format!("bench: a history of {} runs of {} stages", thousands(runs), thousands(stages)));
        let mut projects = Projects::make(programs, &teller, length, base)?;
        let (looks_of, turns_of) = extent.rounds(stages);
        // All of it is on the disk and in memory before anything is measured.
        rustix::fs::sync();
        let looked = look_at(programs, &projects.long, looks(length), looks_of)?;
        let turns = turns(programs, &mut projects, turns_of)?;
        told.push(Told { length, ledger_bytes: projects.ledger_bytes, looked, turns });
    }
    let examples = examples(programs)?;
    Ok(report(&facts(), &told, &examples))
}

/// The start of the program in the projects that stand in `examples/`.
fn examples(programs: &Programs) -> Result<Vec<Looked>, Failure> {
    const ROUNDS: usize = 15;
    let mut looked = Vec::new();
    let mut folders: Vec<_> = std::fs::read_dir(files::root().join("examples"))?.collect::<Result<_, _>>()?;
    folders.sort_by_key(std::fs::DirEntry::file_name);
    for folder in folders {
        let name = folder.file_name().to_string_lossy().into_owned();
        let look = Look { words: vec!["list".to_owned()], shown: format!("list in examples/{name}"), bar: Some(START) };
        looked.extend(look_in(programs, &folder.path(), vec![look], ROUNDS)?);
    }
    Ok(looked)
}

fn report(facts: &str, told: &[Told], examples: &[Looked]) -> String {
    let ledgers = told.iter().map(|told| {
        let Length { stages, runs } = told.length;
        let mebibytes = told.ledger_bytes >> 20;
        format!("{} runs of {} stages ({mebibytes} MiB)", thousands(runs), thousands(stages))
    });
    let mut text = format!("{facts}- ledgers: {}\n\n", ledgers.collect::<Vec<_>>().join(", "));
    let mut names = vec!["command".to_owned(), "bar".to_owned()];
    names.extend(
        told.iter()
            .map(|told| format!("{} runs of {} stages", thousands(told.length.runs), thousands(told.length.stages))),
    );
    text.push_str(&heading(&names.iter().map(String::as_str).collect::<Vec<_>>(), 1));
    for (index, first) in told.first().iter().flat_map(|told| told.looked.iter().enumerate()) {
        let mut cells = vec![shown(&first.look.shown), first.look.bar.map_or_else(String::new, duration)];
        for (place, told) in told.iter().enumerate() {
            cells.push(told.looked.get(index).map_or_else(String::new, |looked| cell(looked, place == 0)));
        }
        row(&mut text, &cells);
    }
    for looked in examples {
        let cells = [shown(&looked.look.shown), looked.look.bar.map_or_else(String::new, duration), cell(looked, true)];
        row(&mut text, &[&cells[..], &vec![String::new(); told.len().saturating_sub(1)][..]].concat());
    }
    text.push('\n');
    text.push_str(&heading(&["a run", "stages", "few runs before it", "many runs before it", "ratio", "bar"], 2));
    for told in told {
        for turns in &told.turns {
            let what = if turns.all_ran { "every stage runs" } else { "nothing to do" };
            let ratio = emphasized(format!("{:.2}", turns.ratio()), turns.ratio() > RATIO);
            let (short, long) = (duration(turns.short), duration(turns.long));
            row(
                &mut text,
                &[what.to_owned(), thousands(told.length.stages), short, long, ratio, format!("{RATIO:.2}")],
            );
        }
    }
    text.push_str(&format!("\n{}\n", verdict(told, examples)));
    text
}

/// Words of a command as code, and what is said beside them as it is.
fn shown(text: &str) -> String {
    match text.split_once(", ") {
        Some((command, beside)) => format!("`{command}`, {beside}"),
        None => match text.split_once(" in ") {
            Some((command, place)) => format!("`{command}` in `{place}`"),
            None => format!("`{text}`"),
        },
    }
}

/// The bars are for the first pipeline.
fn cell(looked: &Looked, counts: bool) -> String {
    emphasized(duration(looked.seconds), counts && looked.is_over())
}

fn emphasized(text: String, is_over: bool) -> String {
    if is_over { format!("**{text}**") } else { text }
}

fn verdict(told: &[Told], examples: &[Looked]) -> String {
    let looked = told.first().into_iter().flat_map(|told| &told.looked).chain(examples);
    let over = looked.filter(|looked| looked.is_over()).count()
        + told.iter().flat_map(|told| &told.turns).filter(|turns| turns.ratio() > RATIO).count();
    let bars = format!("{} to start, {} to look, {RATIO:.2} to run", duration(START), duration(LOOK));
    match over {
        0 => format!("All bars are held ({bars})."),
        1 => format!("One bar is not held ({bars}); its figure is bold."),
        over => format!("{over} bars are not held ({bars}); their figures are bold."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked(shown: &str, bar: Option<f64>, seconds: f64) -> Looked {
        Looked { look: Look { words: Vec::new(), shown: shown.to_owned(), bar }, seconds }
    }

    #[test]
    fn what_is_over_its_bar_is_bold_and_counted() {
        let told = |stages, looked, long| Told {
            length: Length { stages, runs: 10_000 },
            ledger_bytes: 3 << 20,
            looked,
            turns: vec![Turns { all_ran: true, short: 0.1, long }],
        };
        let first = vec![looked("status", Some(LOOK), 0.004), looked("logs, a run", Some(LOOK), 0.06)];
        let second = vec![looked("status", Some(LOOK), 0.7), looked("logs, a run", Some(LOOK), 0.7)];
        let examples = [looked("list in examples/x", Some(START), 0.002)];
        let text = report("- a machine\n", &[told(10, first, 0.105), told(1_000, second, 0.2)], &examples);
        let expected = "\
- a machine
- ledgers: 10,000 runs of 10 stages (3 MiB), 10,000 runs of 1,000 stages (3 MiB)

| command | bar | 10,000 runs of 10 stages | 10,000 runs of 1,000 stages |
|---|---:|---:|---:|
| `status` | 50.0 ms | 4.00 ms | 700 ms |
| `logs`, a run | 50.0 ms | **60.0 ms** | 700 ms |
| `list` in `examples/x` | 10.0 ms | 2.00 ms |  |

| a run | stages | few runs before it | many runs before it | ratio | bar |
|---|---:|---:|---:|---:|---:|
| every stage runs | 10 | 100 ms | 105 ms | 1.05 | 1.10 |
| every stage runs | 1,000 | 100 ms | 200 ms | **2.00** | 1.10 |

2 bars are not held (10.0 ms to start, 50.0 ms to look, 1.10 to run); their figures are bold.
";
        assert_eq!(text, expected);
    }
}
