//! `throughline reproduce`: the determinism report.

use std::io::Write;
use std::num::NonZeroUsize;
use std::sync::Arc;

use jiff::Timestamp;
use throughline_engine::{
    Ledger, ReproducedStage, Reproducer, ReproductionVerdict, Request, RunOptions, chain, plan_run,
};
use throughline_model::Filters;
use throughline_process::SupervisorCommand;

use crate::args::{Format, Global, ReproduceArgs};
use crate::console::{self, Paint, paint, printable};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::{Asked, Purpose, Surroundings, Workspace};

/// Runs fresh stages again in a copy of the workspace and compares bytes. The workspace itself is only read.
///
/// # Errors
/// When nothing can be planned, copied or run.
pub(crate) fn reproduce(global: &Global, args: &ReproduceArgs) -> Result<Done, CommandError> {
    let around = Surroundings { env_files: &args.input.env_file, log_format: None };
    let asked = Asked::Pipeline { id: args.pipeline.as_deref(), given: &args.input.set };
    let workspace = Workspace::require(global, Purpose::Run, &around, asked)?;
    let ledger = workspace.ledger_to_read()?;
    let request = Request {
        pipeline: workspace.pipeline(args.pipeline.as_deref())?,
        single: None,
        filters: Filters::default(),
        force: false,
        parameters: workspace.parameters(&args.input.set),
        assume_dependencies: false,
        as_is: true,
    };
    let planned = plan_run(&workspace.project, &request, &ledger, &workspace.stat_cache())?;
    let options = RunOptions {
        jobs: NonZeroUsize::MIN,
        continue_on_error: false,
        approve_as: None,
        supervisor: SupervisorCommand::this_program(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    // The ledger of the copy: it is needed only while the copy is.
    let empty = throughline_store::open_in_memory(Timestamp::now())?;
    let empty: Arc<dyn Ledger> = Arc::new(empty);
    let reproducer = Reproducer {
        project: &workspace.project,
        options: &options,
        empty_ledger: &|| Arc::clone(&empty),
        share: args.sample.0,
        parameters: &request.parameters,
    };
    let mut out = console::stdout(global.color);
    let mut written = Ok(());
    let reproduction = reproducer
        .reproduce(&planned, &mut |stage| {
            if args.format.format == Format::Text && written.is_ok() {
                written = write_stage(&mut out, stage).and_then(|()| out.flush());
            }
        })
        .map_err(|error| CommandError::failed(chain(&error)))?;
    written?;
    let count = |verdict| reproduction.stages.iter().filter(|stage| stage.verdict == verdict).count();
    let bad = count(ReproductionVerdict::Different) + count(ReproductionVerdict::Failed);
    match args.format.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &reproduction)?;
            writeln!(out)?;
        }
        Format::Text => writeln!(
            out,
            "{}: {} the same, {} different, {} failed, {} not run again",
            printable(planned.plan.pipeline_id.as_str()),
            count(ReproductionVerdict::Same),
            count(ReproductionVerdict::Different),
            count(ReproductionVerdict::Failed),
            count(ReproductionVerdict::Skipped)
        )?,
    }
    out.flush()?;
    Ok(if bad > 0 { Done::Failure } else { Done::Success })
}

fn write_stage(out: &mut dyn Write, stage: &ReproducedStage) -> std::io::Result<()> {
    let (sign, colour, word) = match stage.verdict {
        ReproductionVerdict::Same => ("✔", Paint::Good, "the same bytes"),
        ReproductionVerdict::Different => ("✖", Paint::Bad, "other bytes"),
        ReproductionVerdict::Failed => ("✖", Paint::Bad, "failed"),
        ReproductionVerdict::Skipped => ("-", Paint::Faint, "not run again"),
    };
    let note = stage.note.as_ref().map_or(String::new(), |note| format!(": {}", printable(note)));
    writeln!(out, "{} {} — {word}{note}", paint(colour, sign), printable(stage.stage_id.as_str()))?;
    for difference in &stage.differences {
        let place = difference.first_difference.map_or(String::new(), |at| format!(", first at byte {at}"));
        writeln!(out, "    {} ({}) differs{place}", difference.artifact_id, printable(&difference.path))?;
    }
    Ok(())
}
