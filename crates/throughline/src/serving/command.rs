//! The command line of a run that is asked for over HTTP.

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use serde_json::Value;
use throughline_server::{RunAsked, RunRefusal};

use crate::args::Global;
use crate::workspace::Place;

/// What concerns the server alone: its stages are not to know it.
const OF_THE_SERVER: &[&str] = &["THROUGHLINE_API_KEY", "THROUGHLINE_DATABASE_URL"];

/// The command line, in the folder of the project: paths in parameters are relative to it.
///
/// # Errors
/// When a parameter can be no parameter.
pub(super) fn command(global: &Global, place: &Place, asked: &RunAsked) -> Result<Command, RunRefusal> {
    // This very program, also when its file was replaced by a newer one since.
    let mut command = Command::new("/proc/self/exe");
    command.args(["run", "--log-format=json", "--color=never", "--within-root"]);
    command.arg(format!("--root={}", place.root)).current_dir(&place.root);
    // Without the flag it is looked for where it was found.
    if let Some(graph) = place.graph.as_ref().filter(|_| global.graph.is_some()) {
        command.arg(format!("--graph={graph}"));
    }
    for (name, value) in asked.parameters.as_map() {
        command.arg(format!("--set={}", assignment(name, value)?));
    }
    command.args(asked.jobs.map(|jobs| format!("--jobs={}", jobs.get())));
    command.args(asked.only.iter().map(|stages| format!("--only={}", stages.as_str())));
    command.args(asked.skip.iter().map(|stages| format!("--skip={}", stages.as_str())));
    command.args(asked.from.iter().map(|stage| format!("--from={}", stage.as_str())));
    command.args(asked.to.iter().map(|stage| format!("--to={}", stage.as_str())));
    if asked.force {
        command.arg("--force");
    }
    // Nothing that was sent can be taken for a flag.
    command.arg("--").args(asked.pipeline.as_ref().map(|pipeline| pipeline.as_str()));
    for name in OF_THE_SERVER {
        command.env_remove(name);
    }
    // A terminal interrupts all processes of its group; the server asks its runs to end, and being asked twice they would
    // end at once.
    command.stdin(Stdio::null()).process_group(0);
    Ok(command)
}

/// A parameter as the command line takes it.
fn assignment(name: &str, value: &Value) -> Result<String, RunRefusal> {
    if name.is_empty() || name.contains('=') {
        return Err(RunRefusal::Wrong(format!("no parameter can have the name `{name}`")));
    }
    let value = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            return Err(RunRefusal::Wrong(format!("parameter `{name}` is neither a text nor a number nor a boolean")));
        }
    };
    Ok(format!("{name}={value}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use throughline_model::shape::decode_body;

    use super::*;

    fn line(body: &Value) -> Result<Vec<String>, RunRefusal> {
        let global = Global { graph: None, root: None, color: crate::args::ColorChoice::Auto };
        let place = Place { root: "/p".into(), graph: Some("/p/pipeline/stage-graph.json".into()) };
        let asked: RunAsked = decode_body(body.to_string().as_bytes()).unwrap();
        let command = command(&global, &place, &asked)?;
        Ok(command.get_args().map(|argument| argument.to_str().unwrap().to_owned()).collect())
    }

    #[test]
    fn everything_that_is_asked_for_stands_on_the_command_line() {
        let all = json!({
            "pipeline": "--help", "parameters": {"top": 10, "draft": true, "lang": "a=b"}, "jobs": 2, "only": ["a", "b*"],
            "skip": ["c"], "from": "d", "to": "e", "force": true,
        });
        let expected = "run --log-format=json --color=never --within-root --root=/p --set=top=10 --set=draft=true --set=lang=a=b \
             --jobs=2 --only=a --only=b* --skip=c --from=d --to=e --force -- --help";
        assert_eq!(line(&all).unwrap().join(" "), expected);
        assert_eq!(line(&json!({})).unwrap().last().unwrap(), "--");
    }

    #[test]
    fn what_can_be_no_parameter_is_refused() {
        for parameters in [json!({"a=b": 1}), json!({"": 1}), json!({"a": null}), json!({"a": []}), json!({"a": {}})] {
            let refused = line(&json!({"parameters": parameters}));
            assert!(matches!(refused, Err(RunRefusal::Wrong(_))), "{parameters}");
        }
    }
}
