//! Packets, snapshots and rules: what one is given, and that what never changes is what it was.

use serde_json::{Value, json};
use throughline_model::DoctrineRefId;
use throughline_model::work::DoctrineRef;
use throughline_store::StoreError;
use throughline_store::work::{
    ConstraintSnapshotFilter, DoctrineRefFilter, Page, WorkError, constraint_snapshot_count,
    constraint_snapshot_create, constraint_snapshot_fetch, constraint_snapshot_list, context_packet_count_of_issue,
    context_packet_create, context_packet_fetch, context_packet_list_of_issue, doctrine_ref_count, doctrine_ref_create,
    doctrine_ref_fetch, doctrine_ref_list, doctrine_ref_update, issue_fetch,
};

use super::made::{
    body, chain_is_whole, context, issue, later, log, patch, reference, repo, rule, rule_body, seen, snapshot,
    snapshot_body, told, tried, written,
};
use crate::home::on_each;

/// Numbers that are read wrong by who does not look at every digit.
fn hard_numbers() -> Value {
    let numbers: Vec<f64> = (1..400).map(|n| f64::from(n).powf(17.3) / 7.0 * 1e-31).collect();
    json!({"numbers": numbers, "n": 9_007_199_254_740_993_u64})
}

#[test]
fn a_packet_is_linked_to_its_issue_and_comes_back_whole() {
    on_each(|home| {
        let database = home.open();
        let issue = issue(&database, &repo(&database, "a")).object.id;
        let (b, a, snapshot) = (rule(&database, "b").id, rule(&database, "a").id, snapshot(&database).id());
        let before = told(&database).len();
        let asked = json!({
            "for_issue": reference("Issue", issue), "version": "1", "summary": "s", "meta": hard_numbers(),
            "inputs": {"data_blobs": [{"name": "n", "media_type": "m", "inline": {"x": [1.5, null]}}]},
            "doctrine_refs": [reference("DoctrineRef", a), reference("DoctrineRef", b), reference("DoctrineRef", a)],
            "constraint_snapshot": reference("ConstraintSnapshot", snapshot),
        });
        let second = asked.clone();
        let asked = body(asked);
        let first = written(&database, |session| context_packet_create(session, &later(8), asked));
        assert_eq!(first.get().doctrine_refs.iter().map(|to| to.id).collect::<Vec<_>>(), [a, b], "{home}");
        assert_eq!(seen(&database, |session| context_packet_fetch(session, first.id())), Some(first.clone()));
        let told = told(&database);
        let linked = format!("Issue linked Linked to ContextPacket:{}", first.id());
        assert_eq!(told[before..], ["ContextPacket created Immutable object created", linked.as_str()], "{home}");
        let entry = log(&database).pop().unwrap();
        let after = json!({"linked_kind": "ContextPacket", "linked_id": first.id().to_string()});
        assert_eq!((entry.entity_id.as_str(), entry.after.unwrap().as_value()), (issue.to_string().as_str(), &after));
        let asked = body(second);
        let second = written(&database, |session| context_packet_create(session, &later(9), asked));
        let stored = seen(&database, |session| issue_fetch(session, issue)).unwrap();
        let packets: Vec<_> = stored.object.context_packets.iter().map(|to| to.id).collect();
        assert_eq!((packets, stored.revision), (vec![first.id(), second.id()], 3), "{home}");
        let list = |page| seen(&database, |session| context_packet_list_of_issue(session, issue, page));
        assert_eq!(list(Page::default()), [second.clone(), first.clone()]);
        assert_eq!(list(Page { after: Some(second.id()), ..Page::default() }), std::slice::from_ref(&first));
        assert_eq!(seen(&database, |session| context_packet_count_of_issue(session, issue)), 2);
        chain_is_whole(&database);
        home.script("UPDATE cwom_context_packets SET summary = 'another'");
        let error = database.read(|session| context_packet_fetch(session, first.id())).unwrap_err();
        assert!(matches!(error, StoreError::Row { .. }), "{home}: {error:?}");
    });
}

#[test]
fn a_packet_that_points_into_the_void_is_not_made() {
    on_each(|home| {
        let database = home.open();
        let issue = issue(&database, &repo(&database, "a")).object.id;
        let none = DoctrineRefId::generate();
        let asked = body(json!({"for_issue": reference("Issue", issue), "version": "1", "summary": "s",
            "doctrine_refs": [reference("DoctrineRef", none)], "constraint_snapshot": reference("ConstraintSnapshot", none)}));
        let error = tried(&database, |session| context_packet_create(session, &context(), asked)).unwrap_err();
        assert!(matches!(error, WorkError::Missing(missing) if missing.len() == 2), "{home}");
        assert_eq!(seen(&database, |session| context_packet_count_of_issue(session, issue)), 0);
    });
}

#[test]
fn a_snapshot_comes_back_whole() {
    on_each(|home| {
        let database = home.open();
        let first = snapshot(&database);
        assert_eq!(told(&database), ["ConstraintSnapshot created Immutable object created"]);
        let mut asked = snapshot_body();
        (asked["scope"], asked["meta"]) = (json!("repo"), hard_numbers());
        let asked = body(asked);
        let second = written(&database, |session| constraint_snapshot_create(session, &context(), asked));
        assert_eq!(seen(&database, |session| constraint_snapshot_fetch(session, second.id())), Some(second.clone()));
        let mut filter = ConstraintSnapshotFilter { scope: None, owner_id: Some("ada".to_owned()) };
        let list = |filter: &_| seen(&database, |session| constraint_snapshot_list(session, filter, Page::default()));
        assert_eq!(list(&filter), [second, first.clone()], "{home}");
        filter.scope = Some("run".to_owned());
        assert_eq!(list(&filter), [first]);
        assert_eq!(seen(&database, |session| constraint_snapshot_count(session, &filter)), 1);
    });
}

#[test]
fn a_rule_is_made_once_and_changed_by_one_at_a_time() {
    on_each(|home| {
        let database = home.open();
        let made = rule(&database, "a");
        let id = made.id;
        let asked = body(rule_body("a"));
        let error = tried(&database, |session| doctrine_ref_create(session, &context(), asked)).unwrap_err();
        assert_eq!(error.to_string(), "DoctrineRef 'house/a@1' already exists", "{home}");
        let change = patch::<DoctrineRef>(&json!({"rationale": "It works", "priority": "must"}));
        let again = change.clone();
        let stored = written(&database, move |s| doctrine_ref_update(s, &later(8), id, &change, Some(1)));
        assert_eq!(seen(&database, |session| doctrine_ref_fetch(session, id)), Some(stored.clone()), "{home}");
        let error = tried(&database, move |s| doctrine_ref_update(s, &later(8), id, &again, Some(1))).unwrap_err();
        assert!(matches!(error, WorkError::Revision { .. }));
        assert_eq!(told(&database), ["DoctrineRef created", "DoctrineRef updated"]);
        let filter = DoctrineRefFilter { priority: Some("must".to_owned()), ..DoctrineRefFilter::default() };
        assert_eq!(seen(&database, |session| doctrine_ref_list(session, &filter, Page::default())), [stored]);
        assert_eq!(seen(&database, |session| doctrine_ref_count(session, &filter)), 1);
    });
}
