//! What a stage leaves behind, checked before anyone relies on it: it is there, it parses, it satisfies its schema,
//! and it lies below the root.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use throughline_artifact::{ContentKind, SchemaFault, SchemaStore, check_artifact};
use throughline_graph::ArtifactType;
use throughline_model::ArtifactRecord;

use crate::{Contents, JudgeError, Live, ResolvedArtifact, World};

/// What was found after a stage.
#[derive(Debug, Default)]
pub struct Found {
    /// The outputs, in the order of their declaration.
    pub artifacts: Vec<ArtifactRecord>,
    /// Everything that is wrong with them, a line each.
    pub faults: Vec<String>,
}

/// Looks at every declared output of a stage that ended well.
///
/// # Errors
/// When an output is there and cannot be read.
pub fn inspect(world: &World, outputs: &[Arc<ResolvedArtifact>]) -> Result<Found, JudgeError> {
    let mut found = Found::default();
    for output in outputs {
        if let Some(outside) = outside_root(&world.project.root, &output.path) {
            found
                .faults
                .push(format!("output `{}`: {} leads out of the project root, to {outside}", output.id, output.path));
            continue;
        }
        let content = Live(world).artifact(&output.path, &output.volatile)?;
        match &content {
            None if !output.optional => {
                found.faults.push(format!("output `{}`: {} does not exist after the stage", output.id, output.path));
            }
            Some(content) if !is_of_kind(content.kind, output.kind) => {
                let (is, should) = match output.kind {
                    ArtifactType::File => ("a folder", "a file"),
                    ArtifactType::Directory => ("a file", "a folder"),
                };
                found.faults.push(format!("output `{}`: {} is {is} and not {should}", output.id, output.path));
            }
            Some(_) => {
                let faults = faults(&world.project.root, &world.schemas, output)?;
                found.faults.extend(fault_lines("output", output, &faults));
            }
            None => {}
        }
        found.artifacts.push(ArtifactRecord {
            id: output.id.clone(),
            path: output.path.to_string(),
            digest: content.as_ref().map(|content| content.digest),
            size_bytes: content.map_or(0, |content| content.size_bytes),
            volatile: output.volatile.clone(),
        });
    }
    Ok(found)
}

/// What is wrong with an artifact's content, for people: which artifact, then `<JSON pointer>: <message>` a line.
#[must_use]
pub(crate) fn fault_lines(role: &str, artifact: &ResolvedArtifact, faults: &[SchemaFault]) -> Vec<String> {
    if faults.is_empty() {
        return Vec::new();
    }
    let head = format!("{role} `{}` ({}) is not valid:", artifact.id, artifact.path);
    std::iter::once(head).chain(faults.iter().map(ToString::to_string)).collect()
}

/// Everything that is wrong with the content of an artifact that is there; nothing if it is not.
///
/// # Errors
/// When it cannot be read, or its schema cannot be used.
pub fn faults(
    root: &Utf8Path,
    schemas: &SchemaStore,
    artifact: &ResolvedArtifact,
) -> Result<Vec<SchemaFault>, JudgeError> {
    let schema = match &artifact.schema {
        Some(path) => Some(schemas.compile(path)?),
        None => None,
    };
    if schema.is_none() && !artifact.is_json {
        return Ok(Vec::new());
    }
    let path = root.join(&artifact.path);
    if artifact.kind == ArtifactType::Directory || !path.exists() {
        return Ok(Vec::new());
    }
    check_artifact(&path, artifact.is_json, schema.as_deref()).map_err(JudgeError::from)
}

fn is_of_kind(found: ContentKind, declared: ArtifactType) -> bool {
    matches!(
        (found, declared),
        (ContentKind::File, ArtifactType::File) | (ContentKind::Directory, ArtifactType::Directory)
    )
}

/// Where a path really is, if links lead it out of the root. Of a link that leads to nothing, where it would lead.
pub(crate) fn outside_root(root: &Utf8Path, path: &Utf8Path) -> Option<Utf8PathBuf> {
    let mut at = root.to_owned();
    for component in path.components() {
        at.push(component);
        let Ok(found) = at.symlink_metadata() else { return None };
        if found.is_symlink() {
            let real_root = root.canonicalize_utf8().ok()?;
            let real = at.canonicalize_utf8().unwrap_or_else(|_| nowhere(&at));
            if !real.starts_with(real_root) {
                return Some(real);
            }
        }
    }
    None
}

/// Where a link that leads to nothing would lead, by the words of its target.
fn nowhere(link: &Utf8Path) -> Utf8PathBuf {
    let folder = link.parent().unwrap_or(link);
    let mut path = folder.canonicalize_utf8().unwrap_or_else(|_| folder.to_owned());
    for part in link.read_link_utf8().unwrap_or_default().components() {
        if part == camino::Utf8Component::ParentDir {
            path.pop();
        } else {
            path.push(part);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn only_links_lead_out_and_those_to_nothing_too() {
        let dir = tempfile::tempdir().unwrap();
        let base = Utf8Path::from_path(dir.path()).unwrap().canonicalize_utf8().unwrap();
        let root = base.join("root");
        std::fs::create_dir_all(root.join("in")).unwrap();
        std::fs::create_dir_all(base.join("elsewhere")).unwrap();
        let links = [("in", "fine"), ("../elsewhere", "out"), ("../gone", "lost"), ("new", "coming")];
        for (to, name) in links.into_iter().chain([("../new", "in/back"), ("../../elsewhere", "in/out")]) {
            symlink(to, root.join(name)).unwrap();
        }
        let outside = |path: &str| outside_root(&root, Utf8Path::new(path)).is_some();
        assert!(
            !outside("in/x") && !outside("not/yet") && !outside("fine/x") && !outside("coming") && !outside("in/back")
        );
        assert!(outside("out/x") && outside("out") && outside("lost") && outside("fine/out/x"));
    }
}
