//! Reads that tell what they consumed.

use crate::client::DynamoDb;
use crate::client::{Capacity, Meter};
use crate::error::Error;
use crate::read::Page;
use crate::read::all::read_all;
use crate::read::collect;
use crate::read::plan::ReadPlan;
use crate::read::raw_page;
use crate::read::raw_page::RawPage;
use crate::read::stream::ItemStream;
use crate::request::DecodeAs;

/// A read whose answer comes with the capacity it consumed: made by `return_capacity`.
#[must_use = "a read does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct Metered<H> {
    pub(crate) plan: ReadPlan,
    pub(crate) decode_as: H,
}

impl<H: DecodeAs + Sync + 'static> Metered<H> {
    /// Every item, over as many pages as it takes, and the capacity they consumed.
    ///
    /// # Errors
    /// Those of the read.
    pub async fn all(self, db: &DynamoDb) -> Result<(Vec<H::Output>, Capacity), Error> {
        let meter = Meter::on();
        let items = read_all(self.plan, self.decode_as, db, meter.clone()).await?;
        Ok((items, meter.read().unwrap_or_default()))
    }

    /// One page; its `capacity` is filled.
    ///
    /// # Errors
    /// Those of the read.
    pub async fn page(self, db: &DynamoDb) -> Result<Page<H::Output>, Error> {
        collect::page(self.plan, self.decode_as, db, Meter::on()).await
    }

    /// One page as it came; its `capacity` is filled.
    ///
    /// # Errors
    /// Those of the read.
    pub async fn raw_page(self, db: &DynamoDb) -> Result<RawPage, Error> {
        raw_page::raw_page(self.plan, db, Meter::on()).await
    }

    /// How many items there are, and the capacity that counting them consumed.
    ///
    /// # Errors
    /// Those of the read.
    pub async fn count(self, db: &DynamoDb) -> Result<(usize, Capacity), Error> {
        let meter = Meter::on();
        let count = collect::count(self.plan, db, meter.clone()).await?;
        Ok((count, meter.read().unwrap_or_default()))
    }

    /// The items one by one; the stream's `capacity` is filled.
    pub fn stream(self, db: &DynamoDb) -> ItemStream<H::Output> {
        ItemStream::new(self.plan, self.decode_as, db, Meter::on())
    }
}
