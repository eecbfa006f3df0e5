//! What the statements cost, without a clock: every statement that the store makes is explained by the database, and the
//! steps of its machine are counted beside a short history and a long one.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use camino::Utf8Path;
use jiff::Timestamp;
use rusqlite::StatementStatus;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use throughline_engine::{Commit, GateDecision, Ledger, StageRecord};
use throughline_model::{
    ArtifactRecord, AttemptId, AttemptOutcome, Digest, Event, EventKind, Filters, ResourceUsage, RunId, RunStarted,
    RunStatus, StageId,
};

use super::{DatabaseLedger, open};

/// Statements with the steps that they took, in the order in which they ended.
type Told = Arc<Mutex<Vec<(String, i64)>>>;

/// A statement may read a whole table only where it is asked for all of it, or where it stops at a `LIMIT` on the way
/// through an index.
const WHOLE: [&str; 1] = ["FROM stage_run s ORDER BY s.run_id, s.at"];

struct Watched {
    ledger: DatabaseLedger,
    told: Told,
    _folder: tempfile::TempDir,
}

fn time(number: u64) -> Timestamp {
    Timestamp::from_millisecond(1_795_000_000_000 + number.cast_signed()).unwrap()
}

fn run_id(number: u64) -> RunId {
    format!("01KC{number:022}").parse().unwrap()
}

fn stages() -> [StageId; 2] {
    ["a".into(), "b".into()]
}

/// A run in which both stages ran, commit by commit.
fn run(number: u64) -> Vec<Commit> {
    let run = run_id(number);
    let mut seq = 0;
    let mut event = |kind| {
        seq += 1;
        Event { run, seq: seq - 1, at: time(number), kind }
    };
    let started = RunStarted {
        pipeline_id: "p".into(),
        name: format!("{number}_p"),
        graph_path: "g.json".to_owned(),
        graph_digest: Digest::of(b"g"),
        filters: Filters::default(),
        parameters: serde_json::Map::new(),
        stages: stages().map(|stage| (stage, None)).to_vec(),
        planned_stage_ids: stages().to_vec(),
        jobs: 1,
        tool_version: "test".to_owned(),
    };
    let mut commits = vec![Commit { events: vec![event(EventKind::RunStarted(started.into()))], records: Vec::new() }];
    for stage in stages() {
        let digest = Digest::of(format!("{stage} {number}").as_bytes());
        let path = format!("out/{stage}");
        let record = StageRecord {
            stage: stage.clone(),
            run,
            attempt: AttemptId::generate(),
            fingerprint: digest,
            parts: "{}".to_owned(),
            artifacts: vec![ArtifactRecord {
                id: "x".into(),
                path,
                digest: Some(digest),
                size_bytes: 1,
                volatile: Vec::new(),
            }],
            after: BTreeMap::new(),
            usable: true,
            at: time(number),
        };
        let resource_usage = ResourceUsage { user_micros: 1, system_micros: 1, max_rss_bytes: 1 };
        let ended = EventKind::AttemptEnded {
            stage_id: stage.clone(),
            attempt: 1,
            outcome: AttemptOutcome::Exited { code: 0 },
            duration_ms: 1,
            resource_usage,
        };
        let succeeded = EventKind::StageSucceeded {
            stage_id: stage,
            attempt_id: record.attempt,
            fingerprint: digest,
            artifacts: record.artifacts.clone(),
            duration_ms: 1,
        };
        commits.push(Commit { events: vec![event(ended), event(succeeded)], records: vec![record] });
    }
    let ended = event(EventKind::RunEnded { status: RunStatus::Success, duration_ms: 1, failure: None });
    commits.push(Commit { events: vec![ended], records: Vec::new() });
    commits
}

