//! How a run is spoken to from outside: one inbox for what workers report and what a person asks for.

use std::sync::mpsc::{Receiver, Sender, channel};

use super::message::{Control, Message};

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
