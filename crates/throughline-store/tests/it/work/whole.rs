//! All or nothing: a write of many rows that fails at any of its statements leaves nothing.

use serde_json::json;
use throughline_model::work::Status;
use throughline_store::work::{
    WorkError, audit_verify, context_packet_create, evidence_pack_create, issue_create, issue_set_status,
    review_create, run_create, task_enqueue,
};
use throughline_store::{Database, Fault, Session, StoreError};

use super::made::{
    body, chain_is_whole, context, issue, issue_body, later, reference, repo, rule, run, run_body, seen, snapshot,
    tried, written,
};
use super::tasks::spec;
use crate::home::{Home, on_each};

/// What an enqueued task writes to.
const ENQUEUED: &[&str] = &[
    "task",
    "cwom_repos",
    "cwom_constraint_snapshots",
    "cwom_issues",
    "cwom_issue_constraint_snapshots",
    "cwom_context_packets",
    "cwom_issue_context_packets",
    "audit_log",
];

fn rows(home: &Home, of: &[&str]) -> Vec<i64> {
    of.iter().map(|table| home.number(&format!("SELECT COUNT(*) FROM {table}"))).collect()
}

/// Writes, with a fault in place of each statement, until it goes well; then there are so many more rows.
fn struck<W>(prepare: impl Fn(&Database) -> W, of: &[&str], more: &[i64])
where
    W: Fn(&mut Session) -> Result<(), WorkError> + Clone + Send + 'static,
{
    for fault in [Fault::Refuse, Fault::Lose] {
        on_each(|home| {
            let (database, faults) = home.open_with_faults();
            let write = prepare(&database);
            let before = rows(home, of);
            // A transaction whose begin finds the connection lost is begun again on another one, and goes well.
            let mut statements = u32::from(fault == Fault::Lose);
            loop {
                let again = write.clone();
                faults.arm(statements, fault);
                let done = tried(&database, move |session| again(session));
                if faults.disarm() {
                    done.unwrap_or_else(|error| panic!("{home}: {error:?}"));
                    break;
                }
                let error = done.err();
                assert!(matches!(error, Some(WorkError::Store(_))), "{home}: {fault:?} {statements}: {error:?}");
                assert_eq!(rows(home, of), before, "{home}: {fault:?} in place of statement {statements}");
                assert_eq!(seen(&database, audit_verify).fault, None);
                statements += 1;
            }
            assert!(statements > 8, "{home}: {statements} statements were struck");
            let grown: Vec<i64> = before.iter().zip(more).map(|(before, more)| before + more).collect();
            assert_eq!(rows(home, of), grown, "{home}");
            chain_is_whole(&database);
        });
    }
}

#[test]
fn an_enqueued_task_is_there_as_a_whole_or_not_at_all() {
    let prepare = |_: &Database| |session: &mut Session| task_enqueue(session, &context(), &spec(Some("k"))).map(drop);
    struck(prepare, ENQUEUED, &[1, 1, 1, 1, 1, 1, 1, 8]);
}

#[test]
fn an_issue_is_there_with_its_links_or_not_at_all() {
    let prepare = |database: &Database| {
        let mut value = issue_body(&repo(database, "a"));
        value["doctrine_refs"] = json!(["a", "b"].map(|name| reference("DoctrineRef", rule(database, name).id)));
        value["constraints"] = json!([reference("ConstraintSnapshot", snapshot(database).id())]);
        move |session: &mut Session| issue_create(session, &context(), body(value.clone())).map(drop)
    };
    let tables = ["cwom_issues", "cwom_issue_doctrine_refs", "cwom_issue_constraint_snapshots", "audit_log"];
    struck(prepare, &tables, &[1, 2, 1, 4]);
}

#[test]
fn a_packet_is_there_with_its_links_or_not_at_all() {
    let prepare = |database: &Database| {
        let issue = issue(database, &repo(database, "a")).object.id;
        let rules = ["a", "b"].map(|name| reference("DoctrineRef", rule(database, name).id));
        let asked =
            json!({"for_issue": reference("Issue", issue), "version": "1", "summary": "s", "doctrine_refs": rules});
        move |session: &mut Session| context_packet_create(session, &context(), body(asked.clone())).map(drop)
    };
    let tables = [
        "cwom_context_packets",
        "cwom_context_packet_doctrine_refs",
        "cwom_issue_context_packets",
        "cwom_issues WHERE revision = 2",
        "audit_log",
    ];
    struck(prepare, &tables, &[1, 2, 1, 1, 2]);
}

#[test]
fn a_run_is_there_with_its_links_or_not_at_all() {
    let prepare = |database: &Database| {
        let repo = repo(database, "a");
        let mut value = run_body(&repo, issue(database, &repo).object.id);
        value["inputs"] = json!({"doctrine_refs": [reference("DoctrineRef", rule(database, "a").id)]});
        move |session: &mut Session| run_create(session, &context(), body(value.clone())).map(drop)
    };
    let tables = ["cwom_runs", "cwom_run_doctrine_refs", "cwom_issues WHERE revision = 2", "audit_log"];
    struck(prepare, &tables, &[1, 1, 1, 1]);
}

#[test]
fn a_review_is_there_with_what_it_does_or_not_at_all() {
    let prepare = |database: &Database| {
        let repo = repo(database, "a");
        let issue = issue(database, &repo).object.id;
        let (for_run, for_issue) = (reference("Run", run(database, &repo, issue).object.id), reference("Issue", issue));
        let ada = json!({"actor_kind": "human", "actor_id": "ada"});
        let asked = body(json!({"for_run": for_run, "for_issue": for_issue, "verdict": "pass", "evaluated_by": ada}));
        let pack = written(database, |session| evidence_pack_create(session, &context(), asked)).object.id;
        written(database, move |s| issue_set_status(s, &context(), issue, Status::UnderReview, None));
        let asked = json!({"for_evidence_pack": reference("EvidencePack", pack), "for_run": for_run, "for_issue": for_issue,
            "reviewer": ada, "decision": "approved", "decision_reason": ""});
        move |session: &mut Session| review_create(session, &later(9), body(asked.clone())).map(drop)
    };
    let tables =
        ["cwom_review_decisions", "cwom_issues WHERE status = 'done'", "cwom_runs WHERE status = 'done'", "audit_log"];
    struck(prepare, &tables, &[1, 1, 1, 3]);
}

#[test]
fn a_write_that_fails_takes_nothing_else_with_it() {
    on_each(|home| {
        let database = home.open();
        let error = tried(&database, |session| {
            task_enqueue(session, &context(), &spec(None))?;
            Err::<(), _>(WorkError::Store(StoreError::Spoiled))
        });
        assert!(error.is_err());
        assert_eq!(rows(home, ENQUEUED), [0; 8], "{home}");
        tried(&database, |session| task_enqueue(session, &context(), &spec(None))).unwrap();
        assert_eq!(rows(home, ENQUEUED), [1, 1, 1, 1, 1, 1, 1, 8], "{home}");
    });
}
