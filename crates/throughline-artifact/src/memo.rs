//! Answers that are good for one look at the world: while a plan is made, each path is looked up once.
//!
//! The memo knows nothing of changes; whoever lets something write must say what with [`ContentMemo::forget`]. A folder
//! contains its files, so a path takes along what is above it and below it.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};
use std::thread;

use camino::{Utf8Path, Utf8PathBuf};

use crate::content::{Content, ContentError};
use crate::stat_cache::StatCache;

/// More threads than this wait for the disk or for each other.
const MOST_THREADS: usize = 4;
/// Fewer paths than this a thread are looked up sooner than the thread is started.
const PATHS_PER_THREAD: usize = 16;

/// Remembers what [`StatCache::content`] said of each path below one root. Errors are not remembered.
#[derive(Debug)]
pub struct ContentMemo<'a> {
    cache: &'a StatCache,
    root: Utf8PathBuf,
    answers: RwLock<Answers>,
}

#[derive(Debug, Default)]
struct Answers {
    /// Counts what was forgotten: an answer that was on its way meanwhile may be old and is not kept.
    era: u64,
    by_path: HashMap<Utf8PathBuf, Option<Content>>,
}

impl<'a> ContentMemo<'a> {
    pub(crate) fn new(cache: &'a StatCache, root: &Utf8Path) -> Self {
        Self { cache, root: root.to_owned(), answers: RwLock::default() }
    }

    /// The root that paths are relative to.
    #[must_use]
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// The content of a path relative to the root, looked up the first time and remembered.
    pub fn content(&self, relative: &Utf8Path) -> Result<Option<Content>, ContentError> {
        let path = plain(relative);
        let era = {
            let answers = self.answers.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(known) = answers.by_path.get(&path) {
                return Ok(*known);
            }
            answers.era
        };
        let found = self.cache.content(&self.root, &path)?;
        let mut answers = self.answers.write().unwrap_or_else(PoisonError::into_inner);
        if answers.era == era {
            answers.by_path.insert(path, found);
        }
        Ok(found)
    }

    /// Looks many paths up at once, on up to four threads. What cannot be read is met again by [`Self::content`].
    pub fn warm(&self, relative: &[Utf8PathBuf]) {
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(path) = relative.get(next.fetch_add(1, Ordering::Relaxed)) {
                let _ = self.content(path);
            }
        };
        let most = thread::available_parallelism().map_or(1, NonZero::get).clamp(1, MOST_THREADS);
        thread::scope(|scope| {
            for _ in 1..most.min(relative.len() / PATHS_PER_THREAD) {
                scope.spawn(work);
            }
            work();
        });
    }

    /// Forgets a path that was or may have been written, every folder it lies in, and everything below it.
    pub fn forget(&self, relative: &Utf8Path) {
        let changed = plain(relative);
        self.forget_where(|path| path.starts_with(&changed) || changed.starts_with(path));
    }

    /// Forgets everything, for example after a command that may write anywhere.
    pub fn forget_all(&self) {
        self.forget_where(|_| true);
    }

    fn forget_where(&self, stale: impl Fn(&Utf8Path) -> bool) {
        let mut answers = self.answers.write().unwrap_or_else(PoisonError::into_inner);
        answers.era += 1;
        answers.by_path.retain(|path, _| !stale(path));
    }
}

/// Whether a path has no `.`, no empty name and no slash at its end.
pub(crate) fn is_plain(path: &Utf8Path) -> bool {
    let text = path.as_str();
    let has_more = text.contains("//") || text.contains("/./");
    let ends = text.ends_with('/') || text.ends_with("/.");
    !(has_more || ends || text.starts_with("./") || text == ".")
}

/// `a/./b/` and `a//b` are `a/b`.
fn plain(path: &Utf8Path) -> Utf8PathBuf {
    if is_plain(path) {
        return path.to_owned();
    }
    path.components().filter(|part| part.as_str() != ".").collect()
}
