//! Messages on a byte stream: four bytes of length (little endian), then the message in postcard's form.

use serde::Serialize;
use serde::de::DeserializeOwned;

const HEADER: usize = 4;

/// No message is near this: the kernel refuses commands whose arguments and environment take more than a few MiB.
const LIMIT: usize = 256 << 20;

/// Why bytes are not a message.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The length is out of all proportion.
    #[error("a message of {0} bytes")]
    Length(usize),
    /// The bytes are no message of the expected type.
    #[error("malformed message")]
    Malformed(#[from] postcard::Error),
}

/// Appends the message to the bytes that are to be sent.
pub(crate) fn encode<T: Serialize>(message: &T, out: &mut Vec<u8>) -> Result<(), FrameError> {
    let body = postcard::to_stdvec(message)?;
    let length = u32::try_from(body.len()).ok().filter(|length| *length as usize <= LIMIT);
    let length = length.ok_or(FrameError::Length(body.len()))?;
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&body);
    Ok(())
}

/// Puts messages together from bytes that arrive in pieces.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    bytes: Vec<u8>,
    taken: usize,
}

impl Decoder {
    /// Adds what arrived.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.taken == self.bytes.len() {
            self.bytes.clear();
            self.taken = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole message, if it has arrived.
    pub(crate) fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, FrameError> {
        let rest = &self.bytes[self.taken..];
        let Some((header, body)) = rest.split_first_chunk::<HEADER>() else { return Ok(self.wait()) };
        let length = u32::from_le_bytes(*header) as usize;
        if length > LIMIT {
            return Err(FrameError::Length(length));
        }
        let Some(body) = body.get(..length) else { return Ok(self.wait()) };
        let message = postcard::from_bytes(body)?;
        self.taken += HEADER + length;
        Ok(Some(message))
    }

    /// Whether a message has begun and not ended.
    pub(crate) fn is_amid_message(&self) -> bool {
        self.taken < self.bytes.len()
    }

    /// Forgets what was taken, so that the store does not grow with the number of messages.
    fn wait<T>(&mut self) -> Option<T> {
        self.bytes.drain(..self.taken);
        self.taken = 0;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Request;

    #[test]
    fn messages_come_out_whole_however_they_are_cut() {
        let sent = [Request::Stop { id: 300 }, Request::Configure { secrets: vec!["s".repeat(300)] }, Request::StopAll];
        let mut bytes = Vec::new();
        sent.iter().for_each(|message| encode(message, &mut bytes).unwrap());
        for cut in 1..bytes.len() {
            let mut decoder = Decoder::default();
            let mut received = Vec::<Request>::new();
            for piece in bytes.chunks(cut) {
                decoder.push(piece);
                received.extend(std::iter::from_fn(|| decoder.next().unwrap()));
            }
            assert_eq!(received, sent, "pieces of {cut}");
            assert!(!decoder.is_amid_message());
        }
    }

    #[test]
    fn nonsense_is_refused() {
        let mut decoder = Decoder::default();
        decoder.push(b"\xff\xff\xff\xff?");
        assert!(matches!(decoder.next::<Request>(), Err(FrameError::Length(_))));
    }
}
