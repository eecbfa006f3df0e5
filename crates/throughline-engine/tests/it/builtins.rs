//! Built-in stages, as the author of one sees the engine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use throughline_engine::{Control, Observer, ObserverError, RunView, builtin_problems, remote};
use throughline_model::{AttemptOutcome, Event, EventKind, RunStatus, StageStatus};
use throughline_stage::{Stage, StageContext, StageError};

use crate::support::{Bench, How, graph, request, shell};

/// Does what `with.do` says.
#[derive(Default)]
struct Actor {
    was_cancelled: Arc<AtomicBool>,
}

impl Stage for Actor {
    fn name(&self) -> &'static str {
        "test/actor"
    }

    fn version(&self) -> &'static str {
        "1"
    }

    fn check(&self, with: &Map<String, Value>) -> Result<(), Vec<String>> {
        match with.get("do") {
            Some(Value::String(_)) => Ok(()),
            Some(other) => Err(vec![format!("do: a text is wanted, not {other}"), "do: look it up".to_owned()]),
            None => Err(vec!["do: is missing".to_owned()]),
        }
    }

    fn run(&self, context: &mut StageContext<'_>) -> Result<(), StageError> {
        let fault = |error: std::io::Error| StageError::caused("cannot write", error);
        match context.with["do"].as_str().unwrap_or_default() {
            "tell" => {
                let inputs: Vec<Value> = context
                    .inputs
                    .iter()
                    .map(|input| json!({"id": input.artifact, "path": input.path, "digest": input.digest}))
                    .collect();
                let told = json!({
                    "run": context.run,
                    "stage": context.stage,
                    "attempt": context.attempt,
                    "root": context.root,
                    "with": context.with,
                    "inputs": inputs,
                    "outputs": context.outputs.iter().map(|output| output.path.as_str()).collect::<Vec<_>>(),
                    "element": context.element,
                });
                for output in &context.outputs {
                    std::fs::write(&output.path, told.to_string()).map_err(fault)?;
                }
                Ok(())
            }
            "fail" => Err(StageError::caused("the work did not work", std::io::Error::other("because of this"))),
            "panic" => panic!("this is a test of panics"),
            "fail-once" if context.attempt > 1 => std::fs::write(&context.outputs[0].path, "at last").map_err(fault),
            "fail-once" => Err(StageError::new("not yet")),
            "nothing" => Ok(()),
            "log" => {
                let parts = context.with["parts"].as_array().cloned().unwrap_or_default();
                let pieces = parts.iter().filter_map(Value::as_str).map(str::as_bytes);
                let single = context.with.contains_key("byteByByte");
                for piece in pieces.flat_map(|piece| piece.chunks(if single { 1 } else { piece.len().max(1) })) {
                    context.log.write_all(piece).map_err(fault)?;
                    context.log.flush().map_err(fault)?;
                }
                std::fs::write(&context.outputs[0].path, "logged").map_err(fault)
            }
            "obey" => {
                let started = Instant::now();
                while !context.cancellation.is_cancelled() && started.elapsed() < Duration::from_secs(30) {
                    std::thread::sleep(Duration::from_millis(5));
                }
                self.was_cancelled.store(context.cancellation.is_cancelled(), Ordering::SeqCst);
                // Even a result that came after all is not taken.
                std::fs::write(&context.outputs[0].path, "too late").map_err(fault)
            }
            "ignore" => {
                std::thread::sleep(Duration::from_secs(40));
                Ok(())
            }
            other => Err(StageError::new(format!("what is {other}?"))),
        }
    }
}

fn stage(with: &Value) -> Value {
    json!({"id": "s", "command": {"builtin": "test/actor", "with": with}, "outputs": [{"artifact": "x"}]})
}

fn bench(stage: &Value) -> Bench {
    let actor: Arc<dyn Stage> = Arc::new(Actor::default());
    Bench::with_builtins(&graph(&["x"], std::slice::from_ref(stage)), [actor])
}

fn outcome(bench: &Bench, view: &RunView) -> AttemptOutcome {
    let found = bench.events(view).into_iter().rev().find_map(|event| match event.kind {
        EventKind::AttemptEnded { outcome, .. } => Some(outcome),
        _ => None,
    });
    found.unwrap()
}

fn failed_with(bench: &Bench) -> String {
    let view = bench.run();
    assert_eq!(view.status, RunStatus::Failed);
    view.stage(&"s".into()).unwrap().error.clone().unwrap()
}

