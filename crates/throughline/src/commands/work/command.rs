//! Each command as a request, and what is printed of its answer.

use std::io::Write;

use axum::http::Method;
use serde_json::{Value, json};

use super::caller::{Answer, Ask, Caller};
use super::members::{body, pairs};
use super::noun::{ISSUE, Noun, TASK};
use crate::args::{
    CallerArgs, ChangingCommand, Format, Global, IssueCommand, IssueLinkArgs, TaskCommand, TaskStatusArgs, WorkCommand,
    WorkCreateArgs, WorkListArgs, WorkUpdateArgs,
};
use crate::console::{self, one_line, table, write_json};
use crate::error::CommandError;
use crate::exit::Done;

/// Makes, lists and shows objects of one kind.
///
/// # Errors
/// When the request is refused, or whoever is asked does not answer.
pub(crate) fn work(global: &Global, noun: &Noun, command: &WorkCommand) -> Result<Done, CommandError> {
    match command {
        WorkCommand::Create(args) => create(global, noun, args),
        WorkCommand::List(args) => list(global, noun, args),
        WorkCommand::Show(args) => print(global, &args.caller, &Ask::new(Method::GET, noun.one(&args.id))),
    }
}

/// The same, and changes them.
///
/// # Errors
/// As [`work`].
pub(crate) fn changing(global: &Global, noun: &Noun, command: &ChangingCommand) -> Result<Done, CommandError> {
    match command {
        ChangingCommand::Work(command) => work(global, noun, command),
        ChangingCommand::Update(args) => update(global, noun, args),
    }
}

/// The same for issues.
///
/// # Errors
/// As [`work`].
pub(crate) fn issue(global: &Global, command: &IssueCommand) -> Result<Done, CommandError> {
    match command {
        IssueCommand::Changing(command) => changing(global, &ISSUE, command),
        IssueCommand::Status(args) => {
            let ask = Ask::new(Method::PATCH, format!("{}/status", ISSUE.one(&args.id))).query("status", &args.status);
            print(global, &args.caller, &ask)
        }
        IssueCommand::Link(args) => link(global, Method::POST, args),
        IssueCommand::Unlink(args) => link(global, Method::DELETE, args),
        IssueCommand::Task(args) => {
            print(global, &args.caller, &Ask::new(Method::GET, format!("{}/task", ISSUE.one(&args.id))))
        }
    }
}

/// The same for tasks.
///
/// # Errors
/// As [`work`].
pub(crate) fn task(global: &Global, command: &TaskCommand) -> Result<Done, CommandError> {
    match command {
        TaskCommand::Work(command) => work(global, &TASK, command),
        TaskCommand::Status(args) => task_status(global, args),
    }
}

fn create(global: &Global, noun: &Noun, args: &WorkCreateArgs) -> Result<Done, CommandError> {
    let body = body(noun, &args.members, args.from.as_deref())?;
    let ask = Ask::new(Method::POST, noun.create.to_owned()).body(&body);
    print(global, &args.caller, &ask.header("idempotency-key", args.idempotency_key.as_deref()))
}

fn update(global: &Global, noun: &Noun, args: &WorkUpdateArgs) -> Result<Done, CommandError> {
    let body = body(noun, &args.members, args.from.as_deref())?;
    let ask = Ask::new(Method::PATCH, noun.one(&args.id)).body(&body);
    print(global, &args.caller, &ask.header("if-match", args.if_match.as_deref()))
}

fn link(global: &Global, method: Method, args: &IssueLinkArgs) -> Result<Done, CommandError> {
    let body = json!({"kind": args.kind, "id": args.target, "role": args.role});
    let ask = Ask::new(method, format!("{}/links", ISSUE.one(&args.id))).body(&body);
    print(global, &args.caller, &ask)
}

fn task_status(global: &Global, args: &TaskStatusArgs) -> Result<Done, CommandError> {
    let mut ask = Ask::new(Method::PATCH, format!("{}/status", TASK.one(&args.id))).query("status", &args.status);
    for (name, value) in [("assigned_to", &args.assigned_to), ("error", &args.error)] {
        if let Some(value) = value {
            ask = ask.query(name, value);
        }
    }
    if let Some(result) = &args.result {
        let result: Value = serde_json::from_str(result)
            .map_err(|error| CommandError::usage(format!("--result is no JSON: {error}")))?;
        ask = ask.body(&result);
    }
    print(global, &args.caller, &ask)
}

/// Asks, and prints the object of the answer.
fn print(global: &Global, caller: &CallerArgs, ask: &Ask) -> Result<Done, CommandError> {
    let answer = Caller::of(global, caller)?.ask(ask)?;
    let mut out = console::stdout(global.color);
    write_json(&mut out, object(&answer.body))?;
    out.flush()?;
    Ok(Done::Success)
}

/// What stands in the envelope of an answer to a change, beside `status`; else the answer.
fn object(body: &Value) -> &Value {
    match body.as_object() {
        Some(members) if members.len() == 2 && members.get("status").is_some_and(|status| status == "success") => {
            members.values().nth(1).unwrap_or(body)
        }
        _ => body,
    }
}

fn list(global: &Global, noun: &Noun, args: &WorkListArgs) -> Result<Done, CommandError> {
    /// So many are asked for at once where all are wanted; no list is longer.
    const PAGE: u32 = 1000;
    let (path, filters) = noun.list(&pairs(&args.filters)?)?;
    let mut ask = Ask::new(Method::GET, path).query("limit", &if args.all { PAGE } else { args.limit }.to_string());
    for (name, value) in &filters {
        ask = ask.query(name, value);
    }
    let caller = Caller::of(global, &args.caller)?;
    let mut found = Vec::new();
    loop {
        let Answer { body, next } = caller.ask(&ask)?;
        let Value::Array(part) = body else {
            return Err(CommandError::failed("the answer is no list"));
        };
        found.extend(part);
        match next.filter(|_| args.all) {
            Some(next) => ask = Ask::new(Method::GET, next),
            None => break,
        }
    }
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Json => write_json(&mut out, &found)?,
        Format::Text if found.is_empty() => writeln!(out, "none")?,
        Format::Text => {
            let headings: Vec<&str> = noun.columns.iter().map(|(heading, _)| *heading).collect();
            let rows: Vec<Vec<String>> = found.iter().map(|object| cells(noun, object)).collect();
            writeln!(out, "{}", table(&headings, &rows))?;
        }
    }
    out.flush()?;
    Ok(Done::Success)
}

fn cells(noun: &Noun, object: &Value) -> Vec<String> {
    let cell = |pointer: &str| match object.pointer(pointer) {
        Some(Value::String(text)) => one_line(text),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    noun.columns.iter().map(|(_, pointer)| cell(pointer)).collect()
}
