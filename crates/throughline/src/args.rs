//! The command line: every command with its flags, help and examples.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::str::FromStr;

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};
use throughline_model::Digest;

/// Runs declared graphs of stages — deterministic, schema-checked, resumable — and remembers why every artifact exists.
#[derive(Debug, Parser)]
#[command(name = "throughline", version, max_term_width = 100, propagate_version = false)]
#[command(after_help = "Exit codes: 0 done or nothing to do · 1 the run or the check failed · 2 wrong usage · \
    3 waiting at a gate · 4 degraded · 130 interrupted")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The graph file [default: pipeline/stage-graph.json or .yaml, here or in a folder above]
    #[arg(long, global = true, env = "THROUGHLINE_GRAPH", value_name = "PATH")]
    pub(crate) graph: Option<Utf8PathBuf>,
    /// The project root [default: the folder that holds the graph's pipeline/ folder, else the graph's own]
    #[arg(long, global = true, env = "THROUGHLINE_ROOT", value_name = "DIR")]
    pub(crate) root: Option<Utf8PathBuf>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a pipeline
    #[command(after_help = EXAMPLES_RUN)]
    Run(RunArgs),
    /// Run one stage, for debugging
    #[command(after_help = "Examples:\n  throughline run-stage report\n  throughline run-stage report --force")]
    RunStage(RunStageArgs),
    /// Show what a run would do, with a reason for each stage
    #[command(after_help = "Examples:\n  throughline plan\n  throughline plan full -o plan.json\n  \
        throughline run --plan plan.json    # refused if anything has changed since")]
    Plan(PlanArgs),
    /// List pipelines and stages
    List(ListArgs),
    /// Show everything known of a pipeline, stage or artifact
    Describe(DescribeArgs),
    /// Draw the graph
    #[command(
        after_help = "Examples:\n  throughline graph --as svg > graph.svg\n  throughline graph full --as mermaid"
    )]
    Graph(GraphArgs),
    /// Check what runs here need: git, interpreters, tools, variables, disk, folders, the ledger
    Doctor(DoctorArgs),
    /// List the runs
    Runs(RunsArgs),
    /// Show a run: the last one, or the one named
    #[command(after_help = NAMING_RUNS)]
    Status(StatusArgs),
    /// Show what a run logged, or what one of its stages printed
    #[command(after_help = NAMING_RUNS)]
    Logs(LogsArgs),
    /// Say why a stage ran or did not: what changed, old and new
    #[command(
        after_help = "Examples:\n  throughline explain\n  throughline explain last report\n  throughline explain 2 report"
    )]
    Explain(ExplainArgs),
    /// Show the line of cause of an artifact: stage, run, parameters, graph, inputs
    #[command(after_help = "Examples:\n  throughline why out/report.md\n  throughline why report --format json")]
    Why(WhyArgs),
    /// Hash and validate every recorded artifact again, or check a bundle that a run was exported to
    #[command(after_help = EXAMPLES_VERIFY)]
    Verify(VerifyArgs),
    /// Export a run: its artifacts, ledger, graph and schemas, in a folder that can be checked anywhere
    #[command(after_help = EXAMPLES_EXPORT)]
    Export(ExportArgs),
    /// Show what differs between two runs; exit code 1 if an artifact does
    #[command(after_help = "Examples:\n  throughline diff 2 1\n  throughline diff 01K last --format json")]
    Diff(DiffArgs),
    /// Drop outputs whose digest is wrong and run what is then not fresh
    Replay(ReplayArgs),
    /// Run fresh stages again in a copy of the workspace and compare bytes
    Reproduce(ReproduceArgs),
    /// Approve what a gate shows
    #[command(after_help = "Examples:\n  throughline approve last approve-report --comment 'numbers checked'")]
    Approve(DecideArgs),
    /// Deny what a gate shows
    Deny(DecideArgs),
    /// Show how long runs and stages take and how often they succeed
    Stats(StatsArgs),
    /// Look at screenplays; `run screenplay` makes storyboards of them
    #[command(subcommand)]
    Screenplay(ScreenplayCommand),
    /// Print a completion script for a shell
    #[command(after_help = "Examples:\n  throughline completions bash > /etc/bash_completion.d/throughline\n  \
        throughline completions zsh > ~/.zfunc/_throughline")]
    Completions(CompletionsArgs),
    /// Print the manual page, or write one for each command into a folder
    #[command(after_help = "Examples:\n  throughline man | man -l -\n  throughline man -o /usr/local/share/man/man1")]
    Man(ManArgs),
}

