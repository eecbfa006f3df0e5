//! What housekeeping shows: what goes and why, what stays and why, and what that frees.

use std::collections::BTreeMap;
use std::io::Write;

use camino::Utf8Path;
use serde_json::{Value, json};
use throughline_engine::{DoomedRun, Leftover, LeftoverKind, Protection, Survey, Swept};
use throughline_model::iso_millis;

use crate::args::{Format, GcArgs, Global};
use crate::console::{self, Paint, bytes, one_line, paint, table, when, write_json};
use crate::error::CommandError;

/// So many runs are shown one by one.
const SHOWN: usize = 20;

/// The rules as they were asked for.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) older_than: Option<String>,
    pub(super) keep: Option<usize>,
    pub(super) max_size: Option<u64>,
}

/// What was found, and what was done if anything was.
pub(super) struct Page<'a> {
    pub(super) rules: &'a Words,
    pub(super) survey: &'a Survey,
    pub(super) swept: Option<&'a Swept>,
    pub(super) root: &'a Utf8Path,
}

impl Page<'_> {
    /// Shows it. `is_empty` says that there is no ledger.
    pub(super) fn print(&self, global: &Global, args: &GcArgs, is_empty: bool) -> Result<(), CommandError> {
        let mut out = console::stdout(global.color);
        match args.format.format {
            Format::Json => write_json(&mut out, &self.document(args.dry_run))?,
            Format::Text if is_empty => writeln!(out, "no run yet, and nothing to remove")?,
            Format::Text => self.write(&mut out)?,
        }
        Ok(out.flush()?)
    }

    fn write(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let runs = &self.survey.runs;
        if !runs.is_empty() {
            let rows: Vec<Vec<String>> = runs.iter().take(SHOWN).map(|doomed| self.row(doomed)).collect();
            writeln!(out, "{}", table(&["run", "pipeline", "status", "began", "size", "goes because"], &rows))?;
            if runs.len() > SHOWN {
                writeln!(out, "… and {} more; `--format json` shows all", runs.len() - SHOWN)?;
            }
            writeln!(out)?;
        }
        self.write_sum(out)?;
        self.write_kept(out)?;
        for left in &self.survey.left_alone {
            let text = format!("{} ({}, {})", self.shown(left), kind_words(left.kind), bytes(left.size_bytes));
            writeln!(out, "{} {text}; `--lost` removes it", paint(Paint::Notice, "left alone:"))?;
        }
        if self.rules.older_than.is_none() && self.rules.keep.is_none() && self.rules.max_size.is_none() {
            let text = "no rule says which runs may go: give `--older-than 30d`, `--keep 50` or `--max-size 2G`, or write \
                        them under `[gc]` in throughline.toml";
            writeln!(out, "{} {text}", paint(Paint::Faint, "note:"))?;
        }
        Ok(())
    }

    fn row(&self, doomed: &DoomedRun) -> Vec<String> {
        let run = &doomed.run;
        vec![
            run.id.to_string(),
            run.pipeline.to_string(),
            run.status.to_string(),
            when(run.started_at),
            bytes(run.ledger_bytes + doomed.file_bytes),
            self.rules.of(doomed.taken),
        ]
    }

    fn write_sum(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let survey = self.survey;
        let verb = if self.swept.is_some() { "removed" } else { "would remove" };
        let mut parts = Vec::new();
        if !survey.runs.is_empty() {
            parts.push(format!("{} with {}", count(survey.runs.len(), "run"), results(survey.records)));
        }
        if !survey.objects.is_empty() {
            parts.push(format!("{} that no run names any more", count(survey.objects.len(), "kept artifact")));
        }
        for (kind, number) in kinds(&survey.leftovers) {
            parts.push(format!("{} ({})", count(number, "leftover"), kind_words(kind)));
        }
        if parts.is_empty() {
            return match self.swept.map(|swept| swept.ledger) {
                Some(ledger) if ledger.after_bytes < ledger.before_bytes / 2 => {
                    let (before, after) = (bytes(ledger.before_bytes), bytes(ledger.after_bytes));
                    writeln!(out, "nothing to remove; the ledger's file went from {before} to {after}")
                }
                _ => writeln!(out, "nothing to remove"),
            };
        }
        writeln!(out, "{} {}", paint(Paint::Strong, verb), parts.join(", "))?;
        match self.swept {
            // The fault that is told after this says why the ledger's file is what it was.
            Some(swept) if swept.ledger.after_bytes == 0 => writeln!(out, "freed {}", bytes(self.freed(swept))),
            Some(swept) => writeln!(
                out,
                "freed {}; the ledger went from {} to {}",
                bytes(self.freed(swept)),
                bytes(swept.ledger.before_bytes),
                bytes(swept.ledger.after_bytes)
            ),
            None => writeln!(
                out,
                "would free about {}, of which {} in the ledger",
                bytes(survey.file_bytes() + survey.ledger_bytes()),
                bytes(survey.ledger_bytes())
            ),
        }
    }

    fn write_kept(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let survey = self.survey;
        let kept = survey.untouched + survey.protected.values().sum::<usize>();
        if kept == 0 {
            return Ok(());
        }
        let verb = if self.swept.is_some() { "kept" } else { "would keep" };
        writeln!(out, "{} {}", paint(Paint::Strong, verb), count(kept, "run"))?;
        for (why, number) in &survey.protected {
            writeln!(out, "  {number}  {}", protection_words(*why))?;
        }
        if survey.untouched > 0 {
            writeln!(
                out,
                "  {}  no rule takes {}",
                survey.untouched,
                if survey.untouched == 1 { "it" } else { "them" }
            )?;
        }
        Ok(())
    }

    /// What is on the disk less than before.
    fn freed(&self, swept: &Swept) -> u64 {
        self.survey.file_bytes() + swept.ledger.before_bytes.saturating_sub(swept.ledger.after_bytes)
    }

    fn shown(&self, left: &Leftover) -> String {
        one_line(left.path.strip_prefix(self.root).unwrap_or(&left.path).as_str())
    }

    fn document(&self, dry_run: bool) -> Value {
        let survey = self.survey;
        let run = |doomed: &DoomedRun| {
            json!({
                "id": doomed.run.id,
                "pipelineId": doomed.run.pipeline,
                "name": doomed.run.name,
                "status": doomed.run.status,
                "startedAt": iso_millis(doomed.run.started_at),
                "finishedAt": doomed.run.finished_at.map(iso_millis),
                "because": self.rules.of(doomed.taken),
                "ledgerBytes": doomed.run.ledger_bytes,
                "fileBytes": doomed.file_bytes,
            })
        };
        let leftover =
            |left: &Leftover| json!({ "path": self.shown(left), "kind": left.kind, "sizeBytes": left.size_bytes });
        let objects: u64 = survey.objects.iter().map(|object| object.size_bytes).sum();
        json!({
            "dryRun": dry_run,
            "rules": {
                "olderThan": self.rules.older_than,
                "keep": self.rules.keep,
                "maxSizeBytes": self.rules.max_size,
            },
            "runs": survey.runs.iter().map(run).collect::<Vec<_>>(),
            "records": survey.records,
            "keptArtifacts": { "count": survey.objects.len(), "sizeBytes": objects },
            "leftovers": survey.leftovers.iter().map(leftover).collect::<Vec<_>>(),
            "leftAlone": survey.left_alone.iter().map(leftover).collect::<Vec<_>>(),
            "kept": { "protected": survey.protected, "untouched": survey.untouched },
            "freedBytes": self.swept.map(|swept| self.freed(swept)),
            "ledgerBytes": self.swept.map(|swept| {
                json!({ "before": swept.ledger.before_bytes, "after": swept.ledger.after_bytes })
            }),
            "faults": self.swept.map(|swept| &swept.faults),
        })
    }
}

