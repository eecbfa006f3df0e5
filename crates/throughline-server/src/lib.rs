//! Work objects, tasks and runs over HTTP.
//!
//! ```text
//! table of routes ─→ router ─→ dispatch: id, key, body ─→ handler (pure) ─→ job ─→ database, ledger ─→ reply
//!        ├──────────→ OpenAPI document and the page at /docs
//!        └──────────→ who may come in, and the test that nobody else does
//! ```
//! A handler is a function of a request: it understands it, or says every fault of it, and returns what is to be done. The
//! work itself runs on a thread where it may block, or in the database's one writer. Only this crate and the binary know HTTP.

mod access;
mod app;
mod dispatch;
mod documents;
mod events;
mod keys;
mod metrics;
mod older;
mod once;
mod openapi;
mod openapi_gpt;
mod page;
mod problem;
mod reply;
mod request;
mod route;
mod router;
mod run_control;
mod runs;
mod serve;
mod shapes;
mod system;
mod table;
mod tasks;
mod trace;
mod work;

pub use app::{App, ServerSettings};
pub use metrics::measure;
pub use openapi::openapi;
pub use problem::Problem;
pub use reply::Reply;
pub use request::Request;
pub use route::{Access, Answer, Body, Content, Handler, Job, Parameter, Route};
pub use router::router;
pub use run_control::{GateDecisionAsked, GateWord, RunAsked, RunControl, RunRefusal};
pub use serve::{OwnServer, ServeError, Server};
pub use table::routes;
