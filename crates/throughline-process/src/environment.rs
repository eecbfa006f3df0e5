//! The environment that a command gets: what this process was started with, and the changes that were asked for.
//!
//! Names and values that are not UTF-8 pass through unchanged.

use std::ffi::{CStr, CString, OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

/// What this process was started with, as `NAME=value` entries, made once.
#[derive(Debug)]
pub(crate) struct Environment {
    base: Vec<CString>,
}

/// The base with changes.
#[derive(Debug)]
pub(crate) struct Merged<'e> {
    kept: Vec<&'e CStr>,
    added: Vec<CString>,
}

/// Keeps the memory of the supervisor small, which Linux counts into the peak of every child: the allocator that the
/// program may be built with takes a huge page at its start otherwise. Nobody but the supervisor gets it.
const SMALL: (&str, &str) = ("MIMALLOC_ARENA_EAGER_COMMIT", "0");

impl Environment {
    /// The environment of this process for its supervisor.
    pub(crate) fn for_supervisor() -> Self {
        let mut own = Self::inherited();
        if !own.base.iter().any(|entry| value_of(entry, SMALL.0).is_some()) {
            own.base.extend(CString::new(format!("{}={}", SMALL.0, SMALL.1)));
        }
        own
    }

    /// The environment of this process, the supervisor, for what it starts.
    pub(crate) fn of_supervisor() -> Self {
        let mut own = Self::inherited();
        own.base.retain(|entry| value_of(entry, SMALL.0) != Some(SMALL.1.as_bytes()));
        own
    }

    /// Reads the environment of this process.
    pub(crate) fn inherited() -> Self {
        let entry = |(name, value): (OsString, OsString)| {
            let mut bytes = name.into_vec();
            bytes.push(b'=');
            bytes.extend_from_slice(value.as_bytes());
            CString::new(bytes).ok()
        };
        Self { base: std::env::vars_os().filter_map(entry).collect() }
    }

    /// The base with the changes made in their order; none unsets.
    ///
    /// # Errors
    /// Says which change cannot be made, for a person.
    pub(crate) fn merge(&self, changes: &[(String, Option<String>)]) -> Result<Merged<'_>, String> {
        let is_changed = |entry: &CStr| changes.iter().any(|(name, _)| value_of(entry, name).is_some());
        let kept = self.base.iter().map(CString::as_c_str).filter(|entry| !is_changed(entry)).collect();
        let mut added = Vec::with_capacity(changes.len());
        for (place, (name, value)) in changes.iter().enumerate() {
            if name.is_empty() || name.contains('=') {
                return Err(format!("`{name}` cannot be the name of an environment variable"));
            }
            let Some(value) = value else { continue };
            if changes[place + 1..].iter().any(|(later, _)| later == name) {
                continue;
            }
            let entry = CString::new(format!("{name}={value}"));
            added.push(entry.map_err(|_| format!("the environment variable `{name}` holds a NUL byte"))?);
        }
        Ok(Merged { kept, added })
    }
}

impl Merged<'_> {
    /// The entries, each `NAME=value`.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &CStr> {
        self.kept.iter().copied().chain(self.added.iter().map(CString::as_c_str))
    }

    /// The value of a variable.
    pub(crate) fn get(&self, name: &str) -> Option<&OsStr> {
        self.entries().find_map(|entry| value_of(entry, name)).map(OsStr::from_bytes)
    }
}

fn value_of<'e>(entry: &'e CStr, name: &str) -> Option<&'e [u8]> {
    entry.to_bytes().strip_prefix(name.as_bytes())?.strip_prefix(b"=")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merge(changes: &[(&str, Option<&str>)]) -> Result<Vec<String>, String> {
        let base = [c"A=1", c"AB=2", c"EMPTY=", c"PATH=/bin"].map(CStr::to_owned).to_vec();
        let changes: Vec<_> = changes.iter().map(|(k, v)| ((*k).to_owned(), v.map(str::to_owned))).collect();
        let environment = Environment { base };
        let merged = environment.merge(&changes)?;
        Ok(merged.entries().map(|entry| entry.to_str().unwrap().to_owned()).collect())
    }

    #[test]
    fn changes_replace_unset_and_add() {
        let merged = merge(&[("A", Some("x=y")), ("EMPTY", None), ("NEW", Some(""))]).unwrap();
        assert_eq!(merged, ["AB=2", "PATH=/bin", "A=x=y", "NEW="]);
    }

    #[test]
    fn the_last_change_of_a_variable_wins() {
        assert_eq!(
            merge(&[("A", Some("2")), ("A", Some("3")), ("AB", Some("4")), ("AB", None)]).unwrap(),
            ["EMPTY=", "PATH=/bin", "A=3"]
        );
    }

    #[test]
    fn what_no_environment_can_hold_is_refused_with_the_name() {
        assert!(merge(&[("A=B", Some("1"))]).unwrap_err().contains("`A=B`"));
        assert!(merge(&[("", None)]).is_err());
        assert!(merge(&[("TOKEN", Some("a\0b"))]).unwrap_err().contains("`TOKEN`"));
    }
}
