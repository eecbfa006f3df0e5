//! Work done side by side whose results are taken in order, with no more of them waiting than a few for each worker.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// No more threads than these: each holds a few panels, and who takes the results works on one thread.
const MOST_WORKERS: usize = 8;

/// How many units each worker may be ahead of what has been taken.
const AHEAD: usize = 2;

/// Does `work` on each unit from 0 to `count`, on as many threads as the machine runs at once (but no more
/// than eight), and hands the results to
/// `take` in order, on this thread. Each worker has a state of its own.
///
/// # Errors
/// The first error in the order of the units, whichever came first; what is under way is finished, nothing more begun.
pub(crate) fn in_order<S, T: Send, E: Send>(
    count: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> Result<T, E> + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let workers = std::thread::available_parallelism().map_or(1, NonZero::get).min(MOST_WORKERS).min(count);
    let desk = Desk::new(count, workers * AHEAD);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let _leaving = Leaving(&desk);
                let mut state = state();
                while let Some(unit) = desk.begin() {
                    let result = work(&mut state, unit);
                    desk.put(unit, result);
                }
            });
        }
        let taken = (0..count).try_for_each(|unit| match desk.take(unit) {
            Some(result) => take(result?),
            // A worker broke off; the scope passes its panic on.
            None => Ok(()),
        });
        desk.close();
        taken
    })
}

/// Where units are fetched and results are laid.
struct Desk<R> {
    count: usize,
    ahead: usize,
    state: Mutex<State<R>>,
    changed: Condvar,
}

struct State<R> {
    begun: usize,
    taken: usize,
    closed: bool,
    results: BTreeMap<usize, R>,
}

impl<R> Desk<R> {
    fn new(count: usize, ahead: usize) -> Self {
        let state = State { begun: 0, taken: 0, closed: false, results: BTreeMap::new() };
        Self { count, ahead, state: Mutex::new(state), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next unit, as soon as it is not too far ahead.
    fn begin(&self) -> Option<usize> {
        let wait =
            |state: &mut State<R>| !state.closed && state.begun < self.count && state.begun >= state.taken + self.ahead;
        let mut state = self.changed.wait_while(self.lock(), wait).unwrap_or_else(PoisonError::into_inner);
        if state.closed || state.begun >= self.count {
            return None;
        }
        state.begun += 1;
        Some(state.begun - 1)
    }

    fn put(&self, unit: usize, result: R) {
        self.lock().results.insert(unit, result);
        self.changed.notify_all();
    }

    /// The result of a unit, as soon as it is there; none if it will never be.
    fn take(&self, unit: usize) -> Option<R> {
        let wait = |state: &mut State<R>| !state.closed && !state.results.contains_key(&unit);
        let mut state = self.changed.wait_while(self.lock(), wait).unwrap_or_else(PoisonError::into_inner);
        let result = state.results.remove(&unit);
        state.taken = unit + 1;
        drop(state);
        self.changed.notify_all();
        result
    }

    fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }
}

/// Lets nobody wait for a worker that panicked.
struct Leaving<'d, R>(&'d Desk<R>);

impl<R> Drop for Leaving<'_, R> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn results_come_in_order_and_few_of_them_wait() {
        let (begun, mut taken) = (AtomicUsize::new(0), Vec::new());
        let most = std::thread::available_parallelism().map_or(1, NonZero::get).min(MOST_WORKERS) * (AHEAD + 1);
        let outcome: Result<(), ()> = in_order(
            500,
            || 0,
            |done, unit| {
                *done += 1;
                begun.fetch_add(1, Ordering::SeqCst);
                if unit % 7 == 0 {
                    std::thread::sleep(std::time::Duration::from_micros(300));
                }
                Ok(unit)
            },
            |unit| {
                assert!(begun.load(Ordering::SeqCst) <= taken.len() + most);
                taken.push(unit);
                Ok(())
            },
        );
        assert_eq!(outcome, Ok(()));
        assert_eq!(taken, (0..500).collect::<Vec<_>>());
    }

    #[test]
    fn the_first_error_in_order_ends_it() {
        let mut taken = Vec::new();
        let work = |(): &mut (), unit| if unit >= 3 { Err(unit) } else { Ok(unit) };
        let outcome = in_order(
            100,
            || (),
            work,
            |unit| {
                taken.push(unit);
                Ok(())
            },
        );
        assert_eq!((outcome, taken), (Err(3), vec![0, 1, 2]));
        let outcome = in_order(100, || (), |(), unit| Ok(unit), |unit| if unit == 5 { Err("full") } else { Ok(()) });
        assert_eq!(outcome, Err("full"));
        assert_eq!(in_order(0, || (), |(), unit| Ok::<_, ()>(unit), |_| Ok(())), Ok(()));
    }

    #[test]
    fn a_panic_is_passed_on_and_nobody_waits() {
        let outcome = std::panic::catch_unwind(|| {
            in_order(50, || (), |(), unit| if unit == 9 { panic!("broken") } else { Ok::<_, ()>(unit) }, |_| Ok(()))
        });
        assert!(outcome.is_err());
    }
}
