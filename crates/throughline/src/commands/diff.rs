//! `throughline diff`: what differs between two runs.

use std::io::Write;

use serde_json::Value;
use throughline_artifact::{Links, ObjectStore, read_whole};
use throughline_engine::{ArtifactDiff, Former, Pair, RunDiff, RunSide, StageDiff, diff as compare, object_store};
use throughline_graph::GraphIndex;
use throughline_model::{ArtifactRecord, Digest, StageStatus};

use super::recorded::{Page, Recorded};
use crate::args::{DiffArgs, Format, Global};
use crate::bounds;
use crate::console::{Paint, bytes, duration, one_line, paint, printable, write_changes, write_json, write_leaf};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::{Workspace, find_for_history};

/// Compares two runs; a failure if an artifact differs.
///
/// # Errors
/// When there are no such runs, or the ledger cannot be read.
pub(crate) fn diff(global: &Global, args: &DiffArgs) -> Result<Done, CommandError> {
    let (workspace, ledger) = find_for_history(global)?;
    let (old, new) = (Recorded::find(&*ledger, &args.old)?, Recorded::find(&*ledger, &args.new)?);
    let former = Formers {
        workspace: &workspace,
        objects: object_store(&workspace.project),
        index: GraphIndex::new(workspace.graph()),
    };
    let sides = [&old, &new].map(|run| RunSide { events: &run.events, view: &run.view });
    let found = compare(&*ledger, sides[0], sides[1], &|artifact| former.of(artifact))?;
    let mut page = Page::new(&workspace);
    match args.format.format {
        Format::Json => write_json(&mut page, &found)?,
        Format::Text => write_diff(&mut page, &found)?,
    }
    page.print(global)?;
    Ok(if found.artifacts_differ { Done::Failure } else { Done::Success })
}

/// Where it is found out what artifacts held.
struct Formers<'w> {
    workspace: &'w Workspace,
    objects: ObjectStore,
    index: GraphIndex<'w>,
}

impl Formers<'_> {
    /// What an artifact held: from the store of earlier artifacts, or from its file if that still holds it.
    fn of(&self, artifact: &ArtifactRecord) -> Former {
        let Some(digest) = artifact.digest else { return Former::Other };
        let declared = self.index.artifact(artifact.id.as_str());
        let is_json = match declared.and_then(|declared| declared.format.as_deref()) {
            Some(format) => format == "json",
            None => artifact.path.ends_with(".json"),
        };
        if !is_json {
            return Former::Other;
        }
        if artifact.size_bytes > bounds::COMPARED {
            return Former::TooLarge;
        }
        let kept = self.objects.get(digest).ok().flatten().or_else(|| {
            let path = self.workspace.project.root.join(&artifact.path);
            read_whole(path, Links::Follow, bounds::COMPARED).ok().filter(|bytes| Digest::of(bytes) == digest)
        });
        match kept {
            Some(bytes) => serde_json::from_slice::<Value>(&bytes).map_or(Former::Other, Former::Json),
            None => Former::NotKept,
        }
    }
}

fn write_diff(out: &mut dyn Write, found: &RunDiff) -> std::io::Result<()> {
    for (sign, color, run, status, took) in [
        ("-", Paint::Bad, found.run_id.old, found.status.old, found.duration_ms.old),
        ("+", Paint::Good, found.run_id.new, found.status.new, found.duration_ms.new),
    ] {
        let took = took.map_or_else(|| "not ended".to_owned(), duration);
        writeln!(out, "{} run {run}  {status}  {took}", paint(color, sign))?;
    }
    if !found.graph_digest.is_same() {
        writeln!(out, "graph")?;
        writeln!(out, "    {}", paint(Paint::Bad, &format!("- sha256:{}…", found.graph_digest.old.short())))?;
        writeln!(out, "    {}", paint(Paint::Good, &format!("+ sha256:{}…", found.graph_digest.new.short())))?;
    }
    if !found.parameters.is_empty() {
        writeln!(out, "parameters")?;
        write_changes(out, &found.parameters, "    ")?;
    }
    let mut same = 0;
    for stage in &found.stages {
        same += usize::from(!differs(stage));
        // How long it took is asked for even where nothing differs.
        if differs(stage) || stage.ratio.is_some() {
            write_stage(out, stage)?;
        }
    }
    let count = found.stages.iter().map(|stage| stage.artifacts.len()).sum::<usize>();
    let sum = match count {
        0 => paint(Paint::Good, "no artifact differs"),
        1 => paint(Paint::Bad, "1 artifact differs"),
        more => paint(Paint::Bad, &format!("{more} artifacts differ")),
    };
    let rest = if same > 0 {
        format!("; {same} of {} stages are the same in both", found.stages.len())
    } else {
        String::new()
    };
    let ratio = found.ratio.map_or(String::new(), |ratio| format!("; the new run took {ratio:.2}× as long"));
    writeln!(out, "{sum}{rest}{ratio}")
}

