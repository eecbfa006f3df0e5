//! A JSON Schema and a document that is held against it.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| throughline_fuzz::schema::check(data));
