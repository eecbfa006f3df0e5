//! A model of freshness: random graphs and random things that happen to their files; the model says which stages must
//! run, and the program must run exactly those.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use crate::support::{TestEnvironment, graph, stage};

const STAGES: usize = 5;

/// A stage reads its own source and some of what stages before it made; what it makes is those in one file. With
/// `only_order`, it hangs on the stage before it and reads nothing of it.
#[derive(Debug, Clone)]
struct Shape {
    reads: Vec<usize>,
    only_order: bool,
    /// Whether its result is always the same, whatever it reads.
    constant: bool,
}

#[derive(Debug, Clone)]
enum Step {
    EditSource(usize, u8),
    Tamper(usize, u8),
    Delete(usize),
    Touch(usize),
    Run,
    RunOnly(usize),
    Force(usize),
}

/// What the model knows of a stage's last good result.
#[derive(Debug, Clone, PartialEq)]
struct Result {
    inputs: Vec<String>,
    output: String,
    attempt: u64,
    after: Option<u64>,
}

struct Model {
    shapes: Vec<Shape>,
    sources: Vec<String>,
    outputs: Vec<Option<String>>,
    /// Every result that ever was, newest last.
    results: BTreeMap<usize, Vec<Result>>,
    attempts: u64,
}

impl Model {
    fn inputs(&self, at: usize, made: &dyn Fn(usize) -> Option<String>) -> Vec<String> {
        let read = self.shapes[at].reads.iter().map(|before| made(*before).unwrap_or_default());
        std::iter::once(self.sources[at].clone()).chain(read).collect()
    }

    fn latest(&self, at: usize) -> Option<&Result> {
        self.results.get(&at).and_then(|results| results.last())
    }

    /// What stands in for a run of this stage with these inputs; none if it must run.
    fn standing(&self, at: usize, inputs: &[String]) -> Option<&Result> {
        let found = self.results.get(&at)?.iter().rev().find(|result| result.inputs == inputs)?;
        let after = self.shapes[at].only_order.then(|| self.latest(at - 1).map(|before| before.attempt)).flatten();
        (self.outputs[at].as_ref() == Some(&found.output) && found.after == after).then_some(found)
    }

    /// Runs these stages in order and says which really ran.
    fn run(&mut self, chosen: &[usize], forced: bool) -> Vec<usize> {
        let mut ran: Vec<usize> = Vec::new();
        for &at in chosen {
            let inputs = self.inputs(at, &|before| self.outputs[before].clone());
            let must = self.shapes[at].only_order && ran.contains(&(at - 1));
            if !forced && !must && self.standing(at, &inputs).is_some() {
                continue;
            }
            let output =
                if self.shapes[at].constant { format!("{at}\n") } else { format!("{at}\n{}", inputs.concat()) };
            self.attempts += 1;
            let after = self.shapes[at].only_order.then(|| self.latest(at - 1).map(|before| before.attempt)).flatten();
            self.outputs[at] = Some(output.clone());
            self.results.entry(at).or_default().push(Result { inputs, output, attempt: self.attempts, after });
            ran.push(at);
        }
        ran
    }

    /// The stages that this one hangs on directly and that are not as they were made.
    fn unmet(&self, at: usize) -> bool {
        let mut needs = self.shapes[at].reads.clone();
        needs.extend(self.shapes[at].only_order.then(|| at - 1));
        needs.into_iter().any(|need| {
            let inputs = self.inputs(need, &|before| self.outputs[before].clone());
            self.standing(need, &inputs).is_none()
        })
    }
}

