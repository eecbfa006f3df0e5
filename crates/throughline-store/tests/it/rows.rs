//! Rows to write where it does not matter what they are.

use throughline_store::{Database, Session, StoreError, values};

pub(crate) fn repo_create(session: &mut Session, id: &str, slug: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO cwom_repos (id, name, slug, source, default_branch, visibility, owners, links, tags, meta,
                   created_at, updated_at, revision)
               VALUES ($1, $2, $2, '{}', 'main', 'private', '[]', '[]', '[]', '{}', $3, $3, 1)";
    session.execute(sql, values![id, slug, 7]).map(drop)
}

pub(crate) fn issue_create(session: &mut Session, id: &str, repo: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO cwom_issues (id, repo_id, title, description, type, priority, status, assignees, watchers,
                   acceptance, relationships, tags, meta, created_at, updated_at, revision)
               VALUES ($1, $2, 't', '', 'bug', 'P2', 'planned', '[]', '[]', '{}', '{}', '[]', '{}', 1, 1, 1)";
    session.execute(sql, values![id, repo]).map(drop)
}

/// A write of several rows of several tables, the end of a chain among them.
pub(crate) fn work_create(session: &mut Session, name: &str) -> Result<i64, StoreError> {
    repo_create(session, name, name)?;
    for number in 0..3 {
        issue_create(session, &format!("{name}-{number}"), name)?;
    }
    let seq = session.query_opt("SELECT seq FROM audit_head", &[], |row| row.i64(0))?.unwrap_or(0) + 1;
    let sql =
        "INSERT INTO audit_log (seq, id, ts, actor_kind, actor_id, action, entity_kind, entity_id, previous, digest)
               VALUES ($1, $2, 1, 'human', 'ada', 'created', 'Repo', $2, '', '')";
    session.execute(sql, values![seq, name])?;
    session.execute("UPDATE audit_head SET seq = $1", values![seq])?;
    Ok(seq)
}

/// How much of it there is: repos, issues, entries, and the end of the chain.
pub(crate) fn work_count(database: &Database) -> [i64; 4] {
    let sql = "SELECT (SELECT COUNT(*) FROM cwom_repos), (SELECT COUNT(*) FROM cwom_issues),
                      (SELECT COUNT(*) FROM audit_log), (SELECT seq FROM audit_head)";
    let counts = database
        .read(|session| session.query_opt(sql, &[], |row| Ok([row.i64(0)?, row.i64(1)?, row.i64(2)?, row.i64(3)?])));
    counts.unwrap_or_else(|error: StoreError| panic!("{error} {error:?}")).unwrap()
}
