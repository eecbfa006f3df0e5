//! A screenplay in Fountain.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| throughline_fuzz::fountain::check(data));
