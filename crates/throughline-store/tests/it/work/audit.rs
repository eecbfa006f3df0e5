//! The chain of the audit log: whole, and found where it is not.

use throughline_model::shape::Time;
use throughline_store::work::{AuditFilter, ChainFault, Page, audit_count, audit_list, audit_verify};

use super::made::{chain_is_whole, issue, log, repo, seen};
use crate::home::on_each;
use crate::support::time;

#[test]
fn what_was_changed_past_the_store_is_found() {
    on_each(|home| {
        let database = home.open();
        chain_is_whole(&database);
        let repo = repo(&database, "a");
        for _ in 0..3 {
            issue(&database, &repo);
        }
        chain_is_whole(&database);
        let fault = || seen(&database, audit_verify).fault;
        let forth_and_back = |forth: &str, back: &str, expected: ChainFault| {
            home.script(forth);
            assert_eq!(fault(), Some(expected), "{home}: {forth}");
            home.script(back);
            assert_eq!(fault(), None, "{home}: {back}");
        };
        let set = |what: &str, seq: i64| format!("UPDATE audit_log SET {what} WHERE seq = {seq}");
        let changed = ChainFault::Changed { seq: 2 };
        forth_and_back(&set("actor_id = 'eve'", 2), &set("actor_id = 'cwom-service'", 2), changed);
        forth_and_back(&set("action = 'nonsense'", 2), &set("action = 'created'", 2), changed);
        forth_and_back(&set("ts = ts + 1", 2), &set("ts = ts - 1", 2), changed);
        forth_and_back(&set("seq = 9", 3), &set("seq = 3", 9), ChainFault::Gone { seq: 3 });
        forth_and_back("UPDATE audit_head SET seq = 5", "UPDATE audit_head SET seq = 4", ChainFault::End { seq: 5 });
        home.script("DELETE FROM audit_log WHERE seq = 4");
        assert_eq!(fault(), Some(ChainFault::End { seq: 4 }), "{home}");
    });
}

#[test]
fn entries_are_filtered_and_paged() {
    on_each(|home| {
        let database = home.open();
        let repo = repo(&database, "a");
        let issues: Vec<_> = (0..3).map(|_| issue(&database, &repo).object.id).collect();
        let filter = AuditFilter { entity_kind: Some("Issue".to_owned()), ..AuditFilter::default() };
        assert_eq!(seen(&database, |session| audit_count(session, &filter)), 3, "{home}");
        let entries = log(&database);
        let page = Page { limit: 5, offset: 0, after: Some(entries[2].id) };
        let found = seen(&database, |session| audit_list(session, &filter, page));
        assert_eq!(found, [entries[1].clone()], "{home}");
        let filter = AuditFilter { entity_id: Some(issues[2].to_string()), ..AuditFilter::default() };
        assert_eq!(seen(&database, |session| audit_list(session, &filter, Page::default())), [entries[3].clone()]);
        let future = AuditFilter { since: Some(Time::new(time(8))), ..AuditFilter::default() };
        assert_eq!(seen(&database, |session| audit_count(session, &future)), 0);
    });
}
