//! Canonical JSON, and what is told apart by it.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| throughline_fuzz::canonical::check(data));
