//! `cargo xtask bench-api`: how many requests the server answers, and how long a caller waits, with
//! [wrk](https://github.com/wg/wrk) on the same machine.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;

use super::ask::{ask, id_of};
use super::served::{KEY, Served};
use crate::failure::Failure;
use crate::{Outcome, command, files, say, tools};

/// What is measured, and how.
#[derive(Args)]
pub(crate) struct BenchApiArgs {
    /// Seconds of each load
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// How many issues the long list has
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    issues: u32,
    /// Measure this binary of Throughline instead of building one
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// Fail where a bar is missed
    #[arg(long)]
    check: bool,
}

/// One figure beside its bar.
struct Figure {
    what: String,
    reached: f64,
    bar: f64,
    unit: &'static str,
    /// Whether more is better.
    is_rate: bool,
}

impl Figure {
    fn is_reached(&self) -> bool {
        if self.is_rate { self.reached >= self.bar } else { self.reached <= self.bar }
    }

    fn row(&self) -> String {
        let word = if self.is_rate { "at least" } else { "at most" };
        let mark = if self.is_reached() { "✔" } else { "✖" };
        format!("| {} | {:.1} {} | {word} {} {} | {mark} |", self.what, self.reached, self.unit, self.bar, self.unit)
    }
}

/// Measures, and prints the figures as Markdown on stdout.
pub(crate) fn bench_api(args: &BenchApiArgs) -> Outcome {
    tools::debian_packages()?;
    let binary = match &args.binary {
        Some(binary) => binary.clone(),
        None => built()?,
    };
    let folder = tempfile::Builder::new().prefix("throughline-bench-api-").tempdir()?;
    let served = Served::start(&binary, folder.path())?;
    std::thread::sleep(Duration::from_secs(1));
    let mut figures = vec![at_most("idle memory", served.memory()?, 30.0, "MiB")];

    let repo =
        ask(&served.url, "POST", "/cwom/repos", r#"{"name": "n", "slug": "harbour/n", "source": {"system": "git"}}"#)?;
    let body = format!(
        r#"{{"repo": {{"kind": "Repo", "id": "{}"}}, "title": "It is dark", "description": "Twice.", "type": "bug"}}"#,
        id_of(&repo, "repo")?
    );
    let issue = ask(&served.url, "POST", "/cwom/issues", &body)?;
    let issue = id_of(&issue, "issue")?;
    say::line("bench-api: reads");
    figures.extend(load(args, &served, &format!("/cwom/issues/{issue}"), None, ("reads", 16_000.0))?);
    say::line("bench-api: creates");
    figures.extend(load(args, &served, "/cwom/issues", Some((folder.path(), &body)), ("creates", 3_000.0))?);
    say::line(&format!("bench-api: a list of 100 out of {} issues", args.issues));
    fill(&folder.path().join(".throughline/state.db"), args.issues, &issue)?;
    for share in [0.0, 0.5, 0.999] {
        let deep = f64::from(args.issues) * (1.0 - share);
        let path = format!("/cwom/issues?limit=100&cursor=00{deep:024.0}");
        figures.push(at_most(
            &format!("list of 100, {:.1} % deep", share * 100.0),
            took(&served.url, &path)?,
            10.0,
            "ms",
        ));
    }
    let path = "/cwom/issues?limit=100&status=planned&type=bug";
    figures.push(at_most("list of 100 by status and type", took(&served.url, path)?, 10.0, "ms"));

    say::result("| what | reached | bar | |\n|---|---:|---:|---|");
    for figure in &figures {
        say::result(&figure.row());
    }
    say::line(&format!("memory after all of it: {:.1} MiB", served.memory()?));
    let missed: Vec<&str> = figures.iter().filter(|figure| !figure.is_reached()).map(|figure| &*figure.what).collect();
    if args.check && !missed.is_empty() {
        return Err(Failure::new(format!("below the bar: {}", missed.join(", "))));
    }
    Ok(())
}

fn at_most(what: &str, reached: f64, bar: f64, unit: &'static str) -> Figure {
    Figure { what: what.to_owned(), reached, bar, unit, is_rate: false }
}

/// Sixteen callers ask as fast as they are answered. With a body they post it, by a script in this folder.
fn load(
    args: &BenchApiArgs,
    served: &Served,
    path: &str,
    posted: Option<(&Path, &str)>,
    (what, bar): (&'static str, f64),
) -> Result<Vec<Figure>, Failure> {
    let mut wrk = command::command("wrk");
    wrk.args(["--threads", "2", "--connections", "16", "--latency", "--duration", &format!("{}s", args.seconds)]);
    wrk.args(["--header", &format!("Authorization: Bearer {KEY}")]);
    if let Some((folder, body)) = posted {
        let script = folder.join("post.lua");
        let lines = format!(
            "wrk.method = 'POST'\nwrk.headers['content-type'] = 'application/json'\nwrk.body = [==[{body}]==]\n"
        );
        std::fs::write(&script, lines)?;
        wrk.arg("--script").arg(script);
    }
    let output = wrk.arg(format!("{}{path}", served.url)).output();
    let output = output.map_err(|error| Failure::new(format!("cannot start wrk: {error}")))?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    if let Some(line) = told.lines().find(|line| line.contains("Non-2xx") || line.contains("Socket errors")) {
        return Err(Failure::new(format!("{what}: {}", line.trim())));
    }
    let after = |word: &str| told.lines().find_map(|line| line.trim().strip_prefix(word)).map(str::trim);
    let unread = || Failure::new(format!("cannot read what wrk says:\n{told}"));
    let rate = after("Requests/sec:").and_then(|rate| rate.parse().ok()).ok_or_else(unread)?;
    let slowest = after("99%").and_then(millis).ok_or_else(unread)?;
    Ok(vec![
        Figure { what: format!("{what} a second"), reached: rate, bar, unit: "", is_rate: true },
        at_most(&format!("99 % of {what} within"), slowest, 20.0, "ms"),
    ])
}

/// `1.20ms`, `340.00us` or `1.02s`.
fn millis(text: &str) -> Option<f64> {
    let units = [("us", 0.001), ("ms", 1.0), ("s", 1000.0)];
    let (number, factor) = units.iter().find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))?;
    Some(number.parse::<f64>().ok()? * factor)
}

