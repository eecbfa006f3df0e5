//! Keys of callers: the digest of each, never the key itself.

use throughline_model::shape::Time;
use throughline_model::work::{ApiKey, ApiKeyCreate};
use throughline_model::{Digest, KeyId};

use crate::database::{Row, Session, micros};
use crate::{StoreError, values};

/// A key with what a caller's is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredKey {
    /// The key as it is shown.
    pub key: ApiKey,
    /// The digest of the key.
    pub digest: Digest,
}

/// A new key: 32 bytes that nobody can guess, in hexadecimal digits.
///
/// # Errors
/// When the system has no randomness.
pub fn secret_generate() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(format!("tl_{}", Digest::from_bytes(bytes).hex()))
}

/// Keeps a key, of which only the digest is told.
///
/// # Errors
/// When the database refuses it or is away.
pub fn key_create(
    session: &mut Session,
    asked: &ApiKeyCreate,
    digest: Digest,
    now: Time,
) -> Result<ApiKey, StoreError> {
    let ApiKeyCreate { name, scope } = asked.clone();
    let key = ApiKey { id: KeyId::generate(), name, scope, created_at: now, revoked_at: None };
    let (id, digest) = (key.id.to_string(), digest.to_string());
    session.execute(
        "INSERT INTO api_key (id, name, scope, digest, created_at) VALUES ($1, $2, $3, $4, $5)",
        values![id.as_str(), key.name.as_str(), key.scope.as_str(), digest.as_str(), micros(now)],
    )?;
    Ok(key)
}

/// Every key, the newest first; those that were revoked too.
///
/// # Errors
/// When the database is away.
pub fn key_list(session: &mut Session) -> Result<Vec<StoredKey>, StoreError> {
    session.query("SELECT id, name, scope, created_at, revoked_at, digest FROM api_key ORDER BY id DESC", &[], stored)
}

/// The key with this id.
///
/// # Errors
/// When the database is away.
pub fn key_fetch(session: &mut Session, id: KeyId) -> Result<Option<ApiKey>, StoreError> {
    let sql = "SELECT id, name, scope, created_at, revoked_at, digest FROM api_key WHERE id = $1";
    let found = session.query_opt(sql, values![id.to_string().as_str()], stored)?;
    Ok(found.map(|stored| stored.key))
}

/// Makes a key worthless. Whether there was one that was not so already.
///
/// # Errors
/// When the database refuses it or is away.
pub fn key_revoke(session: &mut Session, id: KeyId, now: Time) -> Result<bool, StoreError> {
    let id = id.to_string();
    let changed = session.execute(
        "UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
        values![id.as_str(), micros(now)],
    )?;
    Ok(changed > 0)
}

fn stored(row: &Row<'_>) -> Result<StoredKey, StoreError> {
    let key = ApiKey {
        id: row.parsed(0)?,
        name: row.parsed(1)?,
        scope: row.parsed(2)?,
        created_at: row.time(3)?,
        revoked_at: row.optional_time(4)?,
    };
    Ok(StoredKey { key, digest: row.parsed(5)? })
}
