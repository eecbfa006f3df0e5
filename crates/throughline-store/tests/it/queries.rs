//! What goes in comes out, and every question has the answer that its words promise.

use throughline_engine::Ledger;
use throughline_model::{AttemptId, Digest, Event, RunId, RunStatus, StageStatus};

use crate::home::on_each;
use crate::support::{Story, commit, decision, record, run_id, time, whole};

#[test]
fn a_run_comes_out_as_it_went_in() {
    on_each(|home| {
        let (ledger, mut story) = (home.ledger(), Story::new(5));
        let made = record(story.run, "b[ü x]", "one", &["out/ü \"'%_.json"]);
        let batches: Vec<Vec<Event>> =
            vec![vec![story.begin()], vec![story.attempt("a", 11), story.fail("a")], vec![story.succeed(&made)]];
        for batch in &batches {
            ledger.commit(&commit(batch.clone(), Vec::new())).unwrap();
        }
        let row = ledger.run_fetch(story.run).unwrap().unwrap();
        assert_eq!((row.status, row.finished_at, row.duration_ms, row.planned), (RunStatus::Running, None, None, 1));
        assert_eq!((row.name, row.pipeline.as_str(), row.started_at), (story.name(), "p", time(0)));
        assert_eq!(serde_json::Value::from(row.parameters), serde_json::json!({"n": 1}));
        assert_eq!(ledger.run_unfinished().unwrap().len(), 1);
        let end = story.end(RunStatus::Failed);
        ledger.commit(&commit(vec![end.clone()], Vec::new())).unwrap();
        let row = ledger.run_fetch(story.run).unwrap().unwrap();
        assert_eq!((row.status, row.finished_at, row.duration_ms), (RunStatus::Failed, Some(end.at), Some(9)));
        assert_eq!(row.failure.unwrap().hint.as_deref(), Some("try again"));
        assert!(ledger.run_unfinished().unwrap().is_empty());

        let all: Vec<Event> = batches.into_iter().flatten().chain([end]).collect();
        for from in 0..=all.len() {
            assert_eq!(ledger.event_list(story.run, from as u64).unwrap(), all[from..], "from {from}");
        }
        assert!(ledger.event_list(run_id(99), 0).unwrap().is_empty());
        assert_eq!(ledger.run_fetch(run_id(99)).unwrap(), None);

        let stages = ledger.stage_run_list(Some(&"p".into())).unwrap();
        let told: Vec<_> = stages.iter().map(|one| (one.stage.as_str(), one.status, one.duration_ms)).collect();
        assert_eq!(told, [("a", StageStatus::Failed, 7), ("b[ü x]", StageStatus::Succeeded, 5)]);
        assert_eq!((stages[0].usage.user_micros, stages[1].usage.user_micros), (11, 0));
    });
}

#[test]
fn a_run_that_another_process_began_can_be_ended() {
    on_each(|home| {
        let mut story = Story::of(1, "other");
        home.ledger().commit(&commit(vec![story.begin()], Vec::new())).unwrap();
        let ledger = home.ledger();
        ledger.commit(&commit(vec![story.fail("a"), story.end(RunStatus::Interrupted)], Vec::new())).unwrap();
        assert_eq!(ledger.stage_run_list(Some(&"other".into())).unwrap().len(), 1);
        assert!(ledger.stage_run_list(Some(&"p".into())).unwrap().is_empty());
    });
}

