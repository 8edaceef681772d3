//! What the compiler accepts and refuses, and in which words.
//!
//! Messages change between compilers: the expected ones are those of the toolchain that the repository pins, and other
//! compilers skip the refused cases. One case alone is run by `just ui unknown_field`.

use std::process::Command;

/// The pinned toolchain.
const TOOLCHAIN: &str = include_str!("../../rust-toolchain.toml");

/// The compiler that trybuild will use, as `1.95.0`.
fn compiler() -> String {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let version = Command::new(rustc).arg("--version").output().expect("a compiler").stdout;
    String::from_utf8_lossy(&version).split_whitespace().nth(1).unwrap_or_default().to_owned()
}

fn pinned() -> &'static str {
    let line = TOOLCHAIN.lines().find_map(|line| line.strip_prefix("channel = "));
    line.expect("a pinned toolchain").trim_matches('"')
}

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/**/*.rs");
    if compiler() == pinned() {
        cases.compile_fail("tests/ui/fail/**/*.rs");
    } else {
        println!(
            "the refused cases are skipped: their messages are those of Rust {}, this is {}",
            pinned(),
            compiler()
        );
    }
}
