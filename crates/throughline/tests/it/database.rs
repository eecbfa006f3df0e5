//! `throughline db` and `throughline audit-log`: a database is looked at, brought up to date and carried elsewhere.

use std::fs::File;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use camino::Utf8PathBuf;
use serde_json::{Value, json};
use throughline_model::shape::Time;
use throughline_model::work::{Actor, ActorKind, AuditAction, EntityKind};
use throughline_store::work::{AuditChange, WorkContext, audit_append};
use throughline_store::{Database, DatabaseOptions, DatabaseUrl, StoreError};

use crate::support::{TestEnvironment, graph, stage};

fn project() -> TestEnvironment {
    TestEnvironment::with(&graph(vec![stage("a", "echo x > out", json!({"writes": ["out"]}))]))
}

/// A project that has run, with entries in its audit log.
fn used() -> TestEnvironment {
    let environment = project();
    environment.run(&["run"]).with_code(0);
    environment.run(&["key", "create", "ci"]).with_code(0);
    let now = jiff::Timestamp::from_second(1_795_000_000).unwrap();
    let url = DatabaseUrl::sqlite(state(&environment));
    let database = Database::open(&url, &DatabaseOptions::default(), now).unwrap();
    for name in ["first", "second", "third"] {
        let actor = Actor::new(ActorKind::Human, "ada");
        let context = WorkContext { actor, trace_id: None, now: Time::new(now) };
        let change = AuditChange {
            action: AuditAction::Created,
            kind: EntityKind::Key,
            id: name.to_owned(),
            before: None,
            after: None,
            note: None,
        };
        let done: Result<_, StoreError> = database.write(move |session| audit_append(session, &context, change));
        done.unwrap();
    }
    environment
}

fn state(environment: &TestEnvironment) -> Utf8PathBuf {
    environment.root.join(".throughline/state.db")
}

fn script(environment: &TestEnvironment, sql: &str) {
    rusqlite::Connection::open(state(environment)).unwrap().execute_batch(sql).unwrap();
}

fn json_of(environment: &TestEnvironment, args: &[&str], code: i32) -> Value {
    let args = [args, &["--format", "json"]].concat();
    serde_json::from_str(&environment.run(&args).with_code(code).stdout).unwrap()
}

fn rows(status: &Value, table: &str) -> Option<i64> {
    status["tables"].as_array().unwrap().iter().find(|told| told["table"] == table)?["rows"].as_i64()
}

#[test]
fn status_tells_what_is_there_and_makes_nothing() {
    let environment = project();
    environment.run(&["db", "status"]).with_code(0).saying("not there yet");
    assert_eq!(json_of(&environment, &["db", "status"], 0)["exists"], false);
    assert!(!environment.exists(".throughline"));
    environment.run(&["run"]).with_code(0);
    let status = json_of(&environment, &["db", "status"], 0);
    assert_eq!((&status["kind"], &status["schema"]), (&json!("sqlite"), &status["newestSchema"]));
    assert_eq!(
        (rows(&status, "run"), rows(&status, "cwom_repos"), rows(&status, "migration")),
        (Some(1), Some(0), None)
    );
    assert_eq!(status["auditLog"], json!({"entries": 0, "digest": null}));
    environment.run(&["db", "status"]).with_code(0).saying("up to date").saying("no entry yet").saying("stage_record");
}

#[test]
fn an_older_schema_stays_until_it_is_brought_up_to_date() {
    let environment = project();
    std::fs::create_dir(environment.root.join(".throughline")).unwrap();
    script(&environment, include_str!("../../../throughline-store/src/database/migrations/0001_ledger.sql"));
    script(
        &environment,
        "CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;
         INSERT INTO migration VALUES (1, 'ledger', 0);",
    );
    let newest = throughline_store::SCHEMA_VERSION;
    for _ in 0..2 {
        environment.run(&["db", "status"]).with_code(0).saying(&format!("step 1 of {newest}")).saying("db migrate");
        environment.run(&["db", "export", "x"]).with_code(1).saying("step 1").saying("db migrate");
        environment.run(&["audit-log", "verify"]).with_code(1).saying("step 1").saying("db migrate");
    }
    assert!(!environment.exists("x"));
    let done = json_of(&environment, &["db", "migrate"], 0);
    assert_eq!((&done["from"], &done["to"]), (&json!(1), &json!(newest)));
    environment.run(&["db", "migrate"]).with_code(0).saying("is up to date");
    environment.run(&["db", "status"]).with_code(0).saying("up to date");
    script(&environment, "INSERT INTO migration VALUES (99, 'later', 0)");
    environment.run(&["db", "status"]).with_code(0).saying("step 99").saying("a newer version");
    environment.run(&["db", "migrate"]).with_code(1).saying("newer version");
    environment.run(&["audit-log", "verify"]).with_code(1).saying("step 99");
}

#[test]
fn a_new_database_is_made_by_migrating() {
    let environment = project();
    environment.run(&["db", "migrate"]).with_code(0).saying("from step 0 to step");
    assert_eq!(environment.read(".throughline/.gitignore"), "*\n");
    let other = environment.outside("other.db");
    environment.run(&["db", "migrate", "--database-url", other.as_str()]).with_code(0).saying("from step 0 to step");
    environment.run(&["db", "status", "--database-url", other.as_str()]).with_code(0).saying("other.db (SQLite)");
}

