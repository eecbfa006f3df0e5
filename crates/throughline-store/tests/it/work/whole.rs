//! All or nothing: a write of many rows that fails at any of its statements leaves nothing.

use throughline_store::work::{WorkError, audit_verify, task_enqueue};
use throughline_store::{Fault, StoreError};

use super::made::{chain_is_whole, context, seen, told, tried};
use super::tasks::spec;
use crate::home::{Home, on_each};

/// Every table that an enqueued task writes to.
const TABLES: [&str; 8] = [
    "task",
    "cwom_repos",
    "cwom_constraint_snapshots",
    "cwom_issues",
    "cwom_issue_constraint_snapshots",
    "cwom_context_packets",
    "cwom_issue_context_packets",
    "audit_log",
];

fn rows(home: &Home) -> Vec<i64> {
    TABLES.iter().map(|table| home.number(&format!("SELECT COUNT(*) FROM {table}"))).collect()
}

#[test]
fn an_enqueued_task_is_there_as_a_whole_or_not_at_all() {
    for fault in [Fault::Refuse, Fault::Lose] {
        on_each(|home| {
            let (database, faults) = home.open_with_faults();
            // A transaction whose begin finds the connection lost is begun again on another one, and goes well.
            let mut statements = u32::from(fault == Fault::Lose);
            loop {
                faults.arm(statements, fault);
                let done = tried(&database, |session| task_enqueue(session, &context(), &spec(Some("k"))));
                if faults.disarm() {
                    done.unwrap_or_else(|error| panic!("{home}: {error:?}"));
                    break;
                }
                let error = done.err();
                assert!(matches!(error, Some(WorkError::Store(_))), "{home}: {fault:?} {statements}: {error:?}");
                assert_eq!(rows(home), [0; 8], "{home}: {fault:?} in place of statement {statements}");
                assert_eq!(seen(&database, audit_verify).fault, None);
                statements += 1;
            }
            assert!(statements > 40, "{home}: {statements} statements were struck");
            assert_eq!(rows(home), [1, 1, 1, 1, 1, 1, 1, 8], "{home}");
            assert_eq!(told(&database).len(), 8);
            chain_is_whole(&database);
        });
    }
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
        assert_eq!(rows(home), [0; 8], "{home}");
        tried(&database, |session| task_enqueue(session, &context(), &spec(None))).unwrap();
        assert_eq!(rows(home), [1, 1, 1, 1, 1, 1, 1, 8], "{home}");
    });
}
