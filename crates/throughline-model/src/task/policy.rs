//! The gate that a task passes before it is made.

use serde::Serialize;

use super::{MOST_BUDGET, Operation, TaskSpec};
use crate::vocabulary;

vocabulary! {
    /// The rule that a task breaks.
    pub enum PolicyCode {
        /// Its operation is not allowed.
        InvalidOperation = "INVALID_OPERATION",
        /// Its repository is not.
        RepoNotAllowed = "REPO_NOT_ALLOWED",
        /// It has less time than it may ask for.
        TimeBudgetTooLow = "TIME_BUDGET_TOO_LOW",
        /// It has more.
        TimeBudgetTooHigh = "TIME_BUDGET_TOO_HIGH",
        /// It wants the network.
        NetworkAccessDenied = "NETWORK_ACCESS_DENIED",
        /// It wants secrets.
        SecretsAccessDenied = "SECRETS_ACCESS_DENIED",
    }
}

/// What tasks may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskPolicy {
    /// The beginnings of the names of repositories that tasks may work in, compared in lower case. None: no repository.
    pub allowed_repo_prefixes: Vec<String>,
    /// What tasks may do.
    pub allowed_operations: Vec<Operation>,
    /// Seconds that a task asks for at least.
    pub least_budget: u64,
    /// Seconds that a task asks for at most.
    pub most_budget: u64,
    /// Whether tasks may ask for the network.
    pub allow_network: bool,
    /// Whether tasks may ask for secrets.
    pub allow_secrets: bool,
}

/// The first rule that a task breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct PolicyViolation {
    /// The rule.
    pub code: PolicyCode,
    /// A sentence for people.
    pub message: String,
}

impl Default for TaskPolicy {
    /// Every operation, in no repository, without network and secrets.
    fn default() -> Self {
        Self {
            allowed_repo_prefixes: Vec::new(),
            allowed_operations: Operation::ALL.to_vec(),
            least_budget: 30,
            most_budget: MOST_BUDGET,
            allow_network: false,
            allow_secrets: false,
        }
    }
}

impl TaskPolicy {
    /// The default with these prefixes, separated by commas; blanks around them do not count.
    #[must_use]
    pub fn with_prefixes(list: &str) -> Self {
        let prefixes = list.split(',').map(str::trim).filter(|prefix| !prefix.is_empty()).map(str::to_lowercase);
        Self { allowed_repo_prefixes: prefixes.collect(), ..Self::default() }
    }

    /// Whether a task may be made. The order is: operation, repository, time, network, secrets.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check(&self, task: &TaskSpec) -> Result<(), PolicyViolation> {
        let violation = |code, message| Err(PolicyViolation { code, message });
        let repo = task.target.repo.as_str();
        let budget = task.constraints.time_budget_seconds.get();
        if !self.allowed_operations.contains(&task.operation) {
            return violation(PolicyCode::InvalidOperation, format!("Operation '{}' is not allowed", task.operation));
        }
        let lower = repo.to_lowercase();
        if !self.allowed_repo_prefixes.iter().any(|prefix| lower.starts_with(&prefix.to_lowercase())) {
            let allowed = match self.allowed_repo_prefixes.as_slice() {
                [] => "no repository is allowed; name prefixes in THROUGHLINE_ALLOWED_REPOS".to_owned(),
                prefixes => format!("allowed prefixes: {}", prefixes.join(", ")),
            };
            return violation(PolicyCode::RepoNotAllowed, format!("Repository '{repo}' is not allowed ({allowed})"));
        }
        if budget < self.least_budget {
            let message = format!("A time budget of {budget} s is below the least, {} s", self.least_budget);
            return violation(PolicyCode::TimeBudgetTooLow, message);
        }
        if budget > self.most_budget {
            let message = format!("A time budget of {budget} s is above the most, {} s", self.most_budget);
            return violation(PolicyCode::TimeBudgetTooHigh, message);
        }
        if task.constraints.allow_network && !self.allow_network {
            return violation(PolicyCode::NetworkAccessDenied, "Tasks may not use the network".to_owned());
        }
        if task.constraints.allow_secrets && !self.allow_secrets {
            return violation(PolicyCode::SecretsAccessDenied, "Tasks may not use secrets".to_owned());
        }
        Ok(())
    }
}