/// The median time of an answer in milliseconds, the way to the server and back included.
fn took(url: &str, path: &str) -> Result<f64, Failure> {
    let mut times = Vec::new();
    for _ in 0..15 {
        let began = Instant::now();
        ask(url, "GET", path, "")?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

/// Fills the list with copies of an issue, older than all that the server made.
fn fill(database: &Path, issues: u32, of: &str) -> Outcome {
    const FILL: &str = "
import sqlite3, sys
path, count, one = sys.argv[1:]
database = sqlite3.connect(path, timeout=60)
columns = [row[1] for row in database.execute('PRAGMA table_info(cwom_issues)')][1:]
with database:
    database.execute('''
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
        INSERT INTO cwom_issues (id, %s) SELECT printf('00%%024d', n.i), %s FROM n, cwom_issues c WHERE c.id = ?
    ''' % (', '.join(columns), ', '.join('c.' + column for column in columns)), (int(count), one))
";
    command::run(command::command("python3").args(["-c", FILL]).arg(database).args([&issues.to_string(), of]))
}

fn built() -> Result<PathBuf, Failure> {
    command::run(command::cargo().args(["build", "--release", "--package", "throughline"]))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Path::new("target").to_owned(), PathBuf::from);
    Ok(files::root().join(target).join("release/throughline"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_wrk_writes_them() {
        let read: Vec<_> = ["340.00us", "1.20ms", "1.02s", "x"].into_iter().map(millis).collect();
        assert_eq!(read, [Some(0.34), Some(1.2), Some(1020.0), None]);
    }
}
