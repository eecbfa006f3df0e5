//! What must hold after each step of every story.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use proptest::test_runner::{Config, TestCaseError, TestRunner};
use throughline_engine::{Action, CheckpointPlace, Plan, Planned, Refusal, Request, RunView, StageView, resume};
use throughline_graph::{CachePolicy, Sequence};
use throughline_model::{EventKind, Filters, RunStatus, StageId, StageStatus};
use throughline_stage::{Stage, StageContext, StageError};

use super::model;
use super::moves::{Ask, Move, Step, Story, stories};
use super::net::{Form, Net, path};
use super::sources::Sources;
use crate::support::{Bench, How, request};

/// How many stories are told; `PROPTEST_CASES` says otherwise.
const STORIES: u32 = 48;

#[test]
fn a_plan_says_what_a_run_does_and_nothing_is_wrongly_fresh() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(STORIES);
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 400,
        max_shrink_time: 60_000,
        ..Config::default()
    };
    let result = TestRunner::new(config).run(&stories(), |story| tell(&story));
    if let Err(error) = result {
        let proptest::test_runner::TestError::Fail(reason, _) = error else { panic!("{error}") };
        panic!("{reason}");
    }
}

fn tell(story: &Story) -> Result<(), TestCaseError> {
    let net = Net::grow(&story.seeds, story.shuffled);
    let mut teller = Teller::new(net);
    for (number, step) in story.steps.iter().enumerate() {
        let fault = teller.step(step);
        if let Err(fault) = fault {
            let told = &teller.told;
            return Err(TestCaseError::fail(format!("step {number}: {fault}\n\n{:?}{told}", teller.net)));
        }
    }
    Ok(())
}

/// Tells a story, and keeps what was told for whoever must read why it went wrong.
struct Teller {
    net: Net,
    bench: Bench,
    sources: Sources,
    history: Vec<Sources>,
    /// Whether the last step left everything as a whole run leaves it.
    is_settled: bool,
    told: String,
}

impl Teller {
    fn new(net: Net) -> Self {
        let mix: Arc<dyn Stage> = Arc::new(Mix);
        let mut bench = Bench::with_builtins(&net.graph(), [mix]);
        let sources = Sources::new(&net);
        sources.lay(None, &net, &mut bench);
        Self { net, bench, sources, history: Vec::new(), is_settled: false, told: String::new() }
    }

    fn step(&mut self, step: &Step) -> Result<(), String> {
        let _ = writeln!(self.told, "--- {step:?}");
        self.change(&step.moves);
        let request = self.request(step);
        let planned = match self.bench.plan_as(&request) {
            Ok(planned) => planned,
            Err(refusal) => return self.refused(step, &refusal),
        };
        self.show(&planned.plan);
        let mut again = self.bench.plan_as(&request).map_err(|refusal| format!("planned, then refused: {refusal}"))?;
        if again.plan != planned.plan {
            return Err(format!("planned twice, and not the same:\n{:#?}\n{:#?}", planned.plan, again.plan));
        }
        let how = How { jobs: step.jobs, continue_on_error: false, approve: step.approve };
        let view = if matches!(step.ask, Ask::Everything) && !step.force {
            let mut resumed = self.resumed(&planned.plan, &request)?;
            let carried_out = resumed.as_mut().unwrap_or(&mut again);
            carried_out.checkpoint = Some(self.checkpoint());
            self.bench.carry_out(carried_out, how)
        } else {
            self.bench.carry_out(&planned, how)
        };
        self.show_view(&view);
        kept(&planned.plan, &view)?;
        let is_whole = matches!(step.ask, Ask::Everything);
        self.is_settled = is_whole && view.status == RunStatus::Success;
        if is_whole {
            self.as_in_a_clean_workspace(&planned, &view, step.approve)?;
        }
        if view.status == RunStatus::Success {
            self.stays_fresh(&planned, &request)?;
        }
        Ok(())
    }

    fn checkpoint(&self) -> CheckpointPlace {
        CheckpointPlace::of(&self.bench.project.root, &[&self.sources.parameter.to_string()])
    }

