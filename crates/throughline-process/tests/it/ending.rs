//! How commands end, and that nothing outlives them.

use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use camino::Utf8Path;
use throughline_process::{Outcome, Reply, SpawnRequest, Supervisor, SupervisorCommand, SupervisorError};

use crate::support::{Bench, pids, runs, until};

/// The first argument that makes the test binary an engine.
pub(crate) const ENGINE_ARGUMENT: &str = "__engine";

/// A child and a grandchild that do not care for SIGTERM.
const STUBBORN: &str = "trap '' TERM; echo $$ > a; (echo $BASHPID > b; while :; do sleep 1; done) & \
                        (setsid bash -c 'echo $$ > c; while :; do sleep 1; done' &) ; while :; do sleep 1; done";

#[test]
fn codes_and_signals_are_told_apart() {
    let mut bench = Bench::new();
    for (id, (script, outcome)) in (1..).zip([
        ("exit 0", Outcome::Exited { code: 0 }),
        ("exit 255", Outcome::Exited { code: 255 }),
        ("kill -KILL $$", Outcome::Signalled { signal: 9 }),
        ("kill -PIPE $$", Outcome::Signalled { signal: 13 }),
        ("kill -TERM $$", Outcome::Signalled { signal: 15 }),
    ]) {
        assert_eq!(bench.run(bench.shell(id, script)).outcome, outcome, "{script}");
    }
}

#[test]
fn after_its_time_limit_a_command_and_all_its_descendants_are_gone() {
    let mut bench = Bench::new();
    let mut request = bench.shell(1, STUBBORN);
    (request.time_limit_ms, request.grace_ms) = (Some(400), 200);
    let ended = bench.run(request);
    assert_eq!(ended.outcome, Outcome::TimedOut { limit_ms: 400 });
    assert!((600_000..1_500_000).contains(&ended.duration_micros), "{ended:?}");
    let pids = pids(bench.root(), &["a", "b", "c"]);
    until(|| !pids.iter().any(|pid| runs(*pid)));
}

#[test]
fn a_command_that_heeds_sigterm_is_not_killed() {
    let mut bench = Bench::new();
    let script = "trap 'echo tidied; exit 5' TERM; kill -STOP $$; while :; do sleep 0.01; done";
    let mut request = bench.shell(1, script);
    (request.time_limit_ms, request.grace_ms) = (Some(200), 10_000);
    let ended = bench.run(request);
    assert_eq!((ended.outcome, ended.leftovers), (Outcome::TimedOut { limit_ms: 200 }, 0));
    assert_eq!(bench.log(1), b"tidied\n", "even where it was stopped");
    assert!(ended.duration_micros < 5_000_000);
}

#[test]
fn after_a_stop_descendants_have_the_rest_of_the_grace() {
    let mut bench = Bench::new();
    let script = "(trap 'sleep 0.4; echo tidied; exit' TERM; echo x > b; while :; do sleep 0.01; done) & wait";
    let mut request = bench.shell(1, script);
    request.grace_ms = 10_000;
    bench.start(request);
    until(|| bench.root().join("b").exists());
    bench.handle.stop(1).unwrap();
    let ended = bench.end();
    assert_eq!((ended.outcome, ended.leftovers), (Outcome::Stopped, 0));
    assert_eq!(ended.tail.last().unwrap(), "tidied");
}

#[test]
fn stop_and_kill_reach_one_or_all() {
    let mut bench = Bench::new();
    for id in 1..=4 {
        bench.start(bench.request(id, "sleep", &["60"]));
    }
    bench.handle.stop(99).unwrap();
    bench.handle.stop(2).unwrap();
    let ended = bench.end();
    assert_eq!((ended.id, ended.outcome), (2, Outcome::Stopped));
    bench.handle.kill(3).unwrap();
    assert_eq!(bench.end().id, 3);
    bench.handle.stop_all().unwrap();
    let mut ids = [bench.end().id, bench.end().id];
    ids.sort_unstable();
    assert_eq!(ids, [1, 4]);

    let mut request = bench.shell(5, "trap '' TERM; while :; do sleep 0.1; done");
    request.grace_ms = 60_000;
    bench.start(request);
    std::thread::sleep(Duration::from_millis(100));
    bench.handle.stop_all().unwrap();
    bench.handle.kill_all().unwrap();
    let ended = bench.end();
    assert_eq!((ended.id, ended.outcome), (5, Outcome::Stopped));
    assert!(ended.duration_micros < 10_000_000);
}

