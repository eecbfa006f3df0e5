//! How the program ends: one number for each way, and one place that says what went wrong.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use crate::args::{Cli, Command, ExecutionArgs, LogFormat};
use crate::console;
use crate::error::CommandError;

/// How a command that did its work ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// Done, or nothing to do.
    Success,
    /// The run or the check failed.
    Failure,
    /// A gate waits.
    Waiting,
    /// Something failed and the rest went on.
    Degraded,
    /// A signal ended it.
    Interrupted,
}

/// Done, or nothing to do.
const SUCCESS: u8 = 0;
/// The run or the check failed, or the graph is refused.
const FAILURE: u8 = 1;
/// Wrong usage.
const USAGE: u8 = 2;
/// Waiting at a gate.
const WAITING: u8 = 3;
/// Degraded.
const DEGRADED: u8 = 4;
/// Interrupted: 128 and the number of SIGINT.
const INTERRUPTED: u8 = 130;

impl From<Done> for ExitCode {
    fn from(done: Done) -> Self {
        Self::from(match done {
            Done::Success => SUCCESS,
            Done::Failure => FAILURE,
            Done::Waiting => WAITING,
            Done::Degraded => DEGRADED,
            Done::Interrupted => INTERRUPTED,
        })
    }
}

/// The arguments make no command, or ask for help.
pub(crate) fn usage(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    if error.use_stderr() && wants_events(arguments) {
        console::print_usage_event(error);
    }
    let hostile = arguments.iter().any(|argument| {
        let text = argument.to_string_lossy();
        matches!(console::printable(&text), std::borrow::Cow::Owned(_))
    });
    // Nothing can be done about a terminal that takes no text.
    let _ = if hostile {
        // What is quoted of them would be obeyed.
        writeln!(std::io::stderr(), "{}", console::printable(error.to_string().trim_end()))
    } else {
        error.print()
    };
    ExitCode::from(if error.use_stderr() { USAGE } else { SUCCESS })
}

/// Whether events were asked for, as far as can be told of a command line that makes no command.
fn wants_events(arguments: &[OsString]) -> bool {
    let by_flag = arguments.windows(2).any(|pair| pair[0] == "--log-format" && pair[1] == "json")
        || arguments.iter().any(|argument| argument == "--log-format=json");
    by_flag || std::env::var_os("THROUGHLINE_LOG_FORMAT").is_some_and(|format| format == "json")
}

/// A command could not do its work: say why, on standard error, and for readers of events on standard output too.
pub(crate) fn report(cli: &Cli, error: &CommandError) -> ExitCode {
    if let CommandError::Output(source) = error
        && source.kind() == std::io::ErrorKind::BrokenPipe
    {
        // Whoever read has read enough.
        return ExitCode::from(SUCCESS);
    }
    if execution(&cli.command).is_some_and(|execution| execution.log_format == LogFormat::Json) {
        console::print_refusal_event(error);
    }
    console::print_error(error, cli.global.color);
    ExitCode::from(code(error))
}

fn code(error: &CommandError) -> u8 {
    match error {
        CommandError::Usage { .. } => USAGE,
        CommandError::Graph(_)
        | CommandError::Refused { .. }
        | CommandError::Failed { .. }
        | CommandError::Output(_) => FAILURE,
    }
}

fn execution(command: &Command) -> Option<&ExecutionArgs> {
    match command {
        Command::Run(args) => Some(&args.execution),
        Command::RunStage(args) => Some(&args.execution),
        Command::Replay(args) => Some(&args.execution),
        _ => None,
    }
}
