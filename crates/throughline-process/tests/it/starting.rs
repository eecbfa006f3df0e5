//! What a command finds when it starts, and what is said when it cannot.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use throughline_process::{Outcome, SpawnRequest};

use crate::support::Bench;

fn reason(bench: &mut Bench, request: SpawnRequest) -> String {
    let log = request.log.clone();
    let ended = bench.run(request);
    assert!(log.exists(), "there is a log for every attempt");
    match ended.outcome {
        Outcome::NotStarted { reason } => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_command_has_default_signals_an_empty_mask_and_no_stray_descriptors() {
    let mut bench = Bench::new();
    bench.run(bench.request(1, "cat", &["/proc/self/status"]));
    let status = String::from_utf8(bench.log(1)).unwrap();
    let lines: Vec<_> = status.lines().filter(|line| line.starts_with("Sig") && !line.starts_with("SigQ")).collect();
    assert_eq!(lines.len(), 4, "pending, blocked, ignored, caught");
    for line in lines {
        // The C library's own signals, 32 and 33, are ignored in everything that glibc spawns.
        let set = u64::from_str_radix(line.split('\t').nth(1).unwrap(), 16).unwrap() & !(0b11 << 31);
        assert_eq!(set, 0, "{line}");
    }
    let fds = bench.print(2, "exec ls -l /proc/self/fd");
    assert_eq!(fds.matches(" -> ").count(), 4, "three, and the one that ls opens: {fds}");
    assert!(fds.contains("0 -> /dev/null"), "{fds}");
    assert_eq!(fds.matches(" -> pipe:").count(), 2, "{fds}");
}

#[test]
fn a_command_leads_its_own_group_without_a_terminal_in_its_folder() {
    let mut bench = Bench::new();
    let pid = bench.start(bench.shell(1, "echo $$; ps -o pgid= -p $$ | tr -d ' '; pwd; (: < /dev/tty) 2>&1"));
    assert_eq!(bench.end().outcome, Outcome::Exited { code: 1 });
    let log = String::from_utf8(bench.log(1)).unwrap();
    let lines: Vec<_> = log.lines().collect();
    assert_eq!(lines[..2], [pid.to_string(), pid.to_string()]);
    assert_eq!(lines[2], bench.root().canonicalize_utf8().unwrap());
    assert!(lines[3].contains("No such device"), "{}", lines[3]);
}

#[test]
fn the_environment_is_inherited_and_changed() {
    let mut bench = Bench::new();
    let mut request = bench.request(1, "env", &["-0"]);
    let changes = [("ODD", Some("a\nb = ü \"'$HOME")), ("EMPTY", Some("")), ("HOME", None)];
    request.env = changes.iter().map(|(name, value)| ((*name).to_owned(), value.map(str::to_owned))).collect();
    assert_eq!(bench.run(request).outcome, Outcome::Exited { code: 0 });
    let log = String::from_utf8(bench.log(1)).unwrap();
    let variables: Vec<_> = log.split_terminator('\0').collect();
    assert!(variables.contains(&"ODD=a\nb = ü \"'$HOME"));
    assert!(variables.contains(&"EMPTY="));
    assert!(!variables.iter().any(|variable| variable.starts_with("HOME=")));
    assert!(variables.contains(&format!("PATH={}", std::env::var("PATH").unwrap()).as_str()));
}

#[test]
fn programs_are_looked_for_on_the_path_of_the_command() {
    let mut bench = Bench::new();
    let tool = bench.root().join("bin/tool");
    fs::create_dir(bench.root().join("bin")).unwrap();
    fs::write(&tool, "#!/bin/sh\necho $0 $1\n").unwrap();
    fs::set_permissions(&tool, fs::Permissions::from_mode(0o755)).unwrap();
    let mut request = bench.request(1, "tool", &["a b"]);
    request.env = vec![("PATH".to_owned(), Some(format!("/nowhere:{}/bin", bench.root())))];
    bench.run(request);
    assert_eq!(bench.log(1), format!("{tool} a b\n").as_bytes());
    bench.run(bench.request(2, "bin/tool", &["x"]));
    assert_eq!(bench.log(2), b"bin/tool x\n", "relative to the working directory, and named as it was");
}

#[test]
fn what_cannot_be_started_says_why() {
    let mut bench = Bench::new();
    let root = bench.root().to_owned();
    let write = |name: &str, text: &str, mode| {
        fs::write(root.join(name), text).unwrap();
        fs::set_permissions(root.join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    write("plain.sh", "#!/bin/sh\n", 0o644);
    write("bad.sh", "#! /no/such/interpreter -x\n", 0o755);
    write("crlf.sh", "#!/bin/sh\r\necho\r\n", 0o755);
    write("bare.sh", "echo\n", 0o755);
    for (id, (program, expected)) in (1..).zip([
        ("no-such-program", "no-such-program: no such program on PATH"),
        ("./nothing", "./nothing: no such file"),
        ("plain.sh/x", "plain.sh/x: no such file"),
        ("./plain.sh", "./plain.sh: permission denied (is it executable?)"),
        ("./bad.sh", "./bad.sh: bad interpreter: /no/such/interpreter does not exist"),
        ("./crlf.sh", "./crlf.sh: bad interpreter: /bin/sh does not exist; its lines end with CR LF"),
        ("./bare.sh", "./bare.sh: not a program for this machine (a script needs a first line such as `#!/bin/sh`)"),
        ("./", "./: is a folder"),
        ("", "the command names no program"),
        ("a\0b", "the program holds a NUL byte"),
    ]) {
        let request = bench.request(id, program, &[]);
        assert_eq!(reason(&mut bench, request), expected);
    }
    let mut request = bench.request(20, "true", &[]);
    request.cwd = root.join("gone");
    assert_eq!(reason(&mut bench, request), format!("the working directory {root}/gone does not exist"));
    let request = bench.request(21, "true", &["x".repeat(200_000).as_str()]);
    assert_eq!(reason(&mut bench, request), "true: the arguments and the environment are too long");
    let mut request = bench.request(22, "true", &[]);
    request.env = vec![("A=B".to_owned(), None)];
    assert_eq!(reason(&mut bench, request), "`A=B` cannot be the name of an environment variable");
}

#[test]
fn a_wrong_supervisor_is_found_out() {
    use throughline_process::{Supervisor, SupervisorCommand, SupervisorError};
    let command = SupervisorCommand { program: "/bin/false".into(), args: vec![] };
    let (_handle, mut reader) = Supervisor::start(&command).unwrap();
    let error = reader.recv().unwrap_err();
    assert!(matches!(&error, SupervisorError::Died { how } if how == "exit code 1"), "{error}");
    let command = SupervisorCommand { program: "/no/such".into(), args: vec![] };
    assert!(matches!(Supervisor::start(&command), Err(SupervisorError::Start { .. })));
}
