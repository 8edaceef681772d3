//! Placeholder until the first thin path runs.
fn main() {}
