//! A graph file in JSON: read, checked, ordered, drawn.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| throughline_fuzz::graph::json(data));
