//! Filters: which steps of a sequence are to run. They combine by intersection and never change the order.

use std::collections::HashSet;
use std::fmt;

use globset::{Glob, GlobMatcher};
use throughline_model::{Filters, StageId};

use crate::suggest::Suggester;
use crate::{Graph, Pipeline, Sequence, Step};

/// The longest pattern, in bytes. An id has no more than 200, and of a much longer pattern no expression can be made.
const LONGEST_PATTERN: usize = 1000;

/// Which steps of a sequence are to run; by position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Whether the step is chosen.
    pub chosen: Vec<bool>,
    /// Why it is not chosen: the first filter that left it out.
    pub left_out: Vec<Option<String>>,
    /// Whether it is to run fresh or not: `--from`.
    pub forced: Vec<bool>,
}

/// Why filters cannot be used: everything that is wrong with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectError {
    /// At least one.
    pub faults: Vec<SelectFault>,
}

/// One thing that is wrong with what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectFault {
    /// An id that is no stage.
    #[error("{option} names `{given}`, which is no stage of {}", within(.pipeline.as_deref()))]
    UnknownStage {
        /// Such as `--only`.
        option: &'static str,
        /// The id.
        given: String,
        /// The pipeline, unless the whole graph was searched.
        pipeline: Option<String>,
        /// What may have been meant.
        help: Option<String>,
    },
    /// An id that is no pipeline.
    #[error("`{given}` is no pipeline of this graph")]
    UnknownPipeline {
        /// The id.
        given: String,
        /// What may have been meant.
        help: String,
    },
    /// No pipeline was named and there is more than one.
    #[error("the graph has more than one pipeline")]
    NoPipelineNamed {
        /// Which there are.
        help: String,
    },
    /// A pattern that no stage fits.
    #[error("{option} gives the pattern `{given}`, which fits no stage of {}", within(.pipeline.as_deref()))]
    NoMatch {
        /// Such as `--only`.
        option: &'static str,
        /// The pattern.
        given: String,
        /// The pipeline.
        pipeline: Option<String>,
    },
    /// A pattern that is none.
    #[error("{option} gives the pattern `{given}`, which is none: {fault}")]
    BadPattern {
        /// Such as `--only`.
        option: &'static str,
        /// The pattern.
        given: String,
        /// What is wrong with it.
        fault: String,
    },
    /// The same id in `--only` and `--skip`.
    #[error("`{id}` stands in both --only and --skip")]
    OnlyAndSkip {
        /// The id, or the pattern.
        id: String,
    },
    /// The filters leave nothing over.
    #[error("nothing is left to run: the filters leave out every stage of {}", within(.pipeline.as_deref()))]
    NothingLeft {
        /// The pipeline.
        pipeline: Option<String>,
    },
}

fn within(pipeline: Option<&str>) -> String {
    pipeline.map_or_else(|| "this graph".to_owned(), |pipeline| format!("pipeline `{pipeline}`"))
}

impl SelectFault {
    pub(crate) fn unknown_stage<'g>(
        option: &'static str,
        given: &str,
        pipeline: Option<&str>,
        known: impl Iterator<Item = &'g str> + Clone,
    ) -> Self {
        let declared = StageId::from(given);
        let help = if declared.declared() != given && known.clone().any(|id| id == declared.declared()) {
            Some(format!("instances of a `forEach` stage are not chosen one by one; name `{}`", declared.declared()))
        } else {
            Suggester::default().help(given, known)
        };
        Self::UnknownStage { option, given: given.to_owned(), pipeline: pipeline.map(str::to_owned), help }
    }

    /// What to do next.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::UnknownStage { help, .. } => help.as_deref(),
            Self::UnknownPipeline { help, .. } | Self::NoPipelineNamed { help } => Some(help),
            Self::NoMatch { .. } => Some("`list --stages` shows all stages"),
            Self::OnlyAndSkip { .. } => Some("take it out of one of them"),
            Self::BadPattern { .. } | Self::NothingLeft { .. } => None,
        }
    }
}