/// Whether a stage is not the same in both runs, its duration aside. That one run found fresh what the other made is
/// no difference.
fn differs(stage: &StageDiff) -> bool {
    let settled = |status: Option<StageStatus>| matches!(status, Some(StageStatus::Succeeded | StageStatus::Fresh));
    let same_end = stage.status.is_same() || (settled(stage.status.old) && settled(stage.status.new));
    !same_end || !stage.fingerprint.is_same() || !stage.artifacts.is_empty() || !stage.changes.is_empty()
}

fn write_stage(out: &mut dyn Write, stage: &StageDiff) -> std::io::Result<()> {
    let mut head = paint(Paint::Strong, &one_line(stage.stage_id.as_str()));
    let word = |status: Option<StageStatus>| status.map_or("not there", StageStatus::as_str);
    if !stage.status.is_same() {
        head.push_str(&format!("  {} → {}", word(stage.status.old), word(stage.status.new)));
    }
    let span = |span: Option<u64>| span.map_or_else(|| "did not run".to_owned(), duration);
    if let Pair { old: Some(_), .. } | Pair { new: Some(_), .. } = stage.duration_ms {
        head.push_str(&format!("  {} → {}", span(stage.duration_ms.old), span(stage.duration_ms.new)));
    }
    if let Some(ratio) = stage.ratio {
        head.push_str(&format!(" ({ratio:.2}×)"));
    }
    writeln!(out, "{head}")?;
    if !stage.fingerprint.is_same() {
        let short = |digest: Option<Digest>| {
            digest.map_or_else(|| "none".to_owned(), |digest| format!("sha256:{}", digest.short()))
        };
        let text = format!("fingerprint {} → {}", short(stage.fingerprint.old), short(stage.fingerprint.new));
        writeln!(out, "    {}", paint(Paint::Faint, &text))?;
    }
    write_changes(out, &stage.changes, "    ")?;
    for artifact in &stage.artifacts {
        write_artifact(out, artifact)?;
    }
    Ok(())
}

fn write_artifact(out: &mut dyn Write, artifact: &ArtifactDiff) -> std::io::Result<()> {
    writeln!(out, "    artifact {} ({})", one_line(artifact.artifact_id.as_str()), one_line(&artifact.path))?;
    let content = |digest: Option<Digest>, size: Option<u64>| match (digest, size) {
        (Some(digest), Some(size)) => format!("sha256:{}…  {}", digest.short(), bytes(size)),
        (Some(digest), None) => format!("sha256:{}…", digest.short()),
        (None, _) => "not there".to_owned(),
    };
    let (old, new) =
        (content(artifact.digest.old, artifact.size_bytes.old), content(artifact.digest.new, artifact.size_bytes.new));
    writeln!(out, "      {}", paint(Paint::Bad, &format!("- {old}")))?;
    writeln!(out, "      {}", paint(Paint::Good, &format!("+ {new}")))?;
    for leaf in &artifact.leaves {
        write_leaf(out, leaf, "        ")?;
    }
    if artifact.more_leaves > 0 {
        writeln!(out, "        … and {} more", artifact.more_leaves)?;
    }
    if let Some(note) = &artifact.note {
        writeln!(out, "        {}", paint(Paint::Faint, &printable(note)))?;
    }
    Ok(())
}
