//! An event as a line of JSON: one flat object, in the log beside the run, with `--log-format json`, in the ledger.
//!
//! ```json
//! {"timestamp":"2026-11-20T12:20:42.155Z","runId":"01K…","seq":7,"event":"stage-succeeded","stageId":"report",
//!  "status":"succeeded","durationMs":12}
//! ```
//! The first three fields are the *head*, the others the *body*: what happened, whenever and in whichever run. Equal
//! bodies may be stored once.

use std::io::Write;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{Event, EventKind, RunId, iso_millis};

/// Why a line is not an event.
#[derive(Debug, thiserror::Error)]
pub enum EventDecodeError {
    /// The text is not JSON, or not an event's JSON.
    #[error("not an event: {0}")]
    Json(#[from] serde_json::Error),
    /// A field that every event has is missing or malformed.
    #[error("the field `{0}` of the event is missing or malformed")]
    Field(&'static str),
}

impl Event {
    /// The event as one flat object, the form in which it is stored and sent.
    ///
    /// # Errors
    /// None in practice: every part of an event can be written as JSON.
    pub fn to_json(&self) -> Result<Map<String, Value>, serde_json::Error> {
        let mut line = Map::new();
        line.insert("timestamp".into(), iso_millis(self.at).into());
        line.insert("runId".into(), self.run.to_string().into());
        line.insert("seq".into(), self.seq.into());
        if let Value::Object(fields) = serde_json::to_value(&self.kind)? {
            line.extend(fields);
        }
        if let Some(status) = self.kind.stage_status() {
            line.insert("status".into(), status.as_str().into());
        }
        Ok(line)
    }

    /// The same object as one line of text, without its line end.
    ///
    /// # Errors
    /// As [`Event::to_json`].
    pub fn to_line(&self) -> Result<String, serde_json::Error> {
        let mut line = Vec::with_capacity(512);
        self.write_line(&mut line)?;
        String::from_utf8(line).map_err(serde::ser::Error::custom)
    }

    /// Appends the same line, without its line end, to what is there.
    ///
    /// # Errors
    /// As [`Event::to_json`].
    pub fn write_line(&self, text: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        write_head(self.run, self.seq, self.at, text)?;
        self.kind.write_body(text)
    }

    /// The line of the event with this head and a body that [`EventKind::write_body`] wrote.
    #[must_use]
    pub fn line_of(run: RunId, seq: u64, at: Timestamp, body: &str) -> String {
        let mut line = Vec::with_capacity(body.len() + 128);
        // Nothing refuses bytes in memory.
        let _ = write_head(run, seq, at, &mut line);
        let mut line = String::from_utf8(line).unwrap_or_default();
        line.push_str(body);
        line
    }

    /// Reads what [`Event::to_json`] wrote. Fields that this version does not know are passed over.
    ///
    /// # Errors
    /// When the text is not JSON, or lacks what its kind of event must have.
    pub fn from_json(text: &str) -> Result<Self, EventDecodeError> {
        let line: Map<String, Value> = serde_json::from_str(text)?;
        let text_of = |name: &'static str| line.get(name).and_then(Value::as_str).ok_or(EventDecodeError::Field(name));
        let run = text_of("runId")?.parse().map_err(|_| EventDecodeError::Field("runId"))?;
        let at = text_of("timestamp")?.parse().map_err(|_| EventDecodeError::Field("timestamp"))?;
        let seq = line.get("seq").and_then(Value::as_u64).ok_or(EventDecodeError::Field("seq"))?;
        let kind = serde_json::from_value(Value::Object(line))?;
        Ok(Self { run, seq, at, kind })
    }
}

impl EventKind {
    /// Appends the body of the event's line: what follows the head, with the closing brace.
    ///
    /// # Errors
    /// None in practice: every part of an event can be written as JSON.
    pub fn write_body(&self, text: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        let start = text.len();
        serde_json::to_writer(&mut *text, self)?;
        // A kind is an object with at least its tag: its brace gives way to the comma behind the head.
        text[start] = b',';
        if let Some(status) = self.stage_status() {
            text.pop();
            text.extend_from_slice(b",\"status\":\"");
            text.extend_from_slice(status.as_str().as_bytes());
            text.extend_from_slice(b"\"}");
        }
        Ok(())
    }
}

fn write_head(run: RunId, seq: u64, at: Timestamp, text: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    write!(text, "{{\"timestamp\":\"{}\",\"runId\":\"{run}\",\"seq\":{seq}", iso_millis(at))
        .map_err(serde_json::Error::io)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ArtifactRecord, AttemptId, Digest, RunStatus};

    #[test]
    fn an_event_is_one_flat_object_and_reads_back() {
        let event = Event {
            run: RunId::generate(),
            seq: 7,
            at: "2026-11-20T12:20:42.155Z".parse().unwrap(),
            kind: EventKind::StageSucceeded {
                stage_id: "report".into(),
                attempt_id: AttemptId::generate(),
                fingerprint: Digest::of(b"f"),
                artifacts: vec![ArtifactRecord {
                    id: "page".into(),
                    path: "out/page.md".into(),
                    digest: Some(Digest::of(b"page")),
                    size_bytes: 4,
                    volatile: Vec::new(),
                }],
                duration_ms: 12,
            },
        };
        let line = event.to_json().unwrap();
        assert_eq!(line["event"], "stage-succeeded");
        assert_eq!(line["stageId"], "report");
        assert_eq!(line["status"], "succeeded");
        assert_eq!(line["durationMs"], 12);
        assert_eq!(line["artifacts"][0]["sizeBytes"], 4);
        assert_eq!(event.to_line().unwrap(), Value::Object(line.clone()).to_string());
        assert_eq!(Event::from_json(&Value::Object(line).to_string()).unwrap(), event);
    }

    #[test]
    fn a_newtype_variant_is_flat_too() {
        let kind = EventKind::RunEnded { status: RunStatus::Waiting, duration_ms: 3, failure: None };
        let event = Event { run: RunId::generate(), seq: 0, at: Timestamp::UNIX_EPOCH, kind };
        let line = event.to_json().unwrap();
        assert_eq!(line["status"], "waiting");
        assert_eq!(event.to_line().unwrap(), Value::Object(line.clone()).to_string());
        assert_eq!(Event::from_json(&Value::Object(line).to_string()).unwrap(), event);
    }
}
