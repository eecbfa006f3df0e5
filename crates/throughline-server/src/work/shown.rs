//! How an object is answered: itself, its `ETag`, and where it is.

use axum::http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value};
use throughline_model::inbox::InboxEvent;
use throughline_model::task::Task;
use throughline_model::work::{
    Artifact, AuditEntry, ConstraintSnapshot, ContextPacket, DoctrineRef, EvidencePack, Issue, Repo, ReviewDecision,
    Run,
};
use throughline_store::work::Stored;

use crate::problem::Problem;
use crate::reply::Reply;

/// What can be answered.
pub(crate) trait Shown: Send + 'static {
    /// As it is shown.
    type Object: Serialize;

    /// As it is shown.
    fn object(&self) -> &Self::Object;

    /// Its id.
    fn id(&self) -> String;

    /// What is in the quotes of its entity tag: another one for each of its states.
    fn tag(&self) -> String;
}

macro_rules! shown {
    ($($object:ident.$id:ident)+) => {$(
        impl Shown for Stored<$object> {
            type Object = $object;

            fn object(&self) -> &$object {
                &self.object
            }

            fn id(&self) -> String {
                self.object.$id.to_string()
            }

            fn tag(&self) -> String {
                self.revision.to_string()
            }
        }
    )+};
    (unchanging $($object:ty, $id:expr, $digest:expr;)+) => {$(
        impl Shown for $object {
            type Object = Self;

            fn object(&self) -> &Self {
                self
            }

            fn id(&self) -> String {
                $id(self).to_string()
            }

            fn tag(&self) -> String {
                $digest(self).to_string()
            }
        }
    )+};
}

shown!(Repo.id Issue.id DoctrineRef.id Run.id Artifact.id EvidencePack.id ReviewDecision.id Task.task_id);
shown! {
    unchanging
    ContextPacket, ContextPacket::id, ContextPacket::digest;
    ConstraintSnapshot, ConstraintSnapshot::id, ConstraintSnapshot::digest;
    InboxEvent, |event: &InboxEvent| event.id, |event: &InboxEvent| event.status;
    AuditEntry, |entry: &AuditEntry| entry.id, |entry: &AuditEntry| entry.digest;
}

/// The object itself.
///
/// # Errors
/// When it cannot be written as JSON, which is a fault of ours.
pub(super) fn shown(status: StatusCode, object: &impl Shown) -> Result<Reply, Problem> {
    tagged(Reply::json(status, object.object())?, object)
}

/// An object that was made: `{"status": "success", "<noun>": …}`. It is found under the path that it was asked for at.
///
/// # Errors
/// As [`shown`].
pub(crate) fn created(noun: &'static str, path: &str, object: &impl Shown) -> Result<Reply, Problem> {
    let reply = envelope(StatusCode::CREATED, noun, object)?;
    let place = format!("{}/{}", path.trim_end_matches('/'), object.id());
    Ok(reply.with_header(header::LOCATION, text(&place)?))
}

/// An object that was changed, or was already as it was wanted.
///
/// # Errors
/// As [`shown`].
pub(crate) fn changed(noun: &'static str, object: &impl Shown) -> Result<Reply, Problem> {
    envelope(StatusCode::OK, noun, object)
}

fn envelope(status: StatusCode, noun: &'static str, object: &impl Shown) -> Result<Reply, Problem> {
    let body = Envelope { noun, object: object.object() };
    tagged(Reply::json(status, &body)?, object)
}

fn tagged(reply: Reply, object: &impl Shown) -> Result<Reply, Problem> {
    Ok(reply.with_header(header::ETAG, text(&format!("\"{}\"", object.tag()))?))
}

fn text(text: &str) -> Result<HeaderValue, Problem> {
    text.parse().map_err(|_| Problem::internal("a header that is no text"))
}

struct Envelope<'a, T> {
    noun: &'static str,
    object: &'a T,
}

impl<T: Serialize> Serialize for Envelope<'_, T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("status", "success")?;
        map.serialize_entry(self.noun, self.object)?;
        map.end()
    }
}

/// The same for the examples of the document.
pub(super) fn example_envelope(noun: &str, object: Value) -> Value {
    let members = [("status".to_owned(), Value::from("success")), (noun.to_owned(), object)];
    Value::Object(Map::from_iter(members))
}