    /// The same run begun at the checkpoint of the last, where there is one. Whatever it carries over, the plan of the whole
    /// finds fresh, with the same result.
    fn resumed(&mut self, whole: &Plan, request: &Request) -> Result<Option<Planned>, String> {
        let Some(resumption) = resume(&self.bench.project, self.checkpoint().read(), &self.bench.cache) else {
            return Ok(None);
        };
        let planned = resumption.plan(request, &self.bench.ledger, &self.bench.cache);
        let Some(planned) = planned.map_err(|refusal| format!("planned, then refused at a checkpoint: {refusal}"))?
        else {
            return Ok(None);
        };
        let carried = planned.carried.as_ref().map(|carried| carried.events().collect::<Vec<_>>()).unwrap_or_default();
        let _ = writeln!(self.told, "    {} of {} stages are carried over", carried.len(), whole.stages.len());
        if carried.len() + planned.plan.stages.len() != whole.stages.len() {
            return Err("a stage is neither carried over nor planned".to_owned());
        }
        for (_, event) in &carried {
            let EventKind::StageFresh { stage_id, since, fingerprint, .. } = event else { continue };
            let stage = whole.stages.iter().find(|stage| stage.id == *stage_id);
            if !stage.is_some_and(|stage| stage.since == Some(*since) && stage.fingerprint == Some(*fingerprint)) {
                return Err(format!(
                    "{stage_id} is carried over as fresh since {since}; the plan of the whole: {stage:?}"
                ));
            }
        }
        Ok(Some(planned))
    }

    fn change(&mut self, moves: &[Move]) {
        self.is_settled &= moves.is_empty();
        self.history.push(self.sources.clone());
        let before = self.sources.clone();
        for moved in moves {
            self.sources = self.sources.after(moved, &self.history, &self.net);
        }
        self.sources.lay(Some(&before), &self.net, &mut self.bench);
        for moved in moves {
            match moved {
                Move::Touch(file) => {
                    let name = format!("in/{}", usize::from(*file) % super::net::SOURCES);
                    self.bench.write(&name, &self.sources.text(&name).unwrap());
                }
                Move::Delete(pick) => {
                    if let Some(path) = self.some_output(*pick) {
                        std::fs::remove_file(self.bench.path(&path)).unwrap();
                    }
                }
                Move::Tamper(pick) => {
                    if let Some(path) = self.some_output(*pick) {
                        self.bench.write(&path, "tampered\n");
                    }
                }
                _ => {}
            }
        }
    }

    fn some_output(&mut self, pick: u8) -> Option<String> {
        let mut found = Vec::new();
        let mut open = vec!["out".to_owned()];
        while let Some(folder) = open.pop() {
            let Ok(entries) = std::fs::read_dir(self.bench.path(&folder)) else { continue };
            for entry in entries.flatten() {
                let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
                if entry.path().is_dir() { open.push(path) } else { found.push(path) }
            }
        }
        found.sort_unstable();
        let path = found.get(usize::from(pick) % found.len().max(1)).cloned();
        let _ = writeln!(self.told, "    picked {path:?}");
        path
    }

