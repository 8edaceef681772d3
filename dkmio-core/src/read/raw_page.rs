//! A page that stores its text, for types that borrow from it.

use std::fmt;

use serde::Deserialize;

use super::collect::{CollectedPage, collect_page};
use super::pages::Pages;
use super::plan::ReadPlan;
use crate::client::{Capacity, DynamoDb, Response};
use crate::codec::DecodeError;
use crate::codec::json::{self, ItemArena, Reader};
use crate::cursor::Cursor;
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::key::KeyAttribute;
use crate::request::RawItem;

/// One page of a query or a scan whose items have not been decoded. They can be decoded into types that borrow from the
/// page.
///
/// Returned by `raw_page`, which reads the text once to find where its items end. Decoding them without copying strings and
/// bytes takes about half the time. The page must outlive the values that borrow from it.
///
/// # Examples
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
/// assert_eq!(
///     orders.iter().map(|order| order.order_id).collect::<Vec<_>>(),
///     ["o1", "o2"]
/// );
/// assert_eq!(orders.iter().map(|order| order.total).sum::<u64>(), 730);
/// # Ok(())
/// # }) }
/// ```
#[non_exhaustive]
pub struct RawPage {
    parts: Vec<Part>,
    /// Strings that cannot be borrowed from the text, because it has escapes in them.
    arena: ItemArena,
    context: ErrorContext,
    /// The key attributes of the table and the index, for errors.
    key: Vec<&'static KeyAttribute>,
    /// The cursor of the next page, as in [`Page`](crate::read::Page).
    pub next: Option<Cursor>,
    /// The number of items in this page.
    pub count: usize,
    /// The number of items that DynamoDB read, before the filter (`ScannedCount`). All of them are charged.
    pub scanned_count: usize,
    /// The number of omitted items of other entities, as in [`Page`](crate::read::Page).
    pub skipped: usize,
    /// The consumed capacity, if the read has a meter (`ReturnConsumedCapacity`).
    pub capacity: Option<Capacity>,
}

/// The response to one request, and how many of its items belong to the page.
struct Part {
    response: Response,
    items: usize,
    /// The positions of the items, if there are omitted items between them.
    starts: Vec<usize>,
}

impl Part {
    /// Decodes the items into `out`.
    fn read<'p, T: Deserialize<'p>>(
        &'p self,
        arena: &'p ItemArena,
        out: &mut Vec<T>,
        invalid_at: &mut Option<usize>,
    ) -> Result<(), DecodeError> {
        let at = out.len();
        if !self.starts.is_empty() {
            return self.read_at_starts(arena, out, invalid_at);
        }
        json::read_envelope(self.response.text()?, |reader, index| {
            // The limit was reached within this response.
            if index >= self.items {
                return reader.skip();
            }
            let start = reader.value_start();
            let item = json::read_borrowed_in(reader, arena).inspect_err(|_| *invalid_at = Some(start));
            out.push(item.map_err(|error| error.within(at + index))?);
            Ok(())
        })
        .map(drop)
    }

    fn read_at_starts<'p, T: Deserialize<'p>>(
        &'p self,
        arena: &'p ItemArena,
        out: &mut Vec<T>,
        invalid_at: &mut Option<usize>,
    ) -> Result<(), DecodeError> {
        let text = self.response.text()?;
        for start in &self.starts {
            let item = json::read_borrowed_in(&Reader::starting(text, *start), arena);
            let item = item.inspect_err(|_| *invalid_at = Some(*start));
            out.push(item.map_err(|error| error.within(out.len()))?);
        }
        Ok(())
    }
}

impl RawPage {
    /// Decodes the items into a type that may borrow from the page: any type that serde can deserialize, with `&'p
    /// str`, `Cow<'p, str>` and the like.
    ///
    /// A string with an escape in it (a quote, a backslash, a control character) cannot be borrowed from the text. It
    /// is then stored in the page and borrowed from there.
    ///
    /// # Errors
    /// Returns an error if an item cannot be decoded. It names the item by its position, and the attribute.
    pub fn items_borrowed<'p, T: Deserialize<'p>>(&'p self) -> Result<Vec<T>, Error> {
        let mut items = Vec::with_capacity(self.len());
        for part in &self.parts {
            let mut invalid_at = None;
            part.read(&self.arena, &mut items, &mut invalid_at).map_err(|error| {
                let error = part.response.item_error(error, &self.context);
                RawItem::with_key_at(error, invalid_at, &part.response, self.key.iter().copied())
            })?;
        }
        Ok(items)
    }

    /// Returns the number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.items).sum()
    }

    /// Returns whether there are no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Omits the content: items must not end up in logs.
impl fmt::Debug for RawPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawPage").field("items", &self.len()).field("next", &self.next).finish_non_exhaustive()
    }
}

/// Collects one page or, with a limit, as many pages as it takes to reach the limit.
pub(super) async fn raw_page(plan: ReadPlan, db: &DynamoDb) -> Result<RawPage, Error> {
    if plan.is_sharded() {
        let message =
            "a query of several shards has no raw page, since its items are merged; read it with `page` or `stream`";
        // Mistakes of the query are reported first, as by the other ways to read it.
        let pages = Pages::new(plan, db)?;
        return Err(Error::new(ErrorKind::Validation).with_message(message).with_context(pages.read().context()));
    }
    let key = plan.cursor_attributes().collect();
    let mut parts = Vec::new();
    let page = collect_page(plan, db, |pages, response| {
        let mut starts = Vec::new();
        let summary = pages.read_page(&response, |reader, _| {
            starts.push(reader.position());
            reader.skip()
        })?;
        let items = starts.len();
        // Without omitted items the first `items` items of the response are the page, and no positions are needed.
        if summary.skipped == 0 {
            starts = Vec::new();
        }
        parts.push(Part { response, items, starts });
        Ok(summary)
    });
    let CollectedPage { next, count, scanned_count, skipped, capacity, context } = page.await?;
    Ok(RawPage { parts, arena: ItemArena::default(), context, key, next, count, scanned_count, skipped, capacity })
}
