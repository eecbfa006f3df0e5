//! How much of a file that a person names is read, in bytes. What a project's stages read and write has its bounds where
//! it is read; `docs/guides/limits.md` lists them all.

/// The largest graph file. What is read of it has narrower limits, with places.
pub(crate) const GRAPH: u64 = 256 * 1024 * 1024;

/// The largest saved plan: some six hundred for each stage.
pub(crate) const PLAN: u64 = 256 * 1024 * 1024;

/// The largest `throughline.toml`.
pub(crate) const SETTINGS: u64 = 1024 * 1024;

/// The largest environment file. Linux hands a program no more than two megabytes of environment.
pub(crate) const ENVIRONMENT: u64 = 1024 * 1024;

/// The largest Fountain screenplay, as the pipeline has it too. A novel has one million.
pub(crate) const SCREENPLAY: u64 = 64 * 1024 * 1024;

/// The largest JSON artifact that is compared value by value. As values it takes up to sixteen times as much memory.
pub(crate) const COMPARED: u64 = 32 * 1024 * 1024;
