//! An import that breaks off leaves nothing, wherever that happens.

use std::io::{BufReader, Cursor, Read};

use throughline_store::transfer::{TransferError, database_export, database_import};
use throughline_store::{DatabaseOptions, DatabaseView, Fault};

use super::filled::{exported, fill, imported};
use crate::home::{Home, on_each};

/// How often it is tried in a row: each time takes a while.
const TRIES: usize = 20;

fn full() -> Vec<u8> {
    let source = Home::sqlite();
    fill(&source);
    exported(&source)
}

/// Places in something so long, spread over the whole of it, its first and its last among them.
fn places(length: usize) -> impl Iterator<Item = usize> {
    (0..TRIES).map(move |at| at * (length - 1) / (TRIES - 1))
}

#[test]
fn a_file_that_was_cut_is_refused_wherever_that_was() {
    let bytes = full();
    on_each(|home| {
        let database = home.open();
        let before = exported(home);
        let line_ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        let line_ends: Vec<usize> = line_ends.filter(|end| *end < bytes.len()).collect();
        let at_ends = places(line_ends.len()).map(|at| line_ends[at]);
        for length in places(bytes.len()).chain(at_ends) {
            let error = imported(&database, &bytes[..length]).unwrap_err();
            assert!(matches!(error, TransferError::Cut), "{home} at {length}: {error:?}");
        }
        assert!(exported(home) == before, "{home}");
        imported(&database, &bytes).unwrap();
        assert!(exported(home) == bytes, "{home}");
    });
}

#[test]
fn a_file_in_which_one_byte_is_another_one_is_refused_wherever_that_is() {
    let bytes = full();
    on_each(|home| {
        let database = home.open();
        let before = exported(home);
        for at in places(bytes.len()) {
            for bit in [1, 0x20, 0x80] {
                let mut changed = bytes.clone();
                changed[at] ^= bit;
                assert!(imported(&database, &changed).is_err(), "{home}: bit {bit} of byte {at} is another one");
            }
        }
        assert!(exported(home) == before, "{home}");
    });
}

#[test]
fn a_database_that_fails_in_the_middle_of_an_import_is_as_empty_as_before() {
    let bytes = full();
    on_each(|home| {
        let (database, faults) = home.open_with_faults();
        let before = exported(home);
        let started = faults.seen();
        let other = if home.is_postgres() { Home::postgres() } else { Home::sqlite() };
        let (whole, count) = other.open_with_faults();
        let seen = count.seen();
        imported(&whole, &bytes).unwrap();
        let statements = usize::try_from(count.seen() - seen).unwrap();
        assert!(statements > 100 && started >= 0, "{home}: {statements}");
        for fault in [Fault::Refuse, Fault::Lose] {
            // The begin of a transaction that finds its connection lost is tried again, and goes well.
            for at in places(statements).filter(|at| *at > 0) {
                faults.arm(at.try_into().unwrap(), fault);
                let error = imported(&database, &bytes).err();
                assert!(!faults.disarm() && error.is_some(), "{home}: {fault:?} in place of statement {at}");
                assert!(exported(home) == before, "{home}: {fault:?} in place of statement {at}: {error:?}");
            }
        }
        imported(&database, &bytes).unwrap();
        assert!(exported(home) == bytes, "{home}");
    });
}

/// A disk that is full, or a pipe that nobody reads any more.
struct Full(usize);

impl std::io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A disk that cannot be read.
struct Torn;

impl Read for Torn {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::ConnectionReset.into())
    }
}

#[test]
fn what_cannot_be_written_or_read_is_told_as_such() {
    on_each(|home| {
        fill(home);
        let bytes = exported(home);
        let mut view = DatabaseView::open(&home.url, &DatabaseOptions::default()).unwrap().unwrap();
        for length in places(bytes.len()).step_by(3) {
            let done = view.read_snapshot(|session| database_export(session, &mut Full(length)));
            assert!(matches!(done, Err(TransferError::Write(_))), "{home}: {done:?}");
        }
        // The connection is as good as before.
        let mut again = Vec::new();
        view.read_snapshot(|session| database_export(session, &mut again)).unwrap();
        assert!(again == bytes, "{home}");
        let other = Home::postgres();
        let mut input = BufReader::new(Cursor::new(bytes[..bytes.len() / 2].to_vec()).chain(Torn));
        let done = other.open().write(move |session| database_import(session, &mut input));
        assert!(matches!(done, Err(TransferError::Read(_))), "{home}: {done:?}");
    });
}
