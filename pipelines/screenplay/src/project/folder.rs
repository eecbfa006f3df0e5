//! Where a run's artifacts lie: below the project root, or in a root of their own.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use throughline_graph::within_root;

/// Where a run's artifacts lie.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RunFolder {
    /// The root of everything that is written; absolute.
    pub(crate) root: Utf8PathBuf,
    /// The run's folder below it, with `/` between names.
    pub(crate) folder: String,
}

/// Why artifacts cannot lie where they should.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadFolder {
    /// Its path cannot stand in a graph.
    #[error("the folder `{0}` has a `\\` or a control character in its name")]
    Name(String),
    /// What lies there is not this project's, and stages empty folders before they fill them.
    #[error("the folder `{folder}` leads by a link out of `{root}`, to `{found}`")]
    Link {
        /// The run's folder, from the root.
        folder: String,
        /// The root.
        root: String,
        /// Where the folder is.
        found: String,
    },
}

/// The folder `<artifacts>/<project id>/<run id>`: below `root` if the artifacts are, else below themselves.
pub(crate) fn run_folder(
    root: &Utf8Path,
    artifacts: &Utf8Path,
    project_id: &str,
    run_id: &str,
) -> Result<RunFolder, BadFolder> {
    let below = real(artifacts).strip_prefix(real(root)).map(Utf8Path::to_owned).ok();
    let (root, relative) = match below {
        Some(relative) => (root.to_owned(), relative),
        None => (artifacts.to_owned(), Utf8PathBuf::new()),
    };
    let folder = relative.join(project_id).join(run_id);
    if within_root(&folder).ok().as_ref() != Some(&folder) {
        return Err(BadFolder::Name(artifacts.to_string()));
    }
    let found = real(&root.join(&folder));
    if !found.starts_with(real(&root)) {
        return Err(BadFolder::Link {
            folder: folder.into_string(),
            root: root.into_string(),
            found: found.into_string(),
        });
    }
    Ok(RunFolder { root, folder: folder.into_string() })
}

/// The path without symbolic links, `.` and `..`, as far as it is there; what is not is made plain by its words.
fn real(path: &Utf8Path) -> Utf8PathBuf {
    for above in path.ancestors() {
        if let (Ok(real), Ok(rest)) = (above.canonicalize_utf8(), path.strip_prefix(above)) {
            return plain(real, rest);
        }
    }
    plain(Utf8PathBuf::new(), path)
}

fn plain(mut base: Utf8PathBuf, rest: &Utf8Path) -> Utf8PathBuf {
    for part in rest.components() {
        match part {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => {
                base.pop();
            }
            part => base.push(part),
        }
    }
    base
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(root: &str, artifacts: &str) -> (String, String) {
        let found = run_folder(root.into(), artifacts.into(), "p", "r").unwrap();
        (found.root.into_string(), found.folder)
    }

    #[test]
    fn artifacts_below_the_root_are_named_from_it() {
        assert_eq!(folder("/no/root", "/no/root/artifacts"), ("/no/root".into(), "artifacts/p/r".into()));
        assert_eq!(folder("/no/root", "/no/root"), ("/no/root".into(), "p/r".into()));
        assert_eq!(folder("/no/root", "/no/x/../root/./a"), ("/no/root".into(), "a/p/r".into()));
    }

    #[test]
    fn artifacts_elsewhere_have_a_root_of_their_own() {
        assert_eq!(folder("/no/root", "/no/rootless"), ("/no/rootless".into(), "p/r".into()));
        assert_eq!(folder("/no/root", "/no/root/../other"), ("/no/root/../other".into(), "p/r".into()));
    }

    #[test]
    fn a_link_to_the_root_is_the_root() {
        let temporary = tempfile::tempdir().unwrap();
        let base = Utf8Path::from_path(temporary.path()).unwrap();
        std::fs::create_dir(base.join("root")).unwrap();
        std::os::unix::fs::symlink(base.join("root"), base.join("link")).unwrap();
        let found = run_folder(&base.join("root"), &base.join("link/new/out"), "p", "r").unwrap();
        assert_eq!((found.root, found.folder.as_str()), (base.join("root"), "new/out/p/r"));
    }

    #[test]
    fn a_link_out_of_the_root_is_refused_and_one_within_it_followed() {
        let temporary = tempfile::tempdir().unwrap();
        let base = Utf8Path::from_path(temporary.path()).unwrap();
        let (root, other) = (base.join("root"), base.join("other"));
        std::fs::create_dir_all(root.join("inside")).unwrap();
        std::fs::create_dir(&other).unwrap();
        std::os::unix::fs::symlink(&other, root.join("p")).unwrap();
        let refused = run_folder(&root, &root, "p", "r").unwrap_err().to_string();
        assert!(refused.starts_with("the folder `p/r` leads by a link out of `"), "{refused}");
        assert!(refused.ends_with("/other/r`"), "{refused}");
        std::os::unix::fs::symlink("inside", root.join("q")).unwrap();
        assert_eq!(run_folder(&root, &root, "q", "r").unwrap().folder, "q/r");
    }

    #[test]
    fn a_folder_that_a_graph_cannot_name_is_refused() {
        assert!(run_folder("/no/root".into(), "/no/root/a\\b".into(), "p", "r").is_err());
        assert!(run_folder("/no/root".into(), "/no/root/a\nb".into(), "p", "r").is_err());
    }
}
