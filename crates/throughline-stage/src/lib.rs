//! What the author of a built-in stage sees: the Stage trait and its context.