#[test]
fn everything_it_is_told_is_so() {
    let mut graph = graph(
        &["in", "gone", "x"],
        &[json!({
            "id": "s",
            "command": {"builtin": "test/actor", "with": {"do": "tell", "word": "<${{ param.word }}>", "run": "${{ run.id }}", "deep": [{"n": "${{ param.word }}"}]}},
            "inputs": [{"artifact": "in"}, {"artifact": "gone", "optional": true}],
            "outputs": [{"artifact": "x"}],
        })],
    );
    graph["artifacts"][2]["path"] = json!("deep/down/x");
    graph["pipelines"][0]["parameters"] = json!([{"name": "word", "default": "hello"}]);
    let actor: Arc<dyn Stage> = Arc::new(Actor::default());
    let bench = Bench::with_builtins(&graph, [actor]);
    bench.write("in", "content");
    let view = bench.succeed();
    let told: Value = serde_json::from_str(&bench.read("deep/down/x")).unwrap();
    assert_eq!(told["run"], json!(view.run));
    assert_eq!((&told["stage"], &told["attempt"], &told["element"]), (&json!("s"), &json!(1), &Value::Null));
    assert_eq!(told["root"], json!(bench.project.root));
    assert_eq!(told["with"], json!({"do": "tell", "word": "<hello>", "run": view.run, "deep": [{"n": "hello"}]}));
    let digest = throughline_model::Digest::of(b"content");
    assert_eq!(told["inputs"], json!([{"id": "in", "path": bench.path("in"), "digest": digest}]));
    assert_eq!(told["outputs"], json!([bench.path("deep/down/x")]));
    assert_eq!(bench.plan().stages[0].action, throughline_engine::Action::Fresh);
}

#[test]
fn an_error_is_told_with_its_cause() {
    let bench = bench(&stage(&json!({"do": "fail"})));
    assert_eq!(failed_with(&bench), "the work did not work: because of this");
}

#[test]
fn a_panic_fails_the_stage_and_nothing_else() {
    let bench = bench(&stage(&json!({"do": "panic"})));
    assert_eq!(failed_with(&bench), "the built-in panicked; this is a defect of the program");
    assert_eq!(bench.run().status, RunStatus::Failed, "the engine goes on");
}

#[test]
fn it_is_checked_and_tried_again_like_a_command() {
    let mut again = stage(&json!({"do": "fail-once"}));
    again["retry"] = json!({"maxAttempts": 3, "backoffSeconds": 0});
    let bench = bench(&again);
    assert_eq!(bench.succeed().stage(&"s".into()).unwrap().attempts, 2);
    let nothing = self::bench(&stage(&json!({"do": "nothing"})));
    assert_eq!(failed_with(&nothing), "output `x`: x does not exist after the stage");
}

#[test]
fn what_it_finds_wrong_in_the_graph_is_a_problem_with_its_place() {
    let good = stage(&json!({"do": "tell"}));
    let mut bad = stage(&json!({"do": 5}));
    bad["id"] = json!("bad");
    bad["outputs"] = json!([]);
    let actor: Arc<dyn Stage> = Arc::new(Actor::default());
    let bench = Bench::with_builtins(&graph(&["x"], &[good, bad]), [actor]);
    let problems = builtin_problems(&bench.project);
    let told: Vec<_> = problems.iter().map(|problem| (problem.pointer.as_str(), problem.message.as_str())).collect();
    assert_eq!(
        told,
        [
            ("/stages/1/command/with", "stage `bad`: do: a text is wanted, not 5"),
            ("/stages/1/command/with", "stage `bad`: do: look it up"),
        ]
    );
}

