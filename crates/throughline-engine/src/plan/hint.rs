//! The command that goes on after a failure, to be pasted as it is.

use throughline_model::StageId;

use crate::{Plan, Project};

/// Where a graph is found without being named.
const DEFAULT_GRAPHS: &[&str] = &["pipeline/stage-graph.json", "pipeline/stage-graph.yaml", "pipeline/stage-graph.yml"];

/// The command that runs again from a failed stage on, with the parameters and the graph that were given.
pub(crate) fn try_again(project: &Project, plan: &Plan, stage: &StageId) -> String {
    let mut words = match &plan.single_stage {
        Some(stage) => vec!["throughline".to_owned(), "run-stage".to_owned(), quoted(stage.as_str())],
        None => {
            let pipeline = quoted(plan.pipeline_id.as_str());
            vec!["throughline".to_owned(), "run".to_owned(), pipeline, "--from".to_owned(), quoted(stage.as_str())]
        }
    };
    let declared = project.graph.pipeline(plan.pipeline_id.as_str()).map(|pipeline| &pipeline.parameters);
    for parameter in declared.into_iter().flatten() {
        let Some(value) = plan.parameters.get(&parameter.name) else { continue };
        if parameter.default.as_ref() != Some(value) && (parameter.default.is_some() || parameter.required) {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            words.extend(["--set".to_owned(), quoted(&format!("{}={text}", parameter.name))]);
        }
    }
    let is_found = DEFAULT_GRAPHS.contains(&project.graph_path.as_str()) || project.graph_path.starts_with("builtin:");
    if !is_found {
        words.extend(["--graph".to_owned(), quoted(&project.graph_path)]);
    }
    words.join(" ")
}

/// The word as a POSIX shell reads it back.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/=:,@%+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_by_a_shell_as_they_are() {
        assert_eq!(quoted("a-b.c=1"), "a-b.c=1");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
