//! The line of cause of an artifact as a tree; what was shown above is not shown again.
//!
//! ```text
//! out/report.md  artifact report
//!   sha256:0123456789ab…  1.2 KiB, as recorded
//! └─ made by stage report  2026-11-20 14:10:03, in 1.2s
//!    │ command     python3 scripts/report.py
//!    │ run         01K… of full, success, throughline 0.1.0
//!    ├─ input commits  out/commits.json  sha256:…
//!    │  └─ made by stage …
//!    └─ file scripts/report.py  sha256:…
//! ```

use std::collections::{HashMap, HashSet};
use std::io::{Result, Write};

use throughline_engine::{Cause, Maker, OnDisk, Source, Subject};
use throughline_model::AttemptId;

use super::{Paint, brief, bytes, duration, one_line, paint, when};

/// Deeper than this a line would leave the screen; its rest is shown when asked for by name.
const DEEPEST: usize = 24;

/// How many files of one input, or instances of one stage, are shown.
const MEMBERS: usize = 12;

/// Writes the tree of each artifact.
///
/// # Errors
/// When the output takes no more.
pub(crate) fn write_cause(out: &mut dyn Write, cause: &Cause) -> Result<()> {
    let makers = cause.makers.iter().map(|maker| (maker.attempt_id, maker)).collect();
    let mut tree = Tree { out, makers, shown: HashSet::new() };
    for (index, subject) in cause.artifacts.iter().enumerate() {
        if index > 0 {
            writeln!(tree.out)?;
        }
        tree.subject(subject)?;
    }
    Ok(())
}

struct Tree<'a, 'o> {
    out: &'o mut dyn Write,
    makers: HashMap<AttemptId, &'a Maker>,
    shown: HashSet<AttemptId>,
}

/// What hangs below a maker.
enum Branch<'a> {
    Source(&'static str, &'a Source),
    More(usize, &'static str),
}

impl Tree<'_, '_> {
    fn subject(&mut self, subject: &Subject) -> Result<()> {
        let artifact = &subject.artifact;
        let id = one_line(artifact.id.as_str());
        if let Some(inside) = &subject.inside {
            writeln!(self.out, "{}  in artifact {id}", paint(Paint::Strong, &one_line(inside)))?;
            writeln!(self.out, "  folder {}", one_line(&artifact.path))?;
        } else {
            writeln!(self.out, "{}  artifact {id}", paint(Paint::Strong, &one_line(&artifact.path)))?;
        }
        let digest = artifact.digest.map_or_else(|| "absent".to_owned(), |digest| digest.to_string());
        let state = match subject.on_disk {
            OnDisk::AsRecorded => paint(Paint::Good, "as recorded"),
            OnDisk::Changed => paint(Paint::Bad, "changed since"),
            OnDisk::Missing => paint(Paint::Bad, "missing"),
            OnDisk::Unreadable => paint(Paint::Bad, "not readable"),
        };
        writeln!(self.out, "  {digest}  {}, {state}", bytes(artifact.size_bytes))?;
        if let Some(run) = subject.superseded_by {
            writeln!(self.out, "  {} run {run} wrote something else here later", paint(Paint::Notice, "note:"))?;
        }
        self.maker(subject.made_by, "", true, 0)
    }

