//! The supervisor with real processes.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod capture;
mod ending;
mod measuring;
mod output;
mod starting;
mod support;

throughline_process::supervise_before_main!();

/// Lets the test binary be an engine that can be killed: see `ending::when_the_engine_is_killed_…`.
#[used]
#[unsafe(link_section = ".init_array")]
static ENGINE_BEFORE_MAIN: extern "C" fn() = {
    extern "C" fn engine_if_asked() {
        let args: Vec<_> = std::env::args().collect();
        if args.get(1).is_some_and(|first| first == ending::ENGINE_ARGUMENT) {
            ending::be_an_engine(&args[2]);
        }
    }
    engine_if_asked
};