#[test]
fn records_come_out_as_they_went_in_and_the_newest_is_the_latest() {
    on_each(|home| {
        let ledger = home.ledger();
        let mut first = record(run_id(1), "a", "one", &["x", "y"]);
        first.artifacts[1].digest = None;
        first.after.insert("before".into(), AttemptId::generate());
        first.parts = r#"{"input:ü":{"digest":null}}"#.to_owned();
        first.at = time(77);
        let unusable = throughline_engine::StageRecord { usable: false, ..record(run_id(2), "a", "two", &["x"]) };
        let other = record(run_id(2), "A", "one", &[]);
        let again = record(run_id(3), "a", "one", &["x"]);
        let all = [&first, &unusable, &other, &again];
        for one in all {
            ledger.commit(&commit(Vec::new(), vec![one.clone()])).unwrap();
        }
        assert_eq!(ledger.record_list(&"a".into()).unwrap(), [again.clone(), unusable.clone(), first.clone()]);
        let latest = ledger.record_latest(&["a".into(), "none".into(), "a".into()]).unwrap();
        assert_eq!(latest.into_iter().collect::<Vec<_>>(), [("a".into(), again.clone())]);
        assert!(ledger.record_latest(&[]).unwrap().is_empty());
        let find = |words: &str| ledger.record_find(&"a".into(), &Digest::of(words.as_bytes())).unwrap();
        assert_eq!(find("one"), Some(again.clone()));
        assert_eq!((find("two"), find("three")), (None, None));
        let attempts = [first.attempt, AttemptId::generate(), other.attempt, first.attempt];
        let found = ledger.record_of_attempts(&attempts).unwrap();
        assert_eq!(found, [(first.attempt, first.clone()), (other.attempt, other.clone())].into());
        assert!(ledger.record_of_attempts(&[]).unwrap().is_empty());
        let before = |run| ledger.record_before_each(&["a".into(), "A".into(), "none".into()], run).unwrap();
        assert_eq!(before(run_id(3)), [("a".into(), unusable.clone()), ("A".into(), other)].into());
        assert_eq!(before(run_id(2)), [("a".into(), first)].into());
        assert!(before(run_id(1)).is_empty());
        assert_eq!(ledger.record_of_attempt(unusable.attempt).unwrap(), Some(unusable));
        assert_eq!(ledger.record_of_attempt(AttemptId::generate()).unwrap(), None);
        assert_eq!(ledger.record_before(&"a".into(), run_id(3)).unwrap().map(|one| one.run), Some(run_id(2)));
        assert_eq!(ledger.record_before(&"a".into(), run_id(1)).unwrap(), None);
    });
}

#[test]
fn an_attempt_that_was_found_valid_again_is_its_newest_record() {
    on_each(|home| {
        let ledger = home.ledger();
        let first = record(run_id(1), "a", "one", &["x"]);
        let again = throughline_engine::StageRecord { fingerprint: Digest::of(b"two"), ..first.clone() };
        ledger.commit(&commit(Vec::new(), vec![first.clone(), again.clone()])).unwrap();
        assert_eq!(ledger.record_of_attempt(first.attempt).unwrap(), Some(again.clone()));
        let found = ledger.record_of_attempts(&[first.attempt]).unwrap();
        assert_eq!(found, [(first.attempt, again.clone())].into());
        assert_eq!(ledger.record_latest(&["a".into()]).unwrap()["a"], again);
    });
}

#[test]
fn ids_are_texts_and_not_patterns_or_sql() {
    on_each(|home| {
        let ledger = home.ledger();
        let odd = ["a'b", "a\"b", "a%", "a_", "a\\", "[\"x\"]", "ü", "\u{1f600}", "a]b[", "null", "1"];
        for (number, id) in odd.iter().enumerate() {
            ledger.commit(&commit(Vec::new(), vec![record(run_id(number as u64), id, id, &[id])])).unwrap();
        }
        let ids: Vec<throughline_model::StageId> = odd.iter().map(|id| (*id).into()).collect();
        assert_eq!(ledger.record_latest(&ids).unwrap().len(), odd.len());
        for id in odd {
            let found = ledger.record_writers(id).unwrap();
            assert_eq!(found.iter().map(|one| one.stage.as_str()).collect::<Vec<_>>(), [id]);
            assert_eq!(ledger.record_list(&id.into()).unwrap().len(), 1, "{id}");
        }
    });
}

#[test]
fn runs_are_listed_newest_first() {
    on_each(|home| {
        let ledger = home.ledger();
        for number in [2, 9, 4] {
            whole(&ledger, &mut Story::of(number, if number == 4 { "q" } else { "p" }), RunStatus::Success);
        }
        let ids = |pipeline: Option<&str>, limit| -> Vec<RunId> {
            let pipeline = pipeline.map(Into::into);
            ledger.run_list(pipeline.as_ref(), limit).unwrap().iter().map(|row| row.id).collect()
        };
        assert_eq!(ids(None, usize::MAX), [run_id(9), run_id(4), run_id(2)]);
        assert_eq!(ids(None, 2), [run_id(9), run_id(4)]);
        assert_eq!(ids(None, 0), []);
        assert_eq!(ids(Some("p"), 10), [run_id(9), run_id(2)]);
        assert_eq!(ids(Some("none"), 10), []);
    });
}

