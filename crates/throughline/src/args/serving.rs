//! What `throughline serve` and `throughline key` take.

use std::net::SocketAddr;

use clap::{Args, FromArgMatches, Subcommand, ValueEnum};

use super::FormatArgs;

/// Where work objects, keys and the ledger are.
#[derive(Debug, Clone, Args)]
pub(crate) struct DatabaseArgs {
    /// The database: a SQLite file, or `postgres://user:password@host/name` [default: .throughline/state.db in the root]
    #[arg(long, env = "THROUGHLINE_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ServeArgs {
    /// Where to listen; without any key only an address of this machine is taken
    #[arg(long, env = "THROUGHLINE_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Where the server is reached from outside, for links [default: http:// and the address it listens on]
    #[arg(long, env = "THROUGHLINE_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Pages of these origins may ask
    #[arg(long, env = "THROUGHLINE_CORS_ORIGINS", value_name = "ORIGIN", value_delimiter = ',')]
    pub(crate) cors_origin: Vec<String>,
    #[command(flatten)]
    pub(crate) tasks: TaskPolicyArgs,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

/// What tasks may ask for; what is not said here is what `[tasks]` in `throughline.toml` says.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "What tasks may ask for [default: as `[tasks]` in throughline.toml says]")]
pub(crate) struct TaskPolicyArgs {
    /// Tasks may work in repositories whose names begin so; without any, no task is taken
    #[arg(long, env = "THROUGHLINE_ALLOWED_REPOS", value_name = "PREFIX,…")]
    pub(crate) allowed_repos: Option<String>,
    /// What tasks may do: code_change, docs, analysis, ops
    #[arg(long, env = "THROUGHLINE_ALLOWED_OPERATIONS", value_name = "OPERATION,…")]
    pub(crate) allowed_operations: Option<String>,
    /// Seconds that a task asks for at least
    #[arg(long, env = "THROUGHLINE_LEAST_TIME_BUDGET", value_name = "SECONDS")]
    pub(crate) least_time_budget: Option<u64>,
    /// Seconds that a task asks for at most
    #[arg(long, env = "THROUGHLINE_MOST_TIME_BUDGET", value_name = "SECONDS")]
    pub(crate) most_time_budget: Option<u64>,
    /// Whether tasks may ask for the network
    #[arg(long, env = "THROUGHLINE_ALLOW_NETWORK", value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub(crate) allow_network: Option<bool>,
    /// Whether tasks may ask for secrets
    #[arg(long, env = "THROUGHLINE_ALLOW_SECRETS", value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub(crate) allow_secrets: Option<bool>,
}

impl TaskPolicyArgs {
    /// What the environment says, where a command has no flags of its own for it.
    ///
    /// # Errors
    /// When a variable is not what it should be.
    pub(crate) fn of_environment() -> Result<Self, clap::Error> {
        let command = Self::augment_args(clap::Command::new("tasks"));
        Self::from_arg_matches(&command.try_get_matches_from(["tasks"])?)
    }
}

#[derive(Debug, Clone, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key and print it; it is shown this once
    Create(KeyCreateArgs),
    /// List the keys: names, scopes and times, never the keys themselves
    List(KeyListArgs),
    /// Make a key worthless, for good
    Revoke(KeyRevokeArgs),
}

#[derive(Debug, Clone, Args)]
pub(crate) struct KeyCreateArgs {
    /// What it is for, in words
    pub(crate) name: String,
    /// What it may do
    #[arg(long, value_enum, default_value = "write")]
    pub(crate) scope: ScopeArg,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct KeyListArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct KeyRevokeArgs {
    /// The key's id or name, as `throughline key list` shows it
    pub(crate) key: String,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScopeArg {
    /// Look at everything
    Read,
    /// And change work
    Write,
    /// And everything else
    Admin,
}
