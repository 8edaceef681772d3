//! The ways to take what a read gives: all of it, a page, the first item, a count.

use super::pages::{Pages, RawPage};
use super::plan::ReadPlan;
use crate::client::DynamoDb;
use crate::error::{Error, Place};
use crate::operation::decode_at;
use crate::operation::shape::Shape;
use crate::page::{Meter, Page};
use crate::value::Item;

/// Reads the items of one page; an error says which item it is.
fn read_items<H: Shape>(shape: &H, items: Vec<Item>, place: &Place) -> Result<Vec<H::Output>, Error> {
    let read = |(at, item)| shape.read(item).map_err(|error| decode_at(error.within(at), place));
    items.into_iter().enumerate().map(read).collect()
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
        all.extend(read_items(&shape, page.items, pages.place())?);
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
    let mut pages = Pages::new(plan, db, meter.clone(), false)?;
    let mut page = Page { items: Vec::new(), next: None, count: 0, scanned_count: 0, capacity: None };
    while let Some(RawPage { items, count, scanned, next }) = pages.fetch().await? {
        page.items.extend(read_items(&shape, items, pages.place())?);
        page.count += count;
        page.scanned_count += scanned;
        page.next = next;
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
    let mut pages = Pages::new(plan, db, meter, true)?;
    let mut sum = 0;
    while let Some(page) = pages.fetch().await? {
        sum += page.count;
    }
    Ok(limit.map_or(sum, |limit| sum.min(limit)))
}
