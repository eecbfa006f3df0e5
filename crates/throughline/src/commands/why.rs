//! `throughline why`: the line of cause of an artifact, as a tree.

use camino::{Utf8Path, Utf8PathBuf};
use throughline_engine::{Cause, Ledger, Once, Subject, Tracer};

use super::recorded::Page;
use super::removed::{Removed, with_removed, write_removed};
use crate::args::{Format, Global, WhyArgs};
use crate::console::{write_cause, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::suggest::nearest;
use crate::workspace::{Workspace, absolute, find_for_history};

/// Shows why an artifact is here.
///
/// # Errors
/// When nothing that was recorded is meant, or the ledger cannot be read.
pub(crate) fn why(global: &Global, args: &WhyArgs) -> Result<Done, CommandError> {
    let (workspace, ledger) = find_for_history(global)?;
    let cache = workspace.stat_cache();
    let contents = Once(cache.memo(&workspace.project.root));
    let mut tracer = Tracer::new(&*ledger, &contents);
    let root = &workspace.project.root;
    let subjects = subjects(root, &*ledger, &mut tracer, &args.what)?;
    let removed = Removed { ledger: &*ledger, contents: &contents };
    let (cause, gone) = if subjects.is_empty() {
        let gone = removed.meant(&args.what, &paths_meant(root, &args.what))?;
        if gone.is_empty() {
            return Err(unknown(&workspace, &*ledger, &args.what)?);
        }
        (Cause { artifacts: Vec::new(), makers: Vec::new() }, gone)
    } else {
        let cause = tracer.follow(subjects)?;
        let gone = removed.on_lines(&cause)?;
        (cause, gone)
    };
    let mut page = Page::new(&workspace);
    match args.format {
        Format::Json => write_json(&mut page, &with_removed(&cause, &gone)?)?,
        Format::Text => {
            write_cause(&mut page, &cause)?;
            write_removed(&mut page, &cause, &gone)?;
        }
    }
    page.print(global)?;
    Ok(Done::Success)
}

/// What is meant: an artifact at this path, the artifact with this id, one that holds the path, those below it.
fn subjects(
    root: &Utf8Path,
    ledger: &dyn Ledger,
    tracer: &mut Tracer<'_>,
    what: &str,
) -> Result<Vec<Subject>, CommandError> {
    let paths = paths_meant(root, what);
    for path in &paths {
        if let Some(subject) = tracer.at_path(path.as_str())? {
            return Ok(vec![subject]);
        }
    }
    let mut found = Vec::new();
    for path in ledger.artifact_paths(what)? {
        found.extend(tracer.at_path(&path)?);
    }
    for path in &paths {
        if found.is_empty() {
            found.extend(tracer.around_path(path.as_str())?);
        }
        if found.is_empty() {
            found = tracer.below_path(path.as_str())?;
        }
    }
    Ok(found)
}

/// The paths that the text may mean, relative to the root: as seen from here, and as seen from the root.
fn paths_meant(root: &Utf8Path, what: &str) -> Vec<Utf8PathBuf> {
    let from_here = absolute(Utf8Path::new(what)).ok();
    let from_root = absolute(&root.join(what)).ok();
    // The root as it was typed may lead over a link.
    let real = root.canonicalize_utf8().ok();
    let below = |path: Utf8PathBuf| {
        let rest = path.strip_prefix(root).ok().or_else(|| path.strip_prefix(real.as_deref()?).ok());
        rest.filter(|rest| !rest.as_str().is_empty()).map(Utf8Path::to_owned)
    };
    let mut paths: Vec<Utf8PathBuf> = from_here.into_iter().chain(from_root).filter_map(below).collect();
    paths.dedup();
    paths
}

fn unknown(workspace: &Workspace, ledger: &dyn Ledger, what: &str) -> Result<CommandError, CommandError> {
    if ledger.run_list(None, 1)?.is_empty() {
        let error = CommandError::usage(format!("nothing is known of `{what}`: there is no run yet"));
        return Ok(error.with_help("`throughline run` makes the first"));
    }
    let graph = workspace.graph();
    let artifacts = &graph.artifacts;
    let paths = paths_meant(&workspace.project.root, what);
    let is_meant = |id: &str, path: &Utf8Path| id == what || paths.iter().any(|meant| meant == path);
    if let Some(found) = artifacts.iter().find(|artifact| is_meant(artifact.id.as_str(), &artifact.path)) {
        let is_made = graph.stages.iter().any(|stage| stage.outputs.iter().any(|output| output.artifact == found.id));
        return Ok(CommandError::usage(match is_made {
            true => format!("artifact `{}` ({}) was not made by any run yet", found.id, found.path),
            false => format!("artifact `{}` ({}) is a source: no stage makes it", found.id, found.path),
        }));
    }
    let error = CommandError::usage(format!("no run made `{what}`, and no artifact has this id"));
    let known = artifacts.iter().flat_map(|artifact| [artifact.id.as_str(), artifact.path.as_str()]);
    if paths.iter().any(|path| workspace.project.root.join(path).exists()) {
        return Ok(error.with_help("the file is there, but no stage declares it as an output"));
    }
    Ok(match nearest(what, known) {
        Some(known) => error.with_help(format!("did you mean `{known}`?")),
        None => error.with_help("`throughline describe STAGE` shows what a stage makes"),
    })
}