#[test]
fn what_a_command_leaves_in_its_group_is_ended() {
    let mut bench = Bench::new();
    let start = Instant::now();
    let ended =
        bench.run(bench.shell(1, "sleep 60 & echo $! > a; (trap '' TERM; echo $BASHPID > b; sleep 61) & sleep 0.1"));
    assert_eq!((&ended.outcome, ended.leftovers), (&Outcome::Exited { code: 0 }, 2), "{ended:?}");
    assert!(start.elapsed() < Duration::from_secs(3));
    assert!(!pids(bench.root(), &["a", "b"]).into_iter().any(runs));
    // Its own time does not count what came after.
    assert!(ended.duration_micros < 250_000, "{ended:?}");
    let ended = bench.run(bench.shell(2, "sleep 60 > /dev/null 2>&1 & echo $! > a2"));
    assert_eq!(ended.leftovers, 1);
    assert!(!pids(bench.root(), &["a2"]).into_iter().any(runs));
}

#[test]
fn who_finishes_soon_after_the_command_is_left_alone() {
    let mut bench = Bench::new();
    let ended = bench.run(bench.shell(1, "(sleep 0.05; echo late) &"));
    assert_eq!((ended.leftovers, ended.tail), (0, vec!["late".to_owned()]));
}

#[test]
fn who_leaves_the_group_is_ended_too() {
    let mut bench = Bench::new();
    // It still holds the output, so that it can be told whose it is while another command runs.
    bench.start(bench.request(1, "sleep", &["60"]));
    let ended = bench.run(bench.shell(2, "setsid sleep 61 & echo $! > a; sleep 0.1"));
    assert_eq!((ended.id, ended.leftovers), (2, 1));
    // Its output was closed before it became a zombie.
    let left = pids(bench.root(), &["a"])[0];
    until(|| !runs(left));
    // It holds nothing: it goes when no other command runs.
    let script = "setsid bash -c 'echo $$ > b; exec sleep 62' < /dev/null > /dev/null 2>&1 & sleep 0.1";
    let ended = bench.run(bench.shell(3, script));
    assert_eq!((ended.id, ended.leftovers), (3, 0));
    let daemon = pids(bench.root(), &["b"])[0];
    assert!(runs(daemon));
    bench.handle.stop(1).unwrap();
    let ended = bench.end();
    assert_eq!((ended.id, ended.leftovers), (1, 0), "it went with SIGTERM");
    assert!(!runs(daemon));
    let ended = bench.run(bench.shell(4, &script.replace("> b", "> b4")));
    assert_eq!((ended.id, ended.leftovers), (4, 1));
    assert!(!runs(pids(bench.root(), &["b4"])[0]));
}

#[test]
fn a_shutdown_ends_everything_and_then_the_supervisor() {
    let mut bench = Bench::new();
    let first = bench.start(bench.request(1, "sleep", &["60"]));
    bench.handle.shutdown().unwrap();
    bench.handle.spawn(bench.request(2, "true", &[])).unwrap();
    let (mut ended, mut refused) = (bench.end(), bench.end());
    if ended.id == 2 {
        std::mem::swap(&mut ended, &mut refused);
    }
    assert_eq!(ended.outcome, Outcome::Stopped);
    assert!(matches!(refused.outcome, Outcome::NotStarted { .. }));
    assert_eq!(bench.reader.recv().unwrap(), None);
    assert_eq!(bench.reader.recv().unwrap(), None);
    assert!(!runs(first));
}

#[test]
fn a_shutdown_goes_on_when_the_handle_is_dropped() {
    let mut bench = Bench::new();
    let mut request =
        bench.shell(1, "trap 'sleep 0.2; echo tidied; exit 0' TERM; echo x > a; while :; do sleep 0.01; done");
    request.grace_ms = 10_000;
    bench.start(request);
    until(|| bench.root().join("a").exists());
    bench.handle.shutdown().unwrap();
    let Bench { handle, mut reader, folder } = bench;
    drop(handle);
    match reader.recv().unwrap() {
        Some(Reply::Ended(ended)) => assert_eq!(ended.tail.last().unwrap(), "tidied"),
        other => panic!("{other:?}"),
    }
    assert_eq!(reader.recv().unwrap(), None);
    drop(folder);
}

