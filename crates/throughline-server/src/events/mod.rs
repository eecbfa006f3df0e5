//! What happens in runs, as server-sent events (WHATWG HTML, section 9.2), out of the ledger: so runs of other processes are
//! followed as well, and a caller whose connection broke goes on behind the last event that it saw.
//!
//! ```text
//!              ┌ of_run         one run, until it has ended              ┐
//! ledger ─look→┤                                                        ├→ stream: frames, and signs of life
//!              └ of_everything  every run, one after the other, for ever ┘
//! ```

mod of_everything;
mod of_run;
mod position;
mod stream;

pub(crate) use of_everything::follow_everything;
pub(crate) use of_run::follow_run;
