//! A run that begins at a checkpoint does what a run does that judges everything; it only looks at less.

use serde_json::{Value, json};
use throughline_engine::{CheckpointPlace, Planned, RunView, resume};
use throughline_model::RunStatus;

use crate::support::{Bench, How, actions, graph, only, request, shell, statuses};

/// Two chains: `a` → `b`, and `c` → `d`, which reads a folder too.
fn two_chains() -> Value {
    let stages = [
        shell("a", "cat in-a > out-a", &["in-a"], &["out-a"], &[]),
        shell("b", "cat out-a > out-b", &["out-a"], &["out-b"], &[]),
        shell("c", "cat in-c > out-c", &["in-c"], &["out-c"], &[]),
        shell("d", "cat out-c folder/* > out-d", &["out-c", "folder"], &["out-d"], &[]),
    ];
    let mut graph = graph(&["in-a", "in-c", "out-a", "out-b", "out-c", "out-d", "folder"], &stages);
    graph["artifacts"][6]["type"] = json!("directory");
    graph
}

fn bench(graph: &Value) -> Bench {
    let bench = Bench::new(graph);
    for source in ["in-a", "in-c", "folder/one"] {
        bench.write(source, source);
    }
    // So that a stamp can be trusted: see `stamp` in throughline-artifact.
    std::thread::sleep(std::time::Duration::from_millis(30));
    bench
}

fn place(bench: &Bench) -> CheckpointPlace {
    CheckpointPlace::of(&bench.project.root, &["p"])
}

