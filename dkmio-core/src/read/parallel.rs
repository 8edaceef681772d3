//! Parallel scans.

use super::builder::Read;
use super::state::Segments;
use crate::request::AsType;
use crate::table::Source;

/// Reads a whole table or index in several segments, some of them at the same time: Scan with `Segment` and
/// `TotalSegments`.
///
/// Returned by [`Scan::segments`](crate::read::Scan::segments). See [`Read`] for the methods. Items come in no
/// particular order. `limit`, `max_pages` and `max_read_units_per_second` apply to the whole scan. An error in one
/// segment stops the others.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let orders = Orders::scan().segments(8).concurrency(4).all(&db).await?;
/// assert_eq!(orders.len(), 2);
/// # Ok(())
/// # }) }
/// ```
pub type ParallelScan<S, H = AsType<<S as Source>::Item>> = Read<S, H, Segments>;

impl<S: Source, H> ParallelScan<S, H> {
    /// Sets how many segments are read at the same time, at least one. The default is all of them, up to eight. At most
    /// two pages of each are in memory.
    pub fn concurrency(mut self, segments: usize) -> Self {
        self.plan.concurrency = Some(segments);
        self
    }
}
