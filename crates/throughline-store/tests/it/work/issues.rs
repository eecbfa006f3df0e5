//! Issues: their links and their statuses, and that nothing points into the void.

use serde_json::json;
use throughline_model::shape::Step;
use throughline_model::work::{Issue, Status};
use throughline_model::{DoctrineRefId, IssueId, RepoId};
use throughline_store::work::{
    IssueFilter, Page, WorkError, issue_count, issue_create, issue_fetch, issue_list, issue_set_status, issue_update,
};

use super::made::{
    body, chain_is_whole, context, issue, issue_body, later, log, patch, repo, seen, told, tried, written,
};
use crate::home::on_each;

#[test]
fn an_issue_comes_back_as_it_was_made() {
    on_each(|home| {
        let database = home.open();
        let repo = repo(&database, "a");
        let made = issue(&database, &repo);
        assert_eq!(seen(&database, |session| issue_fetch(session, made.object.id)), Some(made.clone()), "{home}");
        let mut value = issue_body(&repo);
        value["relationships"] = json!({"blocks": [{"kind": "Issue", "id": made.object.id.to_string()}]});
        let asked = body(value);
        let second = written(&database, |session| issue_create(session, &context(), asked));
        assert_eq!(second.object.relationships.blocks[0].target(), Ok(made.object.id));
        assert_eq!(told(&database), ["Repo created", "Issue created", "Issue created"]);
        let filter = IssueFilter { repo_id: Some(repo.id.to_string()), ..IssueFilter::default() };
        let found = seen(&database, |session| issue_list(session, &filter, Page::default()));
        assert_eq!(found, [second, made], "{home}");
        let none = IssueFilter { status: Some("done".to_owned()), ..filter };
        assert_eq!(seen(&database, |session| issue_count(session, &none)), 0);
    });
}

#[test]
fn every_reference_that_is_missing_is_told_with_its_place() {
    on_each(|home| {
        let database = home.open();
        let repo = repo(&database, "a");
        let mut value = issue_body(&repo);
        value["repo"]["id"] = json!(RepoId::generate().to_string());
        value["doctrine_refs"] = json!([{"kind": "DoctrineRef", "id": "no id"}]);
        value["relationships"] = json!({"parent": {"kind": "Issue", "id": repo.id.to_string().to_lowercase()}});
        let asked = body(value);
        let error = tried(&database, |session| issue_create(session, &context(), asked)).unwrap_err();
        let WorkError::Missing(missing) = &error else { panic!("{home}: {error:?}") };
        let places: Vec<String> = missing
            .iter()
            .map(|missing| missing.loc.iter().map(Step::to_string).collect::<Vec<_>>().join("."))
            .collect();
        assert_eq!(places, ["body.repo.id", "body.doctrine_refs.0.id", "body.relationships.parent.id"], "{home}");
        assert!(error.to_string().contains("Referenced DoctrineRef 'no id' does not exist"), "{error}");
        assert_eq!(told(&database), ["Repo created"]);
    });
}

#[test]
fn a_move_is_told_once_and_to_stay_is_none() {
    on_each(|home| {
        let database = home.open();
        let made = issue(&database, &repo(&database, "a"));
        let id = made.object.id;
        let done = written(&database, move |s| issue_set_status(s, &later(8), id, Status::Done, Some(1)));
        assert_eq!((done.revision, done.object.status), (2, Status::Done));
        assert_eq!(seen(&database, |session| issue_fetch(session, id)), Some(done.clone()), "{home}");
        assert_eq!(written(&database, move |s| issue_set_status(s, &later(9), id, Status::Done, None)), done);
        let error = tried(&database, move |s| issue_set_status(s, &context(), id, Status::Ready, Some(1))).unwrap_err();
        assert!(matches!(error, WorkError::Revision { .. }));
        let none = IssueId::generate();
        let error = tried(&database, move |s| issue_set_status(s, &context(), none, Status::Ready, None)).unwrap_err();
        assert_eq!(error.to_string(), format!("Issue '{none}' not found"));
        assert_eq!(told(&database)[2..], ["Issue status_changed Status changed: planned -> done"]);
        let entry = log(&database).pop().unwrap();
        assert_eq!(entry.before.unwrap().as_value(), &json!({"status": "planned"}));
        assert_eq!(entry.after.unwrap().as_value(), &json!({"status": "done"}));
    });
}

#[test]
fn a_change_of_more_than_the_status_is_told_as_both() {
    on_each(|home| {
        let database = home.open();
        let id = issue(&database, &repo(&database, "a")).object.id;
        let change = patch::<Issue>(&json!({"status": "running", "title": "New", "tags": ["x"]}));
        let stored = written(&database, move |s| issue_update(s, &later(8), id, &change, Some(1)));
        assert_eq!(seen(&database, |session| issue_fetch(session, id)), Some(stored), "{home}");
        let told = told(&database);
        assert_eq!(told[2..], ["Issue status_changed Status changed: planned -> running", "Issue updated"]);
        let parent = json!({"kind": "Issue", "id": DoctrineRefId::generate().to_string()});
        let change = patch::<Issue>(&json!({"relationships": {"parent": parent}}));
        let error = tried(&database, move |s| issue_update(s, &context(), id, &change, None)).unwrap_err();
        assert!(matches!(error, WorkError::Missing(missing) if missing.len() == 1));
        chain_is_whole(&database);
    });
}
