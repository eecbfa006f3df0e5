//! The program on a system that fails it: calls to the kernel that go wrong, locks that do not exist, a clock that
//! jumps. The real binary runs with a library between it and the kernel (`faults.c`); its stages run without.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod check;
mod clock;
mod draw;
mod network;
mod preload;
mod project;
mod seeded;
#[path = "../it/support.rs"]
#[expect(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "shared with the tests of the command line, which use all of it"
)]
mod support;
