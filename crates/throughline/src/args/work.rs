//! What `throughline repo`, `issue`, `packet`, … take.

use clap::{Args, Subcommand};

use super::{DatabaseArgs, FormatArgs};

/// Who is asked: the local database, or a server.
#[derive(Debug, Clone, Args)]
pub(crate) struct CallerArgs {
    /// Ask this server instead of the local database
    #[arg(long, env = "THROUGHLINE_SERVER", value_name = "URL")]
    pub(crate) server: Option<String>,
    /// The key that the server wants
    #[arg(long, env = "THROUGHLINE_API_KEY", hide_env_values = true, value_name = "KEY")]
    pub(crate) key: Option<String>,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

/// What can be done with every kind of work object.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum WorkCommand {
    /// Make one, of members or of JSON, and print it
    #[command(after_help = EXAMPLES_CREATE)]
    Create(WorkCreateArgs),
    /// List some, the newest first
    #[command(after_help = EXAMPLES_LIST)]
    List(WorkListArgs),
    /// Print one
    Show(WorkShowArgs),
}

/// What can be done with what may change.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum ChangingCommand {
    #[command(flatten)]
    Work(WorkCommand),
    /// Change members of one, and print it
    Update(WorkUpdateArgs),
}

/// What can be done with issues.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum IssueCommand {
    #[command(flatten)]
    Changing(ChangingCommand),
    /// Move one to a status, and print it
    Status(IssueStatusArgs),
    /// Link a rule, a snapshot or a packet with one
    Link(IssueLinkArgs),
    /// Take a link away
    Unlink(IssueLinkArgs),
    /// Print the body that asks for one as a task
    Task(WorkShowArgs),
}

/// What can be done with tasks.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum TaskCommand {
    #[command(flatten)]
    Work(WorkCommand),
    /// Say how one goes, and print it
    Status(TaskStatusArgs),
}

#[derive(Debug, Clone, Args)]
pub(crate) struct WorkCreateArgs {
    /// NAME=TEXT or NAME:=JSON; a dot leads into an object: source.system=git
    pub(crate) members: Vec<String>,
    /// A file of JSON that the members are set in; `-` is the standard input
    #[arg(long, short, value_name = "FILE")]
    pub(crate) from: Option<String>,
    /// Makes it once, however often this is asked for within a day
    #[arg(long, value_name = "KEY")]
    pub(crate) idempotency_key: Option<String>,
    #[command(flatten)]
    pub(crate) caller: CallerArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct WorkListArgs {
    /// NAME=TEXT: only those of which this is true
    pub(crate) filters: Vec<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) limit: u32,
    /// All of them
    #[arg(long, conflicts_with = "limit")]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    #[command(flatten)]
    pub(crate) caller: CallerArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct WorkShowArgs {
    /// Its id
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) caller: CallerArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct WorkUpdateArgs {
    /// Its id
    pub(crate) id: String,
    /// NAME=TEXT or NAME:=JSON; NAME:=null sets back to the default
    pub(crate) members: Vec<String>,
    /// A file of JSON that the members are set in; `-` is the standard input
    #[arg(long, short, value_name = "FILE")]
    pub(crate) from: Option<String>,
    /// Only if it is still at this revision, as its `ETag` says
    #[arg(long, value_name = "TAG")]
    pub(crate) if_match: Option<String>,
    #[command(flatten)]
    pub(crate) caller: CallerArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct IssueStatusArgs {
    /// Its id
    pub(crate) id: String,
    /// planned, ready, running, blocked, done, failed, canceled or under_review
    pub(crate) status: String,
    #[command(flatten)]
    pub(crate) caller: CallerArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct IssueLinkArgs {
    /// The id of the issue
    pub(crate) id: String,
    /// DoctrineRef, ConstraintSnapshot or ContextPacket
    pub(crate) kind: String,
    /// The id of what is linked
    pub(crate) target: String,
    /// What it is there for
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Option<String>,
    #[command(flatten)]
    pub(crate) caller: CallerArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct TaskStatusArgs {
    /// Its id
    pub(crate) id: String,
    /// pending, queued, running, completed, failed or cancelled
    pub(crate) status: String,
    /// The worker
    #[arg(long, value_name = "NAME")]
    pub(crate) assigned_to: Option<String>,
    /// Why it failed
    #[arg(long, value_name = "TEXT")]
    pub(crate) error: Option<String>,
    /// What came of it, as an object of JSON
    #[arg(long, value_name = "JSON")]
    pub(crate) result: Option<String>,
    #[command(flatten)]
    pub(crate) caller: CallerArgs,
}

const EXAMPLES_CREATE: &str = "Examples:
  throughline repo create name=lamp slug=harbour/lamp source.system=git
  throughline issue create repo=01KBC6E3Q5TBQ2ZP4W1R8XN5YV title='It is dark' type=bug tags:='[\"night\"]'
  throughline issue create --from issue.json
  throughline task create --server https://work.example --from task.json";

const EXAMPLES_LIST: &str = "Examples:
  throughline issue list status=ready priority=P1
  throughline artifact list run_id=01KBC6E3Q5TBQ2ZP4W1R8XN5YV
  throughline task list --all --format json";
