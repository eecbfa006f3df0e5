//! Which graph a command is about.

/// Which graph a command is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Asked<'a> {
    /// The project's own; where there is none, what is built in.
    Own,
    /// The one with this pipeline: the project's own, else the built-in one, with parameters put in.
    Pipeline {
        /// The pipeline; none = the one that the settings name, or the only one.
        id: Option<&'a str>,
        /// Its parameters, as they were given.
        given: &'a [(String, String)],
    },
    /// The one that a run followed, by the path that the run recorded; nothing is put in.
    Followed(&'a str),
    /// Everything that runs may have been made of: the project's own and what is built in.
    Everything,
}
