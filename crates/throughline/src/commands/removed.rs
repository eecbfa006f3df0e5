//! What is told of runs that `throughline gc` has removed: in lists, and where the line of cause of an artifact leads to
//! one.

use std::io::Write;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use throughline_engine::{Cause, Contents, JudgeError, Ledger, LedgerError, OnDisk, RemovedArtifact, Tombstone};
use throughline_model::{Digest, PipelineId, iso_millis};

use crate::args::{Format, Global, RunsArgs};
use crate::console::{self, Paint, one_line, paint, table, when, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::tombstone;

/// Lists the runs that were removed, newest first.
///
/// # Errors
/// When the ledger cannot be read.
pub(super) fn runs(global: &Global, args: &RunsArgs, ledger: &dyn Ledger) -> Result<Done, CommandError> {
    let pipeline = args.pipeline.as_deref().map(PipelineId::from);
    let found = ledger.tombstone_list(pipeline.as_ref(), args.limit)?;
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Json => write_json(&mut out, &found.iter().map(tombstone::document).collect::<Vec<_>>())?,
        Format::Text if found.is_empty() => writeln!(out, "no run was removed")?,
        Format::Text => {
            let row = |tombstone: &Tombstone| {
                vec![
                    tombstone.run.to_string(),
                    tombstone.pipeline.to_string(),
                    tombstone.status.to_string(),
                    when(tombstone.started_at),
                    when(tombstone.removed_at),
                    one_line(&tombstone.command),
                    one_line(&tombstone.rule),
                ]
            };
            let rows: Vec<Vec<String>> = found.iter().map(row).collect();
            writeln!(out, "{}", table(&["run", "pipeline", "status", "began", "removed", "by", "because"], &rows))?;
            let all = ledger.tombstone_count(pipeline.as_ref())?;
            if all > found.len() {
                writeln!(out, "… and {} more; `--limit N` shows more", all - found.len())?;
            }
        }
    }
    out.flush()?;
    Ok(Done::Success)
}

/// Something whose maker was removed.
pub(super) struct Gone {
    /// Where it is, or was, as it was asked for.
    path: String,
    /// What its maker left; none where only the run is gone, and the record of what it made is there.
    left: Option<RemovedArtifact>,
    tombstone: Tombstone,
}

/// Asks for what was removed.
pub(super) struct Removed<'a> {
    pub(super) ledger: &'a dyn Ledger,
    pub(super) contents: &'a dyn Contents,
}

impl Removed<'_> {
    /// What removed runs had left at these paths or under this artifact's id, and where else they had left what is
    /// there.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn meant(&self, what: &str, paths: &[Utf8PathBuf]) -> Result<Vec<Gone>, JudgeError> {
        for path in paths {
            let here = self.digest(path);
            let left = self.ledger.removed_at_path(path.as_str())?;
            let same = left.iter().find(|left| here.is_some() && left.digest == here).cloned();
            let elsewhere = match (&same, &here) {
                (None, Some(here)) => self.ledger.removed_content(here)?,
                _ => None,
            };
            if let Some(found) = same.or(elsewhere).or_else(|| left.into_iter().next()) {
                return Ok(vec![Gone::of(path.as_str(), found)]);
            }
        }
        let mut gone = Vec::new();
        for path in self.ledger.artifact_paths(what)? {
            let found = self.ledger.removed_at_path(&path)?.into_iter().next();
            gone.extend(found.map(|found| Gone::of(&path, found)));
        }
        Ok(gone)
    }

    /// Where these lines lead to something whose maker was removed.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) fn on_lines(&self, cause: &Cause) -> Result<Vec<Gone>, LedgerError> {
        let mut gone: Vec<Gone> = Vec::new();
        if self.ledger.tombstone_list(None, 1)?.is_empty() {
            return Ok(gone);
        }
        let mut add = |found: Gone| {
            if !gone.iter().any(|known| known.path == found.path && known.tombstone.run == found.tombstone.run) {
                gone.push(found);
            }
        };
        for subject in cause.artifacts.iter().filter(|subject| subject.on_disk == OnDisk::Changed) {
            let path = subject.artifact.path.as_str();
            if let Some(here) = self.digest(Utf8Path::new(path)) {
                self.maker(path, &here)?.into_iter().for_each(|found| add(Gone::of(path, found)));
            }
        }
        for maker in &cause.makers {
            let read = maker.inputs.iter().chain(&maker.files).filter(|source| source.made_by.is_none());
            for source in read {
                if let (Some(path), Some(digest)) = (&source.path, &source.digest) {
                    self.maker(path, digest)?.into_iter().for_each(|found| add(Gone::of(path, found)));
                }
            }
            if maker.run.pipeline_id.is_none() {
                let found = self.ledger.tombstone_find(&maker.run.id.to_string())?.into_iter().next();
                let path = maker.stage_id.to_string();
                found.into_iter().for_each(|tombstone| add(Gone { path: path.clone(), left: None, tombstone }));
            }
        }
        Ok(gone)
    }

    fn maker(&self, path: &str, digest: &Digest) -> Result<Option<RemovedArtifact>, LedgerError> {
        let left = self.ledger.removed_at_path(path)?;
        Ok(left.into_iter().find(|left| left.digest.as_ref() == Some(digest)))
    }

    fn digest(&self, path: &Utf8Path) -> Option<Digest> {
        self.contents.content(path).ok().flatten().map(|content| content.digest)
    }
}

impl Gone {
    fn of(path: &str, left: RemovedArtifact) -> Self {
        Self { path: path.to_owned(), tombstone: left.tombstone.clone(), left: Some(left) }
    }
}

/// Tells of what was removed, below the line of cause.
///
/// # Errors
/// When the output takes no more.
pub(super) fn write_removed(out: &mut dyn Write, cause: &Cause, gone: &[Gone]) -> std::io::Result<()> {
    for (index, Gone { path, left, tombstone }) in gone.iter().enumerate() {
        if index > 0 || !cause.artifacts.is_empty() {
            writeln!(out)?;
        }
        let shown = paint(Paint::Strong, &one_line(path));
        match left {
            Some(left) => {
                let digest =
                    left.digest.map_or_else(|| "nothing".to_owned(), |digest| format!("sha256:{}…", digest.short()));
                let elsewhere =
                    if left.path == *path { String::new() } else { format!(" to {}", one_line(&left.path)) };
                writeln!(
                    out,
                    "{shown}  {digest}\n  written{elsewhere} by stage {} in run {} on {}",
                    one_line(left.stage.as_str()),
                    tombstone.run,
                    when(left.at)
                )?;
            }
            None => writeln!(out, "{shown}  ran in run {}", tombstone.run)?,
        }
        writeln!(out, "  {}", tombstone::removal(tombstone))?;
        writeln!(out, "  {}", tombstone::former(tombstone))?;
    }
    Ok(())
}

/// The line of cause for programs, with what was removed where it leads to that.
///
/// # Errors
/// When it cannot be JSON.
pub(super) fn with_removed(cause: &Cause, gone: &[Gone]) -> Result<Value, CommandError> {
    let mut value = serde_json::to_value(cause)?;
    if !gone.is_empty() {
        let entry = |gone: &Gone| {
            let left = gone.left.as_ref();
            json!({
                "asked": gone.path,
                "path": left.map(|left| &left.path),
                "digest": left.and_then(|left| left.digest),
                "stageId": left.map(|left| &left.stage),
                "at": left.map(|left| iso_millis(left.at)),
                "run": tombstone::document(&gone.tombstone),
            })
        };
        value["removed"] = gone.iter().map(entry).collect();
    }
    Ok(value)
}
