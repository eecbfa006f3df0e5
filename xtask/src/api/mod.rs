//! The server from outside: somebody else's tester of APIs asks it, and a load is put on it.
//!
//! ```text
//! served: `throughline serve` on a free port of this machine, over a database of its own
//!    ├─ schemathesis: every operation of its document, with examples, limits, made-up input and chains of requests
//!    └─ bench: reads, creates and long lists, beside the bars that are to be reached
//! ```

mod ask;
mod bench;
mod schemathesis;
mod served;

pub(crate) use bench::{BenchApiArgs, bench_api};
pub(crate) use schemathesis::{SchemathesisArgs, schemathesis};
