//! Parallel scans.

use std::marker::PhantomData;

use futures::TryStreamExt as _;
use futures::future::BoxFuture;

use crate::client::Meter;
use crate::client::{DynamoDb, default_client};
use crate::error::Error;
use crate::read::builder::refining;
use crate::read::collect;
use crate::read::metered::MeteredParallel;
use crate::read::pages::Pages;
use crate::read::plan::ReadPlan;
use crate::read::stream::ItemStream;
use crate::request::{AsType, DecodeAs};
use crate::table::Source;

/// How many segments are read at the same time, if nothing else is asked for.
const CONCURRENCY: usize = 8;

/// Reads a whole table or index in several segments, some of them at the same time: Scan with `Segment` and
/// `TotalSegments`.
///
/// Made by [`Scan::segments`](crate::read::Scan::segments). Items come in no particular order. `limit`,
/// `max_pages` and `max_read_units_per_second` are those of the whole scan. An error in one segment stops the others.
#[must_use = "a scan does nothing until it is sent"]
pub struct ParallelScan<S: Source, H = AsType<<S as Source>::Item>> {
    plan: ReadPlan,
    decode_as: H,
    concurrency: Option<usize>,
    source: PhantomData<fn() -> S>,
}

impl<S: Source, H: DecodeAs> ParallelScan<S, H> {
    pub(crate) fn new(mut plan: ReadPlan, decode_as: H, segments: u32) -> Self {
        plan.segments = Some(segments);
        Self { plan, decode_as, concurrency: None, source: PhantomData }
    }

    fn with<G>(self, decode_as: G) -> ParallelScan<S, G> {
        ParallelScan { plan: self.plan, decode_as, concurrency: self.concurrency, source: PhantomData }
    }

    /// How many segments are read at the same time, at least one: by default all of them, up to eight. Two pages of each
    /// are in memory at most.
    pub fn concurrency(mut self, segments: usize) -> Self {
        self.concurrency = Some(segments);
        self
    }

    fn at_a_time(&self) -> usize {
        self.concurrency.unwrap_or(CONCURRENCY).max(1)
    }

    /// Has `all`, `count` and `stream` tell the consumed capacity too.
    pub fn return_capacity(self) -> MeteredParallel<H> {
        let concurrency = self.at_a_time();
        MeteredParallel { plan: self.plan, decode_as: self.decode_as, concurrency }
    }

    /// The items as they come from the segments, each fetched one page ahead. Its
    /// [`cursor`](ItemStream::cursor) is one for all segments.
    ///
    /// A mistake in the request comes as the stream's first item.
    pub fn stream(self, db: &DynamoDb) -> ItemStream<H::Output>
    where
        H: Sync + 'static,
    {
        let concurrency = self.at_a_time();
        ItemStream::parallel(Pages::segments(self.plan, db, Meter::default(), false), concurrency, self.decode_as)
    }

    /// Every item, in no particular order.
    ///
    /// # Errors
    /// When the request is found wrong before it is sent, an item does not fit the type, the guard on pages is reached,
    /// and whatever the service or the connection says.
    pub async fn all(self, db: &DynamoDb) -> Result<Vec<H::Output>, Error>
    where
        H: Sync + 'static,
    {
        self.stream(db).try_collect().await
    }

    /// How many items there are, over all segments: `Select = COUNT`. It reads, and is paid for, as `all` is.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub async fn count(self, db: &DynamoDb) -> Result<usize, Error> {
        let concurrency = self.at_a_time();
        collect::count_segments(self.plan, db, Meter::default(), concurrency).await
    }
}

macro_rules! reshaped {
    ($decode_as:ty) => { ParallelScan<S, $decode_as> };
}

refining!([S: Source, H: DecodeAs] ParallelScan<S, H>, reshaped);

impl<S: Source, H: DecodeAs + Sync + 'static> IntoFuture for ParallelScan<S, H> {
    type Output = Result<Vec<H::Output>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    /// Every item, by the process default, see [`DynamoDb::set_default`].
    fn into_future(self) -> Self::IntoFuture {
        let concurrency = self.at_a_time();
        let (plan, decode_as) = (self.plan, self.decode_as);
        Box::pin(async move {
            let segments = Pages::segments(plan, &default_client()?, Meter::default(), false);
            ItemStream::parallel(segments, concurrency, decode_as).try_collect().await
        })
    }
}

impl<S: Source, H: DecodeAs> std::fmt::Debug for ParallelScan<S, H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("ParallelScan").field(&self.plan).finish()
    }
}
