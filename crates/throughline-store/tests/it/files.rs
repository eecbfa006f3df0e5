//! The state file itself: made, found, refused, set aside.

use std::fs;

use throughline_engine::Ledger;
use throughline_model::RunStatus;
use throughline_store::{SCHEMA_VERSION, StoreError, open, open_to_read};

use crate::support::{State, Story, run_id, time, whole};

/// A state file with a few hundred runs, and nothing but the file itself.
fn filled() -> State {
    let state = State::new();
    let ledger = state.ledger();
    for number in 0..300 {
        whole(&ledger, &mut Story::new(number), RunStatus::Success);
    }
    drop(ledger);
    let raw = state.raw();
    raw.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(raw);
    for journal in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{journal}", state.file()));
    }
    state
}

#[test]
fn a_new_folder_is_made_and_ignores_itself() {
    let state = State::new();
    assert!(open_to_read(&state.path, time(0)).unwrap().is_none());
    assert!(!state.path.exists(), "looking makes nothing");
    state.ledger();
    assert_eq!(fs::read_to_string(state.path.join(".gitignore")).unwrap(), "*\n");
    assert!(open_to_read(&state.path, time(0)).unwrap().is_some());
}

#[test]
fn what_was_there_is_there_when_it_is_opened_again() {
    let state = filled();
    assert_eq!(state.ledger().run_list(None, 1000).unwrap().len(), 300);
}

#[test]
fn a_file_from_the_future_is_refused_in_words_and_left_alone() {
    let state = filled();
    let future = SCHEMA_VERSION + 1;
    let sql = format!("INSERT INTO migration (version, name, applied_at) VALUES ({future}, 'later', 0)");
    state.raw().execute_batch(&sql).unwrap();
    let error = open(&state.path, time(0)).err().unwrap();
    assert!(matches!(error, StoreError::Newer { found, known, .. } if found == future && known == SCHEMA_VERSION));
    let text = error.to_string();
    assert!(text.contains("newer version of throughline") && text.contains(state.file().as_str()), "{text}");
    assert!(text.contains("use that version"), "{text}");
    let runs: i64 = state.raw().query_row("SELECT count(*) FROM run", [], |row| row.get(0)).unwrap();
    assert_eq!(runs, 300);
}

#[test]
fn an_empty_file_is_a_new_one() {
    let state = State::new();
    fs::create_dir_all(&state.path).unwrap();
    for nothing in ["", "\u{7}"] {
        // SQLite takes a file of one byte for an empty one, too.
        fs::write(state.file(), nothing).unwrap();
        assert!(state.ledger().run_list(None, 1).unwrap().is_empty(), "{nothing:?}");
        fs::remove_file(state.file()).unwrap();
    }
}

#[test]
fn a_broken_file_is_set_aside_and_nothing_of_it_is_lost() {
    let whole_bytes = fs::read(filled().file()).unwrap();
    assert!(whole_bytes.len() > 50_000, "{}", whole_bytes.len());
    let mut torn_header = whole_bytes.clone();
    torn_header[..100].fill(0xAA);
    let mut torn_schema = whole_bytes.clone();
    torn_schema[100..4096].fill(0xAA);
    let broken: [(&str, Vec<u8>); 5] = [
        ("text", b"this is no database\n".repeat(100)),
        ("cut off in its header", whole_bytes[..50].to_vec()),
        ("cut off in the middle", whole_bytes[..whole_bytes.len() / 2].to_vec()),
        ("a torn header", torn_header),
        ("a torn schema", torn_schema),
    ];
    for (what, bytes) in broken {
        let state = State::new();
        fs::create_dir_all(&state.path).unwrap();
        fs::write(state.file(), &bytes).unwrap();
        fs::write(format!("{}-wal", state.file()), "old journal").unwrap();
        let damaged = open_to_read(&state.path, time(4)).err();
        assert!(matches!(damaged, Some(StoreError::Damaged { .. })), "{what}: {damaged:?}");
        assert_eq!(fs::read(state.file()).unwrap(), bytes, "{what}: looking changes nothing");
        let opened = open(&state.path, time(5)).unwrap_or_else(|error| panic!("{what}: {error}"));
        let aside = opened.set_aside.unwrap_or_else(|| panic!("{what}: nothing is set aside"));
        assert!(aside.as_str().starts_with(&format!("{}.corrupt-", state.file())), "{aside}");
        assert_eq!(fs::read(&aside).unwrap(), bytes, "{what}");
        assert!(opened.ledger.run_list(None, 1).unwrap().is_empty(), "{what}");
        whole(&opened.ledger, &mut Story::new(1), RunStatus::Success);
        drop(opened.ledger);
        let again = state.opened();
        assert_eq!(again.set_aside, None, "{what}");
        assert!(again.ledger.run_fetch(run_id(1)).unwrap().is_some(), "{what}");
    }
}

/// What is broken inside shows when it is read: the error says what to do.
#[test]
fn a_page_that_is_torn_inside_is_told_when_it_is_met() {
    let state = filled();
    let mut bytes = fs::read(state.file()).unwrap();
    let length = bytes.len();
    bytes[8192..length].fill(0xAA);
    fs::write(state.file(), bytes).unwrap();
    match open(&state.path, time(0)) {
        Ok(opened) if opened.set_aside.is_some() => {}
        Ok(opened) => {
            let error = opened.ledger.run_list(None, 1000).unwrap_err().to_string();
            assert!(error.contains("the file is damaged"), "{error}");
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_file_that_may_not_be_read_is_not_set_aside() {
    let state = State::new();
    fs::create_dir_all(state.file()).unwrap();
    let error = open(&state.path, time(0)).err().unwrap();
    assert!(matches!(error, StoreError::Database { .. }), "{error:?}");
    assert!(state.file().is_dir());
}
