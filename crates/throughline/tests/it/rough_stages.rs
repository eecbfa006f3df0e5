//! Stages that behave badly: that print without end, leave processes behind, remove what does not belong to them, or
//! change what they read.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{TestEnvironment, graph, is_alive, pid_in, stage, wait_until};

const NOTHING: [&str; 0] = [];

fn writes(script: &str) -> TestEnvironment {
    TestEnvironment::with(&graph(vec![stage("a", script, json!({"writes": ["out/a"]}))]))
}

fn reads(script: &str) -> TestEnvironment {
    let environment =
        TestEnvironment::with(&graph(vec![stage("a", script, json!({"reads": ["in"], "writes": ["a"]}))]));
    environment.write("in", "old");
    environment
}

fn log(environment: &TestEnvironment) -> Vec<u8> {
    let name = environment.result("a")["logPath"].as_str().unwrap().to_owned();
    std::fs::read(environment.root.join(name)).unwrap()
}

#[test]
fn much_output_is_all_in_the_log_and_little_of_it_in_memory() {
    let environment = writes("echo done > out/a; head -c 200000000 /dev/zero | tr '\\0' x");
    let before = children_peak();
    environment.run(&["run"]).with_code(0);
    let peak = children_peak();
    assert!(peak < before.max(150 << 20), "{} MiB", peak >> 20);
    assert_eq!(environment.statuses(), ["a succeeded"]);
    let text = log(&environment);
    assert_eq!(text.len(), 200_000_000, "one line, whole");
    assert!(text.iter().all(|byte| *byte == b'x'));
    let shown = environment.run(&["status"]).with_code(0);
    assert!(shown.stdout.len() < 10_000, "{}", shown.stdout.len());
}

/// The largest resident set of a child that has ended, in bytes.
fn children_peak() -> u64 {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: the pointer is valid, and an all-zero value is one.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_CHILDREN, usage.as_mut_ptr());
        usage.assume_init()
    };
    u64::try_from(usage.ru_maxrss).unwrap() * 1024
}

#[test]
fn what_is_no_text_is_kept_as_it_is_and_shown_without_harm() {
    let environment = writes("printf 'a\\000b\\377\\376\\033[2J\\r\\nlast\\342\\202'; false");
    let output = environment.run(&["run"]).with_code(1);
    assert!(!output.text().contains('\u{1b}') && !output.text().contains('\0'), "{}", output.shown());
    assert_eq!(log(&environment), b"a\0b\xff\xfe\x1b[2J\r\nlast\xe2\x82");
    for line in environment.run(&["run", "--log-format", "json"]).with_code(1).json_lines() {
        assert!(line["event"].is_string());
    }
    environment.run(&["status"]).with_code(0);
    environment.run(&["logs"]).with_code(0);
}

