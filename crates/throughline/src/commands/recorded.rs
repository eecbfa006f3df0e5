//! What the commands that look at runs have in common: the run that is meant, its stages, and a page that shows no
//! secrets.

use std::io::Write;

use throughline_engine::{Ledger, RunRow, RunView, StageView};
use throughline_model::{Event, StageId};
use throughline_process::Redactor;

use crate::args::Global;
use crate::console;
use crate::error::CommandError;
use crate::run_ref::find_run;
use crate::suggest::nearest;
use crate::workspace::Workspace;

/// A run as the ledger tells of it.
pub(super) struct Recorded {
    pub(super) row: RunRow,
    pub(super) events: Vec<Event>,
    pub(super) view: RunView,
}

impl Recorded {
    /// The run that a person means.
    ///
    /// # Errors
    /// When there is none, or its events cannot be read.
    pub(super) fn find(ledger: &dyn Ledger, text: &str) -> Result<Self, CommandError> {
        let row = find_run(ledger, text)?;
        let events = ledger.event_list(row.id, 0)?;
        let view = RunView::from_events(&events)
            .ok_or_else(|| CommandError::failed(format!("the ledger does not tell how run {} began", row.id)))?;
        Ok(Self { row, events, view })
    }

    /// The stage or instance that is meant.
    ///
    /// # Errors
    /// When the run has none with this id.
    pub(super) fn stage(&self, id: &str) -> Result<&StageView, CommandError> {
        self.view.stage(&StageId::from(id)).ok_or_else(|| {
            let error = CommandError::usage(format!("run {} has no stage `{id}`", self.row.id));
            match nearest(id, self.view.all_stages().map(|stage| stage.id.as_str())) {
                Some(known) => error.with_help(format!("did you mean `{known}`?")),
                None => error.with_help(format!("`throughline status {}` shows its stages", self.row.id)),
            }
        })
    }
}

/// What is to be shown, held back until the secrets of the project are masked in it. The engine masks what it records;
/// what was recorded before a variable was declared secret is masked here.
pub(super) struct Page {
    bytes: Vec<u8>,
    redactor: Redactor,
}

impl Page {
    pub(super) fn new(workspace: &Workspace) -> Self {
        Self { bytes: Vec::new(), redactor: Redactor::new(workspace.project.secrets()) }
    }

    /// Shows the page.
    ///
    /// # Errors
    /// When standard output takes no more.
    pub(super) fn print(&self, global: &Global) -> Result<(), CommandError> {
        let text = String::from_utf8_lossy(&self.bytes);
        let mut out = console::stdout(global.color);
        out.write_all(self.redactor.redact(&text).as_bytes())?;
        Ok(out.flush()?)
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
