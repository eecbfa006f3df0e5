//! From the command line to the command.

use super::{
    approve, audit_log, completions, db, describe, diff, doctor, explain, export, gc, graph, key, list, logs, man,
    plan, replay, reproduce, run, run_stage, runs, screenplay, serve, stats, status, verify, why, work,
};
use crate::args::{Cli, Command, ScreenplayCommand};
use crate::error::CommandError;
use crate::exit::Done;

/// Carries out the command.
///
/// # Errors
/// When it could not do its work.
pub(crate) fn dispatch(cli: &Cli) -> Result<Done, CommandError> {
    let global = &cli.global;
    match &cli.command {
        Command::Run(args) => run::run(global, args),
        Command::RunStage(args) => run_stage::run_stage(global, args),
        Command::Plan(args) => plan::plan(global, args),
        Command::List(args) => list::list(global, args),
        Command::Describe(args) => describe::describe(global, args),
        Command::Graph(args) => graph::graph(global, args),
        Command::Doctor(args) => doctor::doctor(global, args),
        Command::Runs(args) => runs::runs(global, args),
        Command::Status(args) => status::status(global, args),
        Command::Logs(args) => logs::logs(global, args),
        Command::Explain(args) => explain::explain(global, args),
        Command::Why(args) => why::why(global, args),
        Command::Verify(args) => verify::verify(global, args),
        Command::Export(args) => export::export(global, args),
        Command::Diff(args) => diff::diff(global, args),
        Command::Replay(args) => replay::replay(global, args),
        Command::Reproduce(args) => reproduce::reproduce(global, args),
        Command::Approve(args) => approve::decide(global, args, true),
        Command::Deny(args) => approve::decide(global, args, false),
        Command::Serve(args) => serve::serve(global, args),
        Command::Repo(command) => work::changing(global, &work::REPO, command),
        Command::Issue(command) => work::issue(global, command),
        Command::Packet(command) => work::work(global, &work::PACKET, command),
        Command::Constraint(command) => work::work(global, &work::CONSTRAINT, command),
        Command::Doctrine(command) => work::changing(global, &work::DOCTRINE, command),
        Command::WorkRun(command) => work::changing(global, &work::RUN, command),
        Command::Artifact(command) => work::work(global, &work::ARTIFACT, command),
        Command::Evidence(command) => work::work(global, &work::EVIDENCE, command),
        Command::Review(command) => work::work(global, &work::REVIEW, command),
        Command::Task(command) => work::task(global, command),
        Command::Key(command) => key::key(global, command),
        Command::Db(command) => db::db(global, command),
        Command::AuditLog(command) => audit_log::audit_log(global, command),
        Command::Gc(args) => gc::gc(global, args),
        Command::Stats(args) => stats::stats(global, args),
        Command::Screenplay(ScreenplayCommand::Check(args)) => screenplay::check(global, args),
        Command::Completions(args) => completions::completions(args),
        Command::Man(args) => man::man(args),
    }
}
