//! The methods of reads that are not parallel: pages, and the first item.

use std::future::{Ready, ready};

use super::builder::Read;
use super::collect;
use super::page::Page;
use super::parallel::ParallelScan;
use super::raw_page::{self, RawPage};
use super::state::{HasOneOrder, Sequential};
use crate::client::DynamoDb;
use crate::error::{Error, ErrorKind};
use crate::request::DecodeAs;
use crate::table::Source;

// The bound is at the `impl`: rustc repeats the bounds of an `async` method for each use of its future. A parallel scan
// has methods of the same names, for their message.
impl<S: Source, H: DecodeAs, M: Sequential> Read<S, H, M> {
    /// Reads one page as DynamoDB cuts it, and returns the cursor of the next one. With a [`limit`](Self::limit) it
    /// reads as many pages as it takes to reach the limit.
    ///
    /// A page may be empty and still have a next one.
    ///
    /// # Errors
    /// Returns an error in the cases of [`all`](Self::all).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let page = Orders::query("ana").page_size(1).page(&db).await?;
    /// assert_eq!((page.items.len(), page.count), (1, 1));
    ///
    /// let next = page.next.expect("there is more");
    /// let page = Orders::query("ana").page_size(1).start_from(next).page(&db).await?;
    /// assert_eq!(page.items[0].order_id, "o2");
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "LastEvaluatedKey")]
    pub async fn page(self, db: &DynamoDb) -> Result<Page<H::Output>, Error> {
        collect::page(self.plan, self.decode_as, db).await
    }

    /// Reads one page as [`page`](Self::page) does, and stores its text, so that its items can be decoded into types
    /// that borrow from it.
    ///
    /// # Errors
    /// Returns an error in the cases of [`all`](Self::all). Items are decoded later. A query of several shards is refused before it is
    /// sent: its items are merged, so no text has them in order.
    pub async fn raw_page(self, db: &DynamoDb) -> Result<RawPage, Error> {
        raw_page::raw_page(self.plan, db).await
    }

    /// Reads the first item, if there is one.
    ///
    /// # Errors
    /// Returns an error in the cases of [`all`](Self::all).
    pub async fn first(self, db: &DynamoDb) -> Result<Option<H::Output>, Error> {
        collect::first(self.plan, self.decode_as, db).await
    }
}

/// The same methods of a parallel scan, which exist for their message.
impl<S: Source, H: DecodeAs> ParallelScan<S, H> {
    /// Never available.
    #[doc(hidden)]
    pub fn page(self, _: &DynamoDb) -> Ready<Result<Page<H::Output>, Error>>
    where
        Self: HasOneOrder,
    {
        ready(Err(unavailable()))
    }

    /// Never available.
    #[doc(hidden)]
    pub fn raw_page(self, _: &DynamoDb) -> Ready<Result<RawPage, Error>>
    where
        Self: HasOneOrder,
    {
        ready(Err(unavailable()))
    }

    /// Never available.
    #[doc(hidden)]
    pub fn first(self, _: &DynamoDb) -> Ready<Result<Option<H::Output>, Error>>
    where
        Self: HasOneOrder,
    {
        ready(Err(unavailable()))
    }
}

fn unavailable() -> Error {
    Error::new(ErrorKind::Validation).with_message("a parallel scan has no pages and no first item")
}
