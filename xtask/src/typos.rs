//! `cargo xtask typos`: misspelt words, by the rules of `typos.toml`.

use crate::{Outcome, command, tools};

/// Looks for misspelt words.
pub(crate) fn typos() -> Outcome {
    let program = tools::typos()?;
    command::run(&mut command::command(program))
}
