//! The files of the results.

/// The tables.
pub(crate) const RESULTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/RESULTS.md");

/// The chart.
pub(crate) const CHART: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/chart.svg");

/// Writes a file of the results. Without the other libraries the results are incomplete, and the file stays as it is.
///
/// # Errors
///
/// Returns an error if the file cannot be written.
pub(crate) fn write(path: &str, text: &str) -> Result<(), String> {
    if !cfg!(feature = "peers") {
        eprintln!("{path} is not written without the feature `peers`");
        return Ok(());
    }
    std::fs::write(path, text).map_err(|error| format!("{path} is not written: {error}"))
}
