//! Shapes: what JSON has to look like, written once.
//!
//! [`shape!`](crate::shape!) turns a struct into its decoder, its serialised form and its JSON Schema (2020-12);
//! [`vocabulary!`](crate::vocabulary!) does so for a closed list of words. A decoder tells *every* fault with its place,
//! in the words of pydantic 2, which the clients of this API know; a schema says exactly what the decoder takes.
//!
//! ```text
//! bytes ─parse_body→ Value ─Shape::decode→ T, or [Fault {type, loc, msg, input, ctx?}, …]
//! T ─Shape::schema(book)→ what is asked, what may be changed, or what is answered (Flavour)
//! ```
//!
//! Rules: an `Option` may be absent or `null`; a `Vec` may be absent; a member with `= default` may be absent; all others are
//! required. An unknown member is refused, save where the struct ends in `..ignored`. Nothing here knows HTTP.

mod amount;
mod block;
mod body;
mod boolean;
mod decoder;
mod digits;
mod fault;
mod fault_kind;
mod int;
mod json;
mod list;
mod literal;
mod macros;
mod meta;
mod patch;
mod query;
mod record;
mod schema;
mod schema_book;
mod text;
mod time;
mod time_text;
mod vocabulary;

pub use amount::Amount;
pub use block::Block;
pub use body::{decode_answered, decode_body, decode_value, deserialize, parse_body};
pub use decoder::{Decoder, Flavour, MOST_FAULTS};
pub use fault::{Fault, Step};
pub use fault_kind::{FaultKind, NO_NUL};
pub use int::{Count, Int, MOST_COUNT};
pub use json::{Json, MOST_LEVELS};
pub use list::MOST_ITEMS;
pub use literal::Exactly;
pub use macros::{member_name, serde};
pub use meta::Meta;
pub use patch::{Changeable, Patch, merge};
pub use query::Query;
pub use record::{Members, Record, RecordSchema};
pub use schema::{Shape, schema_document};
pub use schema_book::SchemaBook;
pub use text::{FreeText, Text, TextError};
pub use time::{Time, TimeError};
pub use vocabulary::{UnknownWord, decode_word};
