//! Evidence, and what a review of it does.

use std::fmt::Display;

use serde_json::{Value, json};
use throughline_model::shape::Time;
use throughline_model::work::{ActorKind, EvidencePack, Status};
use throughline_model::{EvidencePackId, IssueId, WorkRunId};
use throughline_store::Database;
use throughline_store::work::{
    EvidencePackFilter, Page, ReviewFilter, WorkError, evidence_pack_count, evidence_pack_create, evidence_pack_fetch,
    evidence_pack_list, evidence_pack_of_run, issue_fetch, issue_set_status, review_count, review_create, review_fetch,
    review_list, review_of_pack, run_fetch,
};

use super::made::{body, chain_is_whole, context, issue, later, log, reference, repo, run, seen, told, tried, written};
use crate::home::on_each;
use crate::support::time;

fn pack(database: &Database, run: WorkRunId, issue: IssueId) -> EvidencePack {
    let asked = body(json!({
        "for_run": reference("Run", run), "for_issue": reference("Issue", issue), "verdict": "partial",
        "evaluated_by": {"actor_kind": "system", "actor_id": "prover", "display": "P"}, "checks_passed": 2, "checks_skipped": 1,
        "criteria_results": [{"criterion": "c", "index": 0, "status": "unverified"}], "evidence_missing": ["m"],
        "evidence_collected": [{"requirement": "r", "index": 0, "found": false}], "evidence_uri": "file:///e",
    }));
    written(database, |session| evidence_pack_create(session, &context(), asked)).object
}

fn review(pack: impl Display + Copy, run: impl Display + Copy, issue: impl Display + Copy, decision: &str) -> Value {
    json!({"for_evidence_pack": reference("EvidencePack", pack), "for_run": reference("Run", run),
           "for_issue": reference("Issue", issue), "decision": decision, "decision_reason": "",
           "reviewer": {"actor_kind": "human", "actor_id": "ada", "display": "Ada"}})
}

#[test]
fn evidence_comes_back_as_it_was_made() {
    on_each(|home| {
        let database = home.open();
        let repo = repo(&database, "a");
        let issue = issue(&database, &repo).object.id;
        let run = run(&database, &repo, issue).object.id;
        assert_eq!(seen(&database, |session| evidence_pack_of_run(session, run)), None);
        let (first, second) = (pack(&database, run, issue), pack(&database, run, issue));
        let found = seen(&database, |session| evidence_pack_fetch(session, first.id)).unwrap();
        assert_eq!((&found.object, found.revision), (&first, 1), "{home}");
        assert_eq!(seen(&database, |s| evidence_pack_of_run(s, run)).unwrap().object, second, "{home}");
        let mut filter = EvidencePackFilter { issue_id: Some(issue.to_string()), ..EvidencePackFilter::default() };
        let found = seen(&database, |session| evidence_pack_list(session, &filter, Page::default()));
        assert_eq!(found.into_iter().map(|stored| stored.object).collect::<Vec<_>>(), [second, first]);
        filter.verdict = Some("pass".to_owned());
        assert_eq!(seen(&database, |session| evidence_pack_count(session, &filter)), 0);
        assert_eq!(told(&database)[3..], ["EvidencePack created"; 2]);
    });
}

#[test]
fn a_review_ends_the_issue_and_the_run() {
    on_each(|home| {
        let database = home.open();
        let repo = repo(&database, "a");
        let issue = issue(&database, &repo).object.id;
        let run = run(&database, &repo, issue).object.id;
        let pack = pack(&database, run, issue).id;
        let decide = |value: Value| {
            let asked = body(value);
            tried(&database, move |session| review_create(session, &later(11), asked))
        };
        let to_review = || {
            written(&database, move |s| issue_set_status(s, &context(), issue, Status::UnderReview, None));
        };
        let none = EvidencePackId::generate();
        let told_wrong = |value| decide(value).unwrap_err().to_string();
        assert_eq!(
            told_wrong(review(none, "x", "x", "approved")),
            format!("EvidencePack '{none}' not found"),
            "{home}"
        );
        assert_eq!(told_wrong(review(pack, "x", "x", "approved")), "Issue 'x' not found");
        let expected = format!("Issue '{issue}' is not under review (status: planned)");
        assert_eq!(told_wrong(review(pack, "x", issue, "approved")), expected);
        to_review();
        assert!(matches!(decide(review(pack, "x", issue, "approved")), Err(WorkError::Missing(_))), "{home}");

        let mut made = Vec::new();
        for (decision, status) in
            [("approved", Status::Done), ("rejected", Status::Failed), ("needs_changes", Status::Failed)]
        {
            to_review();
            let before = told(&database).len();
            let stored = decide(review(pack, run, issue, decision)).unwrap();
            let shown = seen(&database, |session| issue_fetch(session, issue)).unwrap().object;
            let ran = seen(&database, |session| run_fetch(session, run)).unwrap().object;
            assert_eq!((shown.status, ran.status), (status, status), "{home}: {decision}");
            assert_eq!((shown.updated_at, ran.updated_at), (Time::new(time(11)), Time::new(time(11))));
            let expected = ["ReviewDecision created", "Issue status_changed", "Run status_changed"]
                .map(|what| format!("{what} Review decision: {decision}"));
            assert_eq!(told(&database)[before..], expected, "{home}");
            for entry in &log(&database)[before..] {
                assert_eq!((entry.actor_kind, entry.actor_id.as_str()), (ActorKind::Human, "ada"), "{home}");
            }
            let entry = log(&database).into_iter().rev().nth(1).unwrap();
            assert_eq!(entry.before.unwrap().as_value(), &json!({"status": "under_review"}));
            made.push(stored);
        }
        assert!(matches!(
            decide(review(pack, run, issue, "approved")),
            Err(WorkError::NotUnderReview { status: Status::Failed, .. })
        ));
        assert_eq!(seen(&database, |session| review_of_pack(session, pack)).as_ref(), Some(&made[0]), "{home}");
        let found = seen(&database, |session| review_fetch(session, made[1].object.id));
        assert_eq!(found.as_ref(), Some(&made[1]), "{home}");
        let mut filter = ReviewFilter { issue_id: Some(issue.to_string()), ..ReviewFilter::default() };
        assert_eq!(seen(&database, |session| review_count(session, &filter)), 3);
        filter.decision = Some("rejected".to_owned());
        assert_eq!(seen(&database, |session| review_list(session, &filter, Page::default())), [made[1].clone()]);
        chain_is_whole(&database);
    });
}
