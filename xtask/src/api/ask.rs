//! One request to the server, by hand: whoever measures it should bring nothing of its own.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use super::served::KEY;
use crate::failure::Failure;

/// The answer to a request, which must be a good one.
///
/// # Errors
/// When there is none, or another one.
pub(super) fn ask(url: &str, method: &str, path: &str, body: &str) -> Result<Value, Failure> {
    let address = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {KEY}\r\n");
    let request = format!("{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes())?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let is_good = head.split(' ').nth(1).is_some_and(|status| status.starts_with('2'));
    if !is_good {
        return Err(Failure::new(format!("{method} {path}: {}: {body}", head.lines().next().unwrap_or_default())));
    }
    serde_json::from_str(body).map_err(|error| Failure::new(format!("{method} {path}: no JSON: {error}")))
}

/// The id of what was made.
///
/// # Errors
/// When the answer has none.
pub(super) fn id_of(answer: &Value, noun: &str) -> Result<String, Failure> {
    let id = answer[noun]["id"].as_str().map(str::to_owned);
    id.ok_or_else(|| Failure::new(format!("no {noun} was made: {answer}")))
}
