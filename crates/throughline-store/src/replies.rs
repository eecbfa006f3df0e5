//! Answers that are kept for whoever asks the same again: one for each caller, route and idempotency key.

use throughline_model::Digest;
use throughline_model::shape::Time;

use crate::database::{Session, micros};
use crate::{StoreError, values};

/// What an answer belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyKey {
    /// Who asked: the id of a key, or empty.
    pub caller: String,
    /// What was asked for: method and path.
    pub route: String,
    /// The key that the caller made for this request.
    pub key: String,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptReply {
    /// The digest of the request, so that another one with the same key is noticed.
    pub request: Digest,
    /// The status; 0 while there is none yet.
    pub status: u16,
    /// The body.
    pub body: String,
    /// When it was answered.
    pub created_at: Time,
}

impl KeptReply {
    /// An answer to the request with this digest.
    #[must_use]
    pub fn new(request: Digest, status: u16, body: String, created_at: Time) -> Self {
        Self { request, status, body, created_at }
    }
}

/// The answer that is kept.
///
/// # Errors
/// When the database is away.
pub fn reply_fetch(session: &mut Session, key: &ReplyKey) -> Result<Option<KeptReply>, StoreError> {
    let sql = "SELECT request_digest, status, body, created_at FROM idempotency_key
               WHERE caller = $1 AND route = $2 AND key = $3";
    let values = values![key.caller.as_str(), key.route.as_str(), key.key.as_str()];
    session.query_opt(sql, values, |row| {
        Ok(KeptReply {
            request: row.parsed(0)?,
            status: u16::try_from(row.i64(1)?).unwrap_or_default(),
            body: row.text(2)?.to_owned(),
            created_at: row.time(3)?,
        })
    })
}

/// Keeps an answer; there is none for its key.
///
/// # Errors
/// When there is one, and when the database is away.
pub fn reply_keep(session: &mut Session, key: &ReplyKey, reply: &KeptReply) -> Result<(), StoreError> {
    let digest = reply.request.to_string();
    let sql = "INSERT INTO idempotency_key (caller, route, key, request_digest, status, body, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = values![
        key.caller.as_str(),
        key.route.as_str(),
        key.key.as_str(),
        digest.as_str(),
        i64::from(reply.status),
        reply.body.as_str(),
        micros(reply.created_at),
    ];
    session.execute(sql, values).map(drop)
}

/// Forgets the answer of one key.
///
/// # Errors
/// When the database is away.
pub fn reply_forget(session: &mut Session, key: &ReplyKey) -> Result<(), StoreError> {
    let sql = "DELETE FROM idempotency_key WHERE caller = $1 AND route = $2 AND key = $3";
    session.execute(sql, values![key.caller.as_str(), key.route.as_str(), key.key.as_str()]).map(drop)
}

/// Forgets every answer that is older than this.
///
/// # Errors
/// When the database is away.
pub fn replies_forget(session: &mut Session, before: Time) -> Result<(), StoreError> {
    session.execute("DELETE FROM idempotency_key WHERE created_at < $1", values![micros(before)]).map(drop)
}