#[test]
fn each_instance_has_its_element() {
    let mut graph = graph(
        &["list", "x"],
        &[json!({
            "id": "s",
            "command": {"builtin": "test/actor", "with": {"do": "tell", "name": "${{ one.name }}"}},
            "forEach": {"artifact": "list", "pointer": "/all", "as": "one"},
            "outputs": [{"artifact": "x"}],
        })],
    );
    graph["artifacts"][1]["path"] = json!("out/${{ one.key }}.json");
    let actor: Arc<dyn Stage> = Arc::new(Actor::default());
    let bench = Bench::with_builtins(&graph, [actor]);
    bench.write("list", r#"{"all": [{"name": "ada", "n": 1}, {"name": "bob", "n": 2}]}"#);
    bench.run_as(&request(), How { jobs: 2, ..How::default() });
    for (name, n) in [("ada", 1), ("bob", 2)] {
        let told: Value = serde_json::from_str(&bench.read(&format!("out/{name}.json"))).unwrap();
        assert_eq!(told["element"], json!({"name": name, "n": n}));
        assert_eq!(told["stage"], json!(format!("s[{name}]")));
        assert_eq!(told["with"]["name"], json!(name));
    }
}

/// What instances of a stage before wrote are inputs like any others.
#[test]
fn it_is_told_of_what_instances_wrote() {
    let each = json!({
        "id": "each",
        "command": {"executable": "sh", "args": ["-c", "echo ${{ one }} > out/${{ one.key }}"]},
        "forEach": {"artifact": "list", "pointer": "", "as": "one"},
        "outputs": [{"artifact": "part"}],
    });
    let mut join = stage(&json!({"do": "tell"}));
    join["inputs"] = json!([{"artifact": "part"}]);
    join["dependsOn"] = json!(["each"]);
    let mut graph = graph(&["list", "part", "x"], &[each, join]);
    graph["artifacts"][1]["path"] = json!("out/${{ one.key }}");
    let actor: Arc<dyn Stage> = Arc::new(Actor::default());
    let bench = Bench::with_builtins(&graph, [actor]);
    bench.write("list", r#"["a", "b"]"#);
    bench.succeed();
    let told: Value = serde_json::from_str(&bench.read("x")).unwrap();
    let paths: Vec<&Value> = told["inputs"].as_array().unwrap().iter().map(|input| &input["path"]).collect();
    assert_eq!(json!(paths), json!([bench.path("out/a"), bench.path("out/b")]));
}

#[test]
fn no_secret_reaches_its_log_in_whatever_pieces_it_is_written() {
    let pieces =
        json!(["one correct-horse\n", "two correct-", "horse\n", "three corr", "ect-h", "orse", "\nend correct-hor"]);
    let mut secretive = stage(&json!({"do": "log", "parts": pieces}));
    secretive["environment"] = json!([{"name": "TL_SECRET", "secret": true}]);
    let mut bench = bench(&secretive);
    bench.set_variable("TL_SECRET", "correct-horse");
    let view = bench.succeed();
    assert_eq!(bench.log_of(&view, "s"), "one ***\ntwo ***\nthree ***\nend correct-hor");
}

#[test]
fn letters_that_are_written_in_pieces_stay_whole() {
    let bench = bench(&stage(&json!({"do": "log", "byteByByte": true, "parts": ["grüße\n"]})));
    let view = bench.succeed();
    assert_eq!(bench.log_of(&view, "s"), "grüße\n");
}

#[test]
fn a_time_limit_is_told_and_its_result_is_not_taken() {
    let was_cancelled = Arc::new(AtomicBool::new(false));
    let actor: Arc<dyn Stage> = Arc::new(Actor { was_cancelled: Arc::clone(&was_cancelled) });
    let mut obeying = stage(&json!({"do": "obey"}));
    obeying["timeoutSeconds"] = json!(1);
    let bench = Bench::with_builtins(&graph(&["x"], &[obeying]), [actor]);
    let started = Instant::now();
    let view = bench.run();
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
    assert!(was_cancelled.load(Ordering::SeqCst));
    assert_eq!(outcome(&bench, &view), AttemptOutcome::TimedOut { limit_ms: 1000 });
    assert_eq!(view.stage(&"s".into()).unwrap().error.as_deref(), Some("ended after its time limit of 1s"));
    assert_eq!(bench.plan().stages[0].reason, "it has no result yet");
}

#[test]
fn one_that_does_not_listen_is_left_behind_after_a_while() {
    let mut deaf = stage(&json!({"do": "ignore"}));
    deaf["timeoutSeconds"] = json!(1);
    let bench = bench(&deaf);
    let started = Instant::now();
    let view = bench.run();
    let limit = Duration::from_secs(1) + throughline_engine::GRACE;
    assert!(
        started.elapsed() >= limit && started.elapsed() < limit + Duration::from_secs(6),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(outcome(&bench, &view), AttemptOutcome::TimedOut { limit_ms: 1000 });
}

/// Stops the run when an attempt begins.
struct Stopper(throughline_engine::Remote);

impl Observer for Stopper {
    fn name(&self) -> &'static str {
        "the stopper"
    }

    fn observe(&mut self, event: &Event, _view: &RunView) -> Result<(), ObserverError> {
        if let EventKind::AttemptStarted { .. } = event.kind {
            self.0.ask(Control::Stop { signal: "SIGTERM".to_owned() });
        }
        Ok(())
    }
}

#[test]
fn an_interruption_is_told_and_leaves_no_result() {
    let after = shell("after", "echo y > y", &[], &["y"], &["s"]);
    let actor: Arc<dyn Stage> = Arc::new(Actor::default());
    let bench = Bench::with_builtins(&graph(&["x", "y"], &[stage(&json!({"do": "obey"})), after]), [actor]);
    let planned = bench.plan_as(&request()).unwrap_or_else(|refusal| panic!("{refusal}"));
    let (remote, inbox) = remote();
    let view = bench.carry_out_with(&planned, How::default(), vec![&mut Stopper(remote)], &inbox);
    assert_eq!(view.status, RunStatus::Interrupted);
    assert_eq!(outcome(&bench, &view), AttemptOutcome::Interrupted);
    assert_eq!(view.stage(&"after".into()).unwrap().status, StageStatus::Pending);
    assert!(bench.ledger.record_list(&"s".into()).unwrap().is_empty());
}