fn kinds(leftovers: &[Leftover]) -> BTreeMap<LeftoverKind, usize> {
    let mut kinds = BTreeMap::new();
    for leftover in leftovers {
        *kinds.entry(leftover.kind).or_default() += 1;
    }
    kinds
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn results(number: u64) -> String {
    format!("{number} record{}", if number == 1 { "" } else { "s" })
}

fn kind_words(kind: LeftoverKind) -> &'static str {
    match kind {
        LeftoverKind::Temporary => "of processes that were killed",
        LeftoverKind::UnfinishedBundle => "of exports that were killed",
        LeftoverKind::RemovedRun => "of runs that were removed",
        LeftoverKind::SetAside => "a ledger that was set aside as damaged",
        LeftoverKind::UnknownRun => "of a run that the ledger does not know",
    }
}

fn protection_words(why: Protection) -> &'static str {
    match why {
        Protection::Unfinished => "has not ended",
        Protection::OpenGate => "waits at a gate that nobody has decided",
        Protection::LatestSuccess => "the latest success of its pipeline",
        Protection::Newest => "the newest of its pipeline",
        Protection::FoundFresh => "made what one of these has found fresh",
        Protection::Result => "made the newest result of a stage, or what is there now",
        Protection::Line => "made what that was made of",
    }
}
