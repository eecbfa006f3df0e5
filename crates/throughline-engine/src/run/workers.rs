//! The threads that carry stages out: as many as may run side by side, started when they are first needed.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::message::{Done, Message, Work};

pub(super) struct Workers {
    sender: Option<Sender<Work>>,
    receiver: Arc<Mutex<Receiver<Work>>>,
    threads: Vec<std::thread::JoinHandle<()>>,
    limit: usize,
    outbox: Sender<Message>,
}

impl Workers {
    pub(super) fn new(limit: usize, outbox: Sender<Message>) -> Self {
        let (sender, receiver) = channel();
        Self { sender: Some(sender), receiver: Arc::new(Mutex::new(receiver)), threads: Vec::new(), limit, outbox }
    }

    /// Hands out work; `busy` is how many pieces are under way with this one.
    pub(super) fn hand_out(&mut self, work: Work, busy: usize) -> std::io::Result<()> {
        if self.threads.len() < busy.min(self.limit) {
            let receiver = Arc::clone(&self.receiver);
            let outbox = self.outbox.clone();
            let name = format!("worker-{}", self.threads.len() + 1);
            self.threads.push(std::thread::Builder::new().name(name).spawn(move || work_off(&receiver, &outbox))?);
        }
        if let Some(sender) = &self.sender {
            // The receiver lives as long as this value.
            let _ = sender.send(work);
        }
        Ok(())
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.sender = None;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn work_off(receiver: &Mutex<Receiver<Work>>, outbox: &Sender<Message>) {
    loop {
        let work = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = work else { return };
        let mut tell = |kind| {
            let _ = outbox.send(Message::Happened(kind));
        };
        let done = match work {
            Work::Stage(unit, assignment) => Done::Stage(unit, assignment.carry_out(&mut tell)),
            Work::Hooks(phase, hooks) => Done::Hooks(phase, hooks.run(phase, &mut tell)),
        };
        if outbox.send(Message::Done(done)).is_err() {
            return;
        }
    }
}
