//! Which paths may stand in a bundle, and where a link in one may lead: words only, no file system is looked at.

use camino::{Utf8Path, Utf8PathBuf};
use throughline_graph::{PathFault, within_root};

/// Longer paths are refused by the systems that a bundle may be carried to (PATH_MAX on Linux).
const LONGEST: usize = 4096;

/// Why a path cannot stand in a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum PathRefusal {
    /// It has no characters, begins at the root of a file system, or holds a control character.
    #[error(transparent)]
    Fault(PathFault),
    /// Its `..` lead too far up.
    #[error("leads out of the folder that it is relative to")]
    Escapes,
    /// Another text names the same place.
    #[error("is not written plainly: `\\`, `.`, `..` and doubled `/` have no place in it")]
    NotPlain,
    /// It has too many bytes.
    #[error("is longer than {LONGEST} bytes")]
    TooLong,
}

/// Checks that a path lies below whatever it is joined to, and that no other text names the same place.
pub(super) fn check(path: &str) -> Result<(), PathRefusal> {
    if path.len() > LONGEST {
        return Err(PathRefusal::TooLong);
    }
    match within_root(Utf8Path::new(path)) {
        // As texts: two paths are equal whose texts are not.
        Ok(plain) if plain.as_str() == path => Ok(()),
        Ok(_) => Err(PathRefusal::NotPlain),
        Err(PathFault::Escapes) => Err(PathRefusal::Escapes),
        Err(fault) => Err(PathRefusal::Fault(fault)),
    }
}

/// Why a link cannot stand in a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum LinkRefusal {
    /// It leads somewhere else on every machine.
    #[error("its target is absolute")]
    Absolute,
    /// Its `..` lead too far up.
    #[error("it leads out of the folder that it belongs to")]
    Escapes,
    /// A `..` behind a name may lead anywhere, when the name is a link.
    #[error("its target is not written plainly: first `..`, then names")]
    NotPlain,
    /// What its words say and where it leads could differ.
    #[error("it leads through another link")]
    ThroughLink,
}

/// Where a link leads that stands at `path` below `top`, relative to the same folder as `path`. Its target must be written so
/// that it stays below `top` wherever the folder is copied to; `is_link` says which paths are links themselves.
pub(super) fn link_target(
    top: &Utf8Path,
    path: &Utf8Path,
    target: &str,
    is_link: &dyn Fn(&Utf8Path) -> bool,
) -> Result<Utf8PathBuf, LinkRefusal> {
    if target.starts_with('/') {
        return Err(LinkRefusal::Absolute);
    }
    let mut at = path.parent().unwrap_or(Utf8Path::new("")).to_owned();
    let mut names = target.split('/').filter(|name| !matches!(*name, "" | ".")).peekable();
    let mut went_down = false;
    while let Some(name) = names.next() {
        if name == ".." {
            if went_down {
                return Err(LinkRefusal::NotPlain);
            }
            if at == top || !at.pop() || !at.starts_with(top) {
                return Err(LinkRefusal::Escapes);
            }
            continue;
        }
        if name.contains('\\') || name.chars().any(char::is_control) {
            return Err(LinkRefusal::NotPlain);
        }
        went_down = true;
        at.push(name);
        if names.peek().is_some() && is_link(&at) {
            return Err(LinkRefusal::ThroughLink);
        }
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_path_below_the_folder_may_stand_in_a_bundle() {
        for path in ["a", "a/b.json", "ä/漢 字/c", "..a/b..", "a/…"] {
            assert_eq!(check(path), Ok(()), "{path}");
        }
        for path in ["", "/a", "..", "a/../b", "./a", "a//b", "a/", "a\\b", "C:x", "a\nb", &"x/".repeat(4096)] {
            assert!(check(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn a_link_stays_in_its_folder_wherever_that_is() {
        let is_link = |path: &Utf8Path| path == "site/l";
        let lead = |target| link_target(Utf8Path::new("site"), Utf8Path::new("site/a/b"), target, &is_link);
        assert_eq!(lead("c"), Ok("site/a/c".into()));
        assert_eq!(lead("../x/y"), Ok("site/x/y".into()));
        assert_eq!(lead("../l"), Ok("site/l".into()));
        assert_eq!(lead(".."), Ok("site".into()));
        assert_eq!(lead("../.."), Err(LinkRefusal::Escapes));
        assert_eq!(lead("../../site/x"), Err(LinkRefusal::Escapes));
        assert_eq!(lead("/etc"), Err(LinkRefusal::Absolute));
        assert_eq!(lead("c/../../.."), Err(LinkRefusal::NotPlain));
        assert_eq!(lead("../l/x"), Err(LinkRefusal::ThroughLink));
    }
}
