//! The ways to take what a read gives: all of it, a page, a count.

use futures::stream::{self, StreamExt as _, TryStreamExt as _};

use super::pages::{Pages, RawPage};
use super::plan::ReadPlan;
use crate::client::DynamoDb;
use crate::error::{Error, Place};
use crate::operation::decode_at;
use crate::operation::shape::Shape;
use crate::page::{Meter, Page, Position};
use crate::value::Item;

/// Reads the items of one page into `out`; an error says which item it is, counted over all pages.
fn read_items<H: Shape>(shape: &H, items: Vec<Item>, out: &mut Vec<H::Output>, place: &Place) -> Result<(), Error> {
    out.reserve(items.len());
    for item in items {
        let at = out.len();
        out.push(shape.read(item).map_err(|error| decode_at(error.within(at), place))?);
    }
    Ok(())
}

/// Every item, over as many pages as it takes.
pub(crate) async fn all<H: Shape>(
    plan: ReadPlan,
    shape: H,
    db: &DynamoDb,
    meter: Meter,
) -> Result<Vec<H::Output>, Error> {
    let mut pages = Pages::new(plan, db, meter, false)?;
    let mut all = Vec::new();
    while let Some(page) = pages.fetch().await? {
        read_items(&shape, page.items, &mut all, pages.place())?;
    }
    Ok(all)
}

/// One page; with a limit, pages until the limit is reached.
pub(crate) async fn page<H: Shape>(
    plan: ReadPlan,
    shape: H,
    db: &DynamoDb,
    meter: Meter,
) -> Result<Page<H::Output>, Error> {
    let to_limit = plan.limit.is_some();
    // of nothing at all the end is where it began
    let next = plan.start.clone().filter(|_| plan.limit == Some(0));
    let mut pages = Pages::new(plan, db, meter.clone(), false)?;
    let mut page = Page { items: Vec::new(), next, count: 0, scanned_count: 0, capacity: None };
    while let Some(RawPage { items, count, scanned, last }) = pages.fetch().await? {
        read_items(&shape, items, &mut page.items, pages.place())?;
        page.count += count;
        page.scanned_count += scanned;
        page.next = last.map(|key| pages.read().cursor(Position::Behind(key)));
        if !to_limit || pages.is_exhausted() {
            break;
        }
    }
    page.capacity = meter.read();
    Ok(page)
}

/// How many items there are, over all pages.
pub(crate) async fn count(plan: ReadPlan, db: &DynamoDb, meter: Meter) -> Result<usize, Error> {
    let limit = plan.limit;
    let sum = count_pages(Pages::new(plan, db, meter, true)?).await?;
    Ok(limit.map_or(sum, |limit| sum.min(limit)))
}

/// How many items there are in all segments; an error in one stops the others.
pub(crate) async fn count_segments(
    plan: ReadPlan,
    db: &DynamoDb,
    meter: Meter,
    concurrency: usize,
) -> Result<usize, Error> {
    let limit = plan.limit.unwrap_or(usize::MAX);
    let segments = Pages::segments(plan, db, meter, true)?;
    let mut counts = stream::iter(segments).map(count_pages).buffer_unordered(concurrency);
    let mut sum = 0;
    while let Some(count) = counts.try_next().await? {
        sum += count;
        if sum >= limit {
            break;
        }
    }
    Ok(sum.min(limit))
}

async fn count_pages(mut pages: Pages) -> Result<usize, Error> {
    let mut sum = 0;
    while let Some(page) = pages.fetch().await? {
        sum += page.count;
    }
    Ok(sum)
}
