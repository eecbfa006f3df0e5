//! What was measured, as Markdown: a table of times, one of memory and system calls, one of plans.

use std::fmt::Write;

use super::contenders::Contender;
use super::fit::{exponent, median, number};
use super::measure::Usage;
use super::planning::Planned;
use super::rounds::Measured;

/// What stands where nothing was measured.
const NOTHING: &str = "—";

/// The times, each with its ratio to ninja's.
pub(super) fn times(measured: &[Measured]) -> String {
    let mut table = heading(&["graph", "stages", "", "cold", "nothing changed", "again", "one input changed"], 3);
    for entry in measured {
        let ninja = ninja_of(measured, entry);
        let cell = |usages: fn(&Measured) -> &[Usage]| timed(usages(entry), ninja.map(usages));
        row(
            &mut table,
            &[
                entry.graph.shape.to_string(),
                thousands(entry.graph.stages),
                entry.contender.to_string(),
                cell(|entry| &entry.cold),
                cell(|entry| &entry.unchanged),
                cell(|entry| &entry.again),
                cell(|entry| &entry.changed),
            ],
        );
    }
    table
}

/// Peak memory, and system calls a stage. `floor` is the least memory that can be seen, in bytes.
pub(super) fn resources(measured: &[Measured], floor: Option<u64>) -> String {
    let names = [
        "graph",
        "stages",
        "",
        "peak memory, cold",
        "peak memory, again",
        "system calls a stage, cold",
        "system calls a stage, again",
    ];
    let mut table = heading(&names, 3);
    for entry in measured {
        let each = |calls: u64| {
            let calls = u32::try_from(calls).unwrap_or(u32::MAX);
            format!("{:.1}", f64::from(calls) / number(entry.graph.stages.max(1)))
        };
        row(
            &mut table,
            &[
                entry.graph.shape.to_string(),
                thousands(entry.graph.stages),
                entry.contender.to_string(),
                memory(&entry.cold, floor),
                memory(&entry.again, floor),
                entry.calls_cold.map_or(NOTHING.to_owned(), each),
                entry.calls_again.map_or(NOTHING.to_owned(), each),
            ],
        );
    }
    table
}

/// Plans: time and memory of each size, and the exponent with which they grow.
pub(super) fn plans(planned: &[Planned], floor: Option<u64>) -> String {
    let Some(first) = planned.first() else { return String::new() };
    let sizes: Vec<String> = first.sizes.iter().map(|(stages, _)| thousands(*stages)).collect();
    let mut names = vec!["graph", "", ""];
    names.extend(sizes.iter().map(String::as_str));
    names.push("grows with");
    let mut table = heading(&names, 3);
    for entry in planned {
        let sizes = &entry.sizes;
        let grows = |value: fn(&[Usage]) -> Option<f64>| {
            let points: Option<Vec<(f64, f64)>> =
                sizes.iter().map(|(stages, usages)| Some((number(*stages), value(usages)?))).collect();
            points.and_then(|points| exponent(&points)).map_or(NOTHING.to_owned(), |power| format!("n^{power:.2}"))
        };
        let mut line = |what: &str, cells: Vec<String>, grows: String| {
            let mut all = vec![entry.shape.to_string(), entry.contender.to_string(), what.to_owned()];
            all.extend(cells);
            all.push(grows);
            row(&mut table, &all);
        };
        line("time", sizes.iter().map(|(_, usages)| timed(usages, None)).collect(), grows(wall));
        line("memory", sizes.iter().map(|(_, usages)| memory(usages, floor)).collect(), grows(peak));
    }
    table
}

/// How far apart the rounds were: half of all medians come from rounds whose slowest and fastest differ by at most this
/// part of the median. `None` where there is one round or none.
pub(super) fn spread(measured: &[Measured]) -> Option<f64> {
    let spreads = measured
        .iter()
        .flat_map(|entry| [&entry.cold, &entry.unchanged, &entry.again, &entry.changed])
        .filter_map(|usages| {
            let seconds = || usages.iter().map(|usage| usage.wall.as_secs_f64());
            let (least, most) = (seconds().reduce(f64::min)?, seconds().reduce(f64::max)?);
            (usages.len() > 1).then_some((most - least) / wall(usages)?)
        });
    median(spreads)
}

/// Ninja's measurements of the same graph.
fn ninja_of<'m>(measured: &'m [Measured], entry: &Measured) -> Option<&'m Measured> {
    measured.iter().find(|other| other.graph == entry.graph && other.contender == Contender::Ninja)
}

/// The median time, in seconds.
fn wall(usages: &[Usage]) -> Option<f64> {
    median(usages.iter().map(|usage| usage.wall.as_secs_f64()))
}

/// The median peak, in mebibytes.
fn peak(usages: &[Usage]) -> Option<f64> {
    median(usages.iter().map(|usage| mebibytes(usage.peak)))
}

fn mebibytes(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes / 1024).unwrap_or(u32::MAX)) / 1024.0
}

