//! Bodies from the command line: JSON from a file, and members set in it.

use std::io::{IsTerminal, Read};

use serde_json::{Map, Value, json};
use throughline_artifact::read_text;

use super::noun::Noun;
use crate::error::CommandError;

/// The largest body, in bytes: no server takes a larger one.
const MOST: u64 = 1 << 20;

/// The pairs `NAME=TEXT`.
///
/// # Errors
/// When one has no `=`.
pub(super) fn pairs(given: &[String]) -> Result<Vec<(String, String)>, CommandError> {
    let pair = |given: &String| {
        let (name, value) = given.split_once('=').ok_or_else(|| no_pair(given))?;
        Ok((name.to_owned(), value.to_owned()))
    };
    given.iter().map(pair).collect()
}

/// The body that is meant: what the file holds, with the members set in it.
///
/// # Errors
/// When there is neither, the file cannot be read or is no JSON object, or a member is none.
pub(super) fn body(noun: &Noun, members: &[String], from: Option<&str>) -> Result<Value, CommandError> {
    let mut body = match from {
        Some(file) => read(file)?,
        None if members.is_empty() && !std::io::stdin().is_terminal() => read("-")?,
        None if members.is_empty() => {
            return Err(
                CommandError::usage("nothing is said of it").with_help("give members (NAME=TEXT), or `--from FILE`")
            );
        }
        None => Value::Object(Map::new()),
    };
    for member in members {
        let (name, value) = member_of(member)?;
        let kind = noun.references.iter().find(|(reference, _)| *reference == name).map(|(_, kind)| *kind);
        let value = match (kind, value) {
            (Some(kind), Value::String(id)) => json!({"kind": kind, "id": id}),
            (_, value) => value,
        };
        set(&mut body, name, value)?;
    }
    Ok(body)
}

fn read(file: &str) -> Result<Value, CommandError> {
    let text = if file == "-" {
        let mut text = String::new();
        std::io::stdin().take(MOST + 1).read_to_string(&mut text).map(|_| text)
    } else {
        read_text(file, MOST)
    };
    let text = text.map_err(|error| CommandError::usage(format!("cannot read {file}: {error}")))?;
    if text.len() as u64 > MOST {
        return Err(CommandError::usage(format!("{file} has more than {MOST} bytes")));
    }
    let value: Value =
        serde_json::from_str(&text).map_err(|error| CommandError::usage(format!("{file} is no JSON: {error}")))?;
    if value.is_object() { Ok(value) } else { Err(CommandError::usage(format!("{file} holds no object"))) }
}

/// `NAME=TEXT` or `NAME:=JSON`.
fn member_of(given: &str) -> Result<(&str, Value), CommandError> {
    let (name, text) = given.split_once('=').ok_or_else(|| no_pair(given))?;
    match name.strip_suffix(':') {
        None => Ok((name, Value::String(text.to_owned()))),
        Some(name) => {
            let value = serde_json::from_str(text)
                .map_err(|error| CommandError::usage(format!("`{name}` is no JSON: {error}")))?;
            Ok((name, value))
        }
    }
}

fn no_pair(given: &str) -> CommandError {
    CommandError::usage(format!("`{given}` is neither NAME=TEXT nor NAME:=JSON"))
}

/// Sets a member; dots lead into objects, which are made where there are none.
fn set(body: &mut Value, name: &str, value: Value) -> Result<(), CommandError> {
    let mut place = body;
    for part in name.split('.') {
        if place.is_null() {
            *place = Value::Object(Map::new());
        }
        let Value::Object(members) = place else {
            return Err(CommandError::usage(format!("`{name}`: there is no object to set `{part}` in")));
        };
        place = members.entry(part).or_insert(Value::Null);
    }
    *place = value;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::noun::{ISSUE, REPO};
    use super::*;

    fn made(noun: &Noun, members: &[&str]) -> Result<Value, CommandError> {
        let members: Vec<String> = members.iter().map(|member| (*member).to_owned()).collect();
        body(noun, &members, None)
    }

    #[test]
    fn members_are_texts_json_and_ways_into_objects() {
        let repo = made(&REPO, &["name=1", "source.system=git", "owners:=[]", "source.url=a=b"]).unwrap();
        assert_eq!(repo, json!({"name": "1", "source": {"system": "git", "url": "a=b"}, "owners": []}));
        let issue = made(&ISSUE, &["repo=01K"]).unwrap();
        assert_eq!(issue, json!({"repo": {"kind": "Repo", "id": "01K"}}));
        let whole = made(&ISSUE, &["repo:={\"kind\": \"Repo\", \"id\": \"x\", \"role\": \"r\"}"]).unwrap();
        assert_eq!(whole["repo"]["role"], "r");
    }

    #[test]
    fn what_is_no_member_is_refused() {
        for wrong in [["name"].as_slice(), &["owners:=["], &["name=a", "name.first=b"]] {
            assert!(made(&REPO, wrong).is_err(), "{wrong:?}");
        }
    }
}
