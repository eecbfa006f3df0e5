//! Who carries a run, and how they are asked to end: as a person would at their terminal, by a signal.
//!
//! The lock of the workspace says who runs in it, and only while they do. So a run of another process of this machine can
//! be ended as well as one that this server started, and nobody who happens to have got the number of a process that died.

use camino::Utf8Path;
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use throughline_engine::{Holder, RunRow, holder};
use throughline_server::RunRefusal;

/// Asks whoever carries the run to end it; asked again, they end it at once.
///
/// # Errors
/// When it has ended, or nobody carries it who could be asked from here.
pub(super) fn ask_to_end(run: &RunRow, state_dir: &Utf8Path) -> Result<(), RunRefusal> {
    let conflict = |why: String| Err(RunRefusal::Conflict(why));
    if run.finished_at.is_some() {
        return conflict(format!("run {} has ended: it is {}", run.id, run.status));
    }
    let Some(carrier) = holder(state_dir).filter(|holder| carries(holder, run)) else {
        return conflict(format!(
            "nobody carries run {} any more; the next run of the project records its end",
            run.id
        ));
    };
    if !carrier.is_here() {
        return conflict(format!("run {} is carried by {carrier}: end it there", run.id));
    }
    let sent = signal(&carrier, || holder(state_dir).as_ref() == Some(&carrier));
    match sent {
        Ok(()) => Ok(()),
        Err(Errno::SRCH) => conflict(format!("run {} has just ended", run.id)),
        Err(Errno::PERM) => conflict(format!("run {} is carried by {carrier}, which this server may not end", run.id)),
        Err(error) => Err(RunRefusal::Failed(format!("{carrier} cannot be asked to end: {error}"))),
    }
}

/// Whether the run began after the workspace was taken: an earlier one belongs to a process that died.
fn carries(holder: &Holder, run: &RunRow) -> bool {
    run.started_at.as_millisecond() >= holder.since.as_millisecond()
}

/// Sends SIGTERM to exactly the process that still holds the workspace: its number is looked up once, and it is asked
/// after that whether it still has it.
fn signal(carrier: &Holder, still_holds: impl FnOnce() -> bool) -> Result<(), Errno> {
    let pid = i32::try_from(carrier.pid).ok().and_then(Pid::from_raw).ok_or(Errno::SRCH)?;
    let process = pidfd_open(pid, PidfdFlags::empty())?;
    if still_holds() { pidfd_send_signal(process, Signal::TERM) } else { Err(Errno::SRCH) }
}

#[cfg(test)]
mod tests {
    use camino::Utf8PathBuf;
    use jiff::{SignedDuration, Timestamp};
    use throughline_engine::WorkspaceLock;
    use throughline_model::{RunId, RunStatus};

    use super::*;

    fn run(started_at: Timestamp, finished_at: Option<Timestamp>) -> RunRow {
        RunRow {
            id: RunId::generate(),
            pipeline: "main".into(),
            name: "n".to_owned(),
            status: RunStatus::Running,
            parameters: serde_json::Map::new(),
            started_at,
            finished_at,
            duration_ms: None,
            planned: 1,
            failure: None,
        }
    }

    fn refused(run: &RunRow, state_dir: &Utf8Path) -> String {
        match ask_to_end(run, state_dir) {
            Err(RunRefusal::Conflict(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn nobody_is_asked_who_does_not_carry_the_run() {
        let folder = tempfile::tempdir().unwrap();
        let dir = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        let now = Timestamp::now();
        assert!(refused(&run(now, Some(now)), &dir).contains("has ended"));
        assert!(refused(&run(now, None), &dir).contains("nobody carries"));
        // This very process would get the signal.
        let _lock = WorkspaceLock::acquire(&dir, &dir, "run", now).unwrap();
        assert!(refused(&run(now - SignedDuration::from_secs(1), None), &dir).contains("nobody carries"));
        let lock = std::fs::read_to_string(dir.join("lock")).unwrap();
        let mut elsewhere: serde_json::Value = serde_json::from_str(&lock).unwrap();
        elsewhere["host"] = "elsewhere".into();
        std::fs::write(dir.join("lock"), elsewhere.to_string()).unwrap();
        assert!(refused(&run(now, None), &dir).contains("on elsewhere"));
    }

    #[test]
    fn whoever_has_let_go_meanwhile_gets_no_signal() {
        let carrier =
            Holder { pid: std::process::id(), host: String::new(), command: String::new(), since: Timestamp::now() };
        assert_eq!(signal(&carrier, || false), Err(Errno::SRCH));
        assert_eq!(signal(&Holder { pid: u32::MAX, ..carrier }, || true), Err(Errno::SRCH));
    }
}
