//! Measures the figures that are the same in every run: instructions and allocations.

use tokio::runtime::Runtime;

use super::Measured;
use super::allocations;
use super::instructions;
use super::same;
use crate::cases::Run;

/// Counts the instructions and the allocations of the runs, after a check that they do what they must.
///
/// # Errors
///
/// Returns an error if valgrind is missing or fails, or if the libraries do not do the same work.
pub(crate) fn measure(runtime: &Runtime, runs: &[Run]) -> Result<(Measured, Measured), String> {
    instructions::available()?;
    same::check(runtime, runs)?;
    Ok((instructions::measure(runs)?, allocations::measure(runtime, runs)))
}
