//! `throughline plan`: what a run would do and why; with `-o` saved, to be carried out by `run --plan`.

use std::io::Write;

use throughline_artifact::write_atomic;
use throughline_engine::{Request, chain, plan_run};

use super::run::{filters, warn_of_unset_variables};
use crate::args::{Format, Global, PlanArgs};
use crate::console::{self, write_plan};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::{Asked, Purpose, Surroundings, Workspace};

/// Shows or saves a plan. Nothing is run, and nothing but the saved plan is written.
///
/// # Errors
/// When the request does not fit the graph, or the plan cannot be saved.
pub(crate) fn plan(global: &Global, args: &PlanArgs) -> Result<Done, CommandError> {
    let around = Surroundings { env_files: &args.input.env_file, log_format: None };
    let asked = Asked::Pipeline { id: args.pipeline.as_deref(), given: &args.input.set };
    let workspace = Workspace::require(global, Purpose::Look, &around, asked)?;
    let ledger = workspace.ledger_to_read()?;
    let request = Request {
        pipeline: workspace.pipeline(args.pipeline.as_deref())?,
        single: None,
        filters: filters(&workspace, &*ledger, &args.filters)?,
        force: args.filters.force,
        parameters: workspace.parameters(&args.input.set),
        assume_dependencies: false,
        as_is: false,
    };
    let planned = plan_run(&workspace.project, &request, &ledger, &workspace.stat_cache())?;
    warn_of_unset_variables(global, &workspace, &planned.plan);
    if let Some(path) = &args.output {
        if path.parent().is_some_and(|folder| !folder.as_str().is_empty() && !folder.is_dir()) {
            return Err(CommandError::usage(format!("cannot save the plan as {path}: its folder does not exist")));
        }
        let mut text = serde_json::to_vec_pretty(&planned.plan)?;
        text.push(b'\n');
        write_atomic(path, &text).map_err(|error| CommandError::failed(chain(&error)))?;
    }
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Text => {
            write_plan(&mut out, &planned.plan)?;
            if let Some(path) = &args.output {
                let path = console::one_line(path.as_str());
                writeln!(out, "saved as {path}; `throughline run --plan {path}` carries it out")?;
            }
        }
        Format::Json => {
            console::write_json(&mut out, &planned.plan)?;
        }
    }
    out.flush()?;
    Ok(Done::Success)
}
