//! The few words for which the databases have no common one.

/// What differs in the statements of housekeeping.
pub(crate) struct Words {
    /// Finds a text in another: its place from 1 on, or 0.
    pub(crate) find: &'static str,
    /// The ids of the blocks of the events `e`, as the column `value` of `w`: one row for each.
    pub(crate) block_ids: &'static str,
    /// Begins a commit. Whoever removes blocks that nothing names shuts out those who are about to name one.
    pub(crate) begin_commit: &'static str,
    /// Begins a removal.
    pub(crate) begin_removal: &'static str,
}

/// SQLite has one writer at a time, whatever is begun.
pub(crate) const SQLITE: Words = Words {
    find: "instr",
    block_ids: "json_each(e.blocks) w",
    begin_commit: "BEGIN",
    begin_removal: "BEGIN IMMEDIATE",
};

/// What is removed may be looked for in long lists, which are to stay in memory.
pub(crate) const POSTGRES: Words = Words {
    find: "strpos",
    block_ids: "jsonb_array_elements_text(CAST(e.blocks AS JSONB)) AS w (value)",
    begin_commit: "BEGIN; LOCK TABLE run_event IN ROW EXCLUSIVE MODE",
    begin_removal: "BEGIN; LOCK TABLE run_event IN SHARE ROW EXCLUSIVE MODE; SET LOCAL work_mem = '128MB'",
};

/// The words of a database.
pub(crate) fn words(is_postgres: bool) -> &'static Words {
    if is_postgres { &POSTGRES } else { &SQLITE }
}
