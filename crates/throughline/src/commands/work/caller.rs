//! Who is asked: the server's router in this process, over the local database, or a server somewhere.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, header};
use serde_json::Value;
use throughline_server::{Server, ServerSettings};
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::args::{CallerArgs, Global, TaskPolicyArgs};
use crate::console::message;
use crate::error::CommandError;
use crate::workspace::{open_database, settings};

/// The longest answer that is read, in bytes: a page of a thousand objects of the largest size that is likely.
const MOST: usize = 256 << 20;
/// A server that says nothing for so long is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request.
pub(super) struct Ask {
    method: Method,
    target: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

/// What came back.
pub(super) struct Answer {
    pub(super) body: Value,
    /// Where the rest of a list is.
    pub(super) next: Option<String>,
}

/// Whom to ask.
pub(super) enum Caller {
    /// The router in this process.
    Here(Router, Runtime),
    /// A server.
    There {
        /// Where it is.
        url: String,
        /// The key that it wants.
        key: Option<String>,
        /// What speaks HTTP.
        agent: ureq::Agent,
    },
}

impl Ask {
    pub(super) fn new(method: Method, target: String) -> Self {
        Self { method, target, headers: Vec::new(), body: Vec::new() }
    }

    /// The same with something after `?`.
    pub(super) fn query(mut self, name: &str, value: &str) -> Self {
        let pair = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
        self.target.push(if self.target.contains('?') { '&' } else { '?' });
        self.target.push_str(&pair);
        self
    }

    /// The same with a body.
    pub(super) fn body(mut self, body: &Value) -> Self {
        self.headers.push(("content-type", "application/json".to_owned()));
        self.body = body.to_string().into_bytes();
        self
    }

    /// The same with a header, if there is a value for it.
    pub(super) fn header(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.headers.extend(value.map(|value| (name, value.to_owned())));
        self
    }

    fn request(&self, url: &str) -> Result<Request<Vec<u8>>, CommandError> {
        let mut request = Request::builder().method(self.method.clone()).uri(format!("{url}{}", self.target));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        request
            .body(self.body.clone())
            .map_err(|error| CommandError::usage(format!("no such request can be made: {error}")))
    }
}

impl Caller {
    /// Whom the arguments mean.
    ///
    /// # Errors
    /// When the local database cannot be used.
    pub(super) fn of(global: &Global, args: &CallerArgs) -> Result<Self, CommandError> {
        if let Some(server) = &args.server {
            let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
            let url = server.trim_end_matches('/').to_owned();
            return Ok(Self::There { url, key: args.key.clone(), agent: config.build().into() });
        }
        let (database, ledger) = open_database(global, &args.database)?;
        let policy = TaskPolicyArgs::of_environment();
        let policy = policy.map_err(|error| CommandError::usage(error.render().to_string()))?;
        let settings = ServerSettings {
            task_policy: settings(global)?.tasks.policy(&policy)?,
            ..ServerSettings::new(env!("CARGO_PKG_VERSION"), "http://localhost")
        };
        let router = Server::for_owner(settings, database, ledger).router();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Ok(Self::Here(router, runtime.map_err(|error| CommandError::failed(format!("no runtime: {error}")))?))
    }

    /// Asks.
    ///
    /// # Errors
    /// When nobody answers, or the answer is a fault.
    pub(super) fn ask(&self, ask: &Ask) -> Result<Answer, CommandError> {
        let (status, headers, body) = match self {
            Self::Here(router, runtime) => {
                let request = ask.request("")?.map(Body::from);
                runtime.block_on(async {
                    let Ok(response) = router.clone().oneshot(request).await;
                    let (parts, body) = response.into_parts();
                    let body = to_bytes(body, MOST).await.map_err(|error| CommandError::failed(error.to_string()))?;
                    Ok::<_, CommandError>((parts.status.as_u16(), parts.headers, body.to_vec()))
                })?
            }
            Self::There { url, key, agent } => {
                let mut request = ask.request(url)?;
                if let Some(key) = key {
                    let value =
                        format!("Bearer {key}").parse().map_err(|_| CommandError::usage("the key is no text"))?;
                    request.headers_mut().insert(header::AUTHORIZATION, value);
                }
                let failed = |error: ureq::Error| {
                    CommandError::refused(format!("{url} does not answer: {error}"))
                        .with_help("`--server` is where `throughline serve` listens")
                };
                let response = agent.run(request).map_err(failed)?;
                let (parts, mut body) = response.into_parts();
                let body = body.with_config().limit(MOST as u64).read_to_vec().map_err(failed)?;
                (parts.status.as_u16(), parts.headers, body)
            }
        };
        let body: Value = serde_json::from_slice(&body).map_err(|_| {
            CommandError::refused(format!("the answer ({status}) is no JSON")).with_help("is it a Throughline server?")
        })?;
        if (200..300).contains(&status) {
            return Ok(Answer { body, next: next(&headers) });
        }
        Err(fault(status, &body))
    }
}

/// Where `Link` says that the rest is.
fn next(headers: &HeaderMap) -> Option<String> {
    let link = headers.get(header::LINK)?.to_str().ok()?;
    let (target, relation) = link.split_once('>')?;
    relation.contains("rel=\"next\"").then(|| target.trim_start_matches('<').to_owned())
}

/// A fault, with every place of it on a line of its own.
fn fault(status: u16, body: &Value) -> CommandError {
    let detail = &body["detail"];
    let told = match detail {
        Value::String(text) => message(text),
        Value::Array(faults) => {
            let lines: Vec<String> = faults.iter().map(line).collect();
            format!("the request is not what it should be\n{}", lines.join("\n"))
        }
        _ => message(detail["message"].as_str().map_or_else(|| detail.to_string(), str::to_owned).as_str()),
    };
    // 409 of a task holds the one that is there.
    let told = if detail.is_null() { message(body["message"].as_str().unwrap_or("it was refused")) } else { told };
    match status {
        401 => CommandError::refused(told).with_help("give a key: `--key`, or THROUGHLINE_API_KEY"),
        500.. => CommandError::failed(told),
        _ => CommandError::refused(told),
    }
}

fn line(fault: &Value) -> String {
    let steps = fault["loc"].as_array().into_iter().flatten();
    let place: Vec<String> = steps.map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned)).collect();
    format!("  {}: {}", message(&place.join(".")), message(fault["msg"].as_str().unwrap_or_default()))
}