    fn request(&self, step: &Step) -> Request {
        let ids: Vec<String> = (0..self.net.nodes.len()).map(|at| format!("s{at}")).collect();
        let some = |bits: u16| -> Vec<String> {
            ids.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, id)| id.clone()).collect()
        };
        let one = |pick: u8| Some(StageId::from(ids[usize::from(pick) % ids.len()].as_str()));
        let filters = match step.ask {
            Ask::Everything => Filters::default(),
            Ask::Only(bits) => Filters { only: some(bits), ..Filters::default() },
            Ask::Skip(bits) => Filters { skip: some(bits), ..Filters::default() },
            Ask::From(pick) => Filters { from: one(pick), ..Filters::default() },
            Ask::To(pick) => Filters { to: one(pick), ..Filters::default() },
        };
        let parameters = vec![("p".to_owned(), self.sources.parameter.to_string())];
        Request { filters, force: step.force, parameters, ..request() }
    }

    fn refused(&mut self, step: &Step, refusal: &Refusal) -> Result<(), String> {
        let _ = writeln!(self.told, "    refused: {refusal}");
        match refusal {
            Refusal::Selection(_) if !matches!(step.ask, Ask::Everything) => Ok(()),
            Refusal::UnmetDependencies { unmet, .. } => {
                for (stage, needs) in unmet {
                    let node = &self.net.nodes[number(stage)];
                    let is_from = matches!(step.ask, Ask::From(_));
                    if let Some(need) = needs.iter().find(|need| !is_from && !node.after.contains(&number(need))) {
                        return Err(format!("{stage} does not depend on {need}"));
                    }
                }
                // What a whole run has just left is fresh, unless a later stage has overwritten it.
                let has_overwriters = self.net.nodes.iter().any(|node| node.kind == super::moves::Kind::Overwrite);
                if self.is_settled && !has_overwriters {
                    return Err(format!("refused right after a whole run: {refusal}"));
                }
                Ok(())
            }
            other => Err(format!("refused: {}", throughline_engine::chain(other))),
        }
    }

    /// After a whole run that ended well, everything is as in a clean workspace; and it ends well where that does.
    fn as_in_a_clean_workspace(&self, planned: &Planned, view: &RunView, approve: bool) -> Result<(), String> {
        let order: Vec<usize> = planned.sequence.steps.iter().map(|step| number(&step.id)).collect();
        let Some(expected) = model::clean(&self.net, &order, &self.sources) else {
            return if view.status == RunStatus::Success {
                Err("a clean run would fail, and this one did not".to_owned())
            } else {
                Ok(())
            };
        };
        if view.status != RunStatus::Success {
            return if approve {
                Err(format!("a clean run would not end {}: {:?}", view.status, view.failure))
            } else {
                Ok(())
            };
        }
        let mut faults = String::new();
        for (path, text) in &expected {
            let found = std::fs::read_to_string(self.bench.path(path)).ok();
            if found.as_ref() != Some(text) {
                let _ = writeln!(faults, "{path}: {found:?}, in a clean workspace {text:?}");
            }
        }
        for (at, node) in self.net.nodes.iter().enumerate() {
            for (name, form) in node.writes.iter().filter(|(name, form)| name.0 == at && *form == Form::Maybe) {
                let path = path(*name, *form);
                if !expected.contains_key(&path) && self.bench.path(&path).exists() {
                    let _ = writeln!(faults, "{path}: is there, which it is not in a clean workspace");
                }
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(format!("not as in a clean workspace:\n{faults}")) }
    }

    /// A plan for the same stages with nothing changed finds everything fresh that can be.
    fn stays_fresh(&mut self, planned: &Planned, asked: &Request) -> Result<(), String> {
        let only = planned.sequence.steps.iter().zip(&planned.chosen).filter(|(_, chosen)| **chosen);
        let only: Vec<String> = only.map(|(step, _)| step.id.to_string()).collect();
        let filters = Filters { only, ..Filters::default() };
        let again = Request { filters, parameters: asked.parameters.clone(), ..request() };
        let again = match self.bench.plan_as(&again) {
            Ok(again) => again,
            // What was left out may hang on what has run since.
            Err(Refusal::UnmetDependencies { .. }) if planned.chosen.contains(&false) => return Ok(()),
            Err(refusal) => return Err(format!("refused with nothing changed: {refusal}")),
        };
        let unsettled = unsettled(&self.net, &planned.sequence, &planned.chosen, self.bench.project.graph.as_ref());
        for (position, stage) in again.plan.stages.iter().enumerate() {
            if planned.chosen[position] && !unsettled[position] && stage.action != Action::Fresh {
                self.show(&again.plan);
                return Err(format!("{} is not fresh with nothing changed: {}", stage.id, stage.reason));
            }
        }
        Ok(())
    }

    fn show(&mut self, plan: &Plan) {
        for stage in &plan.stages {
            let _ = writeln!(self.told, "    plan {} {}: {}", stage.action.as_str(), stage.id, stage.reason);
            for one in &stage.instances {
                let _ = writeln!(self.told, "      plan {} {}: {}", one.action.as_str(), one.id, one.reason);
            }
        }
    }

    fn show_view(&mut self, view: &RunView) {
        let all: Vec<String> = view.all_stages().map(|stage| format!("{} {}", stage.id, stage.status)).collect();
        let _ = writeln!(self.told, "    run {}: {}", view.status, all.join(", "));
        for stage in view.all_stages() {
            if let Some(error) = &stage.error {
                let _ = writeln!(self.told, "    {}: {error}", stage.id);
            }
        }
    }
}

fn number(stage: &StageId) -> usize {
    stage.declared()[1..].parse().unwrap()
}

/// Everything became what the plan said.
fn kept(plan: &Plan, view: &RunView) -> Result<(), String> {
    let cut_short = view.status != RunStatus::Success;
    let all = plan.stages.iter().flat_map(|stage| std::iter::once(stage).chain(&stage.instances));
    for planned in all {
        let Some(found) = view.stage(&planned.id) else {
            if cut_short || planned.id.as_str().contains('[') {
                continue;
            }
            return Err(format!("{} is not in the record of the run", planned.id));
        };
        let has_run = matches!(found.status, StageStatus::Succeeded | StageStatus::Failed);
        let not_reached = cut_short && matches!(found.status, StageStatus::Pending | StageStatus::Waiting);
        let is_kept = match planned.action {
            Action::Run => has_run,
            Action::Fresh => found.status == StageStatus::Fresh,
            Action::Skip => found.status == StageStatus::Skipped,
            Action::Wait => has_run || found.status == StageStatus::Fresh,
        };
        if !is_kept && !not_reached {
            return Err(format!("{} was planned as {} and is {}", planned.id, planned.action.as_str(), found.status));
        }
        attempts_fit(found)?;
    }
    Ok(())
}

