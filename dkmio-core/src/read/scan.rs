//! Scan.

use super::builder::Read;
use super::plan::ReadPlan;
use super::state::{FullScan, Segments};
use crate::client::TableRef;
use crate::read::ParallelScan;
use crate::request::AsType;
use crate::table::Source;

/// Reads a whole table or index, in no particular order: Scan.
///
/// Returned by [`DynamoTable::scan`](crate::dynamo_table::DynamoTable::scan) or
/// [`Index::scan`](crate::table::Index::scan). See [`Read`] for the methods.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let open =
///     Orders::scan().filter(Orders::STATUS.eq("PENDING")).count(&db).await?;
/// assert_eq!(open, 2);
/// # Ok(())
/// # }) }
/// ```
pub type Scan<S, H = AsType<<S as Source>::Item>> = Read<S, H, FullScan>;

impl<S: Source> Scan<S> {
    pub(crate) fn scan() -> Self {
        Self::new(ReadPlan::scan(TableRef::of::<S::Table>(), const { &S::TABLE }, const { &S::INDEX }.as_ref()))
    }
}

impl<S: Source, H> Scan<S, H> {
    /// Makes this a parallel scan of 1 to 1,000,000 segments, some of which are read at the same time
    /// (`TotalSegments`).
    ///
    /// # Errors
    /// Another number is refused when the scan starts.
    #[doc(alias = "TotalSegments")]
    #[doc(alias = "Segment")]
    pub fn segments(mut self, segments: u32) -> ParallelScan<S, H> {
        self.plan.segments = Some(segments);
        self.into_state::<Segments>()
    }
}
