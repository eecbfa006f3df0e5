//! Where in the text a problem is: JSON pointer → bytes → line and column.
//!
//! Graphs are read without noting places, since most have no problems. When there are some, the text is gone through once
//! more, and only what the pointers of the problems lead to is looked at:
//!
//! ```text
//! pointers ─Wanted (a tree)→ json | yaml ─Place (key, value)→ Located: file, line, column, excerpt
//! ```

mod json;
mod lines;
mod located;
mod report;
mod wanted;
mod yaml;

pub use located::{Located, locate};
pub(crate) use located::{is_unshowable, sort_by_place};
pub use report::GraphReport;
