//! The values of a pipeline's parameters: what was given, else the default, checked against the declared type.

use serde_json::{Map, Value};
use throughline_graph::{Parameter, ParameterType, Pipeline};

/// Why the given parameters do not fit the pipeline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParameterFault {
    /// No such parameter is declared.
    #[error("pipeline `{pipeline}` has no parameter `{name}`{}", known_names(.known))]
    Unknown {
        /// The pipeline.
        pipeline: String,
        /// The name that was given.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// A required parameter was not given.
    #[error("parameter `{name}` is required: give it as `--{name} VALUE`")]
    Missing {
        /// Its name.
        name: String,
    },
    /// The text is no value of the declared type.
    #[error("parameter `{name}` takes {expected}, not `{given}`")]
    Type {
        /// Its name.
        name: String,
        /// What it takes, in words.
        expected: &'static str,
        /// What was given.
        given: String,
    },
}

fn known_names(names: &[String]) -> String {
    if names.is_empty() { " (it declares none)".to_owned() } else { format!("; it has {}", names.join(", ")) }
}

/// The value of every parameter that is given or has a default, in the order of the declaration.
///
/// # Errors
/// All faults at once.
pub fn parameter_values(
    pipeline: &Pipeline,
    given: &[(String, String)],
) -> Result<Map<String, Value>, Vec<ParameterFault>> {
    let mut faults = Vec::new();
    for (name, _) in given {
        if !pipeline.parameters.iter().any(|parameter| parameter.name == *name) {
            faults.push(ParameterFault::Unknown {
                pipeline: pipeline.id.to_string(),
                name: name.clone(),
                known: pipeline.parameters.iter().map(|parameter| parameter.name.clone()).collect(),
            });
        }
    }
    let mut values = Map::new();
    for parameter in &pipeline.parameters {
        let text = given.iter().rev().find(|(name, _)| *name == parameter.name).map(|(_, text)| text);
        let value = match text {
            Some(text) => match parse(parameter, text) {
                Ok(value) => Some(value),
                Err(fault) => {
                    faults.push(fault);
                    None
                }
            },
            None if parameter.required && parameter.default.is_none() => {
                faults.push(ParameterFault::Missing { name: parameter.name.clone() });
                None
            }
            None => Some(parameter.default.clone().unwrap_or_else(|| empty(parameter.kind))),
        };
        if let Some(value) = value {
            values.insert(parameter.name.clone(), value);
        }
    }
    if faults.is_empty() { Ok(values) } else { Err(faults) }
}

/// What a parameter is worth that is neither given, nor required, nor has a default.
fn empty(kind: ParameterType) -> Value {
    match kind {
        ParameterType::String | ParameterType::Path => Value::String(String::new()),
        ParameterType::Integer | ParameterType::Number => Value::from(0),
        ParameterType::Boolean => Value::Bool(false),
    }
}

fn parse(parameter: &Parameter, text: &str) -> Result<Value, ParameterFault> {
    let fault = |expected| ParameterFault::Type { name: parameter.name.clone(), expected, given: text.to_owned() };
    match parameter.kind {
        ParameterType::String | ParameterType::Path => Ok(Value::String(text.to_owned())),
        ParameterType::Integer => text.parse::<i64>().map(Value::from).map_err(|_| fault("a whole number")),
        ParameterType::Number => text
            .parse::<f64>()
            .ok()
            .and_then(serde_json::Number::from_f64)
            .map(Value::Number)
            .ok_or_else(|| fault("a number")),
        ParameterType::Boolean => text.parse::<bool>().map(Value::Bool).map_err(|_| fault("`true` or `false`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pipeline() -> Pipeline {
        let parameter = |name: &str, kind, default, required| Parameter {
            name: name.to_owned(),
            kind,
            default,
            required,
            description: None,
        };
        Pipeline {
            id: "p".into(),
            description: None,
            stages: vec![],
            parameters: vec![
                parameter("repo", ParameterType::Path, None, true),
                parameter("top", ParameterType::Integer, Some(Value::from(5)), false),
                parameter("draft", ParameterType::Boolean, None, false),
            ],
            hooks: throughline_graph::Hooks::default(),
            extra: Map::new(),
        }
    }

    #[test]
    fn given_values_win_over_defaults_and_the_last_one_over_the_others() {
        let given = [("repo", "."), ("top", "7"), ("top", "9")].map(|(name, text)| (name.to_owned(), text.to_owned()));
        let values = parameter_values(&pipeline(), &given).unwrap();
        assert_eq!(Value::Object(values), serde_json::json!({"repo": ".", "top": 9, "draft": false}));
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let given = [("top", "many"), ("tpo", "1")].map(|(name, text)| (name.to_owned(), text.to_owned()));
        let faults = parameter_values(&pipeline(), &given).unwrap_err();
        assert_eq!(
            faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [
                "pipeline `p` has no parameter `tpo`; it has repo, top, draft",
                "parameter `repo` is required: give it as `--repo VALUE`",
                "parameter `top` takes a whole number, not `many`",
            ]
        );
    }
}
