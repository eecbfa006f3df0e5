//! What `/proc` knows about descendants. Read only when a command has left something behind: it costs a millisecond.

use std::collections::HashMap;
use std::fs;
use std::os::fd::BorrowedFd;

use rustix::process::Pid;

/// All processes at one moment, those that have ended and wait to be reaped left out.
#[derive(Debug)]
pub(super) struct ProcessTable(HashMap<i32, Entry>);

#[derive(Debug, Clone, Copy)]
struct Entry {
    parent: i32,
    group: i32,
}

impl ProcessTable {
    pub(super) fn read() -> Self {
        let folders = fs::read_dir("/proc").into_iter().flatten().flatten();
        let pids = folders.filter_map(|folder| folder.file_name().to_str()?.parse().ok());
        Self(pids.filter_map(|pid| Some((pid, entry(&fs::read(format!("/proc/{pid}/stat")).ok()?)?))).collect())
    }

    /// The processes of a group.
    pub(super) fn group(&self, group: Pid) -> impl Iterator<Item = Pid> {
        let group = group.as_raw_nonzero().get();
        self.0.iter().filter(move |(_, entry)| entry.group == group).filter_map(|(pid, _)| Pid::from_raw(*pid))
    }

    /// The descendants of this process that are in none of these groups.
    pub(super) fn descendants_outside(&self, groups: &[Pid]) -> impl Iterator<Item = Pid> {
        let outside = |entry: &Entry| !groups.iter().any(|group| group.as_raw_nonzero().get() == entry.group);
        let me = rustix::process::getpid().as_raw_nonzero().get();
        self.0
            .iter()
            .filter(move |(pid, entry)| outside(entry) && self.descends(**pid, me))
            .filter_map(|(pid, _)| Pid::from_raw(*pid))
    }

    fn descends(&self, pid: i32, ancestor: i32) -> bool {
        let mut at = pid;
        // Bounded, because the table is not of one moment and could go round in a circle.
        for _ in 0..self.0.len() {
            match self.0.get(&at) {
                Some(entry) if entry.parent == ancestor => return true,
                Some(entry) => at = entry.parent,
                None => return false,
            }
        }
        false
    }
}

/// Reads `pid (name) state parent group …`, proc_pid_stat(5). The name may hold anything, parentheses too.
fn entry(stat: &[u8]) -> Option<Entry> {
    let stat = std::str::from_utf8(&stat[stat.iter().rposition(|byte| *byte == b')')? + 1..]).ok()?;
    let mut fields = stat.split_ascii_whitespace();
    if matches!(fields.next()?, "Z" | "X" | "x") {
        return None;
    }
    Some(Entry { parent: fields.next()?.parse().ok()?, group: fields.next()?.parse().ok()? })
}

/// Whether the process has this pipe open.
pub(super) fn holds(pid: Pid, pipe: BorrowedFd<'_>) -> bool {
    let Ok(stat) = rustix::fs::fstat(pipe) else { return false };
    let name = format!("pipe:[{}]", stat.st_ino);
    let fds = fs::read_dir(format!("/proc/{}/fd", pid.as_raw_nonzero())).into_iter().flatten().flatten();
    fds.filter_map(|fd| fs::read_link(fd.path()).ok()).any(|target| target.as_os_str() == name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stat_line_is_read_whatever_the_name_is() {
        let read = entry(b"42 (a) S 1 (b)) S 7 40 40 0 -1").unwrap();
        assert_eq!((read.parent, read.group), (7, 40));
        assert!(entry(b"42 (sh) Z 7 40 40").is_none());
        assert!(entry(b"").is_none());
    }

    #[test]
    fn this_process_is_in_the_table() {
        let table = ProcessTable::read();
        let me = rustix::process::getpid();
        assert!(table.group(rustix::process::getpgrp()).any(|pid| pid == me));
        assert!(table.descends(me.as_raw_nonzero().get(), rustix::process::getppid().unwrap().as_raw_nonzero().get()));
    }
}
