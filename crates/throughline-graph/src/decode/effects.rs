//! The words for what a stage does to the world beside its outputs. Any word may stand there, but `network` decides whether
//! the stage is cached: what is written almost like a known word is not passed over.

use std::collections::HashMap;

use super::at::At;
use super::decoder::Decoder;
use crate::Problem;
use crate::suggest::Suggester;

const KNOWN: [&str; 4] = ["network", "filesystem", "git", "process"];

/// A file full of misspelt words is warned of a hundred times, not a million.
const MAX_WARNINGS: usize = 100;

/// What has been found out about words that are not known.
#[derive(Default)]
pub(crate) struct EffectWords {
    /// The help for each word that is near a known one, none for the others.
    judged: HashMap<String, Option<String>>,
    /// Its own, so that no other unknown words use up its allowance.
    suggester: Suggester,
    warnings: usize,
}

/// The word that is meant: a known one in whatever case, or as it stands, warned of if it is near a known one.
pub(crate) fn read(decoder: &mut Decoder, at: &At<'_>, word: String) -> String {
    if let Some(known) = KNOWN.iter().find(|known| known.eq_ignore_ascii_case(&word)) {
        return (*known).to_owned();
    }
    let EffectWords { judged, suggester, warnings } = &mut decoder.effects;
    if *warnings >= MAX_WARNINGS {
        return word;
    }
    let help = match judged.get(&word) {
        Some(help) => help.clone(),
        None => judged.entry(word.clone()).or_insert(suggester.help(&word, KNOWN)).clone(),
    };
    if let Some(help) = help {
        *warnings += 1;
        let message =
            format!("{} is `{word}`, which is no known side effect and has no meaning of its own", at.subject());
        decoder.push(Problem::warning("unknown-side-effect", at.pointer(), message).with_help(help));
    }
    word
}
