//! `Idempotency-Key`: a request that is sent again because its answer got lost is answered as the first time, and done once.
//!
//! The answer is kept for a day beside what was written, in the same transaction. It belongs to the caller, the path and
//! the key; the same key with another body is refused, as it cannot be the same request.

use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use throughline_model::Digest;
use throughline_model::shape::Time;
use throughline_store::replies::{self, KeptReply, ReplyKey};
use throughline_store::{Session, StoreError};

use crate::app::App;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::request::Request;
use crate::route::Route;

/// The header (draft-ietf-httpapi-idempotency-key-header).
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer is that of an earlier request.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// A longer key is refused.
const LONGEST: usize = 255;
/// For so long an answer is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// The status of a request that has not ended yet.
const UNDER_WAY: u16 = 0;

/// A request that is to be done once.
pub(crate) struct Once {
    key: ReplyKey,
    /// Of what stood after `?` and of the body.
    digest: Digest,
}

impl Once {
    /// What the request says of it; only what makes something can be asked for twice by mistake.
    ///
    /// # Errors
    /// 400 for a key that is none.
    pub(crate) fn asked(route: &Route, request: &Request) -> Result<Option<Self>, Problem> {
        let Some(sent) = request.headers.get(&IDEMPOTENCY_KEY).filter(|_| route.method == Method::POST) else {
            return Ok(None);
        };
        let fits =
            |key: &&str| (1..=LONGEST).contains(&key.len()) && key.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let Some(key) = sent.to_str().ok().filter(fits) else {
            let detail = format!("`Idempotency-Key` has 1 to {LONGEST} printable ASCII characters");
            return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
        };
        let mut digest = Vec::from(request.uri.query().unwrap_or_default());
        digest.push(0);
        digest.extend_from_slice(&request.body);
        let key = ReplyKey {
            caller: request.caller.key.clone().unwrap_or_default(),
            route: format!("{} {}", route.method, request.uri.path()),
            key: key.to_owned(),
        };
        Ok(Some(Self { key, digest: Digest::of(&digest) }))
    }

    /// Writes, and keeps the answer in the same transaction; or answers what is kept.
    ///
    /// # Errors
    /// As [`Once::kept`]; and what the work answers: then nothing is kept, and it can be asked for again.
    pub(crate) fn write(
        self,
        session: &mut Session,
        work: impl FnOnce(&mut Session) -> Result<Reply, Problem>,
    ) -> Result<Reply, Problem> {
        if let Some(reply) = self.kept(session)? {
            return Ok(reply);
        }
        let reply = work(session)?;
        self.keep(session, &reply)?;
        Ok(reply)
    }

    /// Does what is not written by a transaction of ours: the key is taken first, and given back if it does not go well.
    ///
    /// # Errors
    /// As [`Once::kept`], and what the work answers.
    pub(crate) fn block(
        self,
        app: &Arc<App>,
        work: impl FnOnce(&Arc<App>) -> Result<Reply, Problem>,
    ) -> Result<Reply, Problem> {
        let once = Arc::new(self);
        let taken = Arc::clone(&once);
        let before = app.database.write(move |session| {
            let kept = taken.kept(session)?;
            if kept.is_none() {
                replies::reply_keep(
                    session,
                    &taken.key,
                    &KeptReply::new(taken.digest, UNDER_WAY, String::new(), now()),
                )?;
            }
            Ok::<_, Problem>(kept)
        })?;
        if let Some(reply) = before {
            return Ok(reply);
        }
        let done = work(app);
        let kept = done.as_ref().ok().and_then(|reply| once.kept_of(reply));
        app.database.write(move |session| {
            replies::reply_forget(session, &once.key)?;
            kept.map_or(Ok(()), |kept| replies::reply_keep(session, &once.key, &kept))
        })?;
        done
    }

    /// What was answered to the same request before.
    ///
    /// # Errors
    /// 422 where the key was used for another one, 409 while the first has not ended.
    fn kept(&self, session: &mut Session) -> Result<Option<Reply>, Problem> {
        let long_ago = Time::new(now().timestamp() - KEPT);
        replies::replies_forget(session, long_ago)?;
        let Some(kept) = replies::reply_fetch(session, &self.key)? else { return Ok(None) };
        if kept.request != self.digest {
            let detail = "This `Idempotency-Key` was used for another request; send a new key with a new request";
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
        }
        if kept.status == UNDER_WAY {
            let detail = "The first request with this `Idempotency-Key` has not ended";
            return Err(Problem::new(StatusCode::CONFLICT, detail));
        }
        let status = StatusCode::from_u16(kept.status).map_err(|error| Problem::internal(error.to_string()))?;
        let reply = Reply::text(status, "application/json", kept.body);
        Ok(Some(reply.with_header(REPLAYED, HeaderValue::from_static("true"))))
    }

    fn keep(&self, session: &mut Session, reply: &Reply) -> Result<(), StoreError> {
        self.kept_of(reply).map_or(Ok(()), |kept| replies::reply_keep(session, &self.key, &kept))
    }

    fn kept_of(&self, reply: &Reply) -> Option<KeptReply> {
        let body = String::from_utf8(reply.kept()?.to_vec()).ok()?;
        Some(KeptReply::new(self.digest, reply.status.as_u16(), body, now()))
    }
}

fn now() -> Time {
    Time::new(Timestamp::now())
}
