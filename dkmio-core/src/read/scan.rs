//! Scan.

use std::marker::PhantomData;

use crate::client::TableRef;
use crate::read::{ParallelScan, ReadPlan, reading, refining};
use crate::request::{Shape, Typed};
use crate::table::Source;

/// Reads a whole table or index: Scan.
///
/// Made by [`DynamoTable::scan`](crate::dynamo_table::DynamoTable::scan) or [`Index::scan`](crate::table::Index::scan).
#[must_use = "a scan does nothing until it is sent"]
pub struct Scan<S: Source, H = Typed<<S as Source>::Item>> {
    pub(crate) plan: ReadPlan,
    pub(super) shape: H,
    source: PhantomData<fn() -> S>,
}

impl<S: Source> Scan<S> {
    pub(crate) fn new() -> Self {
        Self {
            plan: ReadPlan::scan(TableRef::of::<S::Table>(), S::TABLE, S::INDEX),
            shape: Typed::new(),
            source: PhantomData,
        }
    }
}

impl<S: Source, H: Shape> Scan<S, H> {
    pub(super) fn with<G>(self, shape: G) -> Scan<S, G> {
        Scan { plan: self.plan, shape, source: PhantomData }
    }

    /// Reads in this many segments, 1 to 1,000,000, some of them at the same time: a parallel scan.
    pub fn segments(self, segments: u32) -> ParallelScan<S, H> {
        ParallelScan::new(self.plan, self.shape, segments)
    }
}

macro_rules! reshaped {
    ($shape:ty) => { Scan<S, $shape> };
}

refining!([S: Source, H: Shape] Scan<S, H>, reshaped);
reading!([S: Source, H: Shape] Scan<S, H>);
