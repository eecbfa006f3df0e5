//! `throughline run-stage`: one stage, for debugging.

use throughline_engine::Request;
use throughline_model::{Filters, StageId};

use super::run::{Session, pipeline_of_stage};
use crate::args::{Global, RunStageArgs};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::{Asked, Purpose, Surroundings, Workspace};

/// Runs one stage. What it depends on must be fresh.
///
/// # Errors
/// When it is refused, or what happens cannot be recorded.
pub(crate) fn run_stage(global: &Global, args: &RunStageArgs) -> Result<Done, CommandError> {
    let around = Surroundings { env_files: &args.input.env_file, log_format: Some(args.execution.log_format) };
    let asked = Asked::Pipeline { id: args.pipeline.as_deref(), given: &args.input.set };
    let workspace = Workspace::require(global, Purpose::Run, &around, asked)?;
    let request = Request {
        pipeline: pipeline_of_stage(&workspace, args.pipeline.as_deref(), &args.stage)?,
        single: Some(StageId::from(args.stage.as_str())),
        filters: Filters::default(),
        force: args.force,
        parameters: workspace.parameters(&args.input.set),
        assume_dependencies: false,
        as_is: false,
    };
    let session = Session::open(&workspace)?;
    let planned = session.plan(&workspace, &request)?;
    session.carry_out(global, &workspace, &planned, &args.execution)
}
