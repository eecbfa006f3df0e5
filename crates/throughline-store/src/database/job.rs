//! One write that waits: a closure, and who is told of its end.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::session::Session;
use crate::StoreError;

/// A write of whatever kind.
pub(crate) trait Job: Send {
    /// Does it within the transaction; whether it is to be kept.
    fn run(&mut self, session: &mut Session) -> bool;
    /// Tells how it ended, and why it was not kept although it went well.
    fn answer(self: Box<Self>, lost: Option<StoreError>);
}

pub(crate) struct Piece<F, T, E, A> {
    write: Option<F>,
    done: Option<Result<T, E>>,
    tell: A,
}

impl<F, T, E, A> Piece<F, T, E, A> {
    pub(crate) fn new(write: F, tell: A) -> Self {
        Self { write: Some(write), done: None, tell }
    }
}

impl<F, T, E, A> Job for Piece<F, T, E, A>
where
    F: FnOnce(&mut Session) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
    A: FnOnce(Result<T, E>) + Send,
{
    fn run(&mut self, session: &mut Session) -> bool {
        let Some(write) = self.write.take() else { return false };
        // What a panic leaves half done is undone by the database; the closure is gone.
        let done = catch_unwind(AssertUnwindSafe(|| write(&mut *session)));
        let done = done.unwrap_or_else(|panic| Err(StoreError::Panicked { message: words(&*panic) }.into()));
        // On PostgreSQL nothing comes of a part in which a statement failed, so nowhere does it.
        let done =
            done.and_then(|value| if session.is_spoiled() { Err(StoreError::Spoiled.into()) } else { Ok(value) });
        let is_kept = done.is_ok();
        self.done = Some(done);
        is_kept
    }

    fn answer(self: Box<Self>, lost: Option<StoreError>) {
        let done = match (lost, self.done) {
            (Some(error), _) => Err(error.into()),
            (None, Some(done)) => done,
            (None, None) => Err(StoreError::Spoiled.into()),
        };
        (self.tell)(done);
    }
}

/// What a panic said.
pub(crate) fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without words".to_owned())
}
