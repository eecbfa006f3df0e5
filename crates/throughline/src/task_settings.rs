//! What tasks may ask for: `[tasks]` of `throughline.toml`, below the environment and the flags.

use serde::Deserialize;
use throughline_model::task::{Operation, TaskPolicy};

use crate::args::TaskPolicyArgs;
use crate::error::CommandError;

/// What `[tasks]` may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaskSettings {
    /// The beginnings of the names of repositories.
    allowed_repos: Option<Vec<String>>,
    /// What tasks may do.
    operations: Option<Vec<Operation>>,
    /// Seconds that a task asks for at least.
    least_time_budget: Option<u64>,
    /// Seconds that a task asks for at most.
    most_time_budget: Option<u64>,
    /// Whether tasks may ask for the network.
    allow_network: Option<bool>,
    /// Whether tasks may ask for secrets.
    allow_secrets: Option<bool>,
}

impl TaskSettings {
    /// The policy: what flags and environment say, else what the file says, else the default: no repository is allowed.
    ///
    /// # Errors
    /// When an operation is none, or no budget fits.
    pub(crate) fn policy(self, args: &TaskPolicyArgs) -> Result<TaskPolicy, CommandError> {
        let default = TaskPolicy::default();
        let operations = args.allowed_operations.as_deref().map(operations).transpose()?;
        let repos = args.allowed_repos.as_deref().map(|list| TaskPolicy::with_prefixes(list).allowed_repo_prefixes);
        let policy = TaskPolicy {
            allowed_repo_prefixes: repos.or(self.allowed_repos).unwrap_or(default.allowed_repo_prefixes),
            allowed_operations: operations.or(self.operations).unwrap_or(default.allowed_operations),
            least_budget: args.least_time_budget.or(self.least_time_budget).unwrap_or(default.least_budget),
            most_budget: args.most_time_budget.or(self.most_time_budget).unwrap_or(default.most_budget),
            allow_network: args.allow_network.or(self.allow_network).unwrap_or(default.allow_network),
            allow_secrets: args.allow_secrets.or(self.allow_secrets).unwrap_or(default.allow_secrets),
        };
        if policy.least_budget > policy.most_budget {
            let message =
                format!("a task would need at least {} s and at most {} s", policy.least_budget, policy.most_budget);
            return Err(CommandError::refused(message).with_help("set `least_time_budget` below `most_time_budget`"));
        }
        Ok(policy)
    }
}

fn operations(list: &str) -> Result<Vec<Operation>, CommandError> {
    let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
    let operation = |word: &str| {
        word.parse().map_err(|_| {
            let known: Vec<&str> = Operation::ALL.iter().map(|operation| operation.as_str()).collect();
            CommandError::usage(format!("`{word}` is no operation"))
                .with_help(format!("there are {}", known.join(", ")))
        })
    };
    words.map(operation).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(text: &str, args: &TaskPolicyArgs) -> Result<TaskPolicy, CommandError> {
        toml::from_str::<TaskSettings>(text).unwrap().policy(args)
    }

    #[test]
    fn a_flag_counts_before_the_file_and_the_file_before_the_default() {
        let none = TaskPolicyArgs::default();
        assert_eq!(policy("", &none).unwrap(), TaskPolicy::default());
        let file = "allowed_repos = ['a/']\noperations = ['docs']\nallow_network = true\nmost_time_budget = 600";
        let told = policy(file, &none).unwrap();
        assert_eq!(
            (told.allowed_repo_prefixes, told.allowed_operations),
            (vec!["a/".to_owned()], vec![Operation::Docs])
        );
        let args = TaskPolicyArgs {
            allowed_repos: Some("B/, c/".to_owned()),
            allowed_operations: Some("ops".to_owned()),
            allow_network: Some(false),
            ..none.clone()
        };
        let told = policy(file, &args).unwrap();
        assert_eq!(
            (told.allowed_repo_prefixes, told.allowed_operations),
            (vec!["b/".to_owned(), "c/".to_owned()], vec![Operation::Ops])
        );
        assert!(!told.allow_network && told.most_budget == 600);
    }

    #[test]
    fn what_no_task_could_meet_is_refused() {
        assert!(policy("least_time_budget = 700\nmost_time_budget = 600", &TaskPolicyArgs::default()).is_err());
        let args = TaskPolicyArgs { allowed_operations: Some("deploy".to_owned()), ..TaskPolicyArgs::default() };
        assert!(policy("", &args).is_err());
        assert!(toml::from_str::<TaskSettings>("allowed_repositories = []").is_err());
    }
}
