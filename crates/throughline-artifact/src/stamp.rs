//! What the file system says about a file without reading it, and when that may be believed.
//!
//! The kernel stamps a change with a clock that ticks every few milliseconds (`CONFIG_HZ`; 1 to 10 ms). Two changes
//! within a tick can leave the same stamp, so a stamp says something about the content only if the last change was
//! more than a tick before the bytes were read: then any later change gets a later `ctime`, which no ordinary call can
//! set back. Git calls the others "racily clean". Not seen: a write through a mapping that was dirty all along, and a
//! file server whose clock runs behind this machine's by more than the window.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

const SECOND_NS: i64 = 1_000_000_000;

/// How long a file must have been left alone before its stamp is trusted. Twice the slowest kernel tick.
pub(crate) const SETTLED_AFTER_NS: i64 = 20_000_000;

/// The same for file systems that keep whole seconds (FAT: two of them), known by a `ctime` without a fraction.
const SETTLED_AFTER_COARSE_NS: i64 = 2 * SECOND_NS;

/// Five numbers that all must be equal for a file to count as untouched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub(crate) size_bytes: u64,
    /// Nanoseconds since 1970, as are all times here.
    pub(crate) modified_ns: i64,
    pub(crate) changed_ns: i64,
    pub(crate) inode: u64,
    pub(crate) device: u64,
}

impl Stamp {
    /// `None` for times beyond the years 1678 to 2262: such a file is read every time.
    pub(crate) fn of(stat: &Metadata) -> Option<Self> {
        let nanoseconds = |seconds: i64, rest: i64| seconds.checked_mul(SECOND_NS)?.checked_add(rest);
        Some(Self {
            size_bytes: stat.size(),
            modified_ns: nanoseconds(stat.mtime(), stat.mtime_nsec())?,
            changed_ns: nanoseconds(stat.ctime(), stat.ctime_nsec())?,
            inode: stat.ino(),
            device: stat.dev(),
        })
    }

    /// The same from the system call's own answer.
    pub(crate) fn of_stat(stat: &rustix::fs::Stat) -> Option<Self> {
        let nanoseconds =
            |seconds: i64, rest: u64| seconds.checked_mul(SECOND_NS)?.checked_add(i64::try_from(rest).ok()?);
        Some(Self {
            size_bytes: u64::try_from(stat.st_size).ok()?,
            modified_ns: nanoseconds(stat.st_mtime, stat.st_mtime_nsec)?,
            changed_ns: nanoseconds(stat.st_ctime, stat.st_ctime_nsec)?,
            inode: stat.st_ino,
            device: stat.st_dev,
        })
    }

    /// Whether the last change lies far enough before `moment_ns` for a later one to be seen.
    pub(crate) fn settled_at(&self, moment_ns: i64) -> bool {
        let window = if self.changed_ns % SECOND_NS == 0 { SETTLED_AFTER_COARSE_NS } else { SETTLED_AFTER_NS };
        let newest = self.modified_ns.max(self.changed_ns);
        newest.checked_add(window).is_some_and(|settled| settled <= moment_ns)
    }
}

/// The wall clock, which is the one that file systems stamp with.
pub(crate) fn now_ns() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(modified_ns: i64, changed_ns: i64) -> Stamp {
        Stamp { size_bytes: 1, modified_ns, changed_ns, inode: 1, device: 1 }
    }

    #[test]
    fn only_a_file_left_alone_is_settled() {
        let change = 1_000 * SECOND_NS + 5;
        assert!(stamp(change, change).settled_at(change + SETTLED_AFTER_NS));
        assert!(!stamp(change, change).settled_at(change + SETTLED_AFTER_NS - 1));
        // A modification time set back does not help: the later of the two counts.
        assert!(!stamp(7, change).settled_at(change + 1));
        // One in the future is never trusted, nor is one at the end of time.
        assert!(!stamp(change + SECOND_NS, change).settled_at(change + SETTLED_AFTER_NS));
        assert!(!stamp(i64::MAX, change).settled_at(i64::MAX));
    }

    #[test]
    fn a_stamp_is_what_the_file_system_says() {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(5).unwrap();
        file.as_file().set_modified(UNIX_EPOCH - std::time::Duration::from_nanos(1_500_000_000)).unwrap();
        let stat = file.as_file().metadata().unwrap();
        let stamp = Stamp::of(&stat).unwrap();
        assert_eq!((stamp.size_bytes, stamp.inode, stamp.device), (5, stat.ino(), stat.dev()));
        assert_eq!(stamp.modified_ns, -1_500_000_000);
        assert!(stamp.changed_ns > 1_600_000_000 * SECOND_NS && stamp.changed_ns <= now_ns());
    }

    #[test]
    fn whole_seconds_need_longer() {
        let change = 1_000 * SECOND_NS;
        assert!(!stamp(change, change).settled_at(change + SECOND_NS));
        assert!(stamp(change, change).settled_at(change + 2 * SECOND_NS));
    }
}
