//! A route: one method on one path, and everything that is said of it in one place. The router, who may come in, the
//! OpenAPI document and the labels of metrics are made of the table of routes ([`crate::table`]).

use std::sync::Arc;

use axum::http::Method;
use serde_json::Value;
use throughline_model::shape::SchemaBook;
use throughline_model::work::Scope;
use throughline_store::Session;

use crate::app::App;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::request::Request;

/// Who may use a route once a key is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Open,
    /// Whoever has a key of this scope, or of one that holds it.
    Key(Scope),
}

/// One method on one path.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, with `{name}` where a part is free.
    pub path: &'static str,
    /// Names it in the OpenAPI document.
    pub operation: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// The group of the document that it stands in.
    pub tag: &'static str,
    /// Who may use it.
    pub access: Access,
    /// What may stand after `?`.
    pub query: &'static [Parameter],
    /// What is sent; what its schema refers to is defined in the book.
    pub body: Option<fn(&mut SchemaBook) -> Content>,
    /// What is answered when it goes well; what its schema refers to is defined in the book.
    pub answer: fn(&mut SchemaBook) -> Answer,
    /// The faults that it may have beside those that every route may have.
    pub faults: &'static [(u16, &'static str)],
    /// Looks at a request, and says what is to be done.
    pub handler: fn(&Request) -> Result<Job, Problem>,
}

/// What may stand after `?`, or in a header.
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub description: &'static str,
    /// Its JSON Schema.
    pub schema: fn() -> Value,
}

/// What is sent or answered: a media type and a JSON Schema.
pub struct Content {
    /// The media type.
    pub media_type: &'static str,
    /// The schema; what it refers to stands in `components`.
    pub schema: Value,
    /// An example.
    pub example: Option<Value>,
}

/// What is answered when all goes well.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// What it means.
    pub description: &'static str,
    /// What is in it.
    pub content: Content,
}

/// What is done with a connection; it may be done again where the connection was lost.
type Reading = Box<dyn FnMut(&mut Session) -> Result<Reply, Problem> + Send>;
type Blocking = Box<dyn FnOnce(&Arc<App>) -> Result<Reply, Problem> + Send>;
type Writing = Box<dyn FnOnce(&mut Session) -> Result<Reply, Problem> + Send>;

/// What is to be done for a request that was understood.
pub enum Job {
    /// Nothing more: this is the answer.
    Done(Reply),
    /// Something is read from the database.
    Read(Reading),
    /// Something is written, in a transaction: all of it if the answer is good, else nothing.
    Write(Writing),
    /// Something that takes a while, such as looking at files or at the ledger. It may begin an answer that goes on.
    Block(Blocking),
}

impl Job {
    /// Something is read from the database.
    pub(crate) fn read(work: impl FnMut(&mut Session) -> Result<Reply, Problem> + Send + 'static) -> Self {
        Self::Read(Box::new(work))
    }

    /// Something is written.
    pub(crate) fn write(work: impl FnOnce(&mut Session) -> Result<Reply, Problem> + Send + 'static) -> Self {
        Self::Write(Box::new(work))
    }

    /// Something that takes a while.
    pub(crate) fn block(work: impl FnOnce(&Arc<App>) -> Result<Reply, Problem> + Send + 'static) -> Self {
        Self::Block(Box::new(work))
    }
}
