//! Whether what a body points at is there: the one place that asks.

use std::collections::HashSet;

use throughline_model::shape::Step;
use throughline_model::work::{IdText, ObjectKind, RefTo, WorkId};

use super::table::places;
use super::{MissingReference, WorkError};
use crate::StoreError;
use crate::database::{Session, Value};

/// So many ids are asked for by one statement.
const AT_ONCE: usize = 500;

/// The references of a body, in its order.
#[derive(Default)]
pub(super) struct References(Vec<Wanted>);

/// How a member holds a reference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// There is one.
    Required,
    /// There may be one.
    Optional,
    /// There are some.
    List,
}

struct Wanted {
    reference: MissingReference,
    /// It could be the id of something.
    is_id: bool,
}

impl References {
    /// One at a place.
    pub(super) fn one<K: WorkId>(self, path: &[&'static str], reference: &RefTo<K>) -> Self {
        self.all(path, std::slice::from_ref(reference), Place::Required)
    }

    /// One that may be absent.
    pub(super) fn optional<K: WorkId>(self, path: &[&'static str], reference: Option<&RefTo<K>>) -> Self {
        self.all(path, reference.map_or(&[], std::slice::from_ref), Place::Optional)
    }

    /// Those of a list.
    pub(super) fn list<K: WorkId>(self, path: &[&'static str], references: &[RefTo<K>]) -> Self {
        self.all(path, references, Place::List)
    }

    /// A body that is a reference itself.
    pub(super) fn sent<K: WorkId>(self, id: &IdText) -> Self {
        self.with::<K>(id, vec![Step::from("body"), Step::from("id")], false)
    }

    fn all<K: WorkId>(mut self, path: &[&'static str], references: &[RefTo<K>], place: Place) -> Self {
        for (index, reference) in references.iter().enumerate() {
            let mut loc = vec![Step::from("body")];
            loc.extend(path.iter().copied().map(Step::from));
            loc.extend((place == Place::List).then_some(Step::Index(index)));
            loc.push(Step::from("id"));
            self = self.with::<K>(&reference.id, loc, place == Place::Required);
        }
        self
    }

    fn with<K: WorkId>(mut self, id: &IdText, loc: Vec<Step>, is_required: bool) -> Self {
        // An id is written in one way only, and that is what the database compares.
        let is_id = id.parse::<K>().is_ok_and(|parsed| parsed.to_string() == id.as_str());
        let reference = MissingReference { kind: K::KIND, id: id.to_string(), loc, is_required };
        self.0.push(Wanted { reference, is_id });
        self
    }

    /// Asks for all of them, by one statement for each kind.
    ///
    /// # Errors
    /// Those that are not there; and when the database is away.
    pub(super) fn check(self, session: &mut Session) -> Result<(), WorkError> {
        let mut there = HashSet::new();
        for &kind in ObjectKind::ALL {
            let mut ids: Vec<&str> = Vec::new();
            ids.extend(self.0.iter().filter(|w| w.is_id && w.reference.kind == kind).map(|w| w.reference.id.as_str()));
            ids.sort_unstable();
            ids.dedup();
            for part in ids.chunks(AT_ONCE) {
                let found = found(session, kind, part)?;
                there.extend(found.into_iter().map(|id| (kind, id)));
            }
        }
        let is_missing = |reference: &MissingReference| !there.contains(&(reference.kind, reference.id.clone()));
        let missing: Vec<_> = self.0.into_iter().map(|wanted| wanted.reference).filter(is_missing).collect();
        if missing.is_empty() { Ok(()) } else { Err(WorkError::Missing(missing)) }
    }
}

fn found(session: &mut Session, kind: ObjectKind, ids: &[&str]) -> Result<Vec<String>, StoreError> {
    let sql = format!("SELECT id FROM {} WHERE id IN ({})", table(kind), places(1, ids.len()));
    let values: Vec<Value<'_>> = ids.iter().copied().map(Value::from).collect();
    session.query(&sql, &values, |row| Ok(row.text(0)?.to_owned()))
}

/// Where the objects of a kind are.
fn table(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Repo => "cwom_repos",
        ObjectKind::Issue => "cwom_issues",
        ObjectKind::ContextPacket => "cwom_context_packets",
        ObjectKind::Run => "cwom_runs",
        ObjectKind::Artifact => "cwom_artifacts",
        ObjectKind::ConstraintSnapshot => "cwom_constraint_snapshots",
        ObjectKind::DoctrineRef => "cwom_doctrine_refs",
        ObjectKind::EvidencePack => "cwom_evidence_packs",
        ObjectKind::ReviewDecision => "cwom_review_decisions",
    }
}
