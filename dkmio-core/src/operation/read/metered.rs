//! Reads that tell what they consumed.

use futures::TryStreamExt as _;

use super::pages::Pages;
use super::plan::ReadPlan;
use super::raw::{self, RawPage};
use super::stream::ItemStream;
use super::take;
use crate::client::DynamoDb;
use crate::error::Error;
use crate::operation::shape::Shape;
use crate::page::{Capacity, Meter, Page};

/// A read whose answer comes with the capacity it consumed: made by `return_capacity`.
#[must_use = "a read does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct Metered<H> {
    pub(crate) plan: ReadPlan,
    pub(crate) shape: H,
}

impl<H: Shape> Metered<H> {
    /// Every item, over as many pages as it takes, and the capacity they consumed.
    ///
    /// # Errors
    /// Those of the read.
    pub async fn all(self, db: &DynamoDb) -> Result<(Vec<H::Output>, Capacity), Error> {
        let meter = Meter::on();
        let items = take::all(self.plan, self.shape, db, meter.clone()).await?;
        Ok((items, meter.read().unwrap_or_default()))
    }

    /// One page; its `capacity` is filled.
    ///
    /// # Errors
    /// Those of the read.
    pub async fn page(self, db: &DynamoDb) -> Result<Page<H::Output>, Error> {
        take::page(self.plan, self.shape, db, Meter::on()).await
    }

    /// One page as it came; its `capacity` is filled.
    ///
    /// # Errors
    /// Those of the read.
    pub async fn raw_page(self, db: &DynamoDb) -> Result<RawPage, Error> {
        raw::raw_page(self.plan, db, Meter::on()).await
    }

    /// How many items there are, and the capacity that counting them consumed.
    ///
    /// # Errors
    /// Those of the read.
    pub async fn count(self, db: &DynamoDb) -> Result<(usize, Capacity), Error> {
        let meter = Meter::on();
        let count = take::count(self.plan, db, meter.clone()).await?;
        Ok((count, meter.read().unwrap_or_default()))
    }

    /// The items one by one; the stream's `capacity` is filled.
    pub fn stream(self, db: &DynamoDb) -> ItemStream<H::Output>
    where
        H: Sync + 'static,
    {
        ItemStream::new(Pages::new(self.plan, db, Meter::on(), false), self.shape)
    }
}

/// A parallel scan whose answer comes with the capacity it consumed: made by `return_capacity`.
#[must_use = "a read does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct MeteredParallel<H> {
    pub(super) plan: ReadPlan,
    pub(super) shape: H,
    pub(super) concurrency: usize,
}

impl<H: Shape + Sync + 'static> MeteredParallel<H> {
    /// Every item, in no particular order, and the capacity they consumed.
    ///
    /// # Errors
    /// Those of the read.
    pub async fn all(self, db: &DynamoDb) -> Result<(Vec<H::Output>, Capacity), Error> {
        let mut stream = self.stream(db);
        let items = (&mut stream).try_collect().await?;
        Ok((items, stream.capacity().unwrap_or_default()))
    }

    /// How many items there are, and the capacity that counting them consumed.
    ///
    /// # Errors
    /// Those of the read.
    pub async fn count(self, db: &DynamoDb) -> Result<(usize, Capacity), Error> {
        let meter = Meter::on();
        let count = take::count_segments(self.plan, db, meter.clone(), self.concurrency).await?;
        Ok((count, meter.read().unwrap_or_default()))
    }

    /// The items as they come; the stream's `capacity` is filled.
    pub fn stream(self, db: &DynamoDb) -> ItemStream<H::Output> {
        let segments = Pages::segments(self.plan, db, Meter::on(), false);
        ItemStream::parallel(segments, self.concurrency, self.shape)
    }
}
