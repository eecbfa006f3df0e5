//! The pipeline `screenplay` as a user runs it: project file in, a folder with five artifacts and pictures out.

mod determinism;
mod long;
mod places;
mod readers;
mod resume;
mod support;
mod tampering;
mod unicode;
