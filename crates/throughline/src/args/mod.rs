//! The command line: every command with its flags, help and examples.

mod cli;
mod database;
mod housekeeping;
mod looking;
mod running;
mod serving;
mod values;
mod work;

pub(crate) use cli::{Cli, ColorChoice, Command, Global, parse};
pub(crate) use database::{
    AuditLogCommand, AuditLogVerifyArgs, DbCommand, DbExportArgs, DbImportArgs, DbMigrateArgs, DbStatusArgs,
};
pub(crate) use housekeeping::{GcArgs, Lifetime, Size};
pub(crate) use looking::{
    CompletionsArgs, DecideArgs, DescribeArgs, DiffArgs, DoctorArgs, ExplainArgs, ExportArgs, ExportForm, GraphArgs,
    ListArgs, LogsArgs, ManArgs, RunsArgs, ScreenplayCheckArgs, ScreenplayCommand, StatsArgs, StatusArgs, VerifyArgs,
    WhyArgs,
};
pub(crate) use running::{
    ExecutionArgs, FilterArgs, InputArgs, PlanArgs, ReplayArgs, ReproduceArgs, RunArgs, RunStageArgs,
};
pub(crate) use serving::{
    DatabaseArgs, KeyCommand, KeyCreateArgs, KeyListArgs, KeyRevokeArgs, ScopeArg, ServeArgs, TaskPolicyArgs,
};
use values::parse_assignment;
pub(crate) use values::{Format, FormatArgs, Jobs, LogFormat, LogLevel, Picture, Share};
pub(crate) use work::{
    CallerArgs, ChangingCommand, IssueCommand, IssueLinkArgs, TaskCommand, TaskStatusArgs, WorkCommand, WorkCreateArgs,
    WorkListArgs, WorkUpdateArgs,
};