    fn maker(&mut self, attempt: AttemptId, indent: &str, is_last: bool, depth: usize) -> Result<()> {
        let corner = if is_last { "└─" } else { "├─" };
        let Some(maker) = self.makers.get(&attempt).copied() else { return Ok(()) };
        let stage = paint(Paint::Strong, &one_line(maker.stage_id.as_str()));
        if !self.shown.insert(attempt) {
            return writeln!(self.out, "{indent}{corner} made by stage {stage} {}", paint(Paint::Faint, "(see above)"));
        }
        let took = maker.duration_ms.map_or(String::new(), |took| format!(", in {}", duration(took)));
        let tries =
            maker.attempts.filter(|tries| *tries > 1).map_or(String::new(), |tries| format!(", attempt {tries}"));
        writeln!(self.out, "{indent}{corner} made by stage {stage}{tries}  {}{took}", when(maker.at))?;
        let below = format!("{indent}{}  ", if is_last { " " } else { "│" });
        let branches = branches(maker);
        let rule = if branches.is_empty() { " " } else { "│" };
        for (label, text) in facts(maker) {
            writeln!(self.out, "{below}{rule} {} {text}", paint(Paint::Faint, &format!("{label:12}")))?;
        }
        if depth >= DEEPEST && !branches.is_empty() {
            return writeln!(self.out, "{below}└─ … and so on: `throughline why` of an input goes on from there");
        }
        for (index, branch) in branches.iter().enumerate() {
            let is_last = index + 1 == branches.len();
            let corner = if is_last { "└─" } else { "├─" };
            match branch {
                Branch::More(count, kind) => writeln!(self.out, "{below}{corner} … and {count} more {kind}s")?,
                Branch::Source(kind, source) => {
                    writeln!(self.out, "{below}{corner} {}", source_line(kind, source))?;
                    if let Some(attempt) = source.made_by {
                        let deeper = format!("{below}{}  ", if is_last { " " } else { "│" });
                        self.maker(attempt, &deeper, true, depth + 1)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// The sources of each kind, those with one id together and not too many of them.
fn branches(maker: &Maker) -> Vec<Branch<'_>> {
    let mut branches = Vec::new();
    let kinds =
        [("input", &maker.inputs), ("file", &maker.files), ("instance", &maker.instances), ("after", &maker.after)];
    for (kind, sources) in kinds {
        let of_one_id = |one: &Source, other: &Source| kind == "instance" || one.id == other.id;
        for group in sources.chunk_by(of_one_id) {
            branches.extend(group.iter().take(MEMBERS).map(|source| Branch::Source(kind, source)));
            if group.len() > MEMBERS {
                branches.push(Branch::More(group.len() - MEMBERS, kind));
            }
        }
    }
    branches
}

fn source_line(kind: &str, source: &Source) -> String {
    let mut line = format!("{kind} {}", paint(Paint::Strong, &one_line(&source.id)));
    if let Some(path) = source.path.as_ref().filter(|path| **path != source.id) {
        line.push_str(&format!("  {}", one_line(path)));
    }
    if let Some(digest) = source.digest.filter(|_| source.path.is_some()) {
        line.push_str(&format!("  sha256:{}…", digest.short()));
    }
    let note = match (source.on_disk, source.made_by) {
        (Some(_), _) if source.digest.is_none() => "was not there",
        (Some(OnDisk::AsRecorded), None) => "a source, unchanged",
        (Some(OnDisk::Changed), None) => "a source, changed since",
        (Some(OnDisk::Missing), None) => "a source, missing now",
        (Some(OnDisk::Changed), Some(_)) => "changed since",
        (Some(OnDisk::Missing), Some(_)) => "missing now",
        (Some(OnDisk::Unreadable), _) => "not readable now",
        (Some(OnDisk::AsRecorded), Some(_)) => "",
        (None, None) => "not recorded any more",
        (None, Some(_)) => "",
    };
    if !note.is_empty() {
        let color = if note.ends_with("unchanged") { Paint::Faint } else { Paint::Notice };
        line.push_str(&format!("  {}", paint(color, note)));
    }
    line
}

fn facts(maker: &Maker) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut fact = |label: &str, text: String| {
        if !text.is_empty() {
            facts.push((one_line(label), text));
        }
    };
    if let Some(decision) = &maker.decision {
        let word = if decision.approved { "approved" } else { "denied" };
        let comment = decision.comment.as_ref().map_or(String::new(), |comment| format!(": {}", one_line(comment)));
        fact("decision", format!("{word} by {}, {}{comment}", one_line(&decision.by), when(decision.at)));
    }
    for (label, value) in &maker.work {
        fact(label, brief(value));
    }
    fact("because", maker.reason.as_deref().map_or(String::new(), one_line));
    let run = &maker.run;
    let words = [
        run.pipeline_id.as_ref().map(|pipeline| format!("of {}", one_line(pipeline.as_str()))),
        run.status.map(|status| status.to_string()),
        run.tool_version.as_ref().map(|version| format!("throughline {}", one_line(version))),
    ];
    fact("run", format!("{} {}", run.id, words.into_iter().flatten().collect::<Vec<_>>().join(", ")));
    let parameters = run.parameters.iter().map(|(name, value)| format!("{}={}", one_line(name), brief(value)));
    fact("parameters", parameters.collect::<Vec<_>>().join(" "));
    if let (Some(path), Some(digest)) = (&run.graph_path, run.graph_digest) {
        fact("graph", format!("{}  sha256:{}…", one_line(path), digest.short()));
    }
    for (label, value) in &maker.rules {
        fact(&label.replacen(':', " ", 1), brief(value));
    }
    for (label, value) in &maker.surroundings {
        fact(&label.replacen(':', " ", 1), brief(value));
    }
    facts
}