impl From<SelectFault> for SelectError {
    fn from(fault: SelectFault) -> Self {
        Self { faults: vec![fault] }
    }
}

impl fmt::Display for SelectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.faults.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{fault}")?;
            if let Some(help) = fault.help() {
                write!(f, "\n  help: {help}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for SelectError {}

/// The pipeline with this id; where none is named, the only one.
///
/// # Errors
/// When there is none with this id, or none is named and there is not exactly one.
pub fn pipeline_named<'g>(graph: &'g Graph, id: Option<&str>) -> Result<&'g Pipeline, SelectError> {
    let all = || format!("there are {}", list(graph.pipelines.iter().map(|pipeline| pipeline.id.as_str())));
    match (id, graph.pipelines.as_slice()) {
        (None, [only]) => Ok(only),
        (None, _) => Err(SelectFault::NoPipelineNamed { help: format!("name one: {}", all()) }.into()),
        (Some(id), pipelines) => graph.pipeline(id).ok_or_else(|| {
            let ids = pipelines.iter().map(|pipeline| pipeline.id.as_str());
            let help = Suggester::default().help(id, ids).unwrap_or_else(all);
            SelectFault::UnknownPipeline { given: id.to_owned(), help }.into()
        }),
    }
}

fn list<'g>(ids: impl Iterator<Item = &'g str>) -> String {
    let mut names: Vec<String> = ids.take(21).map(|id| format!("`{id}`")).collect();
    if names.len() > 20 {
        names[20] = "…".to_owned();
    }
    names.join(", ")
}

/// Chooses the steps that all filters let through.
///
/// `changed_since` holds the stages whose fingerprint is no longer that of the run that `--since` names; none where the
/// filter was not given.
///
/// # Errors
/// With everything that is wrong with the filters, or when they leave nothing to run, changed or not. That nothing has
/// changed since is no error: then nothing is chosen.
pub fn select(
    sequence: &Sequence,
    filters: &Filters,
    changed_since: Option<&HashSet<StageId>>,
) -> Result<Selection, SelectError> {
    let mut faults = Vec::new();
    let mut reader = Reader { sequence, faults: &mut faults };
    let only = reader.patterns("--only", &filters.only);
    let skip = reader.patterns("--skip", &filters.skip);
    let from = filters.from.as_ref().and_then(|id| reader.stage("--from", id));
    let to = filters.to.as_ref().and_then(|id| reader.stage("--to", id));
    for (at, id) in filters.only.iter().enumerate() {
        if filters.skip.contains(id) && !filters.only[..at].contains(id) {
            faults.push(SelectFault::OnlyAndSkip { id: id.clone() });
        }
    }
    if !faults.is_empty() {
        return Err(SelectError { faults });
    }

    let needed = to.map(|to| {
        let mut needed = vec![false; sequence.steps.len()];
        needed[to] = true;
        sequence.ancestors(to).into_iter().for_each(|position| needed[position] = true);
        needed
    });
    let changed = changed_since.map(|changed| with_dependents(sequence, changed));
    let filtered = |position: usize, step: &Step| {
        if !only.is_empty() && !only.iter().any(|pattern| pattern.fits(&step.id)) {
            return Some("not in --only".to_owned());
        }
        if let Some(pattern) = skip.iter().find(|pattern| pattern.fits(&step.id)) {
            return Some(format!("left out by --skip {}", pattern.text()));
        }
        if let Some(from) = from.filter(|&from| position < from) {
            return Some(format!("before --from {}", sequence.steps[from].id));
        }
        if let (Some(needed), Some(to)) = (&needed, to)
            && !needed[position]
        {
            return Some(format!("not needed for --to {}", sequence.steps[to].id));
        }
        None
    };
    let mut left_out: Vec<Option<String>> =
        sequence.steps.iter().enumerate().map(|(position, step)| filtered(position, step)).collect();
    if left_out.iter().all(Option::is_some) {
        return Err(SelectFault::NothingLeft { pipeline: Some(sequence.pipeline.to_string()) }.into());
    }
    // That nothing has changed is no fault: then there is nothing to do.
    if let Some(changed) = changed {
        let run = filters.since.map_or_else(|| "then".to_owned(), |run| format!("run {run}"));
        for (reason, _) in left_out.iter_mut().zip(changed).filter(|(_, changed)| !changed) {
            reason.get_or_insert_with(|| format!("unchanged since {run}"));
        }
    }
    let chosen: Vec<bool> = left_out.iter().map(Option::is_none).collect();
    let forced = (0..chosen.len()).map(|position| from.is_some_and(|from| position >= from)).collect();
    Ok(Selection { chosen, left_out, forced })
}

