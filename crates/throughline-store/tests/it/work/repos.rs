//! Repositories: made once, found, listed while others arrive, and changed by one at a time.

use serde_json::json;
use throughline_model::RepoId;
use throughline_model::work::{AuditAction, Visibility};
use throughline_store::work::{
    Page, RepoFilter, WorkError, repo_count, repo_create, repo_fetch, repo_find_by_slug, repo_list, repo_update,
};

use super::made::{body, chain_is_whole, context, later, log, patch, repo, repo_body, seen, told, tried, written};
use crate::home::on_each;

#[test]
fn a_repository_comes_back_as_it_was_made() {
    on_each(|home| {
        let database = home.open();
        let made = repo(&database, "a/b");
        let found = seen(&database, |session| repo_fetch(session, made.id)).unwrap();
        assert_eq!((&found.object, found.revision), (&made, 1), "{home}");
        assert_eq!(seen(&database, |session| repo_find_by_slug(session, "a/b")), Some(found));
        assert_eq!(seen(&database, |session| repo_find_by_slug(session, "A/b")), None);
        assert_eq!(seen(&database, |session| repo_fetch(session, RepoId::generate())), None);
        let entries = log(&database);
        assert_eq!(told(&database), ["Repo created"]);
        assert_eq!(entries[0].after.as_ref().unwrap().as_value(), &serde_json::to_value(&made).unwrap());
        assert_eq!(entries[0].trace_id, made.trace_id);
    });
}

#[test]
fn a_slug_is_taken_once() {
    on_each(|home| {
        let database = home.open();
        repo(&database, "a");
        let asked = body(repo_body("a"));
        let error = tried(&database, |session| repo_create(session, &context(), asked)).unwrap_err();
        assert!(matches!(&error, WorkError::SlugTaken { slug } if slug == "a"), "{home}: {error:?}");
        assert_eq!(error.to_string(), "Repo with slug 'a' already exists");
        assert_eq!(told(&database).len(), 1);
        chain_is_whole(&database);
    });
}

#[test]
fn pages_neither_skip_nor_repeat_while_rows_arrive() {
    on_each(|home| {
        let database = home.open();
        let mut made: Vec<_> = (0..7).map(|number| repo(&database, &format!("r{number}")).id).collect();
        made.reverse();
        assert!(made.is_sorted_by(|a, b| a > b), "{home}: ids are in the order of writing");
        let filter = RepoFilter::default();
        let (mut shown, mut after) = (Vec::new(), None);
        loop {
            let page = Page { limit: 3, offset: 0, after };
            let ids: Vec<_> =
                seen(&database, |session| repo_list(session, &filter, page)).iter().map(|r| r.object.id).collect();
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            shown.extend(ids);
            repo(&database, &format!("new {after:?}"));
        }
        assert_eq!(shown, made, "{home}");
        let page = Page { limit: 2, offset: 3, after: None };
        assert_eq!(seen(&database, |session| repo_list(session, &filter, page))[1].object.id, made[1]);
    });
}

#[test]
fn filters_are_exact_and_an_empty_one_is_none() {
    on_each(|home| {
        let database = home.open();
        repo(&database, "a");
        let filter = |visibility: &str| RepoFilter { visibility: Some(visibility.to_owned()) };
        for (visibility, count) in [("private", 1), ("public", 0), ("nonsense", 0), ("", 1)] {
            let filter = filter(visibility);
            let found = seen(&database, |session| repo_list(session, &filter, Page::default()));
            assert_eq!(found.len(), count, "{home}: {visibility}");
            assert_eq!(seen(&database, |session| repo_count(session, &filter)), count as u64);
        }
    });
}

#[test]
fn who_does_not_know_the_last_change_changes_nothing() {
    on_each(|home| {
        let database = home.open();
        let id = repo(&database, "a").id;
        let change = patch(&json!({"visibility": "public", "policy": null}));
        let twice = change.clone();
        let stored = written(&database, move |s| repo_update(s, &later(9), id, &change, Some(1)));
        assert_eq!((stored.revision, stored.object.visibility), (2, Visibility::Public));
        assert_eq!(seen(&database, |session| repo_fetch(session, id)), Some(stored.clone()), "{home}");
        let error = tried(&database, move |s| repo_update(s, &context(), id, &twice, Some(1))).unwrap_err();
        assert!(matches!(error, WorkError::Revision { expected: 1, found: 2, .. }), "{home}: {error:?}");
        let same = patch(&json!({"visibility": "public"}));
        assert_eq!(written(&database, move |s| repo_update(s, &context(), id, &same, Some(2))), stored);
        let wrong = patch(&json!({"name": ""}));
        let error = tried(&database, move |s| repo_update(s, &context(), id, &wrong, None)).unwrap_err();
        assert!(matches!(error, WorkError::Invalid(faults) if faults.len() == 1));
        let (none, change) = (RepoId::generate(), patch(&json!({"name": "x"})));
        let error = tried(&database, move |s| repo_update(s, &context(), none, &change, None)).unwrap_err();
        assert!(matches!(error, WorkError::NotFound { .. }));
        let entries = log(&database);
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[1].action, AuditAction::Updated);
        assert_eq!(entries[1].before.as_ref().unwrap().as_value()["visibility"], "private");
        assert_eq!(entries[1].after.as_ref().unwrap().as_value(), &serde_json::to_value(&stored.object).unwrap());
    });
}