#[test]
fn whoever_closes_its_output_is_waited_for() {
    let environment = writes("exec >&- 2>&-; sleep 0.2; echo done > out/a");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.read("out/a"), "done\n");
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn daemons_that_hold_the_output_open_do_not_outlive_the_stage() {
    // Twice forked, in a session of its own, deaf to SIGTERM, with the stage's output in its hands.
    let daemon = "setsid sh -c '(trap \"\" TERM HUP; echo $$ > pid; while :; do sleep 1; done) & wait' &";
    let environment = writes(&format!("{daemon} until [ -s pid ]; do sleep 0.01; done; echo done > out/a"));
    let started = Instant::now();
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    let pid = pid_in(&environment.root.join("pid"));
    wait_until("the daemon is gone", || !is_alive(pid));
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn two_hundred_children_are_ended_with_their_stage() {
    let environment = writes("for i in $(seq 200); do sleep 300 & echo $! >> pids; done; echo done > out/a");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    let pids: Vec<i32> = environment.read("pids").lines().map(|pid| pid.parse().unwrap()).collect();
    assert_eq!(pids.len(), 200);
    wait_until("all children are gone", || !pids.iter().any(|pid| is_alive(*pid)));
}

#[test]
fn a_stage_that_stops_itself_ends_at_its_limit() {
    let environment = TestEnvironment::with(&graph(vec![stage("a", "kill -STOP $$", json!({"timeoutSeconds": 1}))]));
    let started = Instant::now();
    environment.run(&["run"]).with_code(1).saying("1s");
    assert!(started.elapsed() < Duration::from_secs(9), "SIGCONT lets it see SIGTERM: {:?}", started.elapsed());
}

#[test]
fn a_stage_that_writes_into_its_own_log() {
    let environment = writes(
        "log=.pipeline-runs/$(ls .pipeline-runs | grep -v '\\.' | tail -1)/a.1.log\n\
                              echo printed; sleep 0.1; echo own >> $log; echo again; echo done > out/a",
    );
    assert_eq!(environment.ran(&["run"]), ["a"]);
    let text = String::from_utf8(log(&environment)).unwrap();
    for line in ["printed", "again"] {
        assert!(text.lines().any(|found| found == line), "{text}");
    }
}

#[test]
fn removing_the_ledger_while_a_run_goes_on_is_noticed_and_harms_nothing() {
    let environment = writes("[ -e twice ] || rm -rf .throughline; touch twice; echo done > out/a");
    let output = environment.run(&["run"]).with_code(1);
    assert!(output.stderr.contains("was removed or replaced while it was in use"), "{}", output.shown());
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.run(&["verify"]).with_code(0);
}

#[test]
fn removing_the_record_while_a_run_goes_on_is_made_up_for() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "[ -e twice ] || rm -rf .pipeline-runs; touch twice; echo done > a", json!({"writes": ["a"]})),
        stage("b", "echo printed; cat a > b", json!({"reads": ["a"], "writes": ["b"], "after": ["a"]})),
    ]));
    environment.run(&["run"]).with_code(0);
    let name = environment.result("b")["logPath"].as_str().unwrap().to_owned();
    assert_eq!(environment.read(&name), "printed\n", "what is printed later is kept");
    assert_eq!(environment.ran(&["run"]), NOTHING);
    let records = environment.records();
    assert_eq!(records.len(), 2);
    for (name, record) in records {
        assert_eq!(record["status"], "success", "{name}");
        assert!(environment.exists(&format!(".pipeline-runs/{name}.log")), "{name}");
    }
}

#[test]
fn removing_the_project_fails_clearly() {
    let environment = writes("rm -rf pipeline out in .throughline .pipeline-runs");
    let output = environment.run(&["run"]).with_code(1);
    assert!(output.stderr.contains("ledger") && !output.stderr.contains("panicked"), "{}", output.shown());
    let environment = writes("rm -rf \"$PWD\"");
    let output = environment.run(&["run"]).with_code(1);
    assert!(output.stderr.contains("ledger") && !output.stderr.contains("panicked"), "{}", output.shown());
}

#[test]
fn an_input_that_is_changed_and_put_back_does_not_pass_for_untouched() {
    let put_back = [
        "cp -p in keep; echo new > in; cat in > a; cp -p keep in",
        "mv in keep; echo new > in; cat in > a; mv keep in",
        "echo new > in; cat in > a; printf old > in",
    ];
    for script in put_back {
        // A file system keeps time in ticks: what happens within one of them has one time.
        let environment =
            reads(&format!("[ -e again ] || {{ sleep 0.05; {script}; }}; [ ! -e again ] || cat in > a; touch again"));
        let output = environment.run(&["run"]).with_code(0);
        assert_eq!(environment.read("in"), "old");
        assert_eq!(environment.read("a"), "new\n");
        assert!(output.text().contains("in changed while it ran"), "{}", output.shown());
        assert_eq!(environment.ran(&["run"]), ["a"], "{script}");
        assert_eq!(environment.read("a"), "old");
        assert_eq!(environment.ran(&["run"]), NOTHING);
    }
}

#[test]
fn a_stage_may_link_to_its_input_and_read_it_as_it_likes() {
    let environment = reads("sleep 0.05; rm -f a; cat in > /dev/null; ln in a");
    let artifacts = environment.run(&["run"]).with_code(0);
    assert!(!artifacts.text().contains("changed while"), "{}", artifacts.shown());
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

/// Another program writes while stages run, again and again: whatever comes of it, what is fresh in the end is true.
#[test]
fn a_neighbour_that_edits_while_stages_run() {
    let environment = reads("cat in > a; sleep 0.01; cat in >> a");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0.. {
                if stop.load(std::sync::atomic::Ordering::Relaxed) {
                    return;
                }
                environment.write("in", &format!("round {round}\n"));
                std::thread::sleep(Duration::from_millis(3));
            }
        });
        for _ in 0..15 {
            environment.run(&["run"]).with_code(0);
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    environment.run(&["run"]).with_code(0);
    assert_eq!(environment.read("a"), environment.read("in").repeat(2));
    assert_eq!(environment.ran(&["run"]), NOTHING);
}