#[test]
fn a_run_is_found_by_what_begins_only_its_id_and_by_its_name() {
    on_each(|home| {
        let ledger = home.ledger();
        let text = |id: &str| id.parse::<RunId>().unwrap();
        let ids = [
            "01KC0000000000000000000001",
            "01KC0000000000000000000Z01",
            "01KCZZZZZZZZZZZZZZZZZZZZZZ",
            "01KD0000000000000000000000",
        ];
        let mut names = Vec::new();
        for id in ids {
            let mut story = Story::new(0);
            story.run = text(id);
            names.push(story.name());
            whole(&ledger, &mut story, RunStatus::Success);
        }
        let found = |given: &str| -> Vec<String> {
            ledger.run_find(given).unwrap().iter().map(|row| row.id.to_string()).collect()
        };
        assert_eq!(found(ids[0]), [ids[0]]);
        assert_eq!(found(&ids[0].to_lowercase()), [ids[0]]);
        assert_eq!(found("01KCZ"), [ids[2]]);
        assert_eq!(found("01kcz"), [ids[2]]);
        assert_eq!(found("01KD"), [ids[3]]);
        assert_eq!(found("01KC0").len(), 2);
        assert_eq!(found("01KC0000000000000000000Z"), [ids[1]]);
        assert_eq!(found("").len(), 2, "everything begins with nothing");
        for nothing in ["01KCA", "02", "01KC0000000000000000000001X", "%", "_", "01KC%", "'", "01KC[", "ü"] {
            assert_eq!(found(nothing), [""; 0], "{nothing}");
        }
        for name in [names[1].clone(), format!("{}.json", names[1]), format!("{}.log", names[1])] {
            assert_eq!(found(&name), [ids[1]], "{name}");
        }
        assert_eq!(found(&names[1][..10]), [""; 0], "a name is given whole");
    });
}

#[test]
fn writers_of_a_folder_are_those_of_everything_in_it_and_of_nothing_beside_it() {
    on_each(|home| {
        let ledger = home.ledger();
        let paths = [
            "foo",
            "foo/a",
            "foo/a/b",
            "foo/",
            "foo0",
            "foo.txt",
            "foo-",
            "foo bar",
            "FOO/a",
            "fo",
            "foo/ü'\"%",
            "x/foo/a",
            "foo%/a",
            "foo/\u{10ffff}",
        ];
        for (number, path) in paths.iter().enumerate() {
            ledger.commit(&commit(Vec::new(), vec![record(run_id(number as u64), path, path, &[path])])).unwrap();
        }
        let writers = |path: &str| -> Vec<String> {
            let found = ledger.record_writers(path).unwrap();
            assert!(found.windows(2).all(|pair| pair[0].run > pair[1].run), "not newest first");
            let mut stages: Vec<String> = found.iter().map(|one| one.stage.to_string()).collect();
            stages.sort_unstable();
            stages
        };
        assert_eq!(writers("foo"), ["foo", "foo/a", "foo/a/b", "foo/ü'\"%", "foo/\u{10ffff}"]);
        assert_eq!(writers("foo/a"), ["foo/a", "foo/a/b"]);
        assert_eq!(writers("foo%"), ["foo%/a"]);
        assert_eq!(writers("foo0"), ["foo0"]);
        assert_eq!(writers("fo"), ["fo"]);
        assert_eq!(writers("f"), [""; 0]);
        assert_eq!(writers("foo/a").len(), writers("foo/a/").len(), "a folder may be named with its slash");
    });
}

