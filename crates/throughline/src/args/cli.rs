//! The commands, what all of them take, and their examples.

use std::ffi::OsString;

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{
    AuditLogCommand, ChangingCommand, CompletionsArgs, DbCommand, DecideArgs, DescribeArgs, DiffArgs, DoctorArgs,
    ExplainArgs, ExportArgs, GcArgs, GraphArgs, IssueCommand, KeyCommand, ListArgs, LogsArgs, ManArgs, PlanArgs,
    ReplayArgs, ReproduceArgs, RunArgs, RunStageArgs, RunsArgs, ScreenplayCommand, ServeArgs, StatsArgs, StatusArgs,
    TaskCommand, VerifyArgs, WhyArgs, WorkCommand,
};

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
#[derive(Debug, Clone, Args)]
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
    /// Remove old runs and what nobody needs; never what the next run, the latest success or an open gate needs
    #[command(after_help = NOTES_GC)]
    Gc(GcArgs),
    /// Serve runs and keys over HTTP, until it is asked to end
    #[command(after_help = EXAMPLES_SERVE)]
    Serve(ServeArgs),
    /// Make, list, show and change repositories that work is about
    #[command(subcommand)]
    Repo(ChangingCommand),
    /// Make, list, show and change issues: what somebody wants done
    #[command(subcommand)]
    Issue(IssueCommand),
    /// Make, list and show context packets: what whoever works on an issue should know
    #[command(subcommand)]
    Packet(WorkCommand),
    /// Make, list and show snapshots of constraints: what limits somebody
    #[command(subcommand)]
    Constraint(WorkCommand),
    /// Make, list, show and change rules that work follows
    #[command(subcommand)]
    Doctrine(ChangingCommand),
    /// Make, list, show and change runs as work objects: somebody's work on an issue
    #[command(subcommand)]
    WorkRun(ChangingCommand),
    /// Make, list and show artifacts as work objects: what came of a run
    #[command(subcommand)]
    Artifact(WorkCommand),
    /// Make, list and show evidence packs: whether a run did what was wanted
    #[command(subcommand)]
    Evidence(WorkCommand),
    /// Make, list and show decisions of reviews
    #[command(subcommand)]
    Review(WorkCommand),
    /// Ask for tasks, list and show them, and say how they go
    #[command(subcommand)]
    Task(TaskCommand),
    /// Make, list and revoke the keys of those who may ask the server
    #[command(subcommand)]
    Key(KeyCommand),
    /// Look at the database itself, bring its schema up to date, or carry it elsewhere
    #[command(subcommand)]
    Db(DbCommand),
    /// Check the log of who changed what
    #[command(subcommand)]
    AuditLog(AuditLogCommand),
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
  throughline run --dry-run               the plan, nothing is run
  throughline run screenplay --project film.json
                                          built in: from a project file to a storyboard";

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

const NOTES_GC: &str =
    "A run goes when any rule that is given says so and nothing protects it. Without a rule those of `[gc]` in
throughline.toml count (`older_than`, `keep`, `max_size`); without those no run goes, only what nobody needs: temporary
files of killed processes, kept artifacts that no run names, files of runs that were removed.

Never removed: the files that stages made; the newest result of each stage and every result of which all that it made is
still there, with the runs that they come from and were made of, so that what is fresh stays fresh; the latest success
and the newest run of each pipeline; runs whose gate nobody has decided; decisions. Of a run that was removed the ledger
remembers what it was, when it went and by which rule.

Examples:
  throughline gc --older-than 30d --dry-run    what would go, and why
  throughline gc --keep 50                     the newest 50 runs of each pipeline, and what is protected
  throughline gc --older-than 90d --max-size 2G
  throughline gc                               by the rules in throughline.toml";

const EXAMPLES_SERVE: &str = "Examples:
  throughline serve                                    on this machine only, with the project's database
  throughline key create ci --scope read               a key; from then on nobody gets in without one
  throughline serve --listen 0.0.0.0:8080 --database-url postgres://throughline@db/throughline

THROUGHLINE_API_KEY is one key that may do everything, for a first start; THROUGHLINE_LOG says how much is logged (info).";

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
}
