//! The `throughline` command: arguments, configuration, wiring, exit codes, console.
//!
//! ```text
//! argv ─args→ Command ─commands/…→ engine · store ─→ console ─→ exit code
//! ```

mod args;
mod bounds;
mod commands;
mod console;
mod error;
mod exit;
mod parameters;
mod run_ref;
mod serving;
mod settings;
mod suggest;
mod task_settings;
mod tombstone;
mod workspace;

use std::process::ExitCode;
use std::sync::Arc;

/// A graph of many stages is many small values, which the system's allocator takes a third of the time for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // The supervisor of processes is this program again; it must stay small, so it is told apart before anything else.
    let arguments: Vec<_> = std::env::args_os().collect();
    if throughline_process::is_supervisor_invocation(arguments.iter().cloned()) {
        throughline_process::supervise();
    }
    // A file that may not grow any more is an error like another, and not the end of this process. Where the signal
    // cannot be taken, it is what it was.
    let _ = signal_hook::flag::register(rustix::process::Signal::XFSZ.as_raw(), Arc::default());
    let cli = match args::parse(arguments.clone()) {
        Ok(cli) => cli,
        Err(error) => return exit::usage(&error, &arguments),
    };
    match commands::dispatch(&cli) {
        Ok(done) => done.into(),
        Err(error) => exit::report(&cli, &error),
    }
}
