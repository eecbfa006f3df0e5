//! Which rules count, under which lock, in which order.

use jiff::Timestamp;
use throughline_engine::{
    Age, Housekeeping, HousekeepingError, Once, Removal, Rules, Survey, Swept, Taken, WorkspaceLock, chain,
    end_lost_runs, survey, sweep,
};
use throughline_process::Redactor;

use super::page::{Page, Words};
use crate::args::{GcArgs, Global};
use crate::console::{self, bytes};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::{Asked, Purpose, Surroundings, Workspace};

/// Removes what the rules take.
///
/// # Errors
/// When somebody else has the workspace, or its ledger cannot be read or written.
pub(crate) fn gc(global: &Global, args: &GcArgs) -> Result<Done, CommandError> {
    let workspace = Workspace::find(global, Purpose::Look, &Surroundings::default(), Asked::Everything)?;
    let project = &workspace.project;
    let now = Timestamp::now();
    let state_dir = project.state_dir();
    let Some(ledger) = throughline_store::open_to_read(&state_dir, now)? else {
        Page { rules: &Words::default(), survey: &Survey::default(), swept: None, root: &project.root }
            .print(global, args, true)?;
        return Ok(Done::Success);
    };
    let typed = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    let typed = Redactor::new(project.secrets()).redact(&typed).into_owned();
    let _lock = if args.dry_run {
        None
    } else {
        let lock = WorkspaceLock::acquire(&project.root, &state_dir, &typed, now)?;
        for lost in end_lost_runs(project, &ledger, now)? {
            console::print_note(&format!("run {} was cut off; it is recorded as interrupted", lost.id));
        }
        Some(lock)
    };
    let (rules, words) = rules(&workspace, args, now);
    let cache = workspace.stat_cache();
    let found = {
        let contents = Once(cache.memo(&project.root));
        survey(project, &ledger, &contents, &rules, args.lost)?
    };
    let swept = if args.dry_run {
        None
    } else {
        let removal = Removal {
            runs: found.runs.iter().map(|doomed| (doomed.run.id, words.of(doomed.taken))).collect(),
            spared: found.spared.clone(),
            command: format!("throughline {typed}"),
            at: now,
        };
        let swept = carry_out(&workspace, &ledger, &found, &removal)?;
        if let Err(error) = cache.save() {
            console::print_note(&format!("files will be read again next time: {}", chain(&error)));
        }
        Some(swept)
    };
    Page { rules: &words, survey: &found, swept: swept.as_ref(), root: &project.root }.print(global, args, false)?;
    let faults = swept.map(|swept| swept.faults).unwrap_or_default();
    if faults.is_empty() {
        return Ok(Done::Success);
    }
    Err(CommandError::failed(faults.join("\n"))
        .with_help("what went is gone for good; `throughline gc` tries the rest again"))
}

fn carry_out(
    workspace: &Workspace,
    ledger: &dyn Housekeeping,
    found: &Survey,
    removal: &Removal,
) -> Result<Swept, CommandError> {
    sweep(&workspace.project, ledger, found, removal).map_err(|error| {
        CommandError::from(error)
            .with_help("no run is half removed; what is left to do is done by `throughline gc`, run again")
    })
}

impl From<HousekeepingError> for CommandError {
    fn from(error: HousekeepingError) -> Self {
        Self::failed(chain(&error))
    }
}

/// The rules of the flags; where there is none, those of the settings. With the words for each.
fn rules(workspace: &Workspace, args: &GcArgs, now: Timestamp) -> (Rules, Words) {
    let settings = &workspace.settings.gc;
    let is_any = args.older_than.is_some() || args.keep.is_some() || args.max_size.is_some();
    let (older_than, keep, max_size) = if is_any {
        (args.older_than.as_ref(), args.keep, args.max_size)
    } else {
        (settings.older_than.as_ref(), settings.keep, settings.max_size)
    };
    let rules = Rules {
        older_than: older_than.map(|age| Age { before: age.before(now), words: age.words.clone() }),
        keep,
        max_size: max_size.map(|size| size.0),
    };
    let words =
        Words { older_than: older_than.map(|age| age.words.clone()), keep, max_size: max_size.map(|size| size.0) };
    (rules, words)
}

impl Words {
    /// Why a run goes, in words that follow "because".
    pub(super) fn of(&self, taken: Taken) -> String {
        match taken {
            Taken::Age => format!("it ended more than {} before", self.older_than.as_deref().unwrap_or_default()),
            Taken::Count => match self.keep.unwrap_or_default() {
                1 => "it was not the newest of its pipeline".to_owned(),
                keep => format!("it was not among the newest {keep} of its pipeline"),
            },
            Taken::Size => format!("runs took up more than {}", bytes(self.max_size.unwrap_or_default())),
        }
    }
}
