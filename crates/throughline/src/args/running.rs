//! What the commands take that run something, or say what a run would do.

use camino::Utf8PathBuf;
use clap::Args;

use super::{FormatArgs, Jobs, LogFormat, LogLevel, Share, parse_assignment};

/// Which of a pipeline's stages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Which stages")]
pub(crate) struct FilterArgs {
    /// Only these stages (ids or globs, comma-separated, repeatable)
    #[arg(long, value_delimiter = ',', value_name = "STAGES")]
    pub(crate) only: Vec<String>,
    /// All but these stages (ids or globs, comma-separated, repeatable)
    #[arg(long, value_delimiter = ',', value_name = "STAGES")]
    pub(crate) skip: Vec<String>,
    /// Start at this stage: what comes before must be fresh, this and what follows run
    #[arg(long, value_name = "STAGE")]
    pub(crate) from: Option<String>,
    /// This stage and all that it needs
    #[arg(long, value_name = "STAGE")]
    pub(crate) to: Option<String>,
    /// The stages whose fingerprint is no longer that of this run, and what depends on them
    #[arg(long, value_name = "RUN")]
    pub(crate) since: Option<String>,
    /// Run every chosen stage, fresh or not
    #[arg(long)]
    pub(crate) force: bool,
}

/// What a pipeline is given.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Parameters and environment")]
pub(crate) struct InputArgs {
    /// Set a parameter (repeatable); after the pipeline's id also as `--NAME VALUE`
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = parse_assignment)]
    pub(crate) set: Vec<(String, String)>,
    /// Load variables from this file (repeatable); those that are set already win
    #[arg(long, value_name = "FILE", env = "THROUGHLINE_ENV_FILE")]
    pub(crate) env_file: Vec<Utf8PathBuf>,
}

/// How a run goes and what it shows.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "How it runs")]
pub(crate) struct ExecutionArgs {
    /// How many stages may run side by side: a number, or `auto` [default: 1]
    #[arg(long, short, value_name = "N", env = "THROUGHLINE_JOBS")]
    pub(crate) jobs: Option<Jobs>,
    /// After a failure go on with what does not depend on it; the run ends degraded
    #[arg(long)]
    pub(crate) continue_on_error: bool,
    /// Approve every gate that is reached
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// How much is shown
    #[arg(long, value_name = "LEVEL", default_value = "info", env = "THROUGHLINE_LOG_LEVEL")]
    pub(crate) log_level: LogLevel,
    /// Text for people, or one JSON event a line
    #[arg(long, value_name = "FORMAT", default_value = "text", env = "THROUGHLINE_LOG_FORMAT")]
    pub(crate) log_format: LogFormat,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct RunArgs {
    /// The pipeline [default: the only one, or `default` in throughline.toml]
    pub(crate) pipeline: Option<String>,
    #[command(flatten)]
    pub(crate) filters: FilterArgs,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) execution: ExecutionArgs,
    /// Show the plan and run nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Carry out this saved plan, and nothing else: refused if anything has changed since it was made
    #[arg(long, value_name = "FILE", conflicts_with_all = ["pipeline", "only", "skip", "from", "to", "since", "force", "set"])]
    pub(crate) plan: Option<Utf8PathBuf>,
    /// Refuse what would leave its artifacts and its history outside of the root
    #[arg(long, hide = true)]
    pub(crate) within_root: bool,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct RunStageArgs {
    /// The stage
    pub(crate) stage: String,
    /// The pipeline whose parameters count [default: the first that has the stage]
    #[arg(long, value_name = "PIPELINE")]
    pub(crate) pipeline: Option<String>,
    /// Run it, fresh or not
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) execution: ExecutionArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct PlanArgs {
    /// The pipeline [default: the only one, or `default` in throughline.toml]
    pub(crate) pipeline: Option<String>,
    #[command(flatten)]
    pub(crate) filters: FilterArgs,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Save the plan, for `run --plan`
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<Utf8PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}
#[derive(Debug, Clone, Args)]
pub(crate) struct ReplayArgs {
    /// The run
    #[arg(default_value = "last")]
    pub(crate) run: String,
    /// Load variables from this file (repeatable); those that are set already win
    #[arg(long, value_name = "FILE", env = "THROUGHLINE_ENV_FILE")]
    pub(crate) env_file: Vec<Utf8PathBuf>,
    #[command(flatten)]
    pub(crate) execution: ExecutionArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ReproduceArgs {
    /// The pipeline [default: the only one, or `default` in throughline.toml]
    pub(crate) pipeline: Option<String>,
    /// Only this share of the fresh stages, such as `25%` or `0.25`, chosen by their fingerprints
    #[arg(long, value_name = "P", default_value = "100%")]
    pub(crate) sample: Share,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}
