//! What writes cost on this disk: `write_cost [postgres://…]`. Writers side by side, each waiting for its commit.

use std::error::Error;
use std::time::Instant;

use jiff::Timestamp;
use throughline_store::{Database, DatabaseOptions, DatabaseUrl, Durability, Session, StoreError, values};

/// Writes of each writer.
const WRITES: usize = 200;

fn key_create(session: &mut Session, id: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO api_key (id, name, scope, digest, created_at) VALUES ($1, 'n', 'read', $1, 1)";
    session.execute(sql, values![id]).map(drop)
}

#[expect(clippy::print_stdout, reason = "what it is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let server = std::env::args().nth(1);
    for durability in [Durability::Normal, Durability::Full] {
        for writers in [1, 8, 64] {
            let file = folder.path().join(format!("{durability:?}{writers}.db"));
            let text = server.clone().unwrap_or_else(|| file.to_string_lossy().into_owned());
            let url: DatabaseUrl = text.parse()?;
            let options = DatabaseOptions { durability, ..DatabaseOptions::default() };
            let opened = Instant::now();
            let database = Database::open(&url, &options, Timestamp::now())?;
            let opening = opened.elapsed();
            let started = Instant::now();
            std::thread::scope(|scope| {
                for writer in 0..writers {
                    let (database, run) = (&database, opened);
                    scope.spawn(move || {
                        for number in 0..WRITES {
                            let id = format!("{run:?} {writer} {number}");
                            let done: Result<(), StoreError> = database.write(move |session| key_create(session, &id));
                            assert!(done.is_ok(), "{done:?}");
                        }
                    });
                }
            });
            let each = started.elapsed() / u32::try_from(writers * WRITES)?;
            println!("{durability:?}, {writers} writers: {each:?} a write (opened in {opening:?})");
        }
    }
    Ok(())
}
