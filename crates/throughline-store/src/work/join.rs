//! What is linked with what, in the order in which it was linked.

use std::collections::HashMap;
use std::fmt::Display;
use std::str::FromStr;

use throughline_model::shape::Text;

use super::table::places;
use crate::database::{Session, Value};
use crate::{StoreError, values};

/// A table of links: its name, the column of who has them, and the column of what is linked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Join {
    pub(super) table: &'static str,
    pub(super) owner: &'static str,
    pub(super) target: &'static str,
}

/// What is linked, by the id of who has it; each with its role.
pub(super) type Linked<K> = HashMap<String, Vec<(K, Option<Text<1, 64>>)>>;

impl Join {
    /// Links something behind all that is linked already; false where it was linked before.
    pub(super) fn add(
        self,
        session: &mut Session,
        owner_id: &str,
        target_id: &str,
        role: Option<&str>,
    ) -> Result<bool, StoreError> {
        let Self { table, owner, target } = self;
        let sql = format!(
            "INSERT INTO {table} ({owner}, {target}, position, role)
             SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), COALESCE(MAX(position), 0) + 1, CAST($3 AS TEXT)
             FROM {table} WHERE {owner} = $1
             ON CONFLICT DO NOTHING"
        );
        Ok(session.execute(&sql, values![owner_id, target_id, role])? > 0)
    }

    /// Takes a link away; whether there was one.
    pub(super) fn remove(self, session: &mut Session, owner_id: &str, target_id: &str) -> Result<bool, StoreError> {
        let Self { table, owner, target } = self;
        let sql = format!("DELETE FROM {table} WHERE {owner} = $1 AND {target} = $2");
        Ok(session.execute(&sql, values![owner_id, target_id])? > 0)
    }

    /// What all of these have, by one statement.
    pub(super) fn load<K: FromStr<Err: Display>>(
        self,
        session: &mut Session,
        owner_ids: &[String],
    ) -> Result<Linked<K>, StoreError> {
        let mut linked = Linked::new();
        if owner_ids.is_empty() {
            return Ok(linked);
        }
        let Self { table, owner, target } = self;
        let places = places(1, owner_ids.len());
        let sql = format!(
            "SELECT {owner}, {target}, role FROM {table} WHERE {owner} IN ({places}) ORDER BY {owner}, position"
        );
        let values: Vec<Value<'_>> = owner_ids.iter().map(Value::from).collect();
        session.visit(&sql, &values, |row| {
            let link = (row.parsed(1)?, row.optional_parsed(2)?);
            linked.entry(row.text(0)?.to_owned()).or_default().push(link);
            Ok(())
        })?;
        Ok(linked)
    }
}
