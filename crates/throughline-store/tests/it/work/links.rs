//! Links of issues: in the order in which they were made, each once, and told.

use serde_json::json;
use throughline_model::DoctrineRefId;
use throughline_model::shape::Text;
use throughline_store::work::{
    IssueFilter, LinkKind, Page, WorkError, issue_create, issue_fetch, issue_link, issue_list, issue_unlink,
};

use super::made::{
    body, chain_is_whole, context, issue, issue_body, later, log, reference, repo, rule, seen, snapshot, told, tried,
    written,
};
use crate::home::on_each;

#[test]
fn links_of_a_body_are_made_in_its_order() {
    on_each(|home| {
        let database = home.open();
        let repo = repo(&database, "a");
        let (a, b) = (rule(&database, "a").id, rule(&database, "b").id);
        let snapshot = snapshot(&database).id();
        let before = told(&database).len();
        let mut value = issue_body(&repo);
        value["doctrine_refs"] = json!([b, a, b].map(|id| reference("DoctrineRef", id)));
        value["constraints"] = json!([reference("ConstraintSnapshot", snapshot)]);
        let asked = body(value);
        let made = written(&database, |session| issue_create(session, &context(), asked));
        assert_eq!(made.object.doctrine_refs.iter().map(|to| to.id).collect::<Vec<_>>(), [b, a], "{home}");
        assert_eq!(made.object.constraints[0].id, snapshot);
        let expected = [
            "Issue created".to_owned(),
            format!("Issue linked Linked to DoctrineRef:{b}"),
            format!("Issue linked Linked to DoctrineRef:{a}"),
            format!("Issue linked Linked to ConstraintSnapshot:{snapshot}"),
        ];
        assert_eq!(told(&database)[before..], expected, "{home}");
        issue(&database, &repo);
        let found = seen(&database, |session| issue_list(session, &IssueFilter::default(), Page::default()));
        assert_eq!(found[1], made, "{home}");
        assert!(found[0].object.doctrine_refs.is_empty());
    });
}

#[test]
fn a_link_is_added_once_and_taken_away_once() {
    on_each(|home| {
        let database = home.open();
        let id = issue(&database, &repo(&database, "a")).object.id;
        let rules: Vec<_> = ["c", "a", "b"].map(|name| rule(&database, name).id).into();
        let add = |rule: DoctrineRefId, expected: Option<i64>| {
            let (target, role) = (Text::fitted(rule.to_string()), Text::fitted("guides"));
            tried(&database, move |session| {
                issue_link(session, &later(9), id, (LinkKind::DoctrineRef, &target, Some(&role)), expected)
            })
        };
        let remove = |rule: DoctrineRefId| {
            let target = Text::fitted(rule.to_string());
            tried(&database, move |session| {
                issue_unlink(session, &later(9), id, (LinkKind::DoctrineRef, &target), None)
            })
        };
        let shown = || {
            let stored = seen(&database, |session| issue_fetch(session, id)).unwrap();
            (stored.object.doctrine_refs.iter().map(|to| to.id).collect::<Vec<_>>(), stored.revision)
        };
        for rule in &rules {
            add(*rule, None).unwrap();
        }
        assert_eq!(shown(), (rules.clone(), 4), "{home}");
        let entries = log(&database).len();
        assert_eq!(add(rules[0], None).unwrap().revision, 4);
        assert!(matches!(add(rules[0], Some(1)).unwrap_err(), WorkError::Revision { .. }));
        let none = add(DoctrineRefId::generate(), None).unwrap_err();
        assert!(matches!(none, WorkError::Missing(missing) if missing[0].loc.len() == 2));
        assert_eq!(log(&database).len(), entries, "{home}");
        remove(rules[0]).unwrap();
        assert!(matches!(remove(rules[0]).unwrap_err(), WorkError::NotFound { .. }));
        add(rules[0], None).unwrap();
        assert_eq!(shown(), (vec![rules[1], rules[2], rules[0]], 6), "{home}");
        let told = told(&database);
        assert_eq!(
            told[entries..],
            [
                format!("Issue unlinked Unlinked from DoctrineRef:{}", rules[0]),
                format!("Issue linked Linked to DoctrineRef:{}", rules[0]),
            ]
        );
        chain_is_whole(&database);
    });
}
