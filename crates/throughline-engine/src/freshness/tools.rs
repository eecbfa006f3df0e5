//! Asks tools for their versions. Each command is asked once, all side by side.

use std::collections::BTreeSet;
use std::time::Duration;

use throughline_process::run_and_capture;

use crate::{Project, ToolVersions};

/// A tool that takes longer to tell its version is taken for broken.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the version commands of these stages print.
#[must_use]
pub fn tool_versions(project: &Project, stages: impl Iterator<Item = usize>) -> ToolVersions {
    let commands: BTreeSet<&Vec<String>> =
        stages.flat_map(|index| &project.graph.stages[index].tools).map(|tool| &tool.version).collect();
    std::thread::scope(|scope| {
        let asked: Vec<_> =
            commands.into_iter().map(|argv| (argv, scope.spawn(move || tool_version(project, argv)))).collect();
        asked
            .into_iter()
            .map(|(argv, answer)| {
                let answer = answer.join().unwrap_or_else(|_| Err("asking it for its version failed".to_owned()));
                (argv.clone(), answer)
            })
            .collect()
    })
}

/// What one version command prints: the standard output, or the error output where that is empty.
///
/// # Errors
/// Why it gave no answer, for a person.
pub fn tool_version(project: &Project, argv: &[String]) -> Result<String, String> {
    let Some((program, args)) = argv.split_first() else { return Err("its version command is empty".to_owned()) };
    let environment: Vec<(String, Option<String>)> =
        project.added_environment.iter().map(|(name, value)| (name.clone(), Some(value.clone()))).collect();
    let captured = run_and_capture(project.program(program), args, &project.root, &environment, PATIENCE)
        .map_err(|error| crate::chain(&error))?;
    if captured.code != Some(0) {
        let code = captured.code.map_or_else(|| "no exit code".to_owned(), |code| format!("exit code {code}"));
        return Err(format!("`{}` ended with {code}", argv.join(" ")));
    }
    let printed = if captured.stdout.trim().is_empty() { &captured.stderr } else { &captured.stdout };
    Ok(printed.trim().to_owned())
}
