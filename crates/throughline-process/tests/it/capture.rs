//! Short commands, captured.

use std::time::{Duration, Instant};

use camino::Utf8Path;
use throughline_process::{CaptureError, Captured, run_and_capture};

use crate::support::{pids, runs, until};

fn shell(script: &str, cwd: &Utf8Path, limit: Duration) -> Result<Captured, CaptureError> {
    let env = [("WORD".to_owned(), Some("word".to_owned())), ("HOME".to_owned(), None)];
    run_and_capture("bash", &["-c".to_owned(), script.to_owned()], cwd, &env, limit)
}

const LONG: Duration = Duration::from_secs(10);

#[test]
fn both_streams_and_the_code_are_returned() {
    let captured = shell("echo $WORD ${HOME-none}; pwd >&2; exit 7", Utf8Path::new("/usr"), LONG).unwrap();
    assert_eq!(captured, Captured { code: Some(7), stdout: "word none\n".to_owned(), stderr: "/usr\n".to_owned() });
    assert_eq!(shell("kill -9 $$", "/".into(), LONG).unwrap().code, None);
}

#[test]
fn much_output_is_cut() {
    let captured = shell("yes | head -c 5000000; echo end >&2", "/".into(), LONG).unwrap();
    assert_eq!((captured.code, captured.stdout.len(), &*captured.stderr), (Some(0), 1 << 20, "end\n"));
}

#[test]
fn the_whole_group_is_gone_after_the_limit_and_after_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let start = Instant::now();
    let error = shell("trap '' TERM; sleep 60 & echo $! > a; wait", root, Duration::from_millis(200)).unwrap_err();
    assert_eq!(error.to_string(), "`bash` did not end within 200ms");
    let captured = shell("sleep 60 & echo $! > b; echo done", root, LONG).unwrap();
    assert_eq!(captured.stdout, "done\n");
    assert!(start.elapsed() < Duration::from_secs(5));
    let pids = pids(root, &["a", "b"]);
    until(|| !pids.iter().any(|pid| runs(*pid)));
}

#[test]
fn what_cannot_be_started_says_why() {
    let fault =
        |program: &str, cwd: &str| run_and_capture(program, &[], cwd.into(), &[], LONG).unwrap_err().to_string();
    assert_eq!(fault("no-such-program", "/"), "no-such-program: no such program on PATH");
    assert_eq!(fault("etc/passwd", "/"), "etc/passwd: permission denied (is it executable?)");
    assert_eq!(fault("true", "/no/such"), "the working directory /no/such does not exist");
}
