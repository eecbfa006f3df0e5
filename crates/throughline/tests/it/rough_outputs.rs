//! Stages that leave behind what is no file, or a folder full of what few expect.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{TestEnvironment, graph, graph_with, stage};

const NOTHING: [&str; 0] = [];

fn writes(script: &str) -> TestEnvironment {
    TestEnvironment::with(&graph(vec![stage("a", script, json!({"writes": ["out/a"]}))]))
}

fn folder(script: &str) -> TestEnvironment {
    let artifacts = json!({"artifacts": [{"id": "tree", "path": "tree/", "type": "directory"}]});
    TestEnvironment::with(&graph_with(vec![stage("a", script, json!({"writes": ["tree/"]}))], artifacts))
}

#[test]
fn an_output_that_is_no_file_fails_its_stage_and_holds_up_nobody() {
    for (script, words) in [
        ("ln -s /etc/passwd out/a", "leads out of the project root, to /etc/passwd"),
        ("ln -s ../../elsewhere out/a", "leads out of the project root"),
        ("ln -s a out/a", "symbolic links"),
        ("mkfifo out/a", "is a fifo"),
        ("mknod out/a c 1 3 || mkfifo out/a", "which has no content to digest"),
        ("python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"out/a\")'", "is a socket"),
        ("mkdir out/a", "is a folder and not a file"),
        ("ln -s gone out/a", "does not exist after the stage"),
    ] {
        let environment = writes(&format!("rm -rf out/a; {script}"));
        for _ in 0..2 {
            let started = Instant::now();
            environment.run(&["run"]).with_code(1).saying(words).saying("out/a");
            assert!(started.elapsed() < Duration::from_secs(20), "{script}");
        }
        // Whoever only looks does not hang either.
        environment.run(&["plan"]);
        environment.run(&["verify"]).with_code(0);
        let _ = std::fs::remove_dir_all(environment.root.join("out"));
        environment.graph(&graph(vec![stage("a", "rm -rf out/a; echo well > out/a", json!({"writes": ["out/a"]}))]));
        assert_eq!(environment.ran(&["run"]), ["a"], "{script}");
        assert_eq!(environment.ran(&["run"]), NOTHING, "{script}");
    }
}

#[test]
fn a_good_output_that_somebody_replaces_is_not_followed() {
    for script in ["ln -s /etc/passwd out/a", "ln -s a out/a", "mkfifo out/a", "mkdir out/a"] {
        let environment = writes("echo well > out/a");
        environment.ran(&["run"]);
        environment.remove("out/a");
        let replaced = std::process::Command::new("sh").args(["-c", script]).current_dir(&environment.root).status();
        assert!(replaced.unwrap().success());
        let passwd = std::fs::read("/etc/passwd").unwrap();
        for args in [&["plan"] as &[&str], &["verify"], &["why", "out/a"]] {
            assert!(environment.run(args).code.is_some(), "{script} {args:?}");
        }
        let verified = environment.run(&["verify"]);
        assert_eq!(verified.code, Some(1), "{script}: {}", verified.shown());
        assert_eq!(std::fs::read("/etc/passwd").unwrap(), passwd);
        std::fs::remove_dir_all(environment.root.join("out")).unwrap();
        assert_eq!(environment.ran(&["run"]), ["a"], "{script}");
        environment.run(&["verify"]).with_code(0);
    }
}

#[test]
fn names_of_all_kinds_in_a_folder() {
    let script = "mkdir -p tree/sub; cd tree; ln -sfn . loop; ln -sfn ../tree sub/up; ln -sf nowhere lost
        printf 1 > 'two
lines'; printf 2 > \"$(printf '\\377\\376')\"; printf 3 > ' '; printf 4 > -; printf 5 > '*'; printf 6 > 'a\\b'";
    let environment = folder(script);
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.run(&["verify"]).with_code(0);
    std::fs::write(environment.root.join("tree/two\nlines"), "x").unwrap();
    environment.run(&["verify"]).with_code(1).saying("two");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    environment.run(&["verify"]).with_code(0);
}

#[test]
fn a_path_that_is_longer_than_any_call_takes_fails_the_stage() {
    let deeper = "import os; [(os.mkdir(name), os.chdir(name)) for name in ['d' * 200] * 30]";
    let environment = folder(&format!("mkdir -p tree; cd tree; python3 -c \"{deeper}\""));
    environment.run(&["run"]).with_code(1).saying("File name too long");
    // Too deep for most tools: removed from where it begins, folder by folder.
    let removed = std::process::Command::new("rm").args(["-rf", "tree"]).current_dir(&environment.root).status();
    assert!(removed.unwrap().success());
}

#[test]
fn thousands_of_files_in_a_folder() {
    let script = "mkdir -p tree; cd tree; seq 4000 | split -l 1 -a 4 -";
    let environment = folder(script);
    let started = Instant::now();
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert!(started.elapsed() < Duration::from_secs(40), "{:?}", started.elapsed());
    let started = Instant::now();
    assert_eq!(environment.ran(&["run"]), NOTHING);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    environment.remove("tree/xaabc");
    assert_eq!(environment.ran(&["run"]), ["a"]);
}

#[test]
fn an_output_that_may_not_be_read_and_every_umask() {
    for umask in ["077", "000", "777"] {
        let environment = writes("rm -f out/a; echo well > out/a; chmod 000 out/a");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &format!("umask {umask}; exec \"$0\" run")]).arg(crate::support::program());
        let output = command.current_dir(&environment.root).output().unwrap();
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        // The superuser reads what nobody may; everybody else is told.
        let is_root = rustix::process::geteuid().is_root();
        let told = text.contains("ermission denied");
        assert!(output.status.success() && is_root || told, "{umask}: {text}");
    }
}

/// The output is judged by what it holds when it is read, also while somebody still writes it.
#[test]
fn a_file_that_grows_while_it_is_read() {
    let environment = writes("head -c 3000000 /dev/zero > out/a");
    let path = environment.root.join("out/a");
    let grows = std::sync::atomic::AtomicBool::new(true);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            use std::io::Write;
            use std::sync::atomic::Ordering;
            while grows.load(Ordering::Relaxed) {
                if let Ok(mut file) = std::fs::File::options().append(true).open(&path) {
                    let _ = file.write_all(&[7; 4096]);
                }
                // Slower than it is read, on every machine.
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        });
        let output = environment.run(&["run"]);
        grows.store(false, std::sync::atomic::Ordering::Relaxed);
        assert!(matches!(output.code, Some(0 | 1)), "{}", output.shown());
    });
    let size = std::fs::metadata(&path).unwrap().len();
    // What was recorded is not what is there now, and that is found out.
    let record: Value = environment.record();
    let recorded = &record["stageResults"][0]["artifacts"][0]["sizeBytes"];
    if recorded.is_null() {
        assert_eq!(environment.ran(&["run"]), ["a"]);
    } else if *recorded != json!(size) {
        environment.run(&["verify"]).with_code(1);
        assert_eq!(environment.ran(&["run"]), ["a"]);
    }
    environment.run(&["verify"]).with_code(0);
}
