//! Tasks: a short way to ask for work.
