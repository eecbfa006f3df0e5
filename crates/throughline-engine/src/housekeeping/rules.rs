//! Which runs the rules take: a pure function of what there is.

use std::collections::HashMap;

use jiff::Timestamp;
use throughline_model::{PipelineId, RunId};

use super::Protection;

/// What may go. A run goes when any of these says so and nothing protects it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Runs that ended earlier than this.
    pub older_than: Option<Age>,
    /// All but so many runs of each pipeline, the newest.
    pub keep: Option<usize>,
    /// The oldest runs, until all of history takes up no more bytes than this.
    pub max_size: Option<u64>,
}

/// How old a run may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Age {
    /// The moment before which it ended.
    pub before: Timestamp,
    /// The age as it was asked for: `30d`.
    pub words: String,
}

impl Rules {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.older_than.is_none() && self.keep.is_none() && self.max_size.is_none()
    }
}

/// The rule that takes a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is too old.
    Age,
    /// There are enough newer ones.
    Count,
    /// History takes up too much.
    Size,
}

/// A run as the rules see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    /// The run.
    pub(super) id: RunId,
    /// Its pipeline.
    pub(super) pipeline: &'a PipelineId,
    /// When it ended, or began if nobody recorded an end.
    pub(super) at: Timestamp,
    /// What removing it frees, in bytes. Only the rule of size asks.
    pub(super) bytes: u64,
}

/// Which of these runs go, in their order: newest first.
pub(super) fn choose(runs: &[Candidate<'_>], kept: &HashMap<RunId, Protection>, rules: &Rules) -> Vec<Option<Taken>> {
    let mut newer: HashMap<&PipelineId, usize> = HashMap::new();
    let mut taken: Vec<Option<Taken>> = runs
        .iter()
        .map(|run| {
            let newer = newer.entry(run.pipeline).or_default();
            *newer += 1;
            let is_old = rules.older_than.as_ref().is_some_and(|age| run.at < age.before);
            let is_beyond = rules.keep.is_some_and(|keep| *newer > keep);
            match (kept.contains_key(&run.id), is_old, is_beyond) {
                (true, ..) | (false, false, false) => None,
                (false, true, _) => Some(Taken::Age),
                (false, false, true) => Some(Taken::Count),
            }
        })
        .collect();
    if let Some(most) = rules.max_size {
        let stays = runs.iter().zip(&taken).filter(|(_, taken)| taken.is_none());
        let mut total: u64 = stays.map(|(run, _)| run.bytes).sum();
        for (run, taken) in runs.iter().zip(&mut taken).rev() {
            if total <= most {
                break;
            }
            if taken.is_none() && !kept.contains_key(&run.id) {
                *taken = Some(Taken::Size);
                total -= run.bytes;
            }
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: usize) -> RunId {
        format!("01KC{number:022}").parse().unwrap()
    }

    fn at(number: usize) -> Timestamp {
        Timestamp::from_second(1_000 + i64::try_from(number).unwrap()).unwrap()
    }

    proptest! {
        /// Against the rules one by one, as their help says them.
        #[test]
        fn a_run_goes_when_any_rule_says_so_and_nothing_protects_it(
            runs in proptest::collection::vec((0_usize..3, 0_u64..100, any::<bool>()), 0..30),
            before in proptest::option::of(0_usize..30),
            keep in proptest::option::of(0_usize..12),
            max_size in proptest::option::of(0_u64..1500),
        ) {
            let pipelines = ["a", "b", "c"].map(PipelineId::from);
            let candidates: Vec<Candidate<'_>> = runs
                .iter()
                .enumerate()
                .map(|(index, (pipeline, bytes, _))| {
                    let number = runs.len() - index;
                    Candidate { id: id(number), pipeline: &pipelines[*pipeline], at: at(number), bytes: *bytes }
                })
                .collect();
            let is_kept = |run: &Candidate<'_>| runs[runs.len() - (0..=30).find(|n| id(*n) == run.id).unwrap()].2;
            let kept = candidates.iter().filter(|run| is_kept(run)).map(|run| (run.id, Protection::Newest)).collect();
            let older_than = before.map(|before| Age { before: at(before), words: String::new() });
            let rules = Rules { older_than, keep, max_size };
            let taken = choose(&candidates, &kept, &rules);
            prop_assert_eq!(taken.len(), candidates.len());
            for (index, run) in candidates.iter().enumerate() {
                let newer = candidates[..index].iter().filter(|other| other.pipeline == run.pipeline).count();
                let by_rule = before.is_some_and(|before| run.at < at(before)) || keep.is_some_and(|keep| newer >= keep);
                match taken[index] {
                    Some(_) => prop_assert!(!is_kept(run)),
                    None => prop_assert!(is_kept(run) || !by_rule),
                }
                prop_assert_eq!(by_rule && !is_kept(run), matches!(taken[index], Some(Taken::Age | Taken::Count)));
            }
            let left: u64 = candidates.iter().zip(&taken).filter(|(_, taken)| taken.is_none()).map(|(run, _)| run.bytes).sum();
            let by_size: Vec<usize> = (0..taken.len()).filter(|index| taken[*index] == Some(Taken::Size)).collect();
            if let Some(most) = max_size {
                let more = (0..taken.len()).any(|index| taken[index].is_none() && !is_kept(&candidates[index]));
                prop_assert!(left <= most || !more, "more could go");
                if let Some(newest) = by_size.first() {
                    prop_assert!(left + candidates[*newest].bytes > most, "less would have done");
                    let older = (newest + 1..taken.len()).all(|index| taken[index].is_some() || is_kept(&candidates[index]));
                    prop_assert!(older, "an older one stays");
                }
            } else {
                prop_assert!(by_size.is_empty());
            }
        }
    }
}