#[test]
fn a_record_that_wrote_many_files_of_a_folder_is_one_writer() {
    on_each(|home| {
        let ledger = home.ledger();
        ledger.commit(&commit(Vec::new(), vec![record(run_id(1), "a", "one", &["d/x", "d/y", "d/x"])])).unwrap();
        assert_eq!(ledger.record_writers("d").unwrap().len(), 1);
    });
}

#[test]
fn the_places_of_an_artifact_are_told_once_each_in_order() {
    on_each(|home| {
        let ledger = home.ledger();
        for number in 1..=3 {
            let left = ["d/b", "d/a", "d/a/b", "d", "da", "D/a"];
            ledger.commit(&commit(Vec::new(), vec![record(run_id(number), "a", &format!("{number}"), &left)])).unwrap();
        }
        assert_eq!(ledger.artifact_paths_below("d").unwrap(), ["d", "d/a", "d/a/b", "d/b"]);
        assert_eq!(ledger.artifact_paths_below("d/a/").unwrap(), ["d/a", "d/a/b"]);
        assert_eq!(ledger.artifact_paths("id of da").unwrap(), ["da"]);
        assert!(ledger.artifact_paths("id of").unwrap().is_empty());
    });
}

#[test]
fn runs_are_counted_from_the_newest() {
    on_each(|home| {
        let ledger = home.ledger();
        for number in [2, 4, 9] {
            whole(&ledger, &mut Story::new(number), RunStatus::Success);
        }
        let nth = |number| ledger.run_nth(number).unwrap().map(|row| row.id);
        assert_eq!([0, 1, 3, 4].map(nth), [None, Some(run_id(9)), Some(run_id(2)), None]);
        let count = |from, before: Option<u64>| ledger.run_count(run_id(from), before.map(run_id)).unwrap();
        assert_eq!((count(2, None), count(4, Some(9)), count(3, Some(4)), count(9, Some(9))), (3, 1, 0, 0));
    });
}

#[test]
fn runs_are_told_from_the_oldest_on() {
    on_each(|home| {
        let ledger = home.ledger();
        for number in [2, 4, 9] {
            whole(&ledger, &mut Story::new(number), RunStatus::Success);
        }
        let after = |run: Option<u64>, limit| -> Vec<_> {
            ledger.run_after(run.map(run_id), limit).unwrap().into_iter().map(|row| row.id).collect()
        };
        assert_eq!(after(None, 2), [run_id(2), run_id(4)]);
        assert_eq!(after(Some(2), 9), [run_id(4), run_id(9)]);
        assert_eq!(after(Some(3), 1), [run_id(4)]);
        assert!(after(Some(9), 9).is_empty());
    });
}

#[test]
fn the_writer_of_a_path_is_told_by_digest_and_time() {
    on_each(|home| {
        let ledger = home.ledger();
        for (number, words) in [(1_u64, "one"), (2, "two"), (3, "one")] {
            let at = time(number.cast_signed() * 10);
            let made = throughline_engine::StageRecord { at, ..record(run_id(number), "a", words, &["x"]) };
            ledger.commit(&commit(Vec::new(), vec![made])).unwrap();
        }
        ledger.commit(&commit(Vec::new(), vec![record(run_id(4), "b", "one", &["x/below"])])).unwrap();
        let (one, three) = (Digest::of(b"one"), Digest::of(b"three"));
        let run = |digest, until| ledger.record_writer("x", digest, until).unwrap().map(|found| found.run);
        assert_eq!(run(None, None), Some(run_id(3)));
        assert_eq!(run(Some(&one), Some(time(29))), Some(run_id(1)));
        assert_eq!(run(None, Some(time(20))), Some(run_id(2)));
        assert_eq!((run(Some(&three), None), run(None, Some(time(9)))), (None, None));
    });
}

#[test]
fn decisions_come_out_as_they_went_in_newest_first() {
    on_each(|home| {
        let ledger = home.ledger();
        let all = [decision("g", "one", true), decision("g", "one", false), decision("h", "one", true)];
        all.iter().for_each(|one| ledger.decision_create(one).unwrap());
        assert_eq!(ledger.decision_list(&"g".into()).unwrap(), [all[1].clone(), all[0].clone()]);
        assert_eq!(ledger.decision_list(&"none".into()).unwrap(), []);
    });
}