impl Watched {
    /// A ledger with so many runs, from number 0 on.
    fn with(runs: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = open(Utf8Path::from_path(folder.path()).unwrap(), time(0)).unwrap().ledger;
        let told = Told::default();
        let teller = Arc::clone(&told);
        // A statement counts from when it was prepared, and is kept.
        let mut before: HashMap<String, i64> = HashMap::new();
        let tell = move |event: TraceEvent<'_>| {
            let TraceEvent::Profile(statement, _) = event else { return };
            let (sql, steps) = (statement.sql().into_owned(), statement.get_status(StatementStatus::VmStep).into());
            let last = before.insert(sql.clone(), steps).filter(|last| *last <= steps).unwrap_or(0);
            teller.lock().unwrap_or_else(PoisonError::into_inner).push((sql, steps - last));
        };
        ledger.connection().trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(tell)).unwrap();
        for number in 0..runs {
            run(number).iter().for_each(|commit| ledger.commit(commit).unwrap());
        }
        Self { ledger, told, _folder: folder }
    }

    /// The statements that this took, with the steps of each.
    fn watch(&self, ask: impl FnOnce(&dyn Ledger)) -> Vec<(String, i64)> {
        self.told.lock().unwrap().clear();
        ask(&self.ledger);
        std::mem::take(&mut *self.told.lock().unwrap())
    }
}

