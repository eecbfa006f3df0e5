//! What is folded from the events of the ledger is what was seen live, and whoever watches cannot harm the run.

use serde_json::json;
use throughline_engine::{
    KeepObjects, Observer, ObserverError, Request, RunDocument, RunRecorder, RunView, is_complete, object_store,
    remote, rewrite_record,
};
use throughline_model::{Event, EventKind, RunStatus};

use crate::support::{Bench, How, graph, request, shell};

fn document_of(view: &RunView) -> serde_json::Value {
    serde_json::to_value(RunDocument::of(view)).unwrap()
}

/// Stages that end in every way there is, with hooks, retries and instances.
fn motley() -> Bench {
    let mut failing = shell("failing", "echo told; echo secret-$TL_SECRET >&2; exit 9", &[], &["no"], &[]);
    failing["retry"] = json!({"maxAttempts": 2, "backoffSeconds": 0});
    failing["environment"] = json!([{"name": "TL_SECRET", "secret": true}]);
    let mut hooked = shell("hooked", "echo ${{ param.word }} > h", &[], &["h"], &[]);
    hooked["hooks"] = json!({"pre": [{"executable": "true"}], "post": [{"executable": "true"}]});
    let mut graph = graph(
        &["a", "no", "h", "b", "list", "each", "blocked"],
        &[
            shell("plain", "cp a b", &["a"], &["b"], &[]),
            hooked,
            json!({
                "id": "each",
                "name": "Each one",
                "command": {"executable": "sh", "args": ["-c", "echo ${{ one }} > each-${{ one.key }}; test ${{ one }} != bad"]},
                "forEach": {"artifact": "list", "pointer": "", "as": "one"},
                "outputs": [{"artifact": "each"}],
            }),
            failing,
            shell("blocked", "cp no blocked", &["no"], &["blocked"], &["failing"]),
            json!({"id": "gate", "gate": {"kind": "approval"}, "dependsOn": ["plain"]}),
            shell("left-out", "true", &[], &[], &[]),
        ],
    );
    graph["artifacts"][5]["path"] = json!("each-${{ one.key }}");
    graph["pipelines"][0]["parameters"] = json!([{"name": "word"}]);
    let mut bench = Bench::new(&graph);
    bench.set_variable("TL_SECRET", "correct-horse");
    bench.write("a", "a\n");
    bench.write("list", "[\"good\", \"bad\"]");
    bench
}

fn without_left_out() -> Request {
    let mut request = request();
    request.filters.skip = vec!["left-out".to_owned()];
    request.parameters = vec![("word".to_owned(), "a correct-horse word".to_owned())];
    request
}

#[test]
fn the_ledger_tells_the_document_that_was_seen_live() {
    let bench = motley();
    for jobs in [1, 3] {
        let view = bench.run_as(&without_left_out(), How { jobs, continue_on_error: true, approve: false });
        assert_eq!(view.status, RunStatus::Degraded);
        let folded = RunView::from_events(&bench.events(&view)).unwrap();
        assert_eq!(document_of(&folded), document_of(&view));
        let row = bench.ledger.run_fetch(view.run).unwrap().unwrap();
        assert_eq!((row.status, row.duration_ms, row.failure), (view.status, view.duration_ms, view.failure));
    }
}

#[test]
fn every_prefix_of_the_events_tells_what_was_seen_then() {
    struct Watch(Vec<(u64, serde_json::Value)>);
    impl Observer for Watch {
        fn name(&self) -> &'static str {
            "the watch"
        }
        fn observe(&mut self, _event: &Event, _view: &RunView) -> Result<(), ObserverError> {
            unreachable!("all that became durable together is told together")
        }
        fn observe_all(&mut self, events: &[Event], view: &RunView) -> Result<(), ObserverError> {
            let first = self.0.last().map_or(0, |(seq, _)| seq + 1);
            assert!(events.iter().map(|event| event.seq).eq((first..).take(events.len())));
            self.0.push((events.last().unwrap().seq, document_of(view)));
            Ok(())
        }
    }
    let bench = motley();
    let planned = bench.plan_as(&without_left_out()).unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut watch = Watch(Vec::new());
    let how = How { jobs: 2, continue_on_error: true, approve: true };
    let view = bench.carry_out_with(&planned, how, vec![&mut watch], &remote().1);
    let events = bench.events(&view);
    assert!(watch.0.len() > 1);
    assert_eq!(watch.0.last().unwrap().0 + 1, events.len() as u64);
    for (seq, document) in &watch.0 {
        let seen = &events[..=usize::try_from(*seq).unwrap()];
        assert_eq!(&document_of(&RunView::from_events(seen).unwrap()), document, "after event {seq}");
    }
}

