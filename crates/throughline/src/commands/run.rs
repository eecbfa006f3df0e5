//! `throughline run`: plan, refuse or carry out, and say how it ended.

use std::io::Write;
use std::sync::Arc;

use camino::Utf8Path;
use jiff::Timestamp;
use serde_json::{Value, json};
use throughline_artifact::{Links, StatCache, read_whole};
use throughline_engine::{
    Action, KeepObjects, Ledger, Observer, Plan, Planned, Remote, Request, RunOptions, RunRecorder, WorkspaceLock,
    drift, end_lost_runs, missing_variables, plan_run, remote, run_plan,
};
use throughline_graph::{Problem, Severity};
use throughline_model::{Filters, PipelineId, RunStatus, StageId};
use throughline_process::{Redactor, SupervisorCommand};

use super::conclusion::Conclusion;
use crate::args::{ExecutionArgs, FilterArgs, Global, LogFormat, RunArgs};
use crate::bounds;
use crate::console::{self, JsonLines, RunReporter, write_plan};
use crate::error::CommandError;
use crate::exit::Done;
use crate::run_ref::find_run;
use crate::workspace::{Asked, Purpose, Surroundings, Workspace};

/// Runs a pipeline.
///
/// # Errors
/// When it is refused, or what happens cannot be recorded.
pub(crate) fn run(global: &Global, args: &RunArgs) -> Result<Done, CommandError> {
    let around = Surroundings { env_files: &args.input.env_file, log_format: Some(args.execution.log_format) };
    let purpose = if args.dry_run { Purpose::Look } else { Purpose::Run };
    let saved = args.plan.as_deref().map(read_plan).transpose()?;
    let planned = saved.as_ref().map(|plan| (plan.pipeline_id.as_str(), given_to(plan)));
    let asked = match &planned {
        Some((id, given)) => Asked::Pipeline { id: Some(id), given },
        None => Asked::Pipeline { id: args.pipeline.as_deref(), given: &args.input.set },
    };
    let leaves_checkpoint = saved.is_none() && args.filters == FilterArgs::default();
    if leaves_checkpoint
        && !args.dry_run
        && let Some(done) = resumed(global, args, &around)?
    {
        return Ok(done);
    }
    let workspace = Workspace::require(global, purpose, &around, asked)?;
    if let Some(root) = workspace.elsewhere().filter(|_| args.within_root) {
        let message = format!("the run would leave its artifacts and its history in {root}, outside of the project");
        return Err(CommandError::usage(message).with_help("give it a folder below the project's root"));
    }
    if args.dry_run {
        let ledger = workspace.ledger_to_read()?;
        let request = request(&workspace, &*ledger, args, saved.as_ref())?;
        let cache = workspace.stat_cache();
        let planned = plan_run(&workspace.project, &request, &ledger, &cache)?;
        refuse_drift(saved.as_ref(), &planned.plan)?;
        warn_of_unset_variables(global, &workspace, &planned.plan);
        return show_plan(global, &planned.plan, args.execution.log_format);
    }
    let session = Session::open(&workspace)?;
    let request = request(&workspace, &*session.ledger, args, saved.as_ref())?;
    let mut planned = session.plan(&workspace, &request)?;
    refuse_drift(saved.as_ref(), &planned.plan)?;
    if leaves_checkpoint {
        planned.checkpoint = workspace.checkpoint(args.pipeline.as_deref(), &args.input.set);
    }
    session.carry_out(global, &workspace, &planned, &args.execution)
}

/// Runs what something has touched since the last run that was asked in the same way; nothing where there is none to go
/// by.
fn resumed(global: &Global, args: &RunArgs, around: &Surroundings<'_>) -> Result<Option<Done>, CommandError> {
    let (id, given) = (args.pipeline.as_deref(), args.input.set.as_slice());
    let Some((workspace, resumption)) = Workspace::resume(global, around, id, given)? else { return Ok(None) };
    let session = Session::open(&workspace)?;
    let request = request(&workspace, &*session.ledger, args, None)?;
    let Some(mut planned) = resumption.plan(&request, &session.ledger, &session.cache)? else { return Ok(None) };
    planned.checkpoint = workspace.checkpoint(id, given);
    session.carry_out(global, &workspace, &planned, &args.execution).map(Some)
}

/// A workspace that is ours to run in.
pub(crate) struct Session {
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) cache: Arc<StatCache>,
    _lock: WorkspaceLock,
}

impl Session {
    /// Takes the workspace, and records the end of runs whose process died.
    ///
    /// # Errors
    /// When somebody else has it, or the ledger cannot be opened.
    pub(crate) fn open(workspace: &Workspace) -> Result<Self, CommandError> {
        let project = &workspace.project;
        std::fs::create_dir_all(&project.root)
            .map_err(|error| CommandError::refused(format!("cannot make the folder {}: {error}", project.root)))?;
        let ledger = workspace.ledger()?;
        let command = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
        let command = Redactor::new(project.secrets()).redact(&command).into_owned();
        let now = Timestamp::now();
        let lock = WorkspaceLock::acquire(&project.root, &project.state_dir(), &command, now)?;
        for lost in end_lost_runs(project, &*ledger, now)? {
            console::print_note(&format!("run {} was cut off; it is recorded as interrupted", lost.id));
        }
        Ok(Self { ledger, cache: workspace.stat_cache(), _lock: lock })
    }

