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
    /// What is sent, and whether it has to be; what its schema refers to is defined in the book.
    pub body: Option<Body>,
    /// What is answered when it goes well; what its schema refers to is defined in the book.
    pub answer: fn(&mut SchemaBook) -> Answer,
    /// What else may be answered, and is no fault of the usual form.
    pub other: Option<fn(&mut SchemaBook) -> Answer>,
    /// The faults that it may have beside those that every route may have.
    pub faults: &'static [(u16, &'static str)],
    /// Whether it changes an object only if that is at the revision that `If-Match` says.
    pub is_conditional: bool,
    /// Whether the OpenAPI document has it.
    pub is_told: bool,
    /// Looks at a request, and says what is to be done.
    pub handler: Handler,
}

/// Looks at a request, and says what is to be done.
pub type Handler = fn(&Request) -> Result<Job, Problem>;

/// What is sent.
#[derive(Clone, Copy)]
pub struct Body {
    /// Whether a request without it is refused.
    pub is_required: bool,
    /// What it is.
    pub content: fn(&mut SchemaBook) -> Content,
}

/// What may stand after `?`.
#[derive(Clone, Copy)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub description: &'static str,
    /// Whether a request without it is refused.
    pub is_required: bool,
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
    /// The member that holds an object which was made; its id leads to other routes.
    pub made: Option<&'static str>,
}

impl Route {
    /// A route that answers with JSON of any kind to whoever may read; what else is to be said of it follows.
    pub(crate) const fn new(method: Method, path: &'static str, operation: &'static str, handler: Handler) -> Self {
        Self {
            method,
            path,
            operation,
            summary: "",
            tag: "",
            access: Access::Key(Scope::Read),
            query: &[],
            body: None,
            answer: |_| crate::shapes::any_answer(),
            other: None,
            faults: &[],
            is_conditional: false,
            is_told: true,
            handler,
        }
    }

    /// The group of the document, and what the route does, in a sentence.
    pub(crate) const fn about(mut self, tag: &'static str, summary: &'static str) -> Self {
        self.tag = tag;
        self.summary = summary;
        self
    }

    /// For whoever has a key of this scope.
    pub(crate) const fn needs(mut self, scope: Scope) -> Self {
        self.access = Access::Key(scope);
        self
    }

    /// For everybody.
    pub(crate) const fn open(mut self) -> Self {
        self.access = Access::Open;
        self
    }

    /// What may stand after `?`.
    pub(crate) const fn query(mut self, query: &'static [Parameter]) -> Self {
        self.query = query;
        self
    }

    /// What has to be sent.
    pub(crate) const fn body(mut self, content: fn(&mut SchemaBook) -> Content) -> Self {
        self.body = Some(Body { is_required: true, content });
        self
    }

    /// What may be sent.
    pub(crate) const fn optional_body(mut self, content: fn(&mut SchemaBook) -> Content) -> Self {
        self.body = Some(Body { is_required: false, content });
        self
    }

    /// What is answered when it goes well.
    pub(crate) const fn answers(mut self, answer: fn(&mut SchemaBook) -> Answer) -> Self {
        self.answer = answer;
        self
    }

    /// What else may be answered, and is no fault of the usual form.
    pub(crate) const fn or(mut self, other: fn(&mut SchemaBook) -> Answer) -> Self {
        self.other = Some(other);
        self
    }

    /// The faults that it may have beside those that every route may have.
    pub(crate) const fn faults(mut self, faults: &'static [(u16, &'static str)]) -> Self {
        self.faults = faults;
        self
    }

    /// Honours `If-Match`.
    pub(crate) const fn conditional(mut self) -> Self {
        self.is_conditional = true;
        self
    }

    /// Is not in the OpenAPI document.
    pub(crate) const fn untold(mut self) -> Self {
        self.is_told = false;
        self
    }
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
