//! Measures the compilation of a program that uses dkmio, and of its derives.

mod derive;
pub(super) mod entities;
pub(super) mod package;
mod programs;

use crate::report::markdown;

const NOTES: &str = "\
A build of everything, without optimization, into an empty directory; dependencies are fetched before. Processor time is what matters \
on a machine that does other things too.\n";

const BUILD_HEAD: [&str; 4] = ["program", "packages", "processor time", "wall-clock time"];
const DERIVE_HEAD: [&str; 4] = ["one struct of 60 attributes and 8 indexes", "1 struct", "9 structs", "each"];

const DERIVE_NOTES: &str = "\
`cargo check` of a package with one and with nine such structs, its dependencies checked before: processor time.\n";

/// Measures both and returns the section's text.
pub(super) fn measure() -> Result<String, String> {
    let builds = markdown::table(&BUILD_HEAD, &programs::measure()?);
    let derives = markdown::table(&DERIVE_HEAD, &derive::measure()?);
    Ok(format!("{NOTES}\n{builds}\n{DERIVE_NOTES}\n{derives}"))
}
