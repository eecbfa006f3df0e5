//! A system that is short of something: room, rights, descriptors, streams, variables; and processes that are killed.

use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::support::{Output, TestEnvironment, graph, program, stage};

const NOTHING: [&str; 0] = [];

/// Commands that only look.
const LOOKING: [&[&str]; 8] =
    [&["list"], &["plan"], &["status"], &["runs"], &["explain"], &["logs"], &["verify"], &["why", "out/a"]];

fn writes(script: &str) -> TestEnvironment {
    TestEnvironment::with(&graph(vec![stage("a", script, json!({"writes": ["out/a"]}))]))
}

fn ended(mut command: Command) -> Output {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Output { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Runs a script with the program as `$0`, in the root.
fn shell(environment: &TestEnvironment, script: &str) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", script]).arg(program()).current_dir(&environment.root);
    ended(command)
}

/// The same in mounts of its own; none where this is not allowed, which is said.
#[expect(clippy::print_stderr, reason = "what is skipped is said")]
fn shell_with_mounts(environment: &TestEnvironment, script: &str) -> Option<Output> {
    let own: &[&str] = if rustix::process::geteuid().is_root() { &["-m"] } else { &["-r", "-m"] };
    let may =
        Command::new("unshare").args(own).args(["sh", "-c", "mount -t tmpfs none /mnt"]).stderr(Stdio::null()).status();
    if !may.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: mounts of one's own are not allowed here");
        return None;
    }
    let mut command = Command::new("unshare");
    command.args(own).args(["sh", "-c", script]).arg(program()).current_dir(&environment.root);
    Some(ended(command))
}

#[test]
fn on_a_disk_that_is_full_a_run_says_so_and_goes_on_when_there_is_room() {
    let environment = writes("echo well > out/a");
    let root = environment.root.clone();
    let script = format!(
        "mount -t tmpfs -o size=1m none {root}/.. && mkdir -p {root}/pipeline && cd {root} && cat > pipeline/stage-graph.json
         \"$0\" run >/dev/null && echo first ran
         cat /dev/zero > filler 2>/dev/null
         \"$0\" run --force; echo \"full: $?\"
         for c in list plan status runs explain logs verify; do \"$0\" $c >/dev/null 2>why || {{ echo \"$c failed\"; cat why; }}; done
         rm -f filler why
         \"$0\" run >/dev/null; echo \"then: $?\"
         \"$0\" run; \"$0\" verify; echo \"verify: $?\"",
    );
    let graph = environment.read("pipeline/stage-graph.json").replace('\'', "'\\''");
    let Some(output) = shell_with_mounts(
        &environment,
        &format!("printf %s '{graph}' > /tmp/.g$$; {script}")
            .replace("cat > pipeline/stage-graph.json", "mv /tmp/.g$$ pipeline/stage-graph.json"),
    ) else {
        return;
    };
    let text = output.text();
    assert!(text.contains("first ran") && text.contains("then: 0") && text.contains("verify: 0"), "{text}");
    assert!(text.contains("full: 1") && text.contains("No space left"), "{text}");
    assert!(text.contains("1 fresh") && !text.contains("panicked") && !text.contains("corrupt"), "{text}");
}

#[test]
fn a_disk_that_fills_up_while_a_run_goes_on() {
    let environment = writes("head -c 3000000 /dev/zero > out/a; echo more than there is room for");
    let root = environment.root.clone();
    let graph = environment.read("pipeline/stage-graph.json").replace('\'', "'\\''");
    let script = format!(
        "printf %s '{graph}' > /tmp/.h$$
         mount -t tmpfs -o size=2m none {root}/.. && mkdir -p {root}/pipeline && cd {root} && mv /tmp/.h$$ pipeline/stage-graph.json
         \"$0\" run; echo \"full: $?\"; rm -f out/a
         mount -o remount,size=8m {root}/..
         \"$0\" run; echo \"then: $?\"; \"$0\" run; \"$0\" verify"
    );
    let Some(output) = shell_with_mounts(&environment, &script) else { return };
    let text = output.text();
    assert!(text.contains("full: 1") && text.contains("No space left"), "{text}");
    assert!(text.contains("then: 0") && text.contains("1 fresh") && text.contains("as recorded and valid"), "{text}");
}

