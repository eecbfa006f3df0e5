//! Who may come in: keys, their scopes, and the rule that without any key only this machine may ask.

use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, header};
use subtle::ConstantTimeEq;
use throughline_model::Digest;
use throughline_model::work::Scope;
use throughline_store::{Database, StoreError, keys};

use crate::problem::Problem;
use crate::route::Access;

/// A key that was made or revoked elsewhere counts here after this time at the latest.
const REMEMBERED: Duration = Duration::from_secs(1);

/// Who sent a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The id of the key; none where no key was needed, or for the key of the settings.
    pub(crate) key: Option<String>,
    /// What the key may do.
    pub(crate) scope: Scope,
}

/// The keys that are known.
pub(crate) struct KeyRing {
    /// The digest of the key of the settings, which may do everything.
    configured: Option<Digest>,
    /// Whether no key is asked for, whichever there are.
    is_open: bool,
    stored: RwLock<Stored>,
}

#[derive(Default)]
struct Stored {
    keys: Vec<keys::StoredKey>,
    read_at: Option<Instant>,
}

impl KeyRing {
    /// The keys of the database, and this one.
    pub(crate) fn new(configured: Option<&str>) -> Self {
        let configured = configured.filter(|key| !key.is_empty()).map(|key| Digest::of(key.as_bytes()));
        Self { configured, is_open: false, stored: RwLock::default() }
    }

    /// No keys, and none are asked for.
    pub(crate) fn open() -> Self {
        Self { configured: None, is_open: true, stored: RwLock::default() }
    }

    /// Whether what is known of the keys is too old to be used.
    pub(crate) fn is_stale(&self) -> bool {
        if self.is_open {
            return false;
        }
        let stored = self.stored.read().unwrap_or_else(PoisonError::into_inner);
        stored.read_at.is_none_or(|at| at.elapsed() >= REMEMBERED)
    }

    /// Reads the keys of the database; blocks.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) fn refresh(&self, database: &Database) -> Result<(), StoreError> {
        let keys = database.read(keys::key_list)?;
        let mut stored = self.stored.write().unwrap_or_else(PoisonError::into_inner);
        *stored = Stored { keys, read_at: Some(Instant::now()) };
        Ok(())
    }

    /// Whether a key was ever set. A key that was revoked still closes the door: it must not open it for everybody.
    pub(crate) fn is_closed(&self) -> bool {
        let stored = self.stored.read().unwrap_or_else(PoisonError::into_inner);
        self.configured.is_some() || !stored.keys.is_empty()
    }

    /// Lets a request in, or does not.
    ///
    /// # Errors
    /// 401 without a key that is known, 403 where its scope does not reach.
    pub(crate) fn admit(&self, access: Access, headers: &HeaderMap) -> Result<Caller, Problem> {
        let Access::Key(needed) = access else { return Ok(Caller { key: None, scope: Scope::Read }) };
        if !self.is_closed() {
            return Ok(Caller { key: None, scope: Scope::Admin });
        }
        let caller = bearer(headers).and_then(|key| self.caller(key)).ok_or_else(Problem::unauthenticated)?;
        if caller.scope.covers(needed) {
            Ok(caller)
        } else {
            Err(Problem::forbidden(needed.as_str(), caller.scope.as_str()))
        }
    }

    /// Whose key this is. Every key is compared, so that the time tells nothing of which one it is.
    fn caller(&self, key: &str) -> Option<Caller> {
        let digest = Digest::of(key.as_bytes());
        let is_same = |known: &Digest| bool::from(known.as_bytes().ct_eq(digest.as_bytes()));
        let mut found =
            self.configured.as_ref().filter(|known| is_same(known)).map(|_| Caller { key: None, scope: Scope::Admin });
        let stored = self.stored.read().unwrap_or_else(PoisonError::into_inner);
        for known in &stored.keys {
            if is_same(&known.digest) && known.key.revoked_at.is_none() {
                found = Some(Caller { key: Some(known.key.id.to_string()), scope: known.key.scope });
            }
        }
        found
    }
}

/// The key of `Authorization: Bearer <key>`; the name of the scheme may be in either case.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, key) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}
