//! How far a reader of everything has come, as one text that it can come back with.
//!
//! ```text
//! 0                          nothing is seen
//! 01M7….16                   run 01M7… up to its event 16, and every run before it
//! 01M7….end                  all of run 01M7…, and every run before it
//! 01M7….16,01M8….3,01M9…     three that may still say something; of the last nothing is seen
//! ```
//! One run at a time has a workspace, so there is one part in it as a rule. The order of runs is that of their ids: the
//! newest sorts last, whatever the clock says.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use throughline_model::RunId;

/// The most runs that a text may name: each is looked at again and again.
const MOST_RUNS: usize = 64;

/// How far a reader of everything has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Position(BTreeMap<RunId, Seen>);

/// What a reader has seen of one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Everything before the event of this number; there may be more.
    Before(u64),
    /// All that it will ever say.
    All,
}

impl Position {
    /// The newest run that is known; none before the first.
    pub(super) fn newest(&self) -> Option<RunId> {
        self.0.keys().next_back().copied()
    }

    /// The runs that may still say something, in order, each with the number of its next event.
    pub(super) fn open(&self) -> Vec<(RunId, u64)> {
        let open = self.0.iter().filter_map(|(run, seen)| match seen {
            Seen::Before(next) => Some((*run, *next)),
            Seen::All => None,
        });
        open.collect()
    }

    /// So much is seen of this run now.
    pub(super) fn see(&mut self, run: RunId, seen: Seen) {
        self.0.insert(run, seen);
        // Of what has ended, the newest run alone says where it goes on.
        let newest = self.newest();
        self.0.retain(|run, seen| *seen != Seen::All || Some(*run) == newest);
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("0");
        }
        for (index, (run, seen)) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { "," })?;
            match seen {
                Seen::All => write!(f, "{run}.end")?,
                Seen::Before(0) => write!(f, "{run}")?,
                Seen::Before(next) => write!(f, "{run}.{}", next - 1)?,
            }
        }
        Ok(())
    }
}

/// The text says no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no position in the stream of events")]
pub(super) struct NoPosition;

impl FromStr for Position {
    type Err = NoPosition;

    fn from_str(text: &str) -> Result<Self, NoPosition> {
        let mut position = Self::default();
        if text == "0" {
            return Ok(position);
        }
        for part in text.split(',') {
            let (run, seen) = part.split_once('.').map_or((part, None), |(run, seen)| (run, Some(seen)));
            let seen = match seen {
                None => Seen::Before(0),
                Some("end") => Seen::All,
                Some(last) => {
                    let next = last.parse().ok().and_then(|last: u64| last.checked_add(1));
                    Seen::Before(next.ok_or(NoPosition)?)
                }
            };
            position.0.insert(run.parse().map_err(|_| NoPosition)?, seen);
            if position.0.len() > MOST_RUNS {
                return Err(NoPosition);
            }
        }
        Ok(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs() -> [RunId; 3] {
        let first = RunId::generate();
        let second = RunId::generate_after(Some(first));
        [first, second, RunId::generate_after(Some(second))]
    }

    #[test]
    fn a_position_comes_back_as_it_was_told() {
        let [a, b, c] = runs();
        let mut position = Position::default();
        assert_eq!(position.to_string(), "0");
        position.see(a, Seen::Before(17));
        assert_eq!(position.to_string(), format!("{a}.16"));
        position.see(b, Seen::Before(1));
        position.see(c, Seen::Before(0));
        assert_eq!(position.to_string(), format!("{a}.16,{b}.0,{c}"));
        assert_eq!(position.to_string().parse(), Ok(position.clone()));
        assert_eq!(position.open(), [(a, 17), (b, 1), (c, 0)]);
        position.see(c, Seen::All);
        assert_eq!(position.to_string(), format!("{a}.16,{b}.0,{c}.end"));
        assert_eq!(position.to_string().parse(), Ok(position.clone()));
        assert_eq!((position.newest(), position.open()), (Some(c), vec![(a, 17), (b, 1)]));
    }

    #[test]
    fn what_has_ended_is_forgotten_unless_it_is_the_newest() {
        let [a, b, c] = runs();
        let mut position = Position::default();
        position.see(a, Seen::All);
        assert_eq!(position.to_string(), format!("{a}.end"));
        position.see(b, Seen::Before(3));
        assert_eq!(position.to_string(), format!("{b}.2"));
        position.see(c, Seen::Before(0));
        position.see(b, Seen::All);
        assert_eq!(position.to_string(), c.to_string());
    }

    #[test]
    fn what_is_no_position_is_refused() {
        let [a, ..] = runs();
        let many = (0..=MOST_RUNS).map(|_| RunId::generate().to_string()).collect::<Vec<_>>().join(",");
        let beyond = format!("{a}.18446744073709551615");
        for text in
            ["", "17", ",", "0,0", "x.1", &format!("{a}."), &format!("{a}.-1"), &format!("{a},"), &beyond, &many]
        {
            assert_eq!(text.parse::<Position>(), Err(NoPosition), "{text:?}");
        }
    }
}
