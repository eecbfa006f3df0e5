//! The JSON Schema of graph files, for editors and other programs. Written by hand: it describes what is accepted, while
//! `decode` says in better words what is not.

/// JSON Schema (2020-12) of a graph file.
pub const SCHEMA: &str = include_str!("../../../schemas/stage-graph.v1.json");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::SCHEMA;
    use crate::decode::KINDS;

    #[test]
    fn names_the_fields_that_the_decoder_knows() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        let defs = &schema["$defs"];
        for kind in KINDS {
            let definition = match kind.name {
                "the graph" => &schema,
                "a pipeline" => &defs["pipeline"],
                "a parameter" => &defs["parameter"],
                "an artifact" => &defs["artifact"],
                "a stage" => &defs["stage"],
                "a command" => &defs["command"],
                "a built-in command" => &defs["builtin"],
                "a gate" => &defs["gate"],
                "an input" => &defs["input"],
                "an external input" => &defs["externalInput"],
                "an output" => &defs["output"],
                "a side effect" => &defs["sideEffect"],
                "an environment variable" => &defs["variable"],
                "a retry rule" => &defs["retry"],
                "a forEach rule" => &defs["forEach"],
                "hooks" => &defs["hooks"],
                "a tool" => &defs["tool"],
                "a rule" => &defs["rule"],
                other => panic!("{other} has no definition"),
            };
            let described: BTreeSet<&str> =
                definition["properties"].as_object().unwrap().keys().map(String::as_str).collect();
            let known: BTreeSet<&str> = kind.fields.iter().copied().collect();
            assert_eq!(described, known, "{}", kind.name);
        }
    }
}
