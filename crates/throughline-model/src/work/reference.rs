//! How work objects point at one another.

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::{KindOf, WorkId};
use crate::IdParseError;
use crate::shape::{Decoder, Members, RecordSchema, SchemaBook, Shape, Text, deserialize};

/// The text of an id that a client sent; whether it names anything is for the database to say.
pub type IdText = Text<1, 128>;

/// Points at an object of one kind: `{kind, id, role}`. Another kind is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefTo<K> {
    kind: KindOf<K>,
    /// The id as it was sent: perhaps no ULID, and then the id of nothing.
    pub id: IdText,
    /// What the object is there for.
    pub role: Option<Text<1, 64>>,
}

impl<K: WorkId> RefTo<K> {
    /// Points at an object, without a role.
    #[must_use]
    pub fn new(id: K) -> Self {
        Self { kind: KindOf::new(), id: Text::fitted(id.to_string()), role: None }
    }

    /// The same with a role.
    #[must_use]
    pub fn with_role(self, role: Option<Text<1, 64>>) -> Self {
        Self { role, ..self }
    }

    /// The id.
    ///
    /// # Errors
    /// If it is no ULID, so that nothing has it.
    pub fn target(&self) -> Result<K, IdParseError> {
        self.id.parse()
    }
}

impl<K: WorkId> Shape for RefTo<K> {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        let members = Members::of(value, decoder)?;
        let kind = members.read("kind", None, decoder);
        let id = members.read("id", None, decoder);
        let role = members.read("role", None, decoder);
        members.refuse_others(&["kind", "id", "role"], decoder);
        Some(Self { kind: kind?, id: id?, role: role? })
    }

    fn schema(book: &mut SchemaBook) -> Value {
        let kind = K::KIND;
        book.define(&format!("RefTo{kind}"), |book| {
            let mut record = RecordSchema::new(&format!("Points at an object of kind {kind}."), true);
            record.member::<KindOf<K>>("kind", "The kind that fits here.", None, book);
            record.member::<IdText>("id", "Its id.", None, book);
            record.member::<Option<Text<1, 64>>>("role", "What it is there for.", None, book);
            record.finish()
        })
    }
}

impl<K: WorkId> Serialize for RefTo<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("kind", &self.kind)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("role", &self.role)?;
        map.end()
    }
}

impl<'de, K: WorkId> Deserialize<'de> for RefTo<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

/// A link that is kept in a table of its own, and shown without a role: `{kind, id}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link<K> {
    kind: KindOf<K>,
    /// The id of an object that is there.
    pub id: K,
}

impl<K: WorkId> Link<K> {
    /// Links to an object.
    #[must_use]
    pub fn new(id: K) -> Self {
        Self { kind: KindOf::new(), id }
    }
}

impl<K: WorkId + Shape + Serialize> Shape for Link<K> {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        let members = Members::of(value, decoder)?;
        let kind = members.read("kind", None, decoder);
        let id = members.read("id", None, decoder);
        members.refuse_others(&["kind", "id"], decoder);
        Some(Self { kind: kind?, id: id? })
    }

    fn schema(book: &mut SchemaBook) -> Value {
        let kind = K::KIND;
        book.define(&format!("LinkTo{kind}"), |book| {
            let mut record = RecordSchema::new(&format!("Links to an object of kind {kind}."), true);
            record.member::<KindOf<K>>("kind", "The kind.", None, book);
            record.member::<K>("id", "Its id.", None, book);
            record.finish()
        })
    }
}

impl<K: WorkId + Serialize> Serialize for Link<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("kind", &self.kind)?;
        map.serialize_entry("id", &self.id)?;
        map.end()
    }
}

impl<'de, K: WorkId + Shape + Serialize> Deserialize<'de> for Link<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}
