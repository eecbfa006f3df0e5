//! Other programs: asked whether they are there, and run so that a person sees what they print.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, IsTerminal};
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::{files, say};

/// A command in the root of the workspace, without what cargo told this program about itself: a build script that
/// watches those variables would be built again for each task.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(files::root());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// The cargo that runs this program.
pub(crate) fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Whether the command can be started and ends well; what it prints is dropped.
pub(crate) fn works(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs the command and shows what it prints.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let shown = show(command);
    let status = command.stdin(Stdio::null()).status().map_err(|error| cannot_start(&shown, &error))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{shown}` ended with {status}"))) }
}

/// Runs the command, shows what it prints, and returns the last line of stderr that `wanted` accepts. On a terminal
/// the command keeps it for its own live display, and no line is returned.
pub(crate) fn run_and_find(command: &mut Command, wanted: impl Fn(&str) -> bool) -> Result<Option<String>, Failure> {
    if std::io::stderr().is_terminal() { run(command).map(|()| None) } else { watch(command, wanted) }
}

fn watch(command: &mut Command, wanted: impl Fn(&str) -> bool) -> Result<Option<String>, Failure> {
    let shown = show(command);
    let mut child =
        command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().map_err(|error| cannot_start(&shown, &error))?;
    let mut found = None;
    if let Some(stderr) = child.stderr.take() {
        for bytes in BufReader::new(stderr).split(b'\n') {
            let text = String::from_utf8_lossy(&bytes?).into_owned();
            say::line(&text);
            if wanted(&text) {
                found = Some(text);
            }
        }
    }
    let status = child.wait()?;
    if status.success() { Ok(found) } else { Err(Failure::new(format!("`{shown}` ended with {status}"))) }
}

/// The command as a person would type it.
fn show(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let program = program.file_name().unwrap_or(command.get_program());
    std::iter::once(program).chain(command.get_args()).map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn cannot_start(shown: &str, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot start `{shown}`: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_fails_is_named() {
        let failure = run(command("git").args(["rev-parse", "--verify", "--quiet", "no-such-ref"])).unwrap_err();
        assert!(
            failure.to_string().starts_with("`git rev-parse --verify --quiet no-such-ref` ended with"),
            "{failure}"
        );
        let failure = run(&mut command("no-such-program-anywhere")).unwrap_err();
        assert!(failure.to_string().starts_with("cannot start `no-such-program-anywhere`"), "{failure}");
    }

    #[test]
    fn the_last_wanted_line_of_stderr_is_found() {
        let mut printing = command("python3");
        printing.args(["-c", "import sys; print('Summary [ 1s] old\\nSummary [ 2s] new\\nend', file=sys.stderr)"]);
        let found = watch(&mut printing, |line| line.starts_with("Summary [")).unwrap();
        assert_eq!(found.as_deref().map(str::trim_end), Some("Summary [ 2s] new"));
    }

    #[test]
    fn what_is_not_there_does_not_work() {
        assert!(works(command("git").arg("--version")));
        assert!(!works(command("git").arg("no-such-command")));
        assert!(!works(&mut command("no-such-program-anywhere")));
    }
}
