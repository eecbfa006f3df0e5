//! The steps of the suite: what each needs and does.

use clap::ValueEnum;

use crate::failure::Failure;
use crate::{Outcome, api, command, deny, fuzz, layers, schemas, tidy, tools, typos};

/// One step. Their order here is the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// Whether the code is formatted
    Fmt,
    /// Lints, warnings denied
    Clippy,
    /// What each crate may depend on
    Layers,
    /// Headers, sizes, links, reasons for dependencies
    Tidy,
    /// JSON Schemas say what they are
    Schemas,
    /// Every unit and integration test
    Tests,
    /// Everything that the server's document allows and forbids, asked by Schemathesis
    Schemathesis,
    /// Inputs that are made up, a minute for each target
    Fuzz,
    /// The examples in documentation comments
    Doctests,
    /// The documentation builds, warnings denied
    Docs,
    /// Licences, bans and sources of dependencies
    Deny,
    /// Misspelt words
    Typos,
}

impl Step {
    /// Its name on the command line.
    pub(super) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Whether `--quick` leaves it out.
    pub(super) fn is_slow(self) -> bool {
        matches!(self, Self::Schemathesis | Self::Fuzz | Self::Doctests | Self::Docs | Self::Deny | Self::Typos)
    }

    /// Installs what the step uses and a fresh machine may lack.
    pub(super) fn prepare(self) -> Outcome {
        match self {
            Self::Fmt => tools::component("fmt", "rustfmt"),
            Self::Clippy => tools::component("clippy", "clippy"),
            Self::Tests => {
                tools::cargo_tool(&tools::NEXTEST)?;
                tools::debian_packages()?;
                tools::readers()
            }
            Self::Schemathesis => tools::debian_packages().and_then(|()| tools::schemathesis().map(drop)),
            Self::Fuzz => tools::fuzzer(),
            Self::Deny => tools::cargo_tool(&tools::DENY),
            Self::Typos => tools::debian_packages().and_then(|()| tools::typos().map(drop)),
            Self::Layers | Self::Tidy | Self::Schemas | Self::Doctests | Self::Docs => Ok(()),
        }
    }

    /// Does it. Returns the summary of the test runner, if this step has one and it could be read.
    pub(super) fn run(self) -> Result<Option<String>, Failure> {
        let cargo = |args: &[&str]| command::run(command::cargo().args(args));
        match self {
            Self::Fmt => cargo(&["fmt", "--all", "--check"]),
            Self::Clippy => {
                cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"])
            }
            Self::Layers => layers::layers(),
            Self::Tidy => tidy::tidy(),
            Self::Schemas => schemas::schemas(),
            Self::Tests => return tests(),
            Self::Schemathesis => api::schemathesis(&api::SchemathesisArgs::for_suite()),
            Self::Fuzz => fuzz(),
            Self::Doctests => cargo(&["test", "--workspace", "--all-features", "--doc"]),
            Self::Docs => command::run(
                command::cargo()
                    .args(["doc", "--workspace", "--all-features", "--no-deps"])
                    .env("RUSTDOCFLAGS", "-D warnings"),
            ),
            Self::Deny => deny::deny(deny::Advisories::Never),
            Self::Typos => typos::typos(),
        }
        .map(|()| None)
    }
}

/// The targets have a workspace of their own, which `cargo fmt` of this one does not see.
fn fuzz() -> Outcome {
    command::run(command::cargo().args(["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]))?;
    fuzz::fuzz(&fuzz::FuzzArgs::for_suite())
}

fn tests() -> Result<Option<String>, Failure> {
    let mut nextest = command::cargo();
    nextest.args(["nextest", "run", "--workspace", "--all-features", "--no-fail-fast"]);
    command::run_and_find(&mut nextest, |line| line.contains("Summary") && line.contains(" run: "))
}
