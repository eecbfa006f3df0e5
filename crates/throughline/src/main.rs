//! The `throughline` command: arguments, configuration, wiring, exit codes, console.
//!
//! ```text
//! argv ─args→ Command ─commands/…→ engine · store ─→ console ─→ exit code
//! ```

mod args;
mod commands;
mod console;
mod error;
mod exit;
mod parameters;
mod run_ref;
mod settings;
mod suggest;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    // The supervisor of processes is this program again; it must stay small, so it is told apart before anything else.
    let arguments: Vec<_> = std::env::args_os().collect();
    if throughline_process::is_supervisor_invocation(arguments.iter().cloned()) {
        throughline_process::supervise();
    }
    let cli = match args::parse(arguments.clone()) {
        Ok(cli) => cli,
        Err(error) => return exit::usage(&error, &arguments),
    };
    match commands::dispatch(&cli) {
        Ok(done) => done.into(),
        Err(error) => exit::report(&cli, &error),
    }
}
