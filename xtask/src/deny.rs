//! `cargo xtask deny`: licences, bans and sources of every dependency, by the rules of `deny.toml`; and the advisory
//! database, which lies on GitHub and is asked only where it can be fetched.

use crate::{Outcome, command, say, tools};

/// Whether known vulnerabilities are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Advisories {
    /// No: the outcome must not depend on the day.
    Never,
    /// Yes, if the database can be fetched; else it is said that they were not.
    WhereReachable,
}

/// Checks every dependency.
pub(crate) fn deny(advisories: Advisories) -> Outcome {
    tools::cargo_tool(&tools::DENY)?;
    command::run(command::cargo().args(["deny", "--all-features", "check", "licenses", "bans", "sources"]))?;
    if advisories == Advisories::Never {
        return Ok(());
    }
    if command::works(command::cargo().args(["deny", "fetch", "db"])) {
        command::run(command::cargo().args(["deny", "--all-features", "check", "advisories"]))
    } else {
        say::line("warning: the advisory database cannot be fetched; advisories were not checked");
        Ok(())
    }
}
