//! The supervisor's end of the socket. Never blocks, so that the engine can always send: what it does not read waits
//! here.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

use crate::frame::{self, Decoder};
use crate::message::{Reply, Request};

#[derive(Debug)]
pub(super) struct Channel {
    socket: UnixStream,
    decoder: Decoder,
    unsent: Vec<u8>,
}

/// What the socket had.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// Perhaps requests.
    Bytes,
    /// The engine's end is closed.
    Closed,
}

impl Channel {
    pub(super) fn new(socket: UnixStream) -> Self {
        Self { socket, decoder: Decoder::default(), unsent: Vec::new() }
    }

    /// Reads what has arrived, at most a buffer full.
    pub(super) fn receive(&mut self, buffer: &mut [u8]) -> io::Result<Arrival> {
        match self.socket.read(buffer) {
            Ok(0) => Ok(Arrival::Closed),
            Ok(length) => {
                self.decoder.push(&buffer[..length]);
                Ok(Arrival::Bytes)
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => Ok(Arrival::Bytes),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => Ok(Arrival::Closed),
            Err(error) => Err(error),
        }
    }

    /// The next whole request among what was read.
    pub(super) fn next(&mut self) -> io::Result<Option<Request>> {
        self.decoder.next().map_err(io::Error::other)
    }

    /// Puts a reply in the queue.
    pub(super) fn reply(&mut self, reply: &Reply) -> io::Result<()> {
        frame::encode(reply, &mut self.unsent).map_err(io::Error::other)
    }

    /// Sends what the socket takes. When the engine has gone, that is found out by reading.
    pub(super) fn flush(&mut self) {
        while !self.unsent.is_empty() {
            match self.socket.write(&self.unsent) {
                Ok(sent) => drop(self.unsent.drain(..sent)),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => return self.unsent.clear(),
            }
        }
    }

    /// Whether replies wait for the engine to read.
    pub(super) fn is_full(&self) -> bool {
        !self.unsent.is_empty()
    }
}

impl AsFd for Channel {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}
