//! Writers stand in one line: each write is kept whole or not at all, and takes no other with it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use throughline_store::{DatabaseOptions, Fault, StoreError};

use crate::home::on_each;
use crate::rows::{repo_create, work_count, work_create};

#[test]
fn writes_that_wait_are_made_together_and_one_that_fails_takes_no_other_with_it() {
    on_each(|home| {
        let (database, faults) = home.open_with_faults();
        let (sender, receiver) = mpsc::channel();
        let (open, gate) = mpsc::channel::<()>();
        // While the first is under way, the others come.
        database.submit(move |_| gate.recv().map_err(|_| StoreError::Spoiled), |done| assert!(done.is_ok()));
        for number in 0..40 {
            let sender = sender.clone();
            let write = move |session: &mut throughline_store::Session| -> Result<i64, StoreError> {
                let seq = work_create(session, &format!("w{number}"))?;
                match number % 4 {
                    1 => repo_create(session, "another", "w0").map(|()| seq),
                    2 => panic!("number {number}"),
                    // What failed is not kept, even where nobody minds.
                    3 => Ok(repo_create(session, "another", "w0").map_or(0, |()| seq)),
                    _ => Ok(seq),
                }
            };
            database.submit(write, move |done| sender.send((number, done)).unwrap());
        }
        let before = faults.seen();
        open.send(()).unwrap();
        let told: Vec<_> = (0..40).map(|_| receiver.recv_timeout(Duration::from_secs(30)).unwrap()).collect();
        for (index, (number, done)) in told.iter().enumerate() {
            assert_eq!(index, *number, "{home}: in the order in which they came");
            match (number % 4, done) {
                (0, Ok(seq)) => assert_eq!(*seq as usize, number / 4 + 1, "{home}"),
                (1, Err(error)) => assert!(error.is_unique("cwom_repos", "slug"), "{home}: {error:?}"),
                (2, Err(StoreError::Panicked { message })) => assert_eq!(message, &format!("number {number}")),
                (3, Err(StoreError::Spoiled)) => {}
                other => panic!("{home}: {other:?}"),
            }
        }
        assert_eq!(work_count(&database), [10, 30, 10, 10], "{home}");
        // One commit of the first, one begin and one commit of all the others, three for the parts of each.
        assert!(faults.seen() - before <= 3 + 40 * (3 + 8), "{home}: {}", faults.seen() - before);
    });
}

#[test]
fn every_place_at_which_a_write_can_end_leaves_all_of_it_or_nothing() {
    on_each(|home| {
        let (database, faults) = home.open_with_faults();
        let mut kept = 0;
        for fault in [Fault::Refuse, Fault::Lose] {
            for place in 0.. {
                faults.arm(place, fault);
                let name = format!("{fault:?}{place}");
                let done = database.write(move |session| work_create(session, &name));
                let is_over = faults.disarm();
                match done {
                    Ok(_) => kept += 1,
                    Err(error) if fault == Fault::Lose => assert!(error.is_unavailable(), "{home} {place}: {error:?}"),
                    Err(_) => {}
                }
                assert_eq!(work_count(&database), [kept, kept * 3, kept, kept], "{home}: {fault:?} before {place}");
                if is_over {
                    assert!(place > 8, "{home}: the write has more statements than {place}");
                    break;
                }
            }
        }
        // What begins anew on a new connection is no failure; everything else was one.
        assert!(kept <= 4, "{home}: {kept}");
    });
}

#[test]
fn a_lost_connection_takes_the_whole_transaction_and_everyone_in_it_is_told() {
    on_each(|home| {
        let (database, faults) = home.open_with_faults();
        let (sender, receiver) = mpsc::channel();
        let (open, gate) = mpsc::channel::<()>();
        database.submit(move |_| gate.recv().map_err(|_| StoreError::Spoiled), |_| {});
        for number in 0..3 {
            let sender = sender.clone();
            let write = move |session: &mut throughline_store::Session| work_create(session, &format!("w{number}"));
            database.submit(write, move |done| sender.send(done).unwrap());
        }
        // After the commit of the first: a begin, and the ten statements of each of the three; the last has begun.
        faults.arm(1 + 1 + 2 * 10 + 3, Fault::Lose);
        open.send(()).unwrap();
        for _ in 0..3 {
            let done = receiver.recv_timeout(Duration::from_secs(30)).unwrap();
            assert!(done.as_ref().is_err_and(StoreError::is_unavailable), "{home}: {done:?}");
        }
        assert_eq!(work_count(&database), [0; 4], "{home}");
        database.write(|session| work_create(session, "after")).unwrap();
        assert_eq!(work_count(&database), [1, 3, 1, 1], "{home}");
    });
}

#[test]
fn many_threads_write_and_read_at_once() {
    on_each(|home| {
        let database = home.open_with(&DatabaseOptions { readers: 2, ..DatabaseOptions::default() });
        let next = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let name = format!("w{}", next.fetch_add(1, Ordering::SeqCst));
                        database.write(move |session| work_create(session, &name)).unwrap();
                        let [repos, issues, entries, end] = work_count(&database);
                        assert_eq!((issues, entries, end), (repos * 3, repos, repos), "{home}");
                    }
                });
            }
        });
        assert_eq!(work_count(&database), [160, 480, 160, 160], "{home}");
    });
}

#[test]
fn two_that_write_into_one_database_make_one_chain() {
    on_each(|home| {
        let (one, other) = (home.open(), home.open());
        std::thread::scope(|scope| {
            for (name, database) in [("one", &one), ("other", &other)] {
                scope.spawn(move || {
                    for number in 0..40 {
                        let name = format!("{name}{number}");
                        database.write(move |session| work_create(session, &name)).unwrap();
                    }
                });
            }
        });
        assert_eq!(work_count(&one), [80, 240, 80, 80], "{home}");
    });
}

#[test]
fn what_waits_is_still_written_when_the_database_is_let_go() {
    on_each(|home| {
        let database = home.open();
        for number in 0..30 {
            database.submit(move |session| work_create(session, &format!("w{number}")), |done| assert!(done.is_ok()));
        }
        drop(database);
        assert_eq!(work_count(&home.open())[0], 30, "{home}");
    });
}

#[test]
fn more_than_may_wait_is_refused_at_once() {
    on_each(|home| {
        let database = home.open_with(&DatabaseOptions { waiting: 2, ..DatabaseOptions::default() });
        let (open, gate) = mpsc::channel::<()>();
        let (began, begun) = mpsc::channel();
        let wait = move |_: &mut throughline_store::Session| {
            began.send(()).unwrap();
            gate.recv().map_err(|_| StoreError::Spoiled)
        };
        database.submit(wait, |_| {});
        begun.recv().unwrap();
        let (sender, receiver) = mpsc::channel();
        for number in 0..3 {
            let sender = sender.clone();
            database.submit(
                move |session| work_create(session, &format!("w{number}")),
                move |done| {
                    sender.send((number, done)).unwrap();
                },
            );
        }
        let (number, done) = receiver.recv().unwrap();
        assert!(number == 2 && done.is_err_and(|error| error.is_unavailable()), "{home}");
        open.send(()).unwrap();
        assert!((0..2).all(|_| receiver.recv().unwrap().1.is_ok()), "{home}");
    });
}
