//! Whether anybody wrote files meanwhile, whatever they hold now: what was changed and put back was read in between.
//!
//! The change time tells: unlike the modification time, no ordinary call can set it back. Two looks are compared with each
//! other and with no clock, which a file server would have one of its own of. A link that is made to a file sets its change
//! time too and writes nothing; that is known by the count of links. Folders do not count: what came and went in one is no
//! file that a listing has.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use camino::Utf8Path;

/// The change times of files at one moment.
#[derive(Debug, Default)]
pub struct Marks(HashMap<PathBuf, Mark>);

#[derive(Debug, PartialEq, Eq)]
struct Mark {
    changed: (i64, i64),
    inode: u64,
    links: u64,
}

impl Marks {
    /// Looks at a file, or at every file below a folder. What cannot be looked at is passed over.
    pub fn add(&mut self, path: &Utf8Path) {
        let mut open = vec![path.as_std_path().to_owned()];
        // The path itself may be a link, those below a folder are not followed.
        let mut stat: fn(&Path) -> std::io::Result<Metadata> = |path| fs::metadata(path);
        while let Some(path) = open.pop() {
            let Ok(found) = stat(&path) else { continue };
            stat = |path| fs::symlink_metadata(path);
            if found.is_dir() {
                open.extend(fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path()));
            } else {
                let changed = (found.ctime(), found.ctime_nsec());
                self.0.insert(path, Mark { changed, inode: found.ino(), links: found.nlink() });
            }
        }
    }

    /// Whether a file of this look was written, or replaced, before the later one.
    #[must_use]
    pub fn were_touched(&self, later: &Self) -> bool {
        later.0.iter().any(|(path, now)| self.0.get(path).is_some_and(|then| then != now && then.links == now.links))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_back_is_known_and_what_was_linked_is_let_pass() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        fs::create_dir(root.join("below")).unwrap();
        let file = root.join("below/file");
        fs::write(&file, "old").unwrap();
        let look = || {
            let mut marks = Marks::default();
            marks.add(root);
            marks
        };
        let touched = |act: &dyn Fn()| {
            // A tick of the kernel's clock must pass, or the two changes have one time.
            std::thread::sleep(std::time::Duration::from_millis(20));
            let before = look();
            act();
            before.were_touched(&look())
        };
        assert!(!touched(&|| drop(fs::read(&file).unwrap())));
        assert!(!touched(&|| fs::hard_link(&file, root.join("link")).unwrap()));
        assert!(!touched(&|| fs::write(root.join("new"), "new").unwrap()));
        let time = fs::metadata(&file).unwrap().modified().unwrap();
        assert!(touched(&|| {
            fs::write(&file, "new").unwrap();
            fs::write(&file, "old").unwrap();
            fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
        }));
        assert!(touched(&|| {
            fs::write(root.join("other"), "old").unwrap();
            fs::rename(root.join("other"), root.join("new")).unwrap();
        }));
    }
}
