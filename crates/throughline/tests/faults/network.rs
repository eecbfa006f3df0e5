//! File systems that lack what others have, as those over a network may: locks, shared memory, renames.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::preload;
use crate::support::{Output, TestEnvironment, graph, stage};

fn project() -> TestEnvironment {
    let script = "cat in > out/a";
    let environment =
        TestEnvironment::with(&graph(vec![stage("a", script, json!({"reads": ["in"], "writes": ["out/a"]}))]));
    environment.write("in", "1");
    environment
}

fn run(environment: &TestEnvironment, args: &[&str], settings: &str) -> Output {
    let mut command = environment.command(args);
    preload::under(&mut command, &environment.root, &format!("process=engine;nth=1;sticky=1;{settings}"));
    let output = assert_cmd::Command::from_std(command).timeout(Duration::from_secs(60)).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Output { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn without_locks_nothing_is_run_and_that_is_said_at_once() {
    for (error, words) in [
        (libc::ENOLCK, "No locks available"),
        (libc::EOPNOTSUPP, "Operation not supported"),
        (libc::EINVAL, "Invalid argument"),
    ] {
        let environment = project();
        let settings = format!("op=lock;class=any;kind={error}");
        // Where there is a ledger already, and where there is none.
        for is_new in [true, false] {
            let started = Instant::now();
            let output =
                run(&environment, &["run"], &settings).with_code(1).saying("cannot lock the ledger").saying(words);
            assert!(output.stderr.contains("mount its file system with locks"), "{}", output.shown());
            assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
            assert!(environment.witnesses().is_empty());
            if is_new {
                environment.run(&["run"]).with_code(0);
                environment.forget_witnesses();
            }
        }
        for args in [&["status"] as &[&str], &["plan"], &["verify"]] {
            run(&environment, args, &settings).with_code(1).saying("cannot lock the ledger").saying(words);
        }
        run(&environment, &["list"], &settings).with_code(0);
        assert!(environment.ran(&["run"]).is_empty(), "what was made before is not lost");
    }
}

#[test]
fn where_only_the_workspace_cannot_be_locked_that_is_named() {
    let environment = project();
    environment.run(&["run"]).with_code(0);
    let output = run(&environment, &["run"], &format!("op=lock;class=state;kind={}", libc::ENOLCK)).with_code(1);
    assert!(output.stderr.contains(".throughline/lock: No locks available"), "{}", output.shown());
    assert!(output.stderr.contains("a file system with locks"), "{}", output.shown());
}

#[test]
fn a_supervisor_that_cannot_lock_says_so() {
    let environment = project();
    let mut command = environment.command(&["run"]);
    let settings = format!("process=supervisor;nth=1;sticky=1;op=lock;class=state;kind={}", libc::ENOLCK);
    preload::under(&mut command, &environment.root, &settings);
    let output = assert_cmd::Command::from_std(command).timeout(Duration::from_secs(60)).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("No locks available") && text.contains("supervise"), "{text}");
}

#[test]
fn without_shared_memory_the_ledger_is_not_used_and_nothing_of_it_is_lost() {
    let environment = project();
    environment.run(&["run"]).with_code(0);
    for error in [libc::ENODEV, libc::ENOMEM, libc::EACCES] {
        let settings = format!("op=map;class=shm;kind={error}");
        run(&environment, &["run"], &settings).with_code(1).saying("the ledger").saying("state.db");
        run(&environment, &["runs"], &settings).with_code(1).saying("the ledger");
    }
    assert!(environment.ran(&["run"]).is_empty());
    assert_eq!(environment.records().len(), 2);
}

/// One failed call while the shared index was set up, in a command that only looks, and SQLite took the log with all runs
/// in it for an empty one and removed it.
#[test]
fn whoever_only_looks_loses_no_history_whatever_call_fails() {
    crate::project::in_memory();
    for (op, kind) in [("any", libc::EMFILE), ("truncate", libc::ENOSPC), ("write", libc::EIO)] {
        for nth in 1..8 {
            let environment = project();
            environment.run(&["run"]).with_code(0);
            for sticky in [0, 1] {
                let mut command = environment.command(&["runs"]);
                let settings = format!("process=engine;nth={nth};sticky={sticky};op={op};class=shm;kind={kind}");
                preload::under(&mut command, &environment.root, &settings);
                command.output().unwrap();
            }
            let shown = environment.run(&["runs"]).with_code(0);
            assert!(shown.stdout.contains("success"), "{op} {kind} {nth}: {}", shown.shown());
            assert!(environment.ran(&["run"]).is_empty(), "{op} {kind} {nth}");
        }
    }
}

#[test]
fn what_cannot_be_renamed_is_named_and_the_result_stands() {
    let environment = project();
    let output = run(&environment, &["run"], &format!("op=rename;class=any;kind={}", libc::EXDEV)).with_code(0);
    assert!(output.text().contains("cross-device") && output.text().contains(".pipeline-runs"), "{}", output.shown());
    assert_eq!(environment.read("out/a"), "1");
    assert!(environment.ran(&["run"]).is_empty());
    assert_eq!(environment.records().len(), 2, "the record of the first run was made up for");
}
