//! A database with something in each of its tables, and the ways to another one.

use std::io::{BufReader, Cursor};

use serde_json::json;
use throughline_engine::{Housekeeping, Ledger, Removal};
use throughline_model::shape::Time;
use throughline_model::work::{ApiKeyCreate, Scope};
use throughline_model::{AttemptId, Digest, Event, EventKind, RunStatus};
use throughline_store::transfer::{TransferError, Transferred, database_export, database_import};
use throughline_store::work::{
    artifact_create, context_packet_create, evidence_pack_create, issue_create, review_create, run_create, task_enqueue,
};
use throughline_store::{Database, DatabaseOptions, DatabaseView, StoreError, keys};

use crate::home::Home;
use crate::support::{Story, commit, decision, record, run_id, time};
use crate::work::made::{body, context, issue_body, reference, repo, rule, run_body, snapshot, written};
use crate::work::tasks::spec;

/// Paths whose order depends on whether bytes or letters are compared.
const PATHS: &[&str] = &["B", "a", "ä", "out/_", "out/a", "out/B", "z", "日"];

/// Everything that is in a database, as it is exported.
pub(crate) fn exported(home: &Home) -> Vec<u8> {
    let mut view = DatabaseView::open(&home.url, &DatabaseOptions::default()).unwrap().unwrap();
    let mut bytes = Vec::new();
    let done = view.read_snapshot(|session| database_export(session, &mut bytes));
    done.unwrap_or_else(|error| panic!("{home}: {error} {error:?}"));
    bytes
}

/// Imports it.
pub(crate) fn imported(database: &Database, bytes: &[u8]) -> Result<Transferred, TransferError> {
    let mut input = BufReader::new(Cursor::new(bytes.to_vec()));
    database.write(move |session| database_import(session, &mut input))
}

/// Puts something into each table.
pub(crate) fn fill(home: &Home) {
    let database = home.open();
    work(&database);
    let asked = ApiKeyCreate { name: "ci".try_into().unwrap(), scope: Scope::Read };
    let key = move |session: &mut _| keys::key_create(session, &asked, Digest::of(b"secret"), Time::new(time(1)));
    database.write(key).unwrap_or_else(|error: StoreError| panic!("{error:?}"));
    home.script(
        "INSERT INTO idempotency_key (caller, route, key, request_digest, status, body, created_at)
         VALUES ('c', 'POST /x', 'k', 'sha256:1', 201, '{\"a\": \"\u{2028}\\n\"}\r\n\t\u{1f600}', 1);
         INSERT INTO inbox_event (id, type, source, data, priority, tags, status, created_at)
         VALUES ('01KC0000000000000000000000', 't', 's', '{}', 'low', '[]', 'pending', 1);",
    );
    drop(database);
    runs(home);
}

/// Work objects with every kind of link.
fn work(database: &Database) {
    let repo = repo(database, "a");
    let rules = ["a", "b"].map(|name| reference("DoctrineRef", rule(database, name).id));
    let mut asked = issue_body(&repo);
    asked["doctrine_refs"] = json!(rules);
    asked["constraints"] = json!([reference("ConstraintSnapshot", snapshot(database).id())]);
    let issue = written(database, |session| issue_create(session, &context(), body(asked))).object.id;
    let for_issue = reference("Issue", issue);
    let asked = json!({"for_issue": for_issue, "version": "1", "summary": "s", "doctrine_refs": rules});
    let packet = written(database, |session| context_packet_create(session, &context(), body(asked))).id();
    let mut asked = run_body(&repo, issue);
    asked["inputs"] = json!({"doctrine_refs": rules, "context_packets": [reference("ContextPacket", packet)]});
    let run = written(database, |session| run_create(session, &context(), body(asked))).object.id;
    let for_run = reference("Run", run);
    let asked =
        json!({"produced_by": for_run, "for_issue": for_issue, "type": "log", "title": "t", "uri": "file:///x"});
    written(database, |session| artifact_create(session, &context(), body(asked)));
    let ada = json!({"actor_kind": "human", "actor_id": "ada"});
    let asked = json!({"for_run": for_run, "for_issue": for_issue, "verdict": "pass", "evaluated_by": ada});
    let pack = written(database, |session| evidence_pack_create(session, &context(), body(asked))).object.id;
    let asked = json!({"for_evidence_pack": reference("EvidencePack", pack), "for_run": for_run, "for_issue": for_issue,
                       "reviewer": ada, "decision": "needs_changes", "decision_reason": "why not"});
    let under_review = throughline_model::work::Status::UnderReview;
    written(database, move |session| {
        throughline_store::work::issue_set_status(session, &context(), issue, under_review, None)
    });
    written(database, |session| review_create(session, &context(), body(asked)));
    for key in ["k", "l"] {
        written(database, move |session| task_enqueue(session, &context(), &spec(Some(key))));
    }
}

/// Runs, of which one is removed, and one says the same of many stages.
fn runs(home: &Home) {
    let ledger = home.ledger();
    for (number, words) in [(1, "one"), (2, "two"), (3, "three")] {
        let mut story = Story::new(number);
        let made = record(story.run, "s", words, PATHS);
        let events =
            vec![story.begin(), story.attempt("s", number), story.succeed(&made), story.end(RunStatus::Success)];
        ledger.commit(&commit(events, vec![made])).unwrap();
    }
    let (mut story, attempt) = (Story::new(4), AttemptId::generate());
    let mut events = vec![story.begin()];
    for stage in 0..200 {
        let event = story.event(EventKind::StageFresh {
            stage_id: format!("s{stage}").as_str().into(),
            since: run_id(1),
            attempt_id: attempt,
            fingerprint: Digest::of(b"x"),
            artifacts: Vec::new(),
        });
        events.push(Event { at: time(100), ..event });
    }
    // One that nobody ended.
    ledger.commit(&commit(events, Vec::new())).unwrap();
    ledger.decision_create(&decision("gate", "one", true)).unwrap();
    let (runs, command) = (vec![(run_id(1), "it was old".to_owned())], "throughline gc".to_owned());
    ledger.run_remove(&Removal { runs, spared: Vec::new(), command, at: time(9) }).unwrap();
}
