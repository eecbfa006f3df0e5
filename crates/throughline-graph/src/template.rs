//! Placeholders: `${{ param.name }}`, `${{ run.id }}`, `${{ item.field }}`.
//!
//! ```text
//! placeholder = "${{" space* name space* "}}"
//! name        = part ("." part)*          part = one or more letters, digits, "-" and "_"
//! ```
//!
//! Everything else in a text stands for itself. What a name means is the caller's to say.

use serde_json::Value;

const OPEN: &str = "${{";
const CLOSE: &str = "}}";

/// Why a text with placeholders cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A `${{` without its `}}`.
    #[error("`{text}` has a `${{{{` without `}}}}`")]
    Unclosed {
        /// The text from the `${{` on, cut short.
        text: String,
    },
    /// What stands between `${{` and `}}` is no name.
    #[error("`${{{{{name}}}}}` is no placeholder: a name such as `param.size` is expected between the braces")]
    Malformed {
        /// What stands there.
        name: String,
    },
    /// The name means nothing.
    #[error("`${{{{ {name} }}}}` names nothing that is known here")]
    Unknown {
        /// The name.
        name: String,
    },
}

enum Piece<'t> {
    Text(&'t str),
    Name(&'t str),
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, TemplateError> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(OPEN) {
        pieces.push(Piece::Text(&rest[..open]));
        let inner = &rest[open + OPEN.len()..];
        let Some(close) = inner.find(CLOSE) else {
            return Err(TemplateError::Unclosed { text: rest[open..].chars().take(40).collect() });
        };
        let name = inner[..close].trim_matches([' ', '\t']);
        if !name.split('.').all(is_part) {
            return Err(TemplateError::Malformed { name: inner[..close].chars().take(40).collect() });
        }
        pieces.push(Piece::Name(name));
        rest = &inner[close + CLOSE.len()..];
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

/// Whether a text holds a placeholder, or what would be one if it were closed.
pub(crate) fn has_placeholder(text: &str) -> bool {
    // Hardly a text holds the first character, and to look for one is quick.
    text.as_bytes().contains(&b'$') && text.contains(OPEN)
}

/// Whether a text can be one part of a placeholder's name.
pub(crate) fn is_part(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|char| char.is_alphanumeric() || char == '-' || char == '_')
}

/// The names of the placeholders in a text, in order.
///
/// # Errors
/// When a placeholder is malformed.
pub fn references(text: &str) -> Result<Vec<&str>, TemplateError> {
    if !has_placeholder(text) {
        return Ok(Vec::new());
    }
    let name = |piece| if let Piece::Name(name) = piece { Some(name) } else { None };
    Ok(pieces(text)?.into_iter().filter_map(name).collect())
}

/// The text with every placeholder replaced: text by itself, numbers and booleans as in JSON, arrays and objects as
/// compact JSON. What is put in is not looked at again.
///
/// # Errors
/// When a placeholder is malformed or its name means nothing.
pub fn substitute(text: &str, value: &dyn Fn(&str) -> Option<Value>) -> Result<String, TemplateError> {
    if !has_placeholder(text) {
        return Ok(text.to_owned());
    }
    let mut result = String::with_capacity(text.len());
    for piece in pieces(text)? {
        match piece {
            Piece::Text(text) => result.push_str(text),
            Piece::Name(name) => match value(name) {
                Some(Value::String(text)) => result.push_str(&text),
                Some(value) => result.push_str(&value.to_string()),
                None => return Err(TemplateError::Unknown { name: name.to_owned() }),
            },
        }
    }
    Ok(result)
}

/// The value with every placeholder in its texts replaced. A text that is nothing but one placeholder becomes the value
/// itself, with its type; the names of an object's fields stand for themselves.
///
/// # Errors
/// When a placeholder is malformed or its name means nothing.
pub fn substitute_value(template: &Value, value: &dyn Fn(&str) -> Option<Value>) -> Result<Value, TemplateError> {
    Ok(match template {
        Value::String(text) if has_placeholder(text) => match pieces(text)?.as_slice() {
            [Piece::Text(""), Piece::Name(name), Piece::Text("")] => {
                value(name).ok_or_else(|| TemplateError::Unknown { name: (*name).to_owned() })?
            }
            _ => Value::String(substitute(text, value)?),
        },
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| substitute_value(item, value)).collect::<Result<_, _>>()?)
        }
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(name, field)| Ok((name.clone(), substitute_value(field, value)?)))
                .collect::<Result<_, TemplateError>>()?,
        ),
        other => other.clone(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn known(name: &str) -> Option<Value> {
        match name {
            "param.size" => Some(json!(3)),
            "param.name" => Some(json!("${{ param.size }}")),
            "item" => Some(json!({"a": [1, "b"]})),
            "on" => Some(json!(true)),
            _ => None,
        }
    }

    #[test]
    fn names_are_found_in_order() {
        assert_eq!(references("a ${{ run.id }}-${{item.straße}}"), Ok(vec!["run.id", "item.straße"]));
        assert_eq!(references("$ {{ }} ${ {a} } $"), Ok(vec![]));
    }

    #[test]
    fn malformed_placeholders_are_refused() {
        for text in
            ["${{ }}", "${{}}", "${{ a b }}", "${{ a. }}", "${{ .a }}", "${{ a..b }}", "${{ ${{ a }} }}", "${{ a/b }}"]
        {
            assert!(matches!(references(text), Err(TemplateError::Malformed { .. })), "{text}");
        }
        assert!(matches!(references("x ${{ a }"), Err(TemplateError::Unclosed { .. })));
    }

    #[test]
    fn values_become_text_and_are_not_looked_at_again() {
        let text = substitute("<${{ param.size }}|${{param.name}}|${{ item }}|${{ on }}>", &known);
        assert_eq!(text.as_deref(), Ok(r#"<3|${{ param.size }}|{"a":[1,"b"]}|true>"#));
        assert_eq!(substitute("${{ nope }}", &known), Err(TemplateError::Unknown { name: "nope".into() }));
        assert_eq!(substitute("plain", &known).as_deref(), Ok("plain"));
    }

    #[test]
    fn a_lone_placeholder_keeps_its_type() {
        let template = json!({"n": "${{ param.size }}", "t": "n=${{ param.size }}", "l": ["${{ item }}", 7, null]});
        let expected = json!({"n": 3, "t": "n=3", "l": [{"a": [1, "b"]}, 7, null]});
        assert_eq!(substitute_value(&template, &known), Ok(expected));
        assert!(substitute_value(&json!(["${{ nope }}"]), &known).is_err());
    }

    #[test]
    fn the_messages_show_the_braces() {
        let message = |text| references(text).unwrap_err().to_string();
        assert!(message("${{ a b }}").starts_with("`${{ a b }}` is no placeholder"));
        assert_eq!(message("x ${{ a"), "`${{ a` has a `${{` without `}}`");
        assert_eq!(
            TemplateError::Unknown { name: "a".into() }.to_string(),
            "`${{ a }}` names nothing that is known here"
        );
    }
}
