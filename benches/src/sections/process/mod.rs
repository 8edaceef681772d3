//! Measures what a process pays: memory for many items, the size of a program, and its start.

pub(crate) mod memory;
mod start;

use crate::report::markdown;

const MEMORY_HEAD: [&str; 3] = ["1,000,000 small items by dkmio", "most memory", "above a program that does nothing"];

const MEMORY_NOTES: &str = "\
The most memory that a process had (`VmHWM`), over an HTTP client in memory. Items are made and dropped one by one.\n";

const SIZE_HEAD: [&str; 3] = ["program, stripped", "size", "with `lto = \"fat\"`"];

const START_HEAD: [&str; 5] =
    ["from start to end of a process", "SDK: wall-clock time", "its processor time", "dkmio", "processor time"];

const START_NOTES: &str = "\
The least of 60 starts in turns, over a loopback socket without TLS. The figures of dkmio are what it takes longer.\n";

/// Measures the memory and returns the section's text.
///
/// # Errors
///
/// Returns an error if a process cannot be run.
pub(super) fn measure_memory() -> Result<String, String> {
    Ok(format!("{MEMORY_NOTES}\n{}", markdown::table(&MEMORY_HEAD, &memory::measure()?)))
}

/// Measures size and start of a program and returns the section's text.
///
/// # Errors
///
/// Returns an error if a program cannot be built or run.
pub(super) fn measure_start() -> Result<String, String> {
    let (sizes, starts) = start::measure()?;
    let (sizes, starts) = (markdown::table(&SIZE_HEAD, &sizes), markdown::table(&START_HEAD, &starts));
    Ok(format!("{sizes}\n{START_NOTES}\n{starts}"))
}
