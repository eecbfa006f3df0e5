//! Several processes and threads with one state file.
//!
//! Another process is this test binary again, told by a variable what to do.

use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use camino::Utf8Path;
use throughline_engine::Ledger;
use throughline_model::RunStatus;

use crate::support::{State, Story, commit, record, time, whole};

const ASKED: &str = "THROUGHLINE_TEST_STORE";

/// Not a test of its own: the process that opens the file at the same time.
#[test]
fn another_process() {
    let Ok(asked) = std::env::var(ASKED) else { return };
    let (folder, number) = asked.rsplit_once('\n').unwrap();
    // All begin at once: when the folder is there.
    while !Utf8Path::new(folder).join("go").exists() {
        std::hint::spin_loop();
    }
    let opened = throughline_store::open(Utf8Path::new(folder), time(0)).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(opened.set_aside, None);
    let number: u64 = number.parse().unwrap();
    for run in 0..20 {
        whole(&opened.ledger, &mut Story::new(number * 1000 + run), RunStatus::Success);
    }
}

fn another(state: &State, number: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "together::another_process", "--nocapture"])
        .env(ASKED, format!("{}\n{number}", state.path))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn processes_that_open_a_new_file_at_once_all_get_it() {
    for round in 0..15 {
        let state = State::new();
        std::fs::create_dir_all(&state.path).unwrap();
        let others: Vec<Child> = (0..4).map(|number| another(&state, number)).collect();
        std::thread::sleep(Duration::from_millis(30));
        std::fs::write(state.path.join("go"), "").unwrap();
        for other in others {
            let ended = other.wait_with_output().unwrap();
            let told = format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
            assert!(ended.status.success(), "round {round}: {told}");
        }
        assert_eq!(state.ledger().run_list(None, 1000).unwrap().len(), 80, "round {round}");
        let steps: i64 = state.raw().query_row("SELECT count(*) FROM migration", [], |row| row.get(0)).unwrap();
        assert_eq!(steps, throughline_store::SCHEMA_VERSION);
    }
}

#[test]
fn whoever_reads_while_another_writes_sees_whole_commits_and_never_waits_long() {
    const RUNS: u64 = 300;
    let state = State::new();
    let writer = state.ledger();
    let over = AtomicBool::new(false);
    let longest = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let reader = state.ledger();
                    let (mut longest, mut most) = (Duration::ZERO, 0);
                    while !over.load(Ordering::SeqCst) {
                        let started = Instant::now();
                        let runs = reader.run_list(None, 5).unwrap();
                        longest = longest.max(started.elapsed());
                        for row in &runs {
                            let events = reader.event_list(row.id, 0).unwrap();
                            assert!(events.len() == 3 || events.len() == 4, "{}", events.len());
                            // What the events say was recorded with them.
                            assert_eq!(reader.record_writers(&format!("out/{}", row.id)).unwrap().len(), 1);
                        }
                        let count = reader.run_list(None, usize::MAX).unwrap().len();
                        assert!(count >= most, "{count} runs after {most}");
                        most = count;
                    }
                    longest
                })
            })
            .collect();
        for number in 0..RUNS {
            let mut story = Story::new(number);
            let made = record(story.run, "a", "one", &[&format!("out/{}", story.run)]);
            let events = vec![story.begin(), story.attempt("a", 1), story.succeed(&made)];
            writer.commit(&commit(events, vec![made])).unwrap();
            writer.commit(&commit(vec![story.end(RunStatus::Success)], Vec::new())).unwrap();
        }
        over.store(true, Ordering::SeqCst);
        readers.into_iter().map(|reader| reader.join().unwrap()).max().unwrap()
    });
    println!("the longest look took {longest:?}");
    assert!(longest < Duration::from_secs(2), "{longest:?}");
}

#[test]
fn two_that_write_at_once_lose_nothing() {
    let state = State::new();
    std::thread::scope(|scope| {
        for part in 0..2 {
            let state = &state;
            scope.spawn(move || {
                let ledger = state.ledger();
                for number in 0..200 {
                    whole(&ledger, &mut Story::new(part * 1000 + number), RunStatus::Success);
                }
            });
        }
    });
    assert_eq!(state.ledger().run_list(None, usize::MAX).unwrap().len(), 400);
}