type Ask = Box<dyn Fn(&dyn Ledger)>;
type Question = (&'static str, Ask);

/// Everything that the ledger is asked, beside a history of so many runs. What tells of all runs is not among it.
fn questions(runs: u64) -> Vec<Question> {
    let newest = run_id(runs - 1);
    let stage: StageId = "a".into();
    let was = Digest::of(b"a 0");
    let never = Digest::of(b"never");
    let question = |name, ask: Ask| (name, ask);
    let of_stage = |ask: fn(&dyn Ledger, &StageId)| -> Ask {
        let stage = stage.clone();
        Box::new(move |ledger| ask(ledger, &stage))
    };
    let decision = GateDecision {
        stage: "g".into(),
        run: newest,
        fingerprint: never,
        approved: true,
        by: "me".to_owned(),
        comment: None,
        evidence: None,
        at: time(0),
    };
    vec![
        question("a whole run", Box::new(move |l| run(runs).iter().for_each(|commit| l.commit(commit).unwrap()))),
        question("record_latest", Box::new(|l| assert_eq!(l.record_latest(&stages()).unwrap().len(), 2))),
        question("record_find", {
            let stage = stage.clone();
            Box::new(move |l| assert!(l.record_find(&stage, &was).unwrap().is_some()))
        }),
        question("record_of_attempt", of_stage(|l, _| drop(l.record_of_attempt(AttemptId::generate()).unwrap()))),
        question("record_of_attempts", Box::new(|l| drop(l.record_of_attempts(&[AttemptId::generate()]).unwrap()))),
        question(
            "record_before_each",
            Box::new(move |l| {
                assert_eq!(l.record_before_each(&stages(), newest).unwrap().len(), 2);
                assert_eq!(l.record_before_each(&stages(), run_id(2)).unwrap().len(), 2);
            }),
        ),
        question("record_writer, the newest", of_stage(|l, _| drop(l.record_writer("out/a", None, None).unwrap()))),
        question("artifact_paths", of_stage(|l, _| assert_eq!(l.artifact_paths("x").unwrap().len(), 2))),
        question("artifact_paths_below", of_stage(|l, _| assert_eq!(l.artifact_paths_below("out").unwrap().len(), 2))),
        question("record_before the newest", {
            let stage = stage.clone();
            Box::new(move |l| assert!(l.record_before(&stage, newest).unwrap().is_some()))
        }),
        question("record_before an old one", {
            let stage = stage.clone();
            Box::new(move |l| assert!(l.record_before(&stage, run_id(2)).unwrap().is_some()))
        }),
        question("run_list", of_stage(|l, _| assert_eq!(l.run_list(None, 5).unwrap().len(), 5))),
        question("run_list of a pipeline", of_stage(|l, _| drop(l.run_list(Some(&"p".into()), 5).unwrap()))),
        question("run_nth", of_stage(|l, _| assert!(l.run_nth(3).unwrap().is_some()))),
        question("run_count", Box::new(move |l| assert_eq!(l.run_count(newest, None).unwrap(), 2))),
        question("run_after", Box::new(move |l| assert_eq!(l.run_after(Some(run_id(2)), 1).unwrap().len(), 1))),
        question("run_fetch", Box::new(move |l| assert!(l.run_fetch(newest).unwrap().is_some()))),
        question("run_find", Box::new(move |l| assert_eq!(l.run_find(&newest.to_string()).unwrap().len(), 1))),
        question("run_find by name", of_stage(|l, _| assert_eq!(l.run_find("1_p").unwrap().len(), 1))),
        question("run_unfinished", of_stage(|l, _| assert!(l.run_unfinished().unwrap().is_empty()))),
        question("event_list", Box::new(move |l| assert_eq!(l.event_list(newest, 0).unwrap().len(), 6))),
        question("event_list, the end", Box::new(move |l| assert_eq!(l.event_list(newest, 5).unwrap().len(), 1))),
        question("decision_create", Box::new(move |l| l.decision_create(&decision).unwrap())),
        question("decision_list", of_stage(|l, _| assert_eq!(l.decision_list(&"g".into()).unwrap().len(), 1))),
    ]
}

/// What tells of all runs, of all records of a stage, or of all that is below a folder.
fn whole_tables(ledger: &dyn Ledger) {
    ledger.stage_run_list(None).unwrap();
    ledger.stage_run_list(Some(&"p".into())).unwrap();
    ledger.record_list(&"a".into()).unwrap();
    ledger.record_writers("out").unwrap();
    ledger.record_writer("out/a", Some(&Digest::of(b"never")), Some(time(0))).unwrap();
    ledger.run_list(None, usize::MAX).unwrap();
}

#[test]
fn no_statement_looks_for_what_an_index_finds() {
    let watched = Watched::with(10);
    let mut statements: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, ask) in questions(10) {
        statements.extend(watched.watch(|ledger| ask(ledger)).into_iter().map(|(sql, _)| (sql, Vec::new())));
    }
    statements.extend(watched.watch(whole_tables).into_iter().map(|(sql, _)| (sql, Vec::new())));
    let Watched { mut ledger, .. } = watched;
    let connection = ledger.connection();
    let told = |sql: &str| sql.starts_with("BEGIN") || sql.starts_with("COMMIT");
    statements.retain(|sql, _| !told(sql));
    assert!(statements.len() > 25, "{statements:#?}");
    for (sql, plan) in &mut statements {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let parameters = vec!["1"; statement.parameter_count()];
        let rows = statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get(3)).unwrap();
        plan.extend(rows.map(Result::unwrap));
    }
    for (sql, plan) in &statements {
        // A virtual table is what was given.
        let scans = plan.iter().filter(|line| line.starts_with("SCAN") && !line.contains("VIRTUAL TABLE"));
        for line in scans {
            // Of an index that holds few rows by its own condition, all are meant.
            let stops = line.contains("USING INDEX") && (sql.contains(" LIMIT ") || line.contains("run_unfinished"));
            let is_whole = WHOLE.iter().any(|whole| sql.contains(whole));
            assert!(stops || is_whole, "{line} in {sql}\n{plan:#?}");
        }
    }
}

#[test]
fn a_long_history_takes_no_more_steps_than_a_short_one() {
    let (short, long) = (20, 2_000);
    let (beside_short, beside_long) = (Watched::with(short), Watched::with(long));
    for ((name, ask_short), (_, ask_long)) in questions(short).into_iter().zip(questions(long)) {
        let few = beside_short.watch(|ledger| ask_short(ledger));
        let many = beside_long.watch(|ledger| ask_long(ledger));
        let sum = |told: &[(String, i64)]| told.iter().map(|(_, steps)| steps).sum::<i64>();
        assert!(!few.is_empty(), "{name}: nothing was asked");
        assert_eq!(few.len(), many.len(), "{name}: as many statements");
        assert!(sum(&many) <= sum(&few), "{name}: {few:#?} {many:#?}");
    }
}