const EXAMPLES_RUN: &str = "Examples:
  throughline run                         the only pipeline, or `default` in throughline.toml
  throughline run full --jobs 4           up to four stages side by side
  throughline run full --from report      what comes before must be fresh
  throughline run full --only 'check-*'   some stages (globs)
  throughline run full --set top=10       a parameter; also: run full --top 10
  throughline run --dry-run               the plan, nothing is run";

const NAMING_RUNS: &str = "A run is named by its id, a unique prefix of it, the name of its file, its number (1 is the \
    newest), or `last`.";

const EXAMPLES_VERIFY: &str = "Examples:
  throughline verify                      the last run
  throughline verify 2 --format json      the one before it
  throughline verify --bundle DIR         an exported run; needs no project, and works on any machine
  throughline verify --bundle DIR --expect sha256:…    and it must be the one that was told of

A run is named by its id, a unique prefix of it, the name of its file, its number (1 is the newest), or `last`.";

const EXAMPLES_EXPORT: &str = "Examples:
  throughline export -o bundle                     the last run
  throughline export 2 --as bundle -o /mnt/b       the one before it, elsewhere
  throughline export last -o bundle --hardlink     large artifacts, at no cost

A bundle is checked by `throughline verify --bundle DIR`, on any machine. Exported twice, a run gives the same bytes.

A run is named by its id, a unique prefix of it, the name of its file, its number (1 is the newest), or `last`.";

/// Which of a pipeline's stages.
#[derive(Debug, Clone, Default, Args)]
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

/// How something is printed.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct FormatArgs {
    /// Text for people, or JSON
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

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
    /// The screenplay, in Fountain (https://fountain.io)
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Picture {
    Mermaid,
    Dot,
    Svg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum LogLevel {
    /// What failed
    Error,
    /// And what should be known
    Warn,
    /// And every stage
    Info,
    /// And why, hooks, attempts and logs
    Debug,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// How many stages may run side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Jobs(pub(crate) NonZeroUsize);

impl FromStr for Jobs {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "auto" {
            return Ok(Self(std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)));
        }
        text.parse().map(Self).map_err(|_| format!("`{text}` is neither `auto` nor a number from 1"))
    }
}

/// A share between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Share(pub(crate) f64);

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, scale) = text.strip_suffix('%').map_or((text, 1.0), |percent| (percent, 100.0));
        match number.parse::<f64>() {
            Ok(share) if (0.0..=scale).contains(&share) => Ok(Self(share / scale)),
            _ => Err(format!("`{text}` is neither a share from 0 to 1 nor one from 0% to 100%")),
        }
    }
}

fn parse_assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(format!("`{text}` is not NAME=VALUE")),
    }
}

/// Reads the command line.
///
/// # Errors
/// What clap says of it, which includes `--help` and `--version`.
pub(crate) fn parse(arguments: Vec<OsString>) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(crate::parameters::rewrite(arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn shares_and_jobs() {
        assert_eq!("25%".parse(), Ok(Share(0.25)));
        assert_eq!("0.25".parse(), Ok(Share(0.25)));
        assert!("120%".parse::<Share>().is_err());
        assert!("0".parse::<Jobs>().is_err());
        assert!("auto".parse::<Jobs>().is_ok());
    }
}
