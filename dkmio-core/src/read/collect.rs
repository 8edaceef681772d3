//! The ways to collect a read: all of its items, a page, a count.

use futures::stream::{self, Stream, StreamExt as _};

use super::page::Page;
use super::pages::{PageSummary, Pages};
use super::plan::ReadPlan;
use super::sharded;
use crate::client::{Capacity, DynamoDb, Response};
use crate::cursor::{Cursor, Position};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::request::{DecodeAs, RawItem};

/// Upper bound for the capacity reserved before decoding. The estimate behind it assumes that all items are as large as
/// the first; a tiny first item must not reserve memory for millions.
const MAX_RESERVED: usize = 1024;

/// Decodes the items of one page into `out`. An error names the item by its position, counted over all pages.
fn decode_items<H: DecodeAs>(
    decode_as: &H,
    pages: &mut Pages,
    response: &Response,
    out: &mut Vec<H::Output>,
) -> Result<PageSummary, Error> {
    let before = out.len();
    let mut invalid_at = None;
    let summary = pages.read_page(response, |reader, member| {
        let (at, start) = (out.len(), reader.position());
        if at == before {
            out.reserve(reader.estimate_remaining().min(MAX_RESERVED));
        }
        match decode_as.read_member(reader, member) {
            Ok(output) => {
                out.push(output);
                Ok(())
            }
            Err(error) => {
                invalid_at = Some(start);
                Err(error.within(at))
            }
        }
    });
    summary.map_err(|error| RawItem::with_key_at(error, invalid_at, response, pages.read().key_attributes()))
}

/// Collects every item, over as many pages as it takes.
pub(super) async fn all<H: DecodeAs>(plan: ReadPlan, decode_as: H, db: &DynamoDb) -> Result<Vec<H::Output>, Error> {
    let mut pages = Pages::new(plan, db)?;
    let mut all = Vec::new();
    while let Some(response) = pages.fetch().await? {
        decode_items(&decode_as, &mut pages, &response, &mut all)?;
    }
    Ok(all)
}

/// Collects one page or, with a limit, as many pages as it takes to reach the limit.
pub(crate) async fn page<H: DecodeAs>(plan: ReadPlan, decode_as: H, db: &DynamoDb) -> Result<Page<H::Output>, Error> {
    if plan.is_sharded() {
        return sharded::page(plan, &decode_as, db).await;
    }
    let mut items = Vec::new();
    let decode = |pages: &mut Pages, response: Response| decode_items(&decode_as, pages, &response, &mut items);
    let CollectedPage { next, count, scanned_count, skipped, capacity, .. } = collect_page(plan, db, decode).await?;
    Ok(Page { items, next, count, scanned_count, skipped, capacity })
}

/// Reads the first item.
pub(super) async fn first<H: DecodeAs>(
    mut plan: ReadPlan,
    decode_as: H,
    db: &DynamoDb,
) -> Result<Option<H::Output>, Error> {
    // A limit also sizes the page where nothing is filtered, so DynamoDB reads and charges one item.
    plan.limit = Some(plan.limit.map_or(1, |limit| limit.min(1)));
    if !plan.is_sharded() {
        return Ok(all(plan, decode_as, db).await?.into_iter().next());
    }
    let (is_wanted, context) = (plan.limit != Some(0), plan.error_context(db.actual_name(&plan.target)));
    // Only a page merges the shards of a partition.
    let page = page(plan, decode_as, db).await?;
    match page.items.into_iter().next() {
        // A page ends early at `max_pages` alone. Its next pages may have the item.
        None if is_wanted && page.next.is_some() => Err(Error::page_limit().with_context(&context)),
        first => Ok(first),
    }
}

/// A page without its items.
pub(super) struct CollectedPage {
    pub(super) next: Option<Cursor>,
    pub(super) count: usize,
    pub(super) scanned_count: usize,
    pub(super) skipped: usize,
    pub(super) capacity: Option<Capacity>,
    pub(super) context: ErrorContext,
}

/// Collects one page or, with a limit, as many pages as it takes to reach the limit. `read` reads the items of each.
pub(super) async fn collect_page(
    plan: ReadPlan,
    db: &DynamoDb,
    mut read: impl FnMut(&mut Pages, Response) -> Result<PageSummary, Error>,
) -> Result<CollectedPage, Error> {
    let has_limit = plan.limit.is_some();
    // `limit(0)` reads nothing, so the next cursor is the one the caller passed in.
    let next = plan.start.clone().filter(|_| plan.limit == Some(0));
    let mut pages = Pages::new(plan, db)?;
    let context = pages.read().context().clone();
    let mut page = CollectedPage { next, count: 0, scanned_count: 0, skipped: 0, capacity: None, context };
    while let Some(response) = pages.fetch().await? {
        let PageSummary { count, scanned_count, skipped, last_key } = read(&mut pages, response)?;
        page.count += count;
        page.scanned_count += scanned_count;
        page.skipped += skipped;
        page.next = last_key.map(|key| pages.read().cursor(vec![Position::After(key)])).transpose()?;
        // With `max_pages` a page may end before its limit. It then has a cursor, unlike `all`, which is an error.
        if !has_limit || pages.is_exhausted() {
            break;
        }
    }
    page.capacity = pages.read().capacity();
    Ok(page)
}

/// Counts the items over all pages and segments. An error in one segment stops the others.
pub(super) async fn count(plan: ReadPlan, db: &DynamoDb) -> Result<usize, Error> {
    let (limit, concurrency) = (plan.limit.unwrap_or(usize::MAX), plan.concurrency());
    let segments = Pages::counted_segments(plan, db)?;
    let mut counts = stream::iter(segments).map(|pages| Box::pin(page_counts(pages))).flatten_unordered(concurrency);
    let (mut sum, mut page_limit) = (0, None);
    // Dropping the stream stops the segments that are not at their end.
    while sum < limit {
        match counts.next().await {
            Some(Ok(count)) => sum += count,
            // Other segments may still have pages in flight, which are paid for and may reach the limit.
            Some(Err(error)) if error.kind() == ErrorKind::PageLimit => page_limit = Some(error),
            Some(Err(error)) => return Err(error),
            None => return page_limit.map_or(Ok(sum), Err),
        }
    }
    Ok(limit)
}

/// Returns the number of items in each page.
fn page_counts(pages: Pages) -> impl Stream<Item = Result<usize, Error>> {
    stream::try_unfold(pages, |mut pages| async move {
        let Some(response) = pages.fetch().await? else { return Ok(None) };
        let count = pages.read_page(&response, |reader, _| reader.skip())?.count;
        Ok(Some((count, pages)))
    })
}
