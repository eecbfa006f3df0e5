//! Canonical JSON, digests of files and folders, schema validation: everything that says *what a content is*.
//!
//! | module | question it answers |
//! |---|---|
//! | `canonical` | which bytes stand for a value, whatever its key order and formatting (RFC 8785) |
//! | `content`, `file`, `tree`, `volatile` | which digest stands for a file or a folder |
//! | `stamp`, `look`, `stat_table`, `stat_cache`, `memo` | which digests need not be computed again |
//! | `marks` | whether anybody wrote files meanwhile |
//! | `whole` | how much of a file is read into memory, and of what kind of file |
//! | `write` | how a file comes into being all at once |
//! | `schema`, `schema_refs`, `schema_steps`, `fault`, `check` | whether a JSON document is what its schema says, and where it is not |
//! | `objects`, `json_diff`, `listing` | what an artifact held earlier, and which leaves or files differ |
//!
//! Border: files in, values out. Nothing here knows a graph, a run or a ledger, and nothing here prints.

mod canonical;
mod check;
mod content;
mod exact;
mod fault;
mod file;
mod json_diff;
mod listing;
mod look;
mod marks;
mod memo;
mod objects;
mod pointer;
mod schema;
mod schema_refs;
mod schema_steps;
mod stamp;
mod stat_cache;
mod stat_table;
mod tree;
mod volatile;
mod whole;
mod write;

pub use canonical::{CanonicalError, canonical_digest, canonical_json, canonical_plain, pretty_sorted};
pub use check::{CheckError, check_artifact};
pub use content::{Content, ContentError, ContentKind};
pub use fault::{MAX_FAULTS, SchemaFault};
pub use json_diff::{LeafChange, LeafChanges, leaf_changes};
pub use listing::{EntryChange, listing_changes};
pub use look::{Seen, look};
pub use marks::Marks;
pub use memo::ContentMemo;
pub use objects::{ObjectError, ObjectStore, StoredObject};
pub use schema::{CompiledSchema, SchemaError, SchemaStore};
pub use stamp::Stamp;
pub use stat_cache::StatCache;
pub use tree::content_of;
pub use volatile::content_without;
pub use whole::{Links, MAX_JSON_BYTES, open_file, read_text, read_whole};
pub use write::{WriteError, write_atomic};
