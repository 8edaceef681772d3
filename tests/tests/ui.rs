//! What the compiler accepts and refuses, and in which words.
//!
//! Messages change between compilers: the expected ones are those of the toolchain the repository pins. One case alone
//! is run by `cargo test -p dkmio-tests --test ui -- ui trybuild=unknown_field`.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/**/*.rs");
    cases.compile_fail("tests/ui/fail/**/*.rs");
}
