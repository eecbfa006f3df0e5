//! Runs and what comes of them.

use serde_json::json;
use throughline_model::WorkArtifactId;
use throughline_model::work::Status;
use throughline_store::work::{
    ArtifactFilter, Page, RunFilter, WorkError, artifact_count_of_issue, artifact_count_of_run, artifact_create,
    artifact_fetch, artifact_list_of_issue, artifact_list_of_run, context_packet_create, issue_fetch, run_count,
    run_create, run_fetch, run_list, run_patch,
};

use super::made::{
    body, chain_is_whole, context, issue, later, log, reference, repo, rule, run, run_body, seen, snapshot, told,
    tried, written,
};
use crate::home::on_each;

#[test]
fn a_run_comes_back_with_what_it_works_with_and_its_issue_shows_it() {
    on_each(|home| {
        let database = home.open();
        let repo = repo(&database, "a");
        let issue = issue(&database, &repo).object.id;
        let asked = body(json!({"for_issue": reference("Issue", issue), "version": "1", "summary": "s"}));
        let packet = written(&database, |session| context_packet_create(session, &context(), asked)).id();
        let (b, a) = (rule(&database, "b").id, rule(&database, "a").id);
        let first = run(&database, &repo, issue);
        let before = told(&database).len();
        let mut value = run_body(&repo, issue);
        value["inputs"] = json!({
            "context_packets": [reference("ContextPacket", packet)],
            "doctrine_refs": [reference("DoctrineRef", a), reference("DoctrineRef", b)],
            "constraint_snapshot": reference("ConstraintSnapshot", snapshot(&database).id()),
        });
        let inputs = body(value["inputs"].clone());
        let asked = body(value);
        let second = written(&database, |session| run_create(session, &context(), asked));
        assert_eq!(second.object.inputs, inputs, "{home}");
        assert_eq!(told(&database)[before + 1..], ["Run created"]);
        assert_eq!(seen(&database, |session| run_fetch(session, second.object.id)), Some(second.clone()));
        let shown = seen(&database, |session| issue_fetch(session, issue)).unwrap();
        let runs: Vec<_> = shown.object.runs.iter().map(|to| to.id).collect();
        assert_eq!((runs, shown.revision), (vec![first.object.id, second.object.id], 4), "{home}");
        let filter = RunFilter { issue_id: Some(issue.to_string()), ..RunFilter::default() };
        assert_eq!(seen(&database, |session| run_list(session, &filter, Page::default())), [second, first]);
        let none = RunFilter { mode: Some("human".to_owned()), ..filter };
        assert_eq!(seen(&database, |session| run_count(session, &none)), 0);
    });
}

#[test]
fn what_is_told_of_a_run_is_kept_and_a_closed_one_stays_closed() {
    on_each(|home| {
        let database = home.open();
        let repo = repo(&database, "a");
        let issue = issue(&database, &repo).object.id;
        let id = run(&database, &repo, issue).object.id;
        let before = told(&database).len();
        let patch = |value, expected| {
            let patch = body(value);
            tried(&database, move |session| run_patch(session, &later(9), id, patch, expected))
        };
        assert_eq!(patch(json!({}), None).unwrap().revision, 1, "{home}");
        let cost = patch(json!({"cost": {"usd": 0.1, "tokens": 5}}), Some(1)).unwrap();
        assert_eq!(seen(&database, |session| run_fetch(session, id)), Some(cost.clone()), "{home}");
        let done = patch(json!({"status": "done", "telemetry": {"duration_s": 3}}), Some(2)).unwrap();
        assert_eq!(seen(&database, |session| run_fetch(session, id)), Some(done), "{home}");
        assert!(matches!(patch(json!({"cost": {}}), Some(2)), Err(WorkError::Revision { found: 3, .. })));
        match patch(json!({"status": "running"}), None).unwrap_err() {
            WorkError::InvalidTransition(forbidden) => assert_eq!(
                (forbidden.from, forbidden.to, forbidden.allowed),
                (Status::Done, Status::Running, &[Status::UnderReview][..])
            ),
            error => panic!("{home}: {error:?}"),
        }
        let void = reference("Artifact", WorkArtifactId::generate());
        assert!(matches!(patch(json!({"outputs": {"artifacts": [void]}}), None), Err(WorkError::Missing(_))));
        patch(json!({"status": "under_review"}), None).unwrap();
        let expected = [
            "Run updated",
            "Run status_changed Status changed: planned -> done",
            "Run status_changed Status changed: done -> under_review",
        ];
        assert_eq!(told(&database)[before..], expected, "{home}");
        let updated = &log(&database)[before];
        assert_eq!(updated.before.as_ref().unwrap().as_value()["cost"], json!({}));
        assert_eq!(updated.after.as_ref().unwrap().as_value(), &serde_json::to_value(&cost.object).unwrap());
        chain_is_whole(&database);
    });
}

#[test]
fn artifacts_are_listed_by_their_run_and_their_issue() {
    on_each(|home| {
        let database = home.open();
        let repo = repo(&database, "a");
        let issue = issue(&database, &repo).object.id;
        let (run, other) = (run(&database, &repo, issue).object.id, run(&database, &repo, issue).object.id);
        let make = |of, kind: &str| {
            let asked =
                body(json!({"produced_by": reference("Run", of), "for_issue": reference("Issue", issue), "type": kind,
                "title": "t", "uri": "file:///x", "size_bytes": 9_007_199_254_740_991_u64, "preview": ""}));
            tried(&database, |session| artifact_create(session, &context(), asked))
        };
        let log = make(run, "log").unwrap();
        let doc = make(run, "doc").unwrap();
        let elsewhere = make(other, "doc").unwrap();
        assert!(matches!(make(throughline_model::WorkRunId::generate(), "doc"), Err(WorkError::Missing(_))));
        assert_eq!(seen(&database, |session| artifact_fetch(session, log.object.id)), Some(log.clone()), "{home}");
        let (all, docs) = (ArtifactFilter::default(), ArtifactFilter { r#type: Some("doc".to_owned()) });
        let of_run = |filter: &_| seen(&database, |s| artifact_list_of_run(s, run, filter, Page::default()));
        assert_eq!(of_run(&all), [doc.clone(), log.clone()], "{home}");
        assert_eq!(of_run(&docs), std::slice::from_ref(&doc));
        assert_eq!(seen(&database, |session| artifact_count_of_run(session, run, &docs)), 1);
        let page = Page { after: Some(elsewhere.object.id), ..Page::default() };
        assert_eq!(seen(&database, |session| artifact_list_of_issue(session, issue, &all, page)), [doc, log]);
        assert_eq!(seen(&database, |session| artifact_count_of_issue(session, issue, &all)), 3);
        assert_eq!(told(&database)[4..], ["Artifact created"; 3]);
    });
}
