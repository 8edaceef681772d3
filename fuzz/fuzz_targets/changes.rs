//! Any bytes as an event of changes, and as the lines of an export.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dkmio_fuzz::changes::run(bytes));