fn shapes() -> impl Strategy<Value = Vec<Shape>> {
    let one = (any::<u8>(), prop::bool::weighted(0.25), prop::bool::weighted(0.25));
    prop::collection::vec(one, STAGES).prop_map(|raw| {
        raw.into_iter()
            .enumerate()
            .map(|(at, (bits, only_order, constant))| {
                let only_order = only_order && at > 0;
                let candidates = if only_order { 0..at - 1 } else { 0..at };
                Shape { reads: candidates.filter(|before| bits >> before & 1 == 1).collect(), only_order, constant }
            })
            .collect()
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let at = 0..STAGES;
    let step = prop_oneof![
        4 => (at.clone(), 0..3_u8).prop_map(|(at, value)| Step::EditSource(at, value)),
        2 => (at.clone(), any::<u8>()).prop_map(|(at, value)| Step::Tamper(at, value)),
        2 => at.clone().prop_map(Step::Delete),
        1 => at.clone().prop_map(Step::Touch),
        4 => Just(Step::Run),
        3 => at.clone().prop_map(Step::RunOnly),
        1 => at.prop_map(Step::Force),
    ];
    prop::collection::vec(step, 1..14)
}

fn project(shapes: &[Shape]) -> TestEnvironment {
    let stages = shapes.iter().enumerate().map(|(at, shape)| {
        let files: Vec<String> = std::iter::once(format!("src{at}"))
            .chain(shape.reads.iter().map(|before| format!("out{before}")))
            .collect();
        let read = if shape.constant { String::new() } else { format!("; cat {}", files.join(" ")) };
        let mut after: Vec<String> = shape.reads.iter().map(|before| format!("s{before}")).collect();
        after.extend(shape.only_order.then(|| format!("s{}", at - 1)));
        let more = json!({"reads": files, "writes": [format!("out{at}")], "after": after});
        stage(&format!("s{at}"), &format!("{{ echo {at}{read}; }} > out{at}"), more)
    });
    TestEnvironment::with(&graph(stages.collect()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn exactly_those_stages_run_that_must(shapes in shapes(), steps in steps()) {
        let environment = project(&shapes);
        let mut model = Model {
            sources: vec!["0\n".to_owned(); STAGES],
            outputs: vec![None; STAGES],
            results: BTreeMap::new(),
            attempts: 0,
            shapes,
        };
        for at in 0..STAGES {
            environment.write(&format!("src{at}"), "0\n");
        }
        let all: Vec<usize> = (0..STAGES).collect();
        for step in steps.into_iter().chain([Step::Run, Step::Run]) {
            let (args, chosen, forced) = match step {
                Step::EditSource(at, value) => {
                    model.sources[at] = format!("{value}\n");
                    environment.write(&format!("src{at}"), &model.sources[at]);
                    continue;
                }
                Step::Tamper(at, value) => {
                    model.outputs[at] = Some(format!("tampered {value}\n"));
                    environment.write(&format!("out{at}"), &format!("tampered {value}\n"));
                    continue;
                }
                Step::Delete(at) => {
                    let _ = std::fs::remove_file(environment.root.join(format!("out{at}")));
                    model.outputs[at] = None;
                    continue;
                }
                Step::Touch(at) => {
                    let _ = std::fs::File::options().append(true).open(environment.root.join(format!("out{at}")))
                        .map(|file| file.set_modified(std::time::SystemTime::UNIX_EPOCH));
                    continue;
                }
                Step::Run => (vec!["run".to_owned()], all.clone(), false),
                Step::RunOnly(at) => (vec!["run".to_owned(), "--only".to_owned(), format!("s{at}")], vec![at], false),
                Step::Force(at) => (vec!["run-stage".to_owned(), format!("s{at}"), "--force".to_owned()], vec![at], true),
            };
            environment.forget_witnesses();
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let output = environment.run(&args);
            if chosen.len() == 1 && model.unmet(chosen[0]) {
                prop_assert_eq!(output.code, Some(2), "{:?}: {}", args, output.shown());
                prop_assert!(environment.witnesses().is_empty());
                continue;
            }
            prop_assert_eq!(output.code, Some(0), "{:?}: {}", args, output.shown());
            let expected: Vec<String> = model.run(&chosen, forced).iter().map(|at| format!("s{at}")).collect();
            prop_assert_eq!(environment.witnesses(), expected, "{:?}: {}", args, output.shown());
            for at in &chosen {
                let found = environment.read(&format!("out{at}"));
                prop_assert_eq!(Some(&found), model.outputs[*at].as_ref());
            }
        }
    }
}
