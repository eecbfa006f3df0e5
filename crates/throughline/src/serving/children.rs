//! The processes of the runs that this server started, until each has ended.

use std::collections::BTreeSet;
use std::io::{BufReader, ErrorKind, PipeReader};
use std::process::{Child, Command};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use throughline_server::RunRefusal;

/// So many may be on their way at once.
const MOST: usize = 8;

/// The processes of runs.
#[derive(Default)]
pub(crate) struct Children {
    table: Mutex<Table>,
    /// One of them has ended.
    ended: Condvar,
}

#[derive(Default)]
struct Table {
    /// Each was started and not waited for: nobody else has its number.
    pids: BTreeSet<i32>,
    is_ending: bool,
}

/// A process that is on its way.
pub(super) struct Started {
    child: Child,
    /// Everything that it says, on either of its streams.
    pub(super) said: BufReader<PipeReader>,
}

impl Children {
    /// Starts one.
    ///
    /// # Errors
    /// When there are too many already, the server ends, or it cannot be started.
    pub(super) fn start(&self, mut command: Command) -> Result<Started, RunRefusal> {
        let failed = |error: std::io::Error| RunRefusal::Failed(format!("a run cannot be started: {error}"));
        let (said, writer) = std::io::pipe().map_err(failed)?;
        command.stdout(writer.try_clone().map_err(failed)?).stderr(writer);
        let mut table = self.lock();
        if table.is_ending {
            return Err(is_ending());
        }
        if table.pids.len() >= MOST {
            return Err(RunRefusal::Busy(format!("{MOST} runs are on their way already")));
        }
        let child = command.spawn().map_err(|error| match error.kind() {
            ErrorKind::ArgumentListTooLong => {
                RunRefusal::Wrong("a parameter is longer than a program can be given: 128 KiB".to_owned())
            }
            _ => failed(error),
        })?;
        table.pids.insert(Pid::from_child(&child).as_raw_nonzero().get());
        // The command holds our end of the pipe, which would never end then.
        drop(command);
        Ok(Started { child, said: BufReader::new(said) })
    }

    /// Reads on and waits until it has ended; its exit code, if it has one.
    pub(super) fn see_off(&self, mut started: Started) -> Option<i32> {
        // What it says is in the ledger; it is read so that the run can go on.
        let _ = std::io::copy(&mut started.said, &mut std::io::sink());
        let pid = Pid::from_child(&started.child);
        // It keeps its number until it is out of the table.
        let _ = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
        let mut table = self.lock();
        let status = started.child.wait();
        table.pids.remove(&pid.as_raw_nonzero().get());
        self.ended.notify_all();
        status.ok().and_then(|status| status.code())
    }

    /// Starts no more, and asks those on their way to end; asked again, they end at once.
    pub(crate) fn ask_to_end(&self) {
        let mut table = self.lock();
        table.is_ending = true;
        for pid in table.pids.iter().filter_map(|pid| Pid::from_raw(*pid)) {
            // Who has ended by itself need not be asked.
            let _ = kill_process(pid, Signal::TERM);
        }
    }

    /// Whether they were asked to end.
    pub(super) fn is_ending(&self) -> bool {
        self.lock().is_ending
    }

    /// Waits until all have ended.
    pub(crate) fn wait(&self) {
        let table = self.lock();
        drop(self.ended.wait_while(table, |table| !table.pids.is_empty()));
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why nothing begins any more.
pub(super) fn is_ending() -> RunRefusal {
    RunRefusal::Busy("the server is ending".to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn sleeping() -> Command {
        let mut command = Command::new("sleep");
        command.arg("600");
        command
    }

    #[test]
    fn there_is_room_for_so_many_and_a_place_is_free_when_one_has_ended() {
        let children = Children::default();
        let mut started: Vec<Started> = (0..MOST).map(|_| children.start(sleeping()).unwrap()).collect();
        let busy = |refused: Result<Started, RunRefusal>| matches!(refused, Err(RunRefusal::Busy(_)));
        assert!(busy(children.start(sleeping())));
        let mut one = started.pop().unwrap();
        one.child.kill().unwrap();
        assert_eq!(children.see_off(one), None);
        started.push(children.start(sleeping()).unwrap());
        children.ask_to_end();
        assert!(busy(children.start(sleeping())), "nothing begins any more");
        std::thread::scope(|scope| {
            started.drain(..).for_each(|one| drop(scope.spawn(|| children.see_off(one))));
            children.wait();
        });
        assert!(children.lock().pids.is_empty());
    }

    #[test]
    fn whoever_says_much_is_read_to_the_end() {
        let children = Children::default();
        let mut command = Command::new("sh");
        command.args(["-c", "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2; exit 7"]);
        let since = Instant::now();
        assert_eq!(children.see_off(children.start(command).unwrap()), Some(7));
        assert!(since.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn what_no_program_can_be_given_is_the_fault_of_whoever_asked() {
        let mut command = Command::new("true");
        command.arg("x".repeat(200_000));
        let refused = Children::default().start(command).err().unwrap();
        assert!(matches!(&refused, RunRefusal::Wrong(why) if why.contains("128 KiB")), "{refused:?}");
        let refused = Children::default().start(Command::new("/no/such/program")).err().unwrap();
        assert!(matches!(refused, RunRefusal::Failed(_)), "{refused:?}");
    }
}
