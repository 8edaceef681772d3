//! Any bytes as a script of calls that build requests.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dkmio_fuzz::expressions::run(bytes));