fn with_dependents(sequence: &Sequence, changed: &HashSet<StageId>) -> Vec<bool> {
    let mut marked: Vec<bool> = sequence.steps.iter().map(|step| changed.contains(&step.id)).collect();
    // Whatever a step needs comes before it, so one pass carries the mark all the way.
    for position in 0..marked.len() {
        marked[position] |= sequence.steps[position].after.iter().any(|after| marked[after.position]);
    }
    marked
}

enum Pattern {
    Id(String),
    Glob(GlobMatcher),
}

impl Pattern {
    fn fits(&self, id: &StageId) -> bool {
        match self {
            Self::Id(known) => known == id.as_str(),
            Self::Glob(glob) => glob.is_match(id.as_str()),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Glob(glob) => glob.glob().glob(),
        }
    }
}

/// Makes sense of what was given for each option.
struct Reader<'r> {
    sequence: &'r Sequence,
    faults: &'r mut Vec<SelectFault>,
}

impl Reader<'_> {
    fn patterns(&mut self, option: &'static str, given: &[String]) -> Vec<Pattern> {
        given.iter().filter_map(|text| self.pattern(option, text)).collect()
    }

    fn pattern(&mut self, option: &'static str, given: &str) -> Option<Pattern> {
        if self.sequence.position.contains_key(given) {
            return Some(Pattern::Id(given.to_owned()));
        }
        let declared = StageId::from(given);
        let instance = declared.declared() != given && self.sequence.position.contains_key(declared.declared());
        if instance || !given.contains(['*', '?', '[', '{']) {
            self.unknown(option, given);
            return None;
        }
        if given.len() > LONGEST_PATTERN {
            let fault = format!("it has {} bytes; {LONGEST_PATTERN} are the most", given.len());
            let given = format!("{}…", &given[..given.floor_char_boundary(40)]);
            self.faults.push(SelectFault::BadPattern { option, given, fault });
            return None;
        }
        let glob = match Glob::new(given) {
            Ok(glob) => glob.compile_matcher(),
            Err(error) => {
                let fault = error.kind().to_string();
                self.faults.push(SelectFault::BadPattern { option, given: given.to_owned(), fault });
                return None;
            }
        };
        if !self.sequence.steps.iter().any(|step| glob.is_match(step.id.as_str())) {
            let pipeline = Some(self.sequence.pipeline.to_string());
            self.faults.push(SelectFault::NoMatch { option, given: given.to_owned(), pipeline });
            return None;
        }
        Some(Pattern::Glob(glob))
    }

    fn stage(&mut self, option: &'static str, id: &StageId) -> Option<usize> {
        let position = self.sequence.position.get(id).copied();
        if position.is_none() {
            self.unknown(option, id.as_str());
        }
        position
    }

    fn unknown(&mut self, option: &'static str, given: &str) {
        let known = self.sequence.steps.iter().map(|step| step.id.as_str());
        let pipeline = self.sequence.pipeline.as_str();
        self.faults.push(SelectFault::unknown_stage(option, given, Some(pipeline), known));
    }
}
