//! The environment: what stages require, and secrets. No value is ever shown.

use std::collections::HashMap;

use throughline_engine::Project;

use super::check::{Check, some_of};

/// A variable, with all that stages say of it.
struct Variable<'g> {
    name: &'g str,
    required_by: Vec<String>,
    read_by: Vec<String>,
    is_secret: bool,
}

pub(super) fn checks(project: &Project) -> Vec<Check> {
    let variables = variables(project);
    if variables.is_empty() {
        return vec![Check::not_needed("environment", "no stage declares a variable")];
    }
    variables.iter().map(|variable| check(project, variable)).collect()
}

fn variables(project: &Project) -> Vec<Variable<'_>> {
    let mut variables: Vec<Variable<'_>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for stage in &project.graph.stages {
        for declared in &stage.environment {
            let name = declared.name.as_str();
            let at = *places.entry(name).or_insert_with(|| {
                variables.push(Variable { name, required_by: Vec::new(), read_by: Vec::new(), is_secret: false });
                variables.len() - 1
            });
            let variable = &mut variables[at];
            variable.is_secret |= declared.secret;
            let stages = if declared.required { &mut variable.required_by } else { &mut variable.read_by };
            stages.push(stage.id.to_string());
        }
    }
    variables
}

fn check(project: &Project, variable: &Variable<'_>) -> Check {
    let Variable { name, required_by, read_by, is_secret } = variable;
    let fix = format!("set {name}, or put `{name}=…` into a file and give `--env-file FILE`");
    let secret = if *is_secret { " (a secret)" } else { "" };
    let readers = some_of(if required_by.is_empty() { read_by } else { required_by });
    match project.variable(name) {
        Some("") if !required_by.is_empty() || *is_secret => {
            Check::warn(*name, format!("set{secret}, but empty; read by {readers}"), fix)
        }
        Some(_) => {
            let from = if project.added_environment.contains_key(*name) { ", from an environment file" } else { "" };
            Check::ok(*name, format!("set{secret}{from}; for {readers}"))
        }
        None if !required_by.is_empty() => Check::fail(*name, format!("not set{secret}; required by {readers}"), fix),
        None if *is_secret => Check::warn(*name, format!("not set{secret}; optional for {readers}"), fix),
        None => Check::not_needed(*name, format!("not set; optional for {readers}")),
    }
}