#[test]
fn no_secret_is_in_events_views_or_files() {
    let bench = motley();
    let planned = bench.plan_as(&without_left_out()).unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut record = RunRecorder::new(bench.project.runs_dir());
    let how = How { jobs: 1, continue_on_error: true, approve: false };
    let view = bench.carry_out_with(&planned, how, vec![&mut record], &remote().1);
    let mut texts = vec![("the view".to_owned(), document_of(&view).to_string())];
    for event in bench.events(&view) {
        texts.push((format!("event {}", event.seq), serde_json::to_string(&event.to_json().unwrap()).unwrap()));
    }
    let row = bench.ledger.run_fetch(view.run).unwrap().unwrap();
    texts.push(("the row".to_owned(), format!("{row:?}")));
    let mut open = vec![bench.project.runs_dir()];
    while let Some(folder) = open.pop() {
        for entry in folder.read_dir_utf8().unwrap().flatten() {
            if entry.path().is_dir() {
                open.push(entry.path().to_owned());
            } else {
                texts.push((entry.path().to_string(), std::fs::read_to_string(entry.path()).unwrap()));
            }
        }
    }
    assert!(texts.len() > 20, "{}", texts.len());
    for (place, text) in &texts {
        assert!(!text.contains("correct-horse"), "{place}: {text}");
    }
    let failing = view.stage(&"failing".into()).unwrap();
    assert_eq!(failing.attempts, 2);
    assert_eq!(bench.log_of(&view, "failing"), "told\nsecret-***\n");
}

/// Fails at one event and counts what it is told.
struct Frail {
    at: u64,
    seen: u64,
}

impl Observer for Frail {
    fn name(&self) -> &'static str {
        "the frail one"
    }

    fn observe(&mut self, event: &Event, _view: &RunView) -> Result<(), ObserverError> {
        self.seen += 1;
        if event.seq == self.at {
            return Err(ObserverError { message: "cannot".to_owned(), source: Some("any more".into()) });
        }
        Ok(())
    }
}

#[test]
fn an_observer_that_fails_is_told_nothing_more_and_fails_nothing() {
    for at in [0, 3] {
        let bench = Bench::new(&graph(&["x"], &[shell("s", "echo x > x", &[], &["x"], &[])]));
        let planned = bench.plan_as(&request()).unwrap_or_else(|refusal| panic!("{refusal}"));
        let (mut frail, mut record) = (Frail { at, seen: 0 }, RunRecorder::new(bench.project.runs_dir()));
        let view = bench.carry_out_with(&planned, How::default(), vec![&mut frail, &mut record], &remote().1);
        assert_eq!(view.status, RunStatus::Success);
        assert_eq!(frail.seen, at + 1);
        assert_eq!(view.warnings, ["the frail one cannot follow the run any more: cannot: any more"]);
        let warnings = bench.events(&view).into_iter().filter(|event| matches!(event.kind, EventKind::Warning { .. }));
        assert_eq!(warnings.count(), 1);
        let document = bench.read(&format!(".pipeline-runs/{}.json", view.started.name));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&document).unwrap(), document_of(&view));
    }
}

#[test]
fn a_record_that_cannot_be_written_fails_nothing() {
    let bench = Bench::new(&graph(
        &["x"],
        &[shell("s", "echo x > x; rm -rf .pipeline-runs; touch .pipeline-runs", &[], &["x"], &[])],
    ));
    let planned = bench.plan_as(&request()).unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut record = RunRecorder::new(bench.project.runs_dir());
    let view = bench.carry_out_with(&planned, How::default(), vec![&mut record], &remote().1);
    assert_eq!(view.status, RunStatus::Success, "{:?}", view.failure);
    assert_eq!(view.warnings.len(), 1, "{:?}", view.warnings);
}

#[test]
fn a_record_that_was_lost_is_written_again_as_it_was() {
    let bench = motley();
    let planned = bench.plan_as(&without_left_out()).unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut record = RunRecorder::new(bench.project.runs_dir());
    let how = How { jobs: 1, continue_on_error: true, approve: false };
    let view = bench.carry_out_with(&planned, how, vec![&mut record], &remote().1);
    let row = bench.ledger.run_fetch(view.run).unwrap().unwrap();
    let runs = bench.project.runs_dir();
    let paths = ["json", "log"].map(|suffix| format!(".pipeline-runs/{}.{suffix}", row.name));
    let before = paths.clone().map(|path| bench.read(&path));
    assert!(is_complete(&runs, &row));
    paths.iter().for_each(|path| std::fs::remove_file(bench.path(path)).unwrap());
    assert!(!is_complete(&runs, &row));
    rewrite_record(&runs, &*bench.ledger, &row).unwrap();
    assert!(is_complete(&runs, &row));
    assert_eq!(paths.map(|path| bench.read(&path)), before);
}

#[test]
fn json_artifacts_are_kept_by_digest_and_others_are_not() {
    let mut graph = graph(&["j", "t"], &[shell("s", "echo '{\"n\": 1}' > j; echo text > t", &[], &["j", "t"], &[])]);
    graph["artifacts"][0]["format"] = json!("json");
    let bench = Bench::new(&graph);
    let planned = bench.plan_as(&request()).unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut keep = KeepObjects::new(&bench.project, std::sync::Arc::clone(&bench.cache));
    let view = bench.carry_out_with(&planned, How::default(), vec![&mut keep], &remote().1);
    let artifacts = &view.stage(&"s".into()).unwrap().artifacts;
    std::fs::remove_file(bench.path("j")).unwrap();
    let store = object_store(&bench.project);
    let kept =
        artifacts.iter().map(|artifact| store.get(artifact.digest.unwrap()).unwrap().is_some()).collect::<Vec<_>>();
    assert_eq!(kept, [true, false]);
}
