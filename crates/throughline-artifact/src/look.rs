//! A glance at many paths: what is there, by its stamp, with nothing read. All processors look.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use camino::Utf8Path;
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, Stat, openat, statat};
use rustix::io::Errno;

use crate::stamp::Stamp;

/// What a glance at a path finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// A file, or a link to one.
    File(Stamp),
    /// A folder, or a link to one.
    Folder,
    /// Nothing, or a link to nothing.
    Nothing,
    /// Something of which a glance does not tell enough.
    Unclear,
}

/// Fewer paths than this are not worth another thread.
const SHARE: usize = 512;

/// Looks at each of these paths, relative to the root. Links are followed.
#[must_use]
pub fn look<P: AsRef<Utf8Path> + Sync>(root: &Utf8Path, paths: &[P]) -> Vec<Seen> {
    let mut seen = vec![Seen::Unclear; paths.len()];
    // Paths are looked up from the root's own folder, so that the way there is not walked for each of them.
    let opened = openat(CWD, root.as_std_path(), OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty());
    let Ok(folder): Result<OwnedFd, Errno> = opened else { return seen };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let share = paths.len().div_ceil(threads).max(SHARE);
    std::thread::scope(|scope| {
        let mut parts = paths.chunks(share).zip(seen.chunks_mut(share));
        let first = parts.next();
        for (paths, seen) in parts {
            let folder = folder.as_fd();
            // Where there is no thread to be had, what it should look at stays unclear.
            let _ = std::thread::Builder::new().spawn_scoped(scope, move || look_at(folder, paths, seen));
        }
        if let Some((paths, seen)) = first {
            look_at(folder.as_fd(), paths, seen);
        }
    });
    seen
}

fn look_at<P: AsRef<Utf8Path>>(folder: BorrowedFd<'_>, paths: &[P], seen: &mut [Seen]) {
    for (path, seen) in paths.iter().zip(seen) {
        *seen = match statat(folder, path.as_ref().as_std_path(), AtFlags::empty()) {
            Ok(stat) => of(&stat),
            Err(Errno::NOENT | Errno::NOTDIR) => Seen::Nothing,
            Err(_) => Seen::Unclear,
        };
    }
}

fn of(stat: &Stat) -> Seen {
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => Stamp::of_stat(stat).map_or(Seen::Unclear, Seen::File),
        FileType::Directory => Seen::Folder,
        _ => Seen::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glance_agrees_with_what_the_system_says_of_each_path() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        std::fs::create_dir(root.join("folder")).unwrap();
        std::os::unix::fs::symlink("nowhere", root.join("broken")).unwrap();
        let mut paths = vec!["folder".to_owned(), "broken".to_owned(), "absent".to_owned(), "0/below".to_owned()];
        for number in 0..2 * SHARE {
            std::fs::write(root.join(number.to_string()), "x".repeat(number)).unwrap();
            paths.push(number.to_string());
        }
        let seen = look(root, &paths);
        assert_eq!(seen[..4], [Seen::Folder, Seen::Nothing, Seen::Nothing, Seen::Nothing]);
        for (path, seen) in paths.iter().zip(&seen).skip(4) {
            let expected = Stamp::of(&std::fs::metadata(root.join(path)).unwrap()).unwrap();
            assert_eq!(*seen, Seen::File(expected), "{path}");
        }
        assert_eq!(look(&root.join("absent"), &["x"]), [Seen::Unclear]);
    }
}
