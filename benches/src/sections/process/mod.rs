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

/// Measures all three and returns the section's text.
///
/// # Errors
///
/// Returns an error if a program cannot be built or run.
pub(super) fn measure() -> Result<String, String> {
    let memory = markdown::table(&MEMORY_HEAD, &memory::measure()?);
    let (sizes, starts) = start::measure()?;
    let sizes = markdown::table(&SIZE_HEAD, &sizes);
    let starts = markdown::table(&START_HEAD, &starts);
    Ok(format!("{MEMORY_NOTES}\n{memory}\n{sizes}\n{START_NOTES}\n{starts}"))
}