    /// Plans, and refuses what lacks a variable that it needs.
    ///
    /// # Errors
    /// When the request does not fit, or a variable is missing.
    pub(crate) fn plan(&self, workspace: &Workspace, request: &Request) -> Result<Planned, CommandError> {
        let planned = plan_run(&workspace.project, request, &self.ledger, &self.cache)?;
        refuse_missing_variables(workspace, &planned.plan)?;
        Ok(planned)
    }

    /// Carries the plan out and says how it ended.
    ///
    /// # Errors
    /// When what happens cannot be recorded.
    pub(crate) fn carry_out(
        &self,
        global: &Global,
        workspace: &Workspace,
        planned: &Planned,
        execution: &ExecutionArgs,
    ) -> Result<Done, CommandError> {
        let project = &workspace.project;
        let jobs = execution.jobs.or_else(|| workspace.settings.jobs());
        let options = RunOptions {
            jobs: jobs.map_or(std::num::NonZeroUsize::MIN, |jobs| jobs.0),
            continue_on_error: execution.continue_on_error,
            approve_as: execution.yes.then(|| format!("{} (--yes)", user_name())),
            supervisor: SupervisorCommand::this_program(),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let (remote, inbox) = remote();
        listen_to_signals(remote)?;
        let mut record = RunRecorder::new(project.runs_dir());
        let mut objects = KeepObjects::new(project, Arc::clone(&self.cache));
        let mut text = RunReporter::new(execution.log_level, global.color, global.graph.as_deref());
        let mut lines = JsonLines::new();
        let shown: &mut dyn Observer = match execution.log_format {
            LogFormat::Text => &mut text,
            LogFormat::Json => &mut lines,
        };
        let shown_as = shown.name();
        let mut conclusion = workspace.built_in.as_ref().map(Conclusion::new);
        let mut observers: Vec<&mut dyn Observer> = vec![&mut record, &mut objects];
        observers.extend(conclusion.as_mut().map(|conclusion| conclusion as &mut dyn Observer));
        observers.push(shown);
        let view = run_plan(planned, observers, &options, &inbox);
        if let Err(error) = self.cache.save() {
            console::print_note(&format!("files will be read again next time: {}", throughline_engine::chain(&error)));
        }
        if let Some(root) = workspace.elsewhere().filter(|_| execution.log_format == LogFormat::Text) {
            console::print_note(&format!("its history lies with its artifacts: add `--root {root}` to look at it"));
        }
        let view = view?;
        if let Some(lost) = view.warnings.iter().find(|text| text.starts_with(shown_as) && !is_quiet(text)) {
            console::print_note(lost);
        }
        Ok(match view.status {
            RunStatus::Success => Done::Success,
            RunStatus::Failed | RunStatus::Running => Done::Failure,
            RunStatus::Degraded => Done::Degraded,
            RunStatus::Interrupted => Done::Interrupted,
            RunStatus::Waiting => Done::Waiting,
        })
    }
}

/// Whether whoever read has read enough.
fn is_quiet(warning: &str) -> bool {
    warning.contains(&std::io::Error::from_raw_os_error(rustix::io::Errno::PIPE.raw_os_error()).to_string())
}

fn request(
    workspace: &Workspace,
    ledger: &dyn Ledger,
    args: &RunArgs,
    saved: Option<&Plan>,
) -> Result<Request, CommandError> {
    if let Some(plan) = saved {
        return Ok(Request {
            pipeline: workspace.pipeline(Some(plan.pipeline_id.as_str()))?,
            single: plan.single_stage.clone(),
            filters: plan.filters.clone(),
            force: plan.force,
            parameters: given_to(plan),
            assume_dependencies: false,
            as_is: false,
        });
    }
    Ok(Request {
        pipeline: workspace.pipeline(args.pipeline.as_deref())?,
        single: None,
        filters: filters(workspace, ledger, &args.filters)?,
        force: args.filters.force,
        parameters: workspace.parameters(&args.input.set),
        assume_dependencies: false,
        as_is: false,
    })
}

/// The parameters of a saved plan, as they would be given.
fn given_to(plan: &Plan) -> Vec<(String, String)> {
    plan.parameters.iter().map(|(name, value)| (name.clone(), parameter_text(value))).collect()
}

/// The text that a parameter's value would be given as.
pub(crate) fn parameter_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The filters with the run that `--since` means.
///
/// # Errors
/// When there is no such run.
pub(crate) fn filters(workspace: &Workspace, ledger: &dyn Ledger, args: &FilterArgs) -> Result<Filters, CommandError> {
    let since = args.since.as_deref().map(|run| find_run(ledger, run)).transpose()?;
    Ok(Filters {
        only: args.only.clone(),
        skip: args.skip.clone(),
        from: workspace.from(args.from.as_deref()),
        to: args.to.as_deref().map(StageId::from),
        since: since.map(|run| run.id),
    })
}

fn read_plan(path: &Utf8Path) -> Result<Plan, CommandError> {
    let bytes = read_whole(path, Links::Follow, bounds::PLAN)
        .map_err(|error| CommandError::usage(format!("cannot read the plan {path}: {error}")))?;
    let plan: Plan = serde_json::from_slice(&bytes).map_err(|error| {
        CommandError::usage(format!("{path} is no plan: {error}")).with_help("`throughline plan -o FILE` makes one")
    })?;
    if plan.plan_version != 1 {
        let message = format!("{path} is a plan of form {}, this program knows form 1", plan.plan_version);
        return Err(CommandError::usage(message));
    }
    Ok(plan)
}

fn refuse_drift(saved: Option<&Plan>, now: &Plan) -> Result<(), CommandError> {
    let Some(saved) = saved else { return Ok(()) };
    let lines = drift(saved, now);
    if lines.is_empty() {
        return Ok(());
    }
    let message = format!("the world is not what it was when the plan was made:\n  {}", lines.join("\n  "));
    Err(CommandError::refused(message).with_help("make a new plan: `throughline plan -o FILE`"))
}

fn refuse_missing_variables(workspace: &Workspace, plan: &Plan) -> Result<(), CommandError> {
    let missing = unset_variables(workspace, plan);
    if missing.is_empty() { Ok(()) } else { Err(CommandError::Graph(Box::new(workspace.report_of(&missing)))) }
}

/// Says which variables a run of the plan would be refused for.
pub(crate) fn warn_of_unset_variables(global: &Global, workspace: &Workspace, plan: &Plan) {
    let missing = unset_variables(workspace, plan);
    let warnings: Vec<Problem> =
        missing.into_iter().map(|problem| Problem { severity: Severity::Warning, ..problem }).collect();
    console::print_warnings(&workspace.report_of(&warnings), global.color);
}

/// The required variables that are not set, of the stages that the plan has chosen.
fn unset_variables(workspace: &Workspace, plan: &Plan) -> Vec<Problem> {
    let chosen = plan.stages.iter().filter(|stage| stage.action != Action::Skip).map(|stage| &stage.id);
    missing_variables(&workspace.project, chosen)
}

/// Prints a plan as text, or as one event.
///
/// # Errors
/// When standard output takes no more.
fn show_plan(global: &Global, plan: &Plan, format: LogFormat) -> Result<Done, CommandError> {
    let mut out = console::stdout(global.color);
    match format {
        LogFormat::Text => write_plan(&mut out, plan)?,
        LogFormat::Json => {
            let mut line = json!({ "event": "plan" });
            line["plan"] = serde_json::to_value(plan)?;
            writeln!(out, "{}", console::json_line(&line)?)?;
        }
    }
    out.flush()?;
    Ok(Done::Success)
}

/// SIGINT, SIGTERM and SIGHUP stop the run cleanly; a second one ends what runs at once.
fn listen_to_signals(remote: Remote) -> Result<(), CommandError> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let fault = |error: std::io::Error| CommandError::failed(format!("cannot listen to signals: {error}"));
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(fault)?;
    let listen = move || {
        for (count, signal) in signals.forever().enumerate() {
            let name = signal_hook::low_level::signal_name(signal).unwrap_or("signal").to_owned();
            remote.ask(if count == 0 {
                throughline_engine::Control::Stop { signal: name }
            } else {
                throughline_engine::Control::Kill
            });
        }
    };
    std::thread::Builder::new().name("signals".to_owned()).spawn(listen).map_err(fault)?;
    Ok(())
}

/// Who uses this program, as far as it can tell.
pub(crate) fn user_name() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| format!("uid {}", rustix::process::getuid().as_raw()))
}

/// The pipeline whose parameters count for a stage: the one named, else the first that has it.
///
/// # Errors
/// When there is no such pipeline, or none has the stage.
pub(crate) fn pipeline_of_stage(
    workspace: &Workspace,
    named: Option<&str>,
    stage: &str,
) -> Result<PipelineId, CommandError> {
    if named.is_some() {
        return workspace.pipeline(named);
    }
    let holds = |pipeline: &&throughline_graph::Pipeline| pipeline.stages.iter().any(|id| id.as_str() == stage);
    let found = workspace.graph().pipelines.iter().find(holds);
    match found.or_else(|| workspace.graph().pipelines.first()) {
        Some(pipeline) => Ok(pipeline.id.clone()),
        None => workspace.pipeline(None),
    }
}
