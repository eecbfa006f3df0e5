//! What holds for every input. A target feeds one of these modules with what libFuzzer makes up; each panics where
//! something does not hold.
//!
//! | module | what is put to the test |
//! |---|---|
//! | `graph` | graph files, JSON and YAML: places of problems, order, selection, drawings |
//! | `fountain` | screenplays: every line is there, counts agree |
//! | `canonical` | canonical JSON: one form for one value, and only for one |
//! | `schema` | JSON Schemas and documents: an answer in bounded time |
//! | `records` | plans, events and manifests that are read back |

pub mod canonical;
pub mod fountain;
pub mod graph;
pub mod records;
pub mod schema;
