//! Housekeeping changes no plan: not for the world as it is, nor for any that it was before.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::Timestamp;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use throughline_engine::{Action, Ledger, Once, Plan, Removal, Request, Rules, chain, survey, sweep};
use throughline_model::{Filters, StageId};
use throughline_stage::Stage;

use super::moves::{Ask, Move, Step, Story, stories};
use super::net::Net;
use super::property::Mix;
use super::sources::Sources;
use crate::support::{Bench, How, request};

/// How many stories are told; `PROPTEST_CASES` says otherwise.
const STORIES: u32 = 10;

#[test]
fn what_is_planned_is_the_same_after_housekeeping() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(STORIES);
    let config = Config { cases, failure_persistence: None, max_shrink_time: 60_000, ..Config::default() };
    let told = (stories(), 0_usize..3);
    let removed = AtomicUsize::new(0);
    let result = TestRunner::new(config).run(&told, |(story, keep)| tell(&story, keep, &removed));
    if let Err(error) = result {
        let proptest::test_runner::TestError::Fail(reason, _) = error else { panic!("{error}") };
        panic!("{reason}");
    }
    assert!(removed.into_inner() > 0, "nothing was ever removed");
}

fn tell(story: &Story, keep: usize, all_removed: &AtomicUsize) -> Result<(), TestCaseError> {
    let net = Net::grow(&story.seeds, story.shuffled);
    let mix: Arc<dyn Stage> = Arc::new(Mix);
    let mut bench = Bench::with_builtins(&net.graph(), [mix]);
    let mut sources = Sources::new(&net);
    sources.lay(None, &net, &mut bench);
    let mut history = vec![sources.clone()];
    for step in &story.steps {
        let before = sources.clone();
        for moved in &step.moves {
            sources = sources.after(moved, &history, &net);
        }
        sources.lay(Some(&before), &net, &mut bench);
        damage(&bench, &step.moves);
        history.push(sources.clone());
        if let Ok(planned) = bench.plan_as(&asked(step, &net, &sources)) {
            let how = How { jobs: step.jobs, continue_on_error: false, approve: step.approve };
            bench.carry_out(&planned, how);
        }
        let planned = plans(&history, &sources, &net, &mut bench);
        let removed = forget(&bench, keep);
        all_removed.fetch_add(removed, Ordering::Relaxed);
        let again = plans(&history, &sources, &net, &mut bench);
        if let Some(fault) = first_difference(&planned, &again) {
            let text = format!("{removed} runs removed, {keep} kept, and then {fault}\n\n{net:?}\n{:#?}", story.steps);
            return Err(TestCaseError::fail(text));
        }
    }
    Ok(())
}

/// What a person asks for in this step.
fn asked(step: &Step, net: &Net, sources: &Sources) -> Request {
    let ids: Vec<String> = (0..net.nodes.len()).map(|at| format!("s{at}")).collect();
    let some =
        |bits: u16| ids.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, id)| id.clone()).collect();
    let one = |pick: u8| Some(StageId::from(ids[usize::from(pick) % ids.len()].as_str()));
    let filters = match step.ask {
        Ask::Everything => Filters::default(),
        Ask::Only(bits) => Filters { only: some(bits), ..Filters::default() },
        Ask::Skip(bits) => Filters { skip: some(bits), ..Filters::default() },
        Ask::From(pick) => Filters { from: one(pick), ..Filters::default() },
        Ask::To(pick) => Filters { to: one(pick), ..Filters::default() },
    };
    let parameters = vec![("p".to_owned(), sources.parameter.to_string())];
    Request { filters, force: step.force, parameters, ..request() }
}

fn damage(bench: &Bench, moves: &[Move]) {
    for moved in moves {
        let (Move::Delete(pick) | Move::Tamper(pick)) = moved else { continue };
        let Ok(entries) = std::fs::read_dir(bench.path("out")) else { continue };
        let mut found: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        found.sort_unstable();
        match found.get(usize::from(*pick) % found.len().max(1)) {
            Some(path) if matches!(moved, Move::Delete(_)) => std::fs::remove_file(path).unwrap(),
            Some(path) => std::fs::write(path, "tampered\n").unwrap(),
            None => {}
        }
    }
}