fn timed(usages: &[Usage], ninja: Option<&[Usage]>) -> String {
    let Some(seconds) = wall(usages) else { return NOTHING.to_owned() };
    let text = duration(seconds);
    match ninja.and_then(wall) {
        Some(ninja) if ninja > 0.0 => format!("{text} ({:.2})", seconds / ninja),
        _ => text,
    }
}

/// Three digits that count, in the unit that fits.
pub(super) fn duration(seconds: f64) -> String {
    let (value, unit) = if seconds < 1.0 { (seconds * 1000.0, "ms") } else { (seconds, "s") };
    match value {
        value if value < 10.0 => format!("{value:.2} {unit}"),
        value if value < 100.0 => format!("{value:.1} {unit}"),
        value => format!("{value:.0} {unit}"),
    }
}

fn memory(usages: &[Usage], floor: Option<u64>) -> String {
    let Some(peak) = peak(usages) else { return NOTHING.to_owned() };
    match floor.map(mebibytes) {
        Some(floor) if peak <= floor => format!("≤ {floor:.0} MiB"),
        _ => format!("{peak:.0} MiB"),
    }
}

/// The digits in groups of three.
pub(super) fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The heading of a table; the columns from `numbers` on hold numbers, and so does the second where its name says so.
pub(super) fn heading(names: &[&str], numbers: usize) -> String {
    let mut table = format!("| {} |\n|", names.join(" | "));
    for (index, name) in names.iter().enumerate() {
        table.push_str(if index >= numbers || *name == "stages" { "---:|" } else { "---|" });
    }
    table.push('\n');
    table
}

pub(super) fn row(table: &mut String, cells: &[String]) {
    // Writing to a string cannot fail.
    let _ = writeln!(table, "| {} |", cells.join(" | "));
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::bench::graphs::{Graph, Shape};

    fn usages(millis: &[u64], mebibytes: u64) -> Vec<Usage> {
        millis.iter().map(|wall| Usage { wall: Duration::from_millis(*wall), peak: mebibytes << 20 }).collect()
    }

    fn example() -> Vec<Measured> {
        let graph = Graph { shape: Shape::Wide, stages: 1_000 };
        let of = |contender, cold: &[u64], rest: &[u64], calls: Option<(u64, u64)>| Measured {
            graph,
            contender,
            cold: usages(cold, 12),
            unchanged: usages(rest, 4),
            again: usages(rest, 4),
            changed: usages(rest, 4),
            calls_cold: calls.map(|(cold, _)| cold),
            calls_again: calls.map(|(_, again)| again),
        };
        vec![
            of(Contender::Throughline, &[900, 1_100, 5_000], &[10, 10, 12], Some((98_500, 2_400))),
            of(Contender::Ninja, &[2_200, 2_000, 2_100], &[5, 4, 6], None),
            of(Contender::SpawnLoop, &[800], &[], None),
        ]
    }

    #[test]
    fn times_are_medians_with_ratios_to_ninja() {
        let expected = "\
| graph | stages |  | cold | nothing changed | again | one input changed |
|---|---:|---|---:|---:|---:|---:|
| wide | 1,000 | throughline | 1.10 s (0.52) | 10.0 ms (2.00) | 10.0 ms (2.00) | 10.0 ms (2.00) |
| wide | 1,000 | ninja | 2.10 s (1.00) | 5.00 ms (1.00) | 5.00 ms (1.00) | 5.00 ms (1.00) |
| wide | 1,000 | bare loop | 800 ms (0.38) | — | — | — |
";
        assert_eq!(times(&example()), expected);
    }

    #[test]
    fn resources_under_the_floor_are_said_to_be() {
        let table = resources(&example(), Some(8 << 20));
        let row = table.lines().nth(2).unwrap();
        assert_eq!(row, "| wide | 1,000 | throughline | 12 MiB | ≤ 8 MiB | 98.5 | 2.4 |");
        assert!(table.ends_with("| bare loop | 12 MiB | — | — | — |\n"), "{table}");
    }

    #[test]
    fn plans_say_how_they_grow() {
        let planned = Planned {
            shape: Shape::Diamond,
            contender: Contender::Throughline,
            sizes: vec![(25_000, usages(&[500], 40)), (50_000, usages(&[1_000], 80)), (100_000, usages(&[2_000], 320))],
        };
        let table = plans(&[planned], None);
        let rows: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(rows[0], "| diamond | throughline | time | 500 ms | 1.00 s | 2.00 s | n^1.00 |");
        assert_eq!(rows[1], "| diamond | throughline | memory | 40 MiB | 80 MiB | 320 MiB | n^1.50 |");
        assert_eq!(plans(&[], None), "");
    }

    #[test]
    fn the_spread_is_that_of_an_ordinary_median() {
        let found = spread(&example()).unwrap();
        assert!((found - 0.3).abs() < 1e-9, "{found}");
        assert_eq!(spread(&[]), None);
    }

    #[test]
    fn digits_are_grouped() {
        assert_eq!([7, 999, 1_000, 100_000, 1_234_567].map(thousands).join(" "), "7 999 1,000 100,000 1,234,567");
    }
}
