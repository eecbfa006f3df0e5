//! What the other commands take.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand, ValueEnum};
use throughline_model::Digest;

use super::{Format, FormatArgs, InputArgs, Picture};

#[derive(Debug, Clone, Args)]
pub(crate) struct ListArgs {
    /// Only pipelines
    #[arg(long, conflicts_with = "stages")]
    pub(crate) pipelines: bool,
    /// Only stages
    #[arg(long)]
    pub(crate) stages: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct DescribeArgs {
    /// A pipeline, stage or artifact
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct GraphArgs {
    /// The pipeline [default: all stages]
    pub(crate) pipeline: Option<String>,
    /// The language of the picture
    #[arg(long = "as", value_name = "FORMAT", default_value = "mermaid")]
    pub(crate) picture: Picture,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct RunsArgs {
    /// Only runs of this pipeline
    pub(crate) pipeline: Option<String>,
    /// At most so many
    #[arg(long, short = 'n', value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// The runs that `throughline gc` has removed
    #[arg(long)]
    pub(crate) removed: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct StatusArgs {
    /// The run
    #[arg(default_value = "last")]
    pub(crate) run: String,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct LogsArgs {
    /// The run
    #[arg(default_value = "last")]
    pub(crate) run: String,
    /// What this stage printed, in its last attempt
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: Option<String>,
    /// This attempt of the stage
    #[arg(long, value_name = "N", requires = "stage")]
    pub(crate) attempt: Option<u32>,
    /// Go on printing until the run ends
    #[arg(long, short)]
    pub(crate) follow: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ExplainArgs {
    /// The run, or a stage of the last run
    pub(crate) run: Option<String>,
    /// The stage [default: every stage of the run]
    pub(crate) stage: Option<String>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct WhyArgs {
    /// A path below the root, or the id of an artifact
    pub(crate) what: String,
    /// Text for people, or JSON
    #[arg(long = "as", alias = "format", value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct VerifyArgs {
    /// The run
    #[arg(default_value = "last")]
    pub(crate) run: String,
    /// Check this bundle, with nothing but what is in it
    #[arg(long, value_name = "DIR", conflicts_with = "run")]
    pub(crate) bundle: Option<Utf8PathBuf>,
    /// The digest that the bundle must have, as `export` told it
    #[arg(long, value_name = "DIGEST", requires = "bundle")]
    pub(crate) expect: Option<Digest>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ExportArgs {
    /// The run
    #[arg(default_value = "last")]
    pub(crate) run: String,
    /// What it is exported as
    #[arg(long = "as", value_name = "FORM", default_value = "bundle")]
    pub(crate) form: ExportForm,
    /// The folder to make; what is there already is never written over
    #[arg(long, short, value_name = "DIR")]
    pub(crate) output: Utf8PathBuf,
    /// Hard links for artifacts where the file system can do that, else copies. Whoever edits the original in place
    /// then changes the bundle too; verifying finds that
    #[arg(long)]
    pub(crate) hardlink: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// What a run can be exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportForm {
    /// A folder with everything that is needed to check it
    Bundle,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct DiffArgs {
    /// The run before
    pub(crate) old: String,
    /// The run after
    pub(crate) new: String,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}
#[derive(Debug, Clone, Args)]
pub(crate) struct DecideArgs {
    /// The run in which the gate waits
    pub(crate) run: String,
    /// The gate
    pub(crate) stage: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) comment: Option<String>,
    /// Who decides [default: the user's name]
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) by: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct StatsArgs {
    /// Only this pipeline
    pub(crate) pipeline: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}
/// What can be done with a screenplay.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum ScreenplayCommand {
    /// Show what is understood of a Fountain file, and what is not; exit code 1 if it cannot be imported
    #[command(after_help = "Examples:\n  throughline screenplay check script.fountain\n  \
        throughline screenplay check script.fountain --format json")]
    Check(ScreenplayCheckArgs),
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ScreenplayCheckArgs {
    /// The screenplay, in Fountain
    pub(crate) file: Utf8PathBuf,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ManArgs {
    /// Write a page for each command into this folder
    #[arg(long, short, value_name = "DIR")]
    pub(crate) output: Option<Utf8PathBuf>,
}