#[test]
fn a_database_is_carried_to_another_and_what_was_fresh_stays_fresh() {
    let environment = used();
    let done = json_of(&environment, &["db", "export", "backup.jsonl"], 0);
    assert!(done["rows"].as_u64().unwrap() > 5, "{done}");
    let file = environment.root.join("backup.jsonl");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let other = environment.outside("other.db");
    let to_other = ["--database-url", other.as_str()];
    let import = [&["db", "import", "backup.jsonl"][..], &to_other].concat();
    let there = json_of(&environment, &import, 0);
    assert_eq!((&there["digest"], &there["tables"]), (&done["digest"], &done["tables"]));
    assert_eq!(there["auditLog"], json!({"entries": 3, "fault": null}));
    environment.run(&[&["audit-log", "verify"][..], &to_other].concat()).with_code(0).saying("chain of 3 entries");
    environment.run(&[&["db", "export", "again.jsonl"][..], &to_other].concat()).with_code(0);
    assert_eq!(environment.read("again.jsonl"), environment.read("backup.jsonl"));
    // Into an empty project's own database: what was fresh is fresh.
    std::fs::remove_dir_all(environment.root.join(".throughline")).unwrap();
    environment.run(&["db", "import", "backup.jsonl"]).with_code(0).saying("audit log  3 entries");
    let witnesses = environment.witnesses();
    environment.run(&["run"]).with_code(0);
    assert_eq!(environment.witnesses(), witnesses);
    environment.run(&["db", "import", "backup.jsonl"]).with_code(1).saying("is not empty: table run has rows");
}

#[test]
fn a_database_goes_through_a_pipe() {
    let environment = used();
    let exported = environment.run(&["db", "export", "-"]).with_code(0);
    assert!(exported.stderr.contains("are written; their digest is sha256:"), "{}", exported.stderr);
    environment.run(&["db", "export", "file"]).with_code(0);
    assert_eq!(exported.stdout, environment.read("file"));
    let other = environment.outside("other.db");
    let mut command = environment.command(&["db", "import", "-", "--database-url", other.as_str()]);
    let status = command.stdin(File::open(environment.root.join("file")).unwrap()).stdout(Stdio::null()).status();
    assert!(status.unwrap().success());
    environment.run(&["db", "export", "back", "--database-url", other.as_str()]).with_code(0);
    assert_eq!(environment.read("back"), environment.read("file"));
}

#[test]
fn a_file_that_is_no_whole_export_is_refused_and_leaves_an_empty_database() {
    let environment = used();
    environment.run(&["db", "export", "file"]).with_code(0);
    let text = environment.read("file");
    environment.write("cut", &text[..text.len() / 2]);
    environment.write("changed", &text.replacen("\"ada\"", "\"eve\"", 1));
    environment.write("foreign", "{}\n");
    let other = environment.outside("other.db");
    let import = |file: &str| environment.run(&["db", "import", file, "--database-url", other.as_str()]);
    import("cut").with_code(1).saying("nothing of cut is imported").saying("it ends before its last line");
    import("changed").with_code(1).saying("table audit_log is not as it was exported");
    import("foreign").with_code(1).saying("is not that of an exported database");
    import("nowhere").with_code(2).saying("cannot read nowhere");
    import("file").with_code(0);
}

#[test]
fn an_export_does_not_write_over_a_file_or_leave_half_of_one() {
    let environment = used();
    environment.write("file", "mine");
    environment.run(&["db", "export", "file"]).with_code(2).saying("file is there already");
    assert_eq!(environment.read("file"), "mine");
    environment.run(&["db", "export", "no/folder/file"]).with_code(1).saying("cannot write no/folder/file");
    // A table that is not what it should be, somewhere in the middle.
    script(&environment, "DROP TABLE idempotency_key");
    environment.run(&["db", "export", "half"]).with_code(1).saying("table idempotency_key cannot be read");
    let left: Vec<_> = std::fs::read_dir(&environment.root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name == "half" || name.to_string_lossy().contains("export")), "{left:?}");
    let none = environment.outside("none.db");
    environment
        .run(&["db", "export", "x", "--database-url", none.as_str()])
        .with_code(1)
        .saying("there is no database");
    assert!(!none.exists());
}

#[test]
fn an_audit_log_that_was_changed_is_exit_code_1_with_the_entry() {
    let environment = used();
    let whole = json_of(&environment, &["audit-log", "verify"], 0);
    assert_eq!((&whole["ok"], &whole["entries"], &whole["fault"]), (&json!(true), &json!(3), &json!(null)));
    assert!(whole["digest"].as_str().unwrap().starts_with("sha256:"));
    script(&environment, "UPDATE audit_log SET actor_id = 'eve' WHERE seq = 2");
    environment.run(&["audit-log", "verify"]).with_code(1).saying("is broken: entry 2 is not what it was");
    let broken = json_of(&environment, &["audit-log", "verify"], 1);
    assert_eq!(
        (&broken["ok"], &broken["fault"]["kind"], &broken["fault"]["entry"]),
        (&json!(false), &json!("changed"), &json!(2))
    );
    // It is carried as it is, and told.
    environment.run(&["db", "export", "file"]).with_code(0);
    let other = environment.outside("other.db");
    let done = environment.run(&["db", "import", "file", "--database-url", other.as_str()]).with_code(0);
    done.saying("was broken where this comes from").saying("entry 2");
    environment.run(&["audit-log", "verify", "--database-url", other.as_str()]).with_code(1);
    script(&environment, "UPDATE audit_log SET actor_id = 'ada' WHERE seq = 2; DELETE FROM audit_log WHERE seq = 3");
    environment.run(&["audit-log", "verify"]).with_code(1).saying("it does not end with entry 3");
    script(&environment, "DELETE FROM audit_log WHERE seq = 1");
    environment.run(&["audit-log", "verify"]).with_code(1).saying("entry 1 is gone");
}
