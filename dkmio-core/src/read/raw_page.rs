//! A page that is kept as it came, for types that borrow from it.

use std::fmt;

use serde::Deserialize;

use crate::client::{Capacity, Meter};
use crate::client::{DynamoDb, Response};
use crate::codec::DecodeError;
use crate::codec::json;
use crate::codec::json::Aside;
use crate::cursor::Cursor;
use crate::error::{Error, ErrorContext};
use crate::read::collect::{Taken, take_page};
use crate::read::plan::ReadPlan;

/// One page of a query or scan as it came, made by `raw_page`: its items are read into types that borrow from it.
///
/// Reading strings and bytes without copying them takes about half the time. The page lives as long as what is borrowed from it.
///
/// # Example
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// #[derive(Deserialize)]
/// struct OrderRef<'p> {
///     order_id: &'p str,
///     total: u64,
/// }
///
/// let page = Orders::query("ana").raw_page(&db).await?;
/// let orders = page.items_borrowed::<OrderRef<'_>>()?;
/// assert_eq!(orders.iter().map(|order| order.order_id).collect::<Vec<_>>(), ["o1", "o2"]);
/// assert_eq!(orders.iter().map(|order| order.total).sum::<u64>(), 730);
/// # Ok(())
/// # }) }
/// ```
#[non_exhaustive]
pub struct RawPage {
    parts: Vec<Part>,
    /// Of the items of the parts, those that are no text to borrow from.
    aside: Aside,
    place: ErrorContext,
    /// Where the next page starts, as in [`Page`](crate::read::Page).
    pub next: Option<Cursor>,
    /// The number of items in this page.
    pub count: usize,
    /// How many items DynamoDB read, before the filter; they are what is paid for.
    pub scanned_count: usize,
    /// Consumed capacity, if it was asked for by `return_capacity`.
    pub capacity: Option<Capacity>,
}

/// The response to one request, and how many of its items belong to the page.
struct Part {
    response: Response,
    items: usize,
}

impl Part {
    /// Reads the items into `out`.
    fn read<'p, T: Deserialize<'p>>(&'p self, aside: &'p Aside, out: &mut Vec<T>) -> Result<(), DecodeError> {
        let at = out.len();
        json::answer(self.response.text()?, |reader, index| {
            if index >= self.items {
                return reader.skip();
            }
            out.push(json::read_beside(reader, aside).map_err(|error| error.within(at + index))?);
            Ok(())
        })
        .map(drop)
    }
}

impl RawPage {
    /// The items, read into a type that may borrow from the page: any that serde reads, with `&'p str`, `Cow<'p, str>` and the
    /// like. A string with an escape in it (a quote, a backslash, a control character) cannot be borrowed from the text: its item is
    /// then set aside within the page and borrowed from there.
    ///
    /// # Errors
    /// When an item does not fit the type: the error names the item by its position, and the attribute.
    pub fn items_borrowed<'p, T: Deserialize<'p>>(&'p self) -> Result<Vec<T>, Error> {
        let mut items = Vec::with_capacity(self.len());
        for part in &self.parts {
            part.read(&self.aside, &mut items).map_err(|error| part.response.item_error(error, &self.place))?;
        }
        Ok(items)
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.items).sum()
    }

    /// Whether there are no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Nothing of what is in the items.
impl fmt::Debug for RawPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawPage").field("items", &self.len()).field("next", &self.next).finish_non_exhaustive()
    }
}

/// One page; with a limit, pages until the limit is reached.
pub(crate) async fn raw_page(plan: ReadPlan, db: &DynamoDb, meter: Meter) -> Result<RawPage, Error> {
    let mut parts = Vec::new();
    let taken = take_page(plan, db, meter, |pages, response| {
        let mut items = 0;
        let end = pages.read_page(&response, |reader| {
            items += 1;
            reader.skip()
        })?;
        parts.push(Part { response, items });
        Ok(end)
    });
    let Taken { next, count, scanned_count, capacity, place } = taken.await?;
    Ok(RawPage { parts, aside: Aside::default(), place, next, count, scanned_count, capacity })
}