fn attempts_fit(stage: &StageView) -> Result<(), String> {
    let ran = stage.attempts > 0;
    match stage.status {
        StageStatus::Fresh | StageStatus::Skipped | StageStatus::Waiting if ran => {
            Err(format!("{} is {} and ran", stage.id, stage.status))
        }
        _ => Ok(()),
    }
}

/// The stages that need not be fresh with nothing changed: those that are never cached, what hangs on them without an
/// artifact between, what waits for those, and what shares an artifact that is written more than once with one of them.
fn unsettled(net: &Net, sequence: &Sequence, chosen: &[bool], graph: &throughline_graph::Graph) -> Vec<bool> {
    let steps = &sequence.steps;
    let policy = |at: usize| graph.stages[steps[at].stage].cache_policy();
    let mut open: Vec<bool> = (0..steps.len()).map(|at| chosen[at] && policy(at) == CachePolicy::Never).collect();
    let touches: Vec<BTreeSet<(usize, usize)>> = steps
        .iter()
        .map(|step| {
            let node = &net.nodes[number(&step.id)];
            let read = node.reads.iter().filter_map(|read| match read {
                super::net::Read::Output(writer, output) => Some((*writer, *output)),
                _ => None,
            });
            read.chain(node.writes.iter().map(|(name, _)| *name)).collect()
        })
        .collect();
    // The engine asks whether a stage touches anything of one that is overwritten, not only what is overwritten of it.
    let is_overwritten = |at: usize| {
        let others = net.nodes.iter().enumerate().filter(|(other, _)| *other != at);
        others.flat_map(|(_, other)| &other.writes).any(|(name, _)| name.0 == at)
    };
    let rewritten: BTreeSet<(usize, usize)> = (0..net.nodes.len())
        .filter(|at| is_overwritten(*at))
        .flat_map(|at| net.nodes[at].writes.iter().map(|(name, _)| *name))
        .collect();
    loop {
        let before = open.clone();
        for at in 0..steps.len() {
            open[at] |= chosen[at] && steps[at].after.iter().any(|after| open[after.position]);
        }
        for name in &rewritten {
            let touching: Vec<usize> = (0..steps.len()).filter(|at| touches[*at].contains(name)).collect();
            if touching.iter().any(|at| open[*at] || !chosen[*at]) {
                touching.iter().for_each(|at| open[*at] |= chosen[*at]);
            }
        }
        if open == before {
            return open;
        }
    }
}

/// The built-in of the stories: the checksum of its inputs, in the order in which they are declared.
pub(super) struct Mix;

impl Stage for Mix {
    fn name(&self) -> &'static str {
        "test/mix"
    }

    fn version(&self) -> &'static str {
        "1"
    }

    fn run(&self, context: &mut StageContext<'_>) -> Result<(), StageError> {
        let text = |name: &str| context.with.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        let (tag, parameter) = (text("tag"), text("p"));
        let mut joined = String::new();
        for input in &context.inputs {
            let files = if input.path.is_dir() {
                vec![input.path.join("one"), input.path.join("two")]
            } else {
                vec![input.path.clone()]
            };
            for file in files {
                let fault = |error| StageError::caused(format!("cannot read {file}"), error);
                joined.push_str(&std::fs::read_to_string(&file).map_err(fault)?);
            }
        }
        for (place, output) in context.outputs.iter().enumerate() {
            let sum = model::sum(&format!("{tag}-{place}\n{parameter}\n{joined}"));
            let put = |path: &camino::Utf8Path| {
                std::fs::write(path, &sum).map_err(|error| StageError::caused(format!("cannot write {path}"), error))
            };
            // Which form an output has, it is told: the context does not say.
            match text(output.artifact.as_str()).as_str() {
                "Folder" => {
                    let _ = std::fs::remove_dir_all(&output.path);
                    std::fs::create_dir_all(&output.path)
                        .map_err(|error| StageError::caused("cannot make it", error))?;
                    put(&output.path.join("one"))?;
                    put(&output.path.join("two"))?;
                }
                "Maybe" if !model::is_written(&sum) => drop(std::fs::remove_file(&output.path)),
                _ => put(&output.path)?,
            }
        }
        Ok(())
    }
}
