//! What is read back of what was written: plans, events, manifests of bundles.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| throughline_fuzz::records::check(data));