#[test]
fn a_file_that_may_not_grow_is_an_error_like_another() {
    let environment = writes("head -c 3000000 /dev/zero; echo well > out/a");
    // In blocks of 512 bytes: room for the ledger, and none for what is printed.
    let output = shell(&environment, "ulimit -f 4000; exec \"$0\" run").with_code(0);
    assert!(output.text().contains("what it printed is not all in"), "{}", output.shown());
    assert!(output.text().contains("File too large"), "{}", output.shown());
    assert_eq!(environment.read("out/a"), "well\n");
    let output = shell(&environment, "ulimit -f 4; exec \"$0\" run --force");
    assert_eq!(output.code, Some(1), "no signal ends it: {}", output.shown());
    assert!(output.stderr.contains("ledger"), "{}", output.shown());
    assert_eq!(environment.ran(&["run", "--force"]), ["a"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn whoever_may_not_write_may_look() {
    let environment = writes("echo well > out/a");
    environment.ran(&["run"]);
    let root = environment.root.clone();
    // Once as a run leaves the ledger, once as a copy of it may look: folded into one file.
    for fold in ["", "PRAGMA wal_checkpoint(TRUNCATE)"] {
        if !fold.is_empty() {
            let script = format!(
                "import sqlite3; c = sqlite3.connect('.throughline/state.db'); c.execute('{fold}').fetchall(); c.close()"
            );
            let folded = Command::new("python3").args(["-c", &script]).current_dir(&root).status();
            assert!(folded.unwrap().success());
            assert!(!environment.exists(".throughline/state.db-wal"));
        }
        let read_only =
            format!("mount --bind {root} {root} && mount -o remount,bind,ro {root} && cd {root} && exec \"$0\"");
        for args in LOOKING {
            let Some(output) = shell_with_mounts(&environment, &format!("{read_only} {}", args.join(" "))) else {
                return;
            };
            output.with_code(0);
        }
        let output = shell_with_mounts(&environment, &format!("{read_only} run")).unwrap().with_code(1);
        assert!(output.stderr.contains("Read-only file system"), "{}", output.shown());
        assert!(output.stderr.contains(".throughline"), "{}", output.shown());
    }
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn an_ordinary_user_in_a_workspace_of_somebody_else() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("SKIPPED: only the superuser can be somebody else");
        return;
    }
    let environment = writes("echo well > out/a");
    environment.ran(&["run"]);
    let open =
        Command::new("chmod").args(["a+rx", environment.outside("").as_str(), environment.root.as_str()]).status();
    assert!(open.unwrap().success());
    // The built program may lie where only its owner gets.
    let copy = environment.outside("throughline");
    std::fs::copy(program(), &copy).unwrap();
    let as_nobody = |args: &[&str]| {
        let mut command = Command::new(&copy);
        command.args(args).current_dir(&environment.root).uid(65534).gid(65534);
        ended(command)
    };
    for args in LOOKING {
        as_nobody(args).with_code(0);
    }
    let output = as_nobody(&["run"]).with_code(1);
    assert!(
        output.stderr.contains("Permission denied") && output.stderr.contains("it needs the right to"),
        "{}",
        output.shown()
    );
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn few_descriptors_are_enough_or_that_is_said() {
    let stages = (0..64)
        .map(|n| {
            let reads = if n == 0 { json!(["in/"]) } else { json!([]) };
            let script = format!("sleep 0.05; ls in > out/{n}");
            stage(&format!("s{n}"), &script, json!({"reads": reads, "writes": [format!("out/{n}")]}))
        })
        .collect();
    let mut graph = graph(stages);
    for artifact in graph["artifacts"].as_array_mut().unwrap() {
        if artifact["path"] == "in/" {
            artifact["type"] = json!("directory");
        }
    }
    let environment = TestEnvironment::with(&graph);
    std::fs::create_dir(environment.root.join("in")).unwrap();
    for n in 0..5000 {
        std::fs::write(environment.root.join(format!("in/{n}")), "x").unwrap();
    }
    let output = shell(&environment, "ulimit -n 64; exec \"$0\" run --jobs 64");
    assert!(output.code == Some(0) || output.text().contains("open files"), "{}", output.shown());
    assert!(!output.text().contains("panicked"), "{}", output.shown());
    environment.run(&["run"]).with_code(0);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.run(&["verify"]).with_code(0);
}

#[test]
fn streams_that_are_closed_or_full() {
    let environment = writes("echo well > out/a");
    for format in ["text", "json"] {
        let run = format!("exec \"$0\" run --force --log-format {format}");
        for closed in [">&-", "2>&-", "<&-", ">&- 2>&- <&-"] {
            shell(&environment, &format!("{run} {closed}")).with_code(0);
            assert_eq!(environment.statuses(), ["a succeeded"], "{format} {closed}");
        }
        let output = shell(&environment, &format!("{run} > /dev/full")).with_code(0);
        assert!(output.stderr.contains("No space left on device"), "{}", output.shown());
        assert_eq!(environment.statuses(), ["a succeeded"]);
        // Whoever has read enough is told nothing, and the run goes on.
        let script = format!("({}; echo $? > code) | head -1", run.replace("exec ", ""));
        let output = shell(&environment, &script).with_code(0);
        assert_eq!(output.stderr, "");
        assert_eq!(environment.read("code"), "0\n");
        assert_eq!(environment.statuses(), ["a succeeded"]);
    }
    for args in LOOKING {
        let output = shell(&environment, &format!("exec \"$0\" {} > /dev/full", args.join(" "))).with_code(1);
        assert!(output.stderr.contains("No space left on device"), "{}", output.shown());
        shell(&environment, &format!("exec \"$0\" {} > /dev/null 2>&-", args.join(" "))).with_code(0);
    }
}

#[test]
fn an_environment_without_what_everybody_has() {
    let environment = writes("echo well > out/a");
    for variables in
        ["-i", "-u HOME -u USER", "-u PATH", "TMPDIR=/nowhere HOME=/nowhere", "PATH=", "LC_ALL=nonsense TZ=nowhere"]
    {
        let output = shell(&environment, &format!("env {variables} \"$0\" run --force"));
        let is_told = output.text().contains("no such program");
        assert!(output.code == Some(0) || (variables == "PATH=" && is_told), "{variables}: {}", output.shown());
    }
    assert_eq!(environment.ran(&["run", "--force"]), ["a"]);
}

#[test]
fn arguments_and_environments_that_are_too_long_fail_their_stage() {
    let long = "x".repeat(1 << 20);
    let mut graph = graph(vec![stage("a", "", json!({})), stage("b", "echo well > b", json!({"writes": ["b"]}))]);
    graph["stages"][0]["command"]["args"] = json!(["-c", format!(": {long}")]);
    let environment = TestEnvironment::with(&graph);
    let output = environment.run(&["run", "--continue-on-error"]).with_code(4);
    assert!(output.text().contains("the arguments and the environment are too long"), "{}", output.text().len());
    assert_eq!(environment.statuses(), ["a failed", "b succeeded"]);
    // As much as the system lets through, in pieces that are each allowed.
    let mut command = environment.command(&["run", "--only", "b", "--force"]);
    for n in 0..10 {
        command.env(format!("LONG_{n}"), "y".repeat(100_000));
    }
    ended(command).with_code(0);
}

#[test]
fn killed_fifty_times_in_a_row_and_then_right() {
    let stages = (0..6).map(|n| {
        let more = if n == 0 { json!({"writes": ["out/0"]}) } else {
            json!({"reads": [format!("out/{}", n - 1)], "writes": [format!("out/{n}")], "after": [format!("s{}", n - 1)]})
        };
        let script = if n == 0 { "echo 0 > out/0".to_owned() } else { format!("cat out/{} > out/{n}; echo {n} >> out/{n}", n - 1) };
        stage(&format!("s{n}"), &script, more)
    });
    let environment = TestEnvironment::with(&graph(stages.collect()));
    for round in 0_u64..50 {
        if round % 10 == 0 {
            // There is something to do again.
            let _ = std::fs::remove_dir_all(environment.root.join("out"));
        }
        let mut child =
            environment.command(&["run", "--jobs", "2"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_micros(round * 7919 % 40_000));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    environment.run(&["run"]).with_code(0);
    assert_eq!(environment.read("out/5"), "0\n1\n2\n3\n4\n5\n");
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.run(&["verify"]).with_code(0);
    for (name, record) in environment.records() {
        assert_ne!(record["status"], "running", "{name}");
    }
}

#[test]
fn of_two_at_once_each_ends_right_or_says_who_was_there() {
    let environment = writes("sleep 0.05; echo well > out/a");
    for _ in 0..5 {
        let start =
            || environment.command(&["run", "--force"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let outputs = [start(), start(), start()].map(|child| child.wait_with_output().unwrap());
        assert!(outputs.iter().any(|output| output.status.success()));
        for output in outputs.iter().filter(|output| !output.status.success()) {
            let text = String::from_utf8_lossy(&output.stderr);
            assert!(text.contains("is in use by"), "{text}");
        }
    }
    assert_eq!(environment.ran(&["run"]), NOTHING);
}
