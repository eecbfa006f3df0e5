//! How a run is spoken to from outside: one inbox for what workers report and what a person asks for.

use std::sync::mpsc::{Receiver, Sender, channel};

use throughline_model::EventKind;

use super::workers::Done;

/// What a person asks of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// Stop cleanly: end what runs, politely, and record the interruption.
    Stop {
        /// The signal that asked, such as `SIGINT`.
        signal: String,
    },
    /// End what runs, now.
    Kill,
}

/// Everything that the dispatcher hears.
pub(super) enum Message {
    Control(Control),
    Happened(EventKind),
    Done(Done),
}

/// Speaks to a run; cheap to clone, from any thread.
#[derive(Clone)]
pub struct Remote(pub(super) Sender<Message>);

/// Where a run listens.
pub struct Inbox {
    pub(super) receiver: Receiver<Message>,
    pub(super) sender: Sender<Message>,
}

/// A remote and the inbox that it speaks to.
#[must_use]
pub fn remote() -> (Remote, Inbox) {
    let (sender, receiver) = channel();
    (Remote(sender.clone()), Inbox { receiver, sender })
}

impl Remote {
    /// Asks something of the run. Nothing happens if it is over.
    pub fn ask(&self, control: Control) {
        let _ = self.0.send(Message::Control(control));
    }
}
