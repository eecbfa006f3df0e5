//! Context packets on the database. Nothing changes them.

use throughline_model::shape::Text;
use throughline_model::work::{ContextPacket, ContextPacketCreate, ContextPacketShown, EntityKind, KindOf, Link};
use throughline_model::{ContextPacketId, DoctrineRefId, IssueId};

use super::constraint_snapshot::IMMUTABLE;
use super::issue_link::{LinkKind, link_written, touch};
use super::join::Join;
use super::references::References;
use super::table::{
    Table, id as id_of, json, newest, reference, role, row_count, row_fetch, row_insert, row_list, trace,
};
use super::{AuditChange, Page, WorkContext, WorkError, audit_append};
use crate::database::{Row, Session, micros, row_error};
use crate::{StoreError, values};

/// The rules of packets.
const DOCTRINE: Join =
    Join { table: "cwom_context_packet_doctrine_refs", owner: "context_packet_id", target: "doctrine_ref_id" };

/// A packet without its rules, which its digest covers: it is none before they are there.
struct Unlinked(ContextPacketShown);

impl Table for Unlinked {
    const NAME: &'static str = "cwom_context_packets";
    const COLUMNS: &'static str = "id, trace_id, issue_id, issue_role, version, summary, inputs, assumptions, open_questions, instructions, \
         constraint_snapshot_id, constraint_snapshot_role, tags, meta, digest, created_at, updated_at";

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self(ContextPacketShown {
            kind: KindOf::new(),
            id: row.parsed(0)?,
            trace_id: row.optional_parsed(1)?,
            for_issue: reference(row, 2)?,
            version: row.parsed(4)?,
            summary: row.parsed(5)?,
            inputs: row.json(6)?,
            assumptions: row.json(7)?,
            open_questions: row.json(8)?,
            instructions: row.parsed(9)?,
            doctrine_refs: Vec::new(),
            constraint_snapshot: row.optional_parsed(10)?.map(Link::new),
            tags: row.json(12)?,
            meta: row.json(13)?,
            digest: row.parsed(14)?,
            created_at: row.time(15)?,
            updated_at: row.time(16)?,
        }))
    }
}

/// Makes a packet, and links it to its issue.
///
/// # Errors
/// When it points at what is not there; and when the database refuses it or is away.
pub fn context_packet_create(
    session: &mut Session,
    context: &WorkContext,
    asked: ContextPacketCreate,
) -> Result<ContextPacket, WorkError> {
    References::default()
        .one(&["for_issue"], &asked.for_issue)
        .list(&["doctrine_refs"], &asked.doctrine_refs)
        .optional(&["constraint_snapshot"], asked.constraint_snapshot.as_ref())
        .check(session)?;
    let doctrine = asked.doctrine_refs.clone();
    let snapshot_role = asked.constraint_snapshot.as_ref().and_then(|to| to.role.clone());
    let id = ContextPacketId::generate_after(newest::<Unlinked, _>(session)?);
    let packet = ContextPacket::new(asked, id, context.trace_id.clone(), context.now);
    packet_insert(session, packet.get(), snapshot_role.as_ref().map(Text::as_str))?;
    for to in &doctrine {
        DOCTRINE.add(session, &id.to_string(), id_of(to), role(to))?;
    }
    let change = AuditChange::created(EntityKind::ContextPacket, id, &packet).noted(IMMUTABLE);
    audit_append(session, context, change)?;
    if let Ok(issue) = packet.get().for_issue.target() {
        LinkKind::ContextPacket.join().add(session, &issue.to_string(), &id.to_string(), None)?;
        touch(session, context, issue)?;
        link_written(session, context, issue, LinkKind::ContextPacket, &id.to_string())?;
    }
    Ok(packet)
}

fn packet_insert(
    session: &mut Session,
    shown: &ContextPacketShown,
    snapshot_role: Option<&str>,
) -> Result<(), StoreError> {
    let [id, digest, inputs] = [shown.id.to_string(), shown.digest.to_string(), json(&shown.inputs)?];
    let [assumptions, open_questions] = [json(&shown.assumptions)?, json(&shown.open_questions)?];
    let [tags, meta] = [json(&shown.tags)?, json(&shown.meta)?];
    let snapshot = shown.constraint_snapshot.map(|link| link.id.to_string());
    let values = values![
        &id,
        trace(shown.trace_id.as_ref()),
        id_of(&shown.for_issue),
        role(&shown.for_issue),
        shown.version.as_str(),
        shown.summary.as_str(),
        &inputs,
        &assumptions,
        &open_questions,
        shown.instructions.as_str(),
        snapshot.as_deref(),
        snapshot_role,
        &tags,
        &meta,
        &digest,
        micros(shown.created_at),
        micros(shown.updated_at),
    ];
    row_insert::<Unlinked>(session, values, "").map(drop)
}

/// The packet with this id.
///
/// # Errors
/// When the database is away, and when the packet is not what it was.
pub fn context_packet_fetch(session: &mut Session, id: ContextPacketId) -> Result<Option<ContextPacket>, StoreError> {
    let found = row_fetch(session, id)?.into_iter().collect();
    Ok(whole(session, found)?.pop())
}

/// The packets that were made for an issue, the newest first.
///
/// # Errors
/// As [`context_packet_fetch`].
pub fn context_packet_list_of_issue(
    session: &mut Session,
    issue: IssueId,
    page: Page<ContextPacketId>,
) -> Result<Vec<ContextPacket>, StoreError> {
    let found = row_list(session, &[("issue_id", Some(&issue.to_string()))], page)?;
    whole(session, found)
}

/// How many packets were made for an issue.
///
/// # Errors
/// When the database is away.
pub fn context_packet_count_of_issue(session: &mut Session, issue: IssueId) -> Result<u64, StoreError> {
    row_count::<Unlinked>(session, &[("issue_id", Some(&issue.to_string()))])
}

/// The packets with their rules, which are read by one statement.
fn whole(session: &mut Session, found: Vec<Unlinked>) -> Result<Vec<ContextPacket>, StoreError> {
    let ids: Vec<String> = found.iter().map(|packet| packet.0.id.to_string()).collect();
    let mut doctrine = DOCTRINE.load::<DoctrineRefId>(session, &ids)?;
    let packets = found.into_iter().zip(&ids).map(|(Unlinked(mut shown), id)| {
        let rules = doctrine.remove(id).into_iter().flatten();
        shown.doctrine_refs = rules.map(|(id, _)| Link::new(id)).collect();
        ContextPacket::stored(shown).ok_or_else(|| row_error(14, "the digest is not that of the content"))
    });
    packets.collect()
}