/// The plan of the whole, for the world as it was at each step and as it is; of that also for each stage alone. Or the
/// refusal.
fn plans(history: &[Sources], now: &Sources, net: &Net, bench: &mut Bench) -> Vec<(String, Result<Plan, String>)> {
    let mut plans = Vec::new();
    let mut before = now;
    for (number, then) in history.iter().chain([now]).enumerate() {
        then.lay(Some(before), net, bench);
        before = then;
        let parameters = vec![("p".to_owned(), then.parameter.to_string())];
        let mut ask = |what: String, asked: Request| {
            let planned = bench.plan_as(&Request { parameters: parameters.clone(), ..asked });
            plans.push((what, planned.map(|planned| planned.plan).map_err(|refusal| chain(&refusal))));
        };
        ask(format!("the world of step {number}"), request());
        ask(format!("the world of step {number}, as it is"), Request { as_is: true, ..request() });
        let alone = if number == history.len() { net.nodes.len() } else { 0 };
        for at in 0..alone {
            let filters = Filters { only: vec![format!("s{at}")], ..Filters::default() };
            ask(format!("the world of step {number}, only s{at}"), Request { filters, ..request() });
        }
    }
    plans
}

/// Removes whatever may go but so many runs.
fn forget(bench: &Bench, keep: usize) -> usize {
    let project = &bench.project;
    let ledger = throughline_store::open_to_read(&project.state_dir(), Timestamp::now()).unwrap().unwrap();
    let contents = Once(bench.cache.memo(&project.root));
    let rules = Rules { keep: Some(keep), ..Rules::default() };
    let found = survey(project, &ledger, &contents, &rules, false).unwrap();
    let removal = Removal {
        runs: found.runs.iter().map(|doomed| (doomed.run.id, "it was told to".to_owned())).collect(),
        spared: found.spared.clone(),
        command: "test".to_owned(),
        at: Timestamp::now(),
    };
    let swept = sweep(project, &ledger, &found, &removal).unwrap();
    assert!(swept.faults.is_empty(), "{:?}", swept.faults);
    assert_eq!(ledger.tombstone_count(None).unwrap() + ledger.run_list(None, usize::MAX).unwrap().len(), names(bench));
    found.runs.len()
}

/// How many runs there ever were: each leaves a name, and no two the same.
fn names(bench: &Bench) -> usize {
    let runs = bench.ledger.run_list(None, usize::MAX).unwrap();
    let gone = bench.ledger.tombstone_list(None, usize::MAX).unwrap();
    let names: std::collections::BTreeSet<_> =
        runs.into_iter().map(|run| run.name).chain(gone.into_iter().map(|run| run.name)).collect();
    names.len()
}

/// Where the plans differ. Before a run it may be known for certain now that a stage runs of which an old result, whose
/// outputs are gone, left that open; and where it ran anyway, the reason may be another one than that such outputs are gone.
fn first_difference(
    before: &[(String, Result<Plan, String>)],
    after: &[(String, Result<Plan, String>)],
) -> Option<String> {
    for ((what, before), (_, after)) in before.iter().zip(after) {
        let (Ok(before), Ok(after)) = (before, after) else {
            if before != after {
                return Some(format!("{what}: {before:?} became {after:?}"));
            }
            continue;
        };
        let mut told = String::new();
        for (before, after) in before.stages.iter().zip(&after.stages) {
            let is_sharper = matches!(before.action, Action::Wait | Action::Run) && after.action == Action::Run;
            if before != after && !is_sharper {
                let _ = writeln!(told, "  {before:?}\n  became {after:?}");
            }
        }
        if !told.is_empty() || before.stages.len() != after.stages.len() {
            return Some(format!("{what}:\n{told}"));
        }
    }
    None
}
