//! `throughline replay`: outputs of a run that are not what it wrote are dropped, and what is then not fresh runs.

use std::io::Write;

use camino::Utf8Path;
use throughline_engine::{Request, RunView, chain, recorded_content};
use throughline_model::Filters;

use super::run::{Session, parameter_text};
use crate::args::{Global, LogFormat, ReplayArgs};
use crate::console::{self, printable};
use crate::error::CommandError;
use crate::exit::Done;
use crate::run_ref::find_run;
use crate::workspace::{Asked, Purpose, Surroundings, Workspace, find_for_history};

/// Mends what a run left.
///
/// # Errors
/// When there is no such run, an output cannot be removed, or the run is refused.
pub(crate) fn replay(global: &Global, args: &ReplayArgs) -> Result<Done, CommandError> {
    let around = Surroundings { env_files: &args.env_file, log_format: Some(args.execution.log_format) };
    let row = find_run(&*find_for_history(global)?.1, &args.run)?;
    let given: Vec<(String, String)> =
        row.parameters.iter().map(|(name, value)| (name.clone(), parameter_text(value))).collect();
    let asked = Asked::Pipeline { id: Some(row.pipeline.as_str()), given: &given };
    let workspace = Workspace::require(global, Purpose::Run, &around, asked)?;
    let session = Session::open(&workspace)?;
    let request = Request {
        pipeline: workspace.pipeline(Some(row.pipeline.as_str()))?,
        single: None,
        filters: Filters::default(),
        force: false,
        parameters: given,
        assume_dependencies: false,
        as_is: false,
    };
    let events = session.ledger.event_list(row.id, 0)?;
    for (path, what) in drop_wrong_outputs(&session, &workspace, &events)? {
        if args.execution.log_format == LogFormat::Text {
            let mut out = console::stdout(global.color);
            writeln!(out, "dropped {} ({what})", printable(&path))?;
        }
    }
    let planned = session.plan(&workspace, &request)?;
    session.carry_out(global, &workspace, &planned, &args.execution)
}

/// Removes every recorded output whose bytes are not the recorded ones: path, and what was wrong with it.
fn drop_wrong_outputs(
    session: &Session,
    workspace: &Workspace,
    events: &[throughline_model::Event],
) -> Result<Vec<(String, &'static str)>, CommandError> {
    let Some(view) = RunView::from_events(events) else { return Ok(Vec::new()) };
    let root = &workspace.project.root;
    let mut last = std::collections::BTreeMap::new();
    for artifact in view.all_stages().flat_map(|stage| &stage.artifacts) {
        last.insert(artifact.path.as_str(), artifact);
    }
    let mut dropped = Vec::new();
    for (path, recorded) in last {
        let found = recorded_content(root, &session.cache, recorded)
            .map_err(|error| CommandError::failed(chain(&error)))?
            .map(|content| content.digest);
        if found == recorded.digest || found.is_none() {
            continue;
        }
        let full = root.join(path);
        let removed = if full.is_dir() { std::fs::remove_dir_all(&full) } else { std::fs::remove_file(&full) };
        removed.map_err(|error| CommandError::failed(format!("cannot remove {path}: {error}")))?;
        session.cache.forget(root, Utf8Path::new(path));
        dropped.push((path.to_owned(), "not what the run wrote"));
    }
    Ok(dropped)
}