/// The plan that begins at the checkpoint, where there is one to go by.
fn resumed(bench: &Bench) -> Option<Planned> {
    let resumption = resume(&bench.project, place(bench).read(), &bench.cache)?;
    resumption.plan(&request(), &bench.ledger, &bench.cache).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// The stages that a plan carries over.
fn carried(planned: &Planned) -> Vec<String> {
    let events = planned.carried.iter().flat_map(throughline_engine::Carried::events);
    events.map(|(_, event)| event.stage_id().unwrap().to_string()).collect()
}

/// A run as the command line does it, and which stages it carried over; none where everything was judged.
fn run(bench: &Bench) -> (Option<Vec<String>>, RunView) {
    let found = resumed(bench);
    let were_carried = found.as_ref().map(carried);
    let mut planned = found.unwrap_or_else(|| bench.plan_as(&request()).unwrap_or_else(|refusal| panic!("{refusal}")));
    planned.checkpoint = Some(place(bench));
    let view = bench.carry_out(&planned, How::default());
    (were_carried, view)
}

fn all(names: &[&str]) -> Option<Vec<String>> {
    Some(names.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn what_nothing_has_touched_is_carried_over() {
    let bench = bench(&two_chains());
    let (from, first) = run(&bench);
    assert_eq!((from, first.status), (None, RunStatus::Success));
    let (from, second) = run(&bench);
    assert_eq!(from, all(&["a", "b", "c", "d"]));
    assert_eq!(statuses(&second), ["a fresh", "b fresh", "c fresh", "d fresh"]);
    for (stage, earlier) in second.stages.iter().zip(&first.stages) {
        assert_eq!(stage.since, Some(first.run));
        assert_eq!((&stage.fingerprint, &stage.artifacts), (&earlier.fingerprint, &earlier.artifacts));
    }
    // What the ledger tells is what was seen.
    let told = RunView::from_events(&bench.events(&second)).unwrap();
    assert_eq!(statuses(&told), statuses(&second));
    assert_eq!(told.started.planned_stage_ids.len(), 4);
}

#[test]
fn what_changed_and_what_hangs_on_it_is_judged() {
    let bench = bench(&two_chains());
    run(&bench);
    bench.write("in-a", "another");
    let (from, view) = run(&bench);
    assert_eq!(from, all(&["c", "d"]));
    assert_eq!(statuses(&view), ["a succeeded", "b succeeded", "c fresh", "d fresh"]);
    assert_eq!(bench.read("out-b"), "another");
    // The checkpoint has gone on: nothing is left to be judged.
    assert_eq!(run(&bench).0, all(&["a", "b", "c", "d"]));
    assert_eq!(actions(&bench.plan()), ["a fresh", "b fresh", "c fresh", "d fresh"]);

    // The same content under another time: judged, and fresh.
    std::thread::sleep(std::time::Duration::from_millis(30));
    bench.write("in-c", "in-c");
    let (from, view) = run(&bench);
    assert_eq!(from, all(&["a", "b"]));
    assert_eq!(statuses(&view), ["a fresh", "b fresh", "c fresh", "d fresh"]);

    for (path, then) in
        [("out-b", vec!["a", "c", "d"]), ("out-d", vec!["a", "b", "c"]), ("folder/one", vec!["a", "b", "c"])]
    {
        bench.write(path, "spoilt");
        let (from, view) = run(&bench);
        assert_eq!((from, view.status), (all(&then), RunStatus::Success), "{path}");
        assert_eq!(run(&bench).0, all(&["a", "b", "c", "d"]), "{path}");
    }
    bench.write("folder/two", "more");
    assert_eq!(run(&bench).0, all(&["a", "b", "c"]));
    std::fs::remove_file(bench.path("out-a")).unwrap();
    let (from, view) = run(&bench);
    assert_eq!(from, all(&["c", "d"]));
    assert_eq!(statuses(&view), ["a succeeded", "b fresh", "c fresh", "d fresh"]);
}

#[test]
fn what_concerns_the_whole_graph_ends_the_checkpoint() {
    let mut changed = two_chains();
    changed["artifacts"][3]["schema"] = json!("b.schema.json");
    changed["artifacts"][3]["format"] = json!("json");
    changed["stages"][1]["environment"] = json!([{"name": "TL_E", "cache": true}]);
    changed["stages"][1]["tools"] = json!([{"name": "t", "version": ["cat", "version"]}]);
    changed["stages"][1]["constraints"] = json!([{"id": "r", "path": "rule"}]);
    let mut bench = bench(&changed);
    for (path, text) in [
        ("in-a", "1"),
        ("b.schema.json", "{\"$ref\": \"more.json\"}"),
        ("more.json", "{}"),
        ("version", "1"),
        ("rule", "1"),
    ] {
        bench.write(path, text);
    }
    let whole = all(&["a", "b", "c", "d"]);
    run(&bench);
    assert_eq!(run(&bench).0, whole);
    let paths = [
        ("b.schema.json", "{\"$ref\": \"more.json\", \"title\": \"t\"}"),
        ("more.json", "true"),
        ("version", "2"),
        ("rule", "2"),
    ];
    for (path, text) in paths {
        bench.write(path, text);
        let (from, view) = run(&bench);
        assert_eq!((from, view.status), (None, RunStatus::Success), "{path}");
        assert_eq!(run(&bench).0, whole, "{path}");
    }
    bench.set_variable("TL_E", "x");
    let (from, view) = run(&bench);
    assert_eq!((from, &statuses(&view)[1][..]), (None, "b succeeded"));
    assert_eq!(run(&bench).0, whole);

    // Another run of something else, without the checkpoint.
    bench.write("in-a", "2");
    bench.run_as(&only(&["a"]), How::default());
    assert!(resumed(&bench).is_none(), "the ledger has gone on");
    run(&bench);

    changed["stages"][3]["description"] = json!("another graph");
    bench.set_graph(&changed);
    assert_eq!(run(&bench).0, None);
    assert_eq!(run(&bench).0, whole);
}

#[test]
fn what_is_not_plain_is_judged_each_time() {
    let stages = [
        shell("a", "cat in-a > out-a", &["in-a"], &["out-a"], &[]),
        shell("says", "true", &["out-a"], &[], &[]),
        shell("c", "cat in-c > out-c; cat extra >> out-c 2> /dev/null || true", &["in-c"], &["out-c"], &[]),
        shell("e", "cat out-c > out-e", &["out-c"], &["out-e"], &[]),
    ];
    let mut graph = graph(&["in-a", "in-c", "out-a", "out-c", "out-e"], &stages);
    // A path that its command names, though nothing is there yet.
    graph["stages"][2]["command"]["args"].as_array_mut().unwrap().push(json!("extra"));
    let bench = bench(&graph);
    run(&bench);
    let (from, view) = run(&bench);
    assert_eq!(from, all(&["a", "c", "e"]));
    assert_eq!(statuses(&view), ["a fresh", "says succeeded", "c fresh", "e fresh"]);
    bench.write("extra", "more");
    let (from, view) = run(&bench);
    assert_eq!(from, None, "three of four are disturbed");
    assert_eq!(statuses(&view), ["a fresh", "says succeeded", "c succeeded", "e succeeded"]);
    assert_eq!(bench.read("out-e"), "in-cmore");
    assert_eq!(run(&bench).0, all(&["a", "c", "e"]));
}

#[test]
fn a_stage_that_failed_is_judged_and_the_others_are_not() {
    let mut graph = two_chains();
    graph["stages"][3]["command"]["args"][1] = json!("test -e fixed && cat out-c > out-d");
    let bench = bench(&graph);
    let (_, view) = run(&bench);
    assert_eq!((view.status, &statuses(&view)[3][..]), (RunStatus::Failed, "d failed"));
    let (from, view) = run(&bench);
    assert_eq!((from, view.status), (all(&["a", "b", "c"]), RunStatus::Failed));
    assert_eq!(view.failure.as_ref().and_then(|failure| failure.step_number), Some(4));
    bench.write("fixed", "");
    let (from, view) = run(&bench);
    assert_eq!((from, view.status), (all(&["a", "b", "c"]), RunStatus::Success));
}

#[test]
fn there_is_none_where_outputs_overlap() {
    let stages = [
        shell("a", "cat in-a > out", &["in-a"], &["out"], &[]),
        shell("b", "cat in-c >> out", &["in-c"], &["out"], &["a"]),
    ];
    let bench = bench(&graph(&["in-a", "in-c", "out"], &stages));
    run(&bench);
    assert_eq!(run(&bench).0, None);
}

#[test]
fn a_damaged_checkpoint_is_not_believed() {
    let bench = bench(&two_chains());
    run(&bench);
    let folder = bench.project.state_dir().join("cache/checkpoints");
    let files: Vec<_> = folder.read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()).collect();
    assert_eq!(files.len(), 2);
    for file in files {
        let whole = std::fs::read(&file).unwrap();
        let step = (whole.len() / 60).max(1);
        for at in (0..whole.len()).step_by(step) {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            std::fs::write(&file, &damaged).unwrap();
            bench.write("in-a", &format!("{at}"));
            if let Some(planned) = resumed(&bench) {
                // A piece that nobody needs may be damaged.
                assert_eq!(carried(&planned), ["c", "d"], "{file} at {at}");
                assert_eq!(actions(&planned.plan), ["a run", "b wait"], "{file} at {at}");
            }
        }
        std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
        assert!(resumed(&bench).is_none_or(|planned| carried(&planned) == ["c", "d"]), "{file} cut off");
        std::fs::write(&file, &whole).unwrap();
    }
    assert!(resumed(&bench).is_some());
}
