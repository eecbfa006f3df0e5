//! What `throughline db` and `throughline audit-log` take.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};

use super::{DatabaseArgs, FormatArgs};

#[derive(Debug, Clone, Subcommand)]
pub(crate) enum DbCommand {
    /// Show which database is meant, its schema, and what is in it; nothing of it is changed
    Status(DbStatusArgs),
    /// Bring the schema up to date; other commands do that by themselves
    Migrate(DbMigrateArgs),
    /// Write everything that is in it to a file
    #[command(after_help = NOTES_EXPORT)]
    Export(DbExportArgs),
    /// Read everything from such a file into an empty database, of whichever kind
    #[command(after_help = NOTES_IMPORT)]
    Import(DbImportArgs),
}

#[derive(Debug, Clone, Subcommand)]
pub(crate) enum AuditLogCommand {
    /// Check that no entry was changed, taken away or put in between
    Verify(AuditLogVerifyArgs),
}

#[derive(Debug, Clone, Args)]
pub(crate) struct DbStatusArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct DbMigrateArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct DbExportArgs {
    /// The file, which is not there yet; `-` is standard output
    pub(crate) file: Utf8PathBuf,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct DbImportArgs {
    /// The file; `-` is standard input
    pub(crate) file: Utf8PathBuf,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct AuditLogVerifyArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

const NOTES_EXPORT: &str = "The file has the state of one moment, whoever writes meanwhile: work objects, tasks, the audit
log, the digests of keys, and the ledger of runs. The same content gives the same bytes, whichever database it is in. It can
be read by whoever made it only. Files of runs below `.pipeline-runs/` and kept artifacts are no part of it.

Examples:
  throughline db export backup.jsonl                     the project's database
  throughline db export - --database-url postgres://throughline@db/throughline | zstd > backup.jsonl.zst";

const NOTES_IMPORT: &str =
    "All of it is imported, or nothing: a file that was cut or changed is refused, and so is a database
in which something was ever written. What was written is read back and compared before it is kept.

Examples:
  throughline db import backup.jsonl --database-url postgres://throughline@db/throughline
  zstd -dc backup.jsonl.zst | throughline db import -";
