//! Everything of a database as one file, and back into an empty one of either kind.
//!
//! ```text
//! {"format":"throughline-database","version":1,"schema":5}
//! {"table":"run","columns":[["id","text"],["started_at","integer"],…]}
//! ["01KC…",1795000000000,…]                                              a row: its columns in this order
//! …                                                                      every other row and table
//! {"tables":[{"table":"run","rows":1,"digest":"sha256:…"},…],"digest":"sha256:…"}
//! ```
//! Lines of JSON. Rows stand in the order of their primary key, text as it is, bytes in hexadecimal digits, a number with a
//! point as the text that reads back as the same number. The digest of a table is that of the lines of its rows, the one of
//! the file that of all lines before the last. So the same content gives the same bytes, whichever database it is in.
//!
//! Which tables and columns there are is derived from the steps of the schema. Left out is `migration`: it tells how a database
//! came to its schema, not what is in it. Both ways take memory for some rows, however many there are.

mod batch;
mod error;
mod export;
mod format;
mod import;
mod lines;
mod row;
mod sum;
mod target;

pub use error::TransferError;
pub use export::database_export;
pub use format::{TableSum, Transferred};
pub use import::database_import;
