//! What a developer does beyond cargo itself: `cargo xtask TASK`.
//!
//! One file per task. A task returns a [`Failure`] or nothing; what it has to say while it works goes through
//! [`say`], so that the edge to the terminal is in one place.

mod api;
mod bench;
mod command;
mod deny;
mod failure;
mod files;
mod fuzz;
mod layers;
mod say;
mod schemas;
mod suite;
mod tidy;
mod tools;
mod typos;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Developer tasks of Throughline")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what the tests need, then run every check and every test
    Test(suite::TestArgs),
    /// Measure speed, memory and system calls beside ninja, make and a bare loop that starts programs
    Bench(bench::BenchArgs),
    /// Look for inputs that break what should hold for every input
    Fuzz(fuzz::FuzzArgs),
    /// Measure how many requests the server answers, and how long callers wait
    BenchApi(api::BenchApiArgs),
    /// Let Schemathesis ask the server everything that its OpenAPI document allows, and what it forbids
    Schemathesis(api::SchemathesisArgs),
    /// Check that each crate depends only on what its layer may depend on
    Layers,
    /// Check the habits that no compiler checks: headers, file sizes, links, the list of dependencies
    Tidy,
    /// Check that every JSON Schema of the repository says what it is
    Schemas,
    /// Check licences, sources and bans of all dependencies, and advisories where the database can be reached
    Deny,
    /// Look for misspelt words
    Typos,
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().task {
        Task::Test(args) => suite::test(&args),
        Task::Bench(args) => bench::bench(&args),
        Task::Fuzz(args) => fuzz::fuzz(&args),
        Task::BenchApi(args) => api::bench_api(&args),
        Task::Schemathesis(args) => api::schemathesis(&args),
        Task::Layers => layers::layers(),
        Task::Tidy => tidy::tidy(),
        Task::Schemas => schemas::schemas(),
        Task::Deny => deny::deny(deny::Advisories::WhereReachable),
        Task::Typos => typos::typos(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say::failure(&failure);
            ExitCode::FAILURE
        }
    }
}

/// What every task returns.
type Outcome = Result<(), Failure>;
