//! The kinds of objects in a graph file, and the fields that each may have. The JSON Schema names the same (a test sees
//! to it), and so does the code that reads them (an assertion sees to it).

/// A kind of object.
#[derive(Debug)]
pub(crate) struct Kind {
    /// With its article, as in messages.
    pub(crate) name: &'static str,
    /// All fields.
    pub(crate) fields: &'static [&'static str],
    /// Whether other fields are part of the object, and not warned of.
    pub(crate) open: bool,
}

macro_rules! kinds {
    ($($constant:ident = $name:literal [$($field:literal)*] $($open:ident)?;)+) => {
        $(
            pub(crate) const $constant: Kind =
                Kind { name: $name, fields: &[$($field),*], open: kinds!(@ $($open)?) };
        )+

        /// Every kind.
        #[cfg(test)]
        pub(crate) const ALL: &[Kind] = &[$($constant),+];
    };
    (@) => { false };
    (@ open) => { true };
}

kinds! {
    // `$schema` is for editors; it says nothing about the graph.
    GRAPH = "the graph" ["$schema" "version" "pipelines" "artifacts" "stages" "hooks" "constraints" "doctrine"];
    PIPELINE = "a pipeline" ["id" "description" "stages" "parameters" "hooks"];
    PARAMETER = "a parameter" ["name" "type" "default" "required" "description"];
    ARTIFACT = "an artifact" ["id" "path" "type" "format" "schema" "volatile" "description"];
    STAGE = "a stage" [
        "id" "name" "description" "command" "gate" "dependsOn" "inputs" "outputs" "sideEffects" "environment"
        "timeoutSeconds" "retry" "forEach" "hooks" "tools" "constraints" "doctrine" "cache"
    ];
    COMMAND = "a command" ["executable" "args"];
    BUILTIN = "a built-in command" ["builtin" "with"];
    GATE = "a gate" ["kind" "prompt" "path" "schema"];
    INPUT = "an input" ["artifact" "mode" "optional" "description" "type"];
    EXTERNAL = "an external input" ["type" "kind" "uri" "optional" "description"];
    OUTPUT = "an output" ["artifact" "mode" "optional" "description"];
    SIDE_EFFECT = "a side effect" ["type" "description"];
    VARIABLE = "an environment variable" ["name" "required" "description" "secret" "cache"];
    RETRY = "a retry rule" ["maxAttempts" "backoffSeconds" "factor" "on"];
    FOR_EACH = "a forEach rule" ["artifact" "pointer" "as"];
    HOOKS = "hooks" ["pre" "post"];
    TOOL = "a tool" ["name" "version"];
    RULE = "a rule" ["id" "text" "path"] open;
}