#[test]
fn when_the_last_handle_is_dropped_everything_is_killed() {
    let mut bench = Bench::new();
    bench.start(bench.shell(1, STUBBORN));
    let pids = pids(bench.root(), &["a", "b", "c"]);
    let clone = bench.handle.clone();
    drop(std::mem::replace(&mut bench.handle, clone));
    bench.run(bench.request(2, "true", &[]));
    assert!(pids.iter().all(|pid| runs(*pid)), "a clone keeps it alive");
    let Bench { handle, mut reader, folder } = bench;
    drop(handle);
    assert_eq!(reader.recv().unwrap(), None);
    assert!(!pids.iter().any(|pid| runs(*pid)), "before the supervisor ends");
    drop(folder);
}

#[test]
fn signals_for_the_engine_do_not_reach_the_supervisor() {
    let mut bench = Bench::new();
    let supervisor: i32 = bench.print(1, "echo $PPID").trim().parse().unwrap();
    for signal in ["INT", "TERM", "HUP", "QUIT", "PIPE", "USR1", "ALRM", "TSTP"] {
        assert!(
            Command::new("kill").args([&format!("-{signal}"), &supervisor.to_string()]).status().unwrap().success()
        );
    }
    assert_eq!(bench.print(2, "echo $PPID").trim(), supervisor.to_string());
}

#[test]
fn when_the_supervisor_is_killed_the_engine_knows_and_its_commands_go() {
    let mut bench = Bench::new();
    let supervisor = bench.print(1, "echo $PPID");
    let command = bench.start(bench.shell(2, "sleep 60 & echo $! > a; wait"));
    let descendant = pids(bench.root(), &["a"])[0];
    assert!(Command::new("kill").args(["-KILL", supervisor.trim()]).status().unwrap().success());
    until(|| !runs(command));
    assert!(runs(descendant), "the kernel ends the command only");
    let error = bench.reader.recv().unwrap_err();
    assert!(matches!(&error, SupervisorError::Died { how } if how == "signal 9"), "{error}");
    until(|| !runs(descendant));
    assert!(matches!(bench.handle.stop_all(), Err(SupervisorError::Send(_))));
}

/// Starts stubborn commands in the folder and waits for its own end.
pub(crate) fn be_an_engine(folder: &str) -> ! {
    let root = Utf8Path::new(folder);
    let (handle, mut reader) = Supervisor::start(&SupervisorCommand::this_program()).unwrap();
    for id in 0..3 {
        let cwd = root.join(id.to_string());
        std::fs::create_dir(&cwd).unwrap();
        handle
            .spawn(SpawnRequest {
                id,
                program: "bash".to_owned(),
                args: vec!["-c".to_owned(), STUBBORN.to_owned()],
                log: cwd.join("log"),
                cwd,
                env: Vec::new(),
                time_limit_ms: None,
                grace_ms: 60_000,
            })
            .unwrap();
    }
    while let Ok(Some(Reply::Started { .. })) = reader.recv() {}
    unreachable!("the engine is killed before a command ends")
}

#[test]
fn when_the_engine_is_killed_every_process_is_gone_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let mut engine = Command::new(std::env::current_exe().unwrap());
    let engine = engine.args([ENGINE_ARGUMENT, root.as_str()]).process_group(0).stdin(Stdio::null());
    let mut engine = engine.spawn().unwrap();
    let names: Vec<_> = (0..3).flat_map(|id| ["a", "b", "c"].map(|name| format!("{id}/{name}"))).collect();
    let pids = pids(root, &names.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(pids.iter().all(|pid| runs(*pid)));
    engine.kill().unwrap();
    let start = Instant::now();
    until(|| !pids.iter().any(|pid| runs(*pid)));
    println!("all gone after {:?}", start.elapsed());
    assert!(start.elapsed() < Duration::from_secs(1));
    engine.wait().unwrap();
}
