//! The ways to take what a read gives: all of it, a page, a count.

use futures::stream::{self, StreamExt as _, TryStreamExt as _};

use crate::client::DynamoDb;
use crate::client::{Capacity, Meter, Response};
use crate::cursor::{Cursor, Position};
use crate::error::{Error, ErrorContext};
use crate::read::Page;
use crate::read::pages::{PageEnd, Pages};
use crate::read::plan::ReadPlan;
use crate::request::Shape;

/// Upper bound for the capacity reserved before decoding. The estimate behind it assumes that all items are as large as
/// the first; a tiny first item must not reserve memory for millions.
const MAX_RESERVED: usize = 1024;

/// Reads the items of one page into `out`; an error says which item it is, counted over all pages.
fn read_items<H: Shape>(
    shape: &H,
    pages: &mut Pages,
    response: &Response,
    out: &mut Vec<H::Output>,
) -> Result<PageEnd, Error> {
    let before = out.len();
    pages.read_page(response, |reader| {
        let at = out.len();
        if at == before {
            out.reserve(reader.likely_left().min(MAX_RESERVED));
        }
        out.push(shape.read_text(reader).map_err(|error| error.within(at))?);
        Ok(())
    })
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
    while let Some(response) = pages.fetch().await? {
        read_items(&shape, &mut pages, &response, &mut all)?;
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
    let mut items = Vec::new();
    let taken = take_page(plan, db, meter, |pages, response| read_items(&shape, pages, &response, &mut items)).await?;
    let Taken { next, count, scanned_count, capacity, .. } = taken;
    Ok(Page { items, next, count, scanned_count, capacity })
}

/// What a page is besides its items.
pub(super) struct Taken {
    pub(super) next: Option<Cursor>,
    pub(super) count: usize,
    pub(super) scanned_count: usize,
    pub(super) capacity: Option<Capacity>,
    pub(super) place: ErrorContext,
}

/// Takes one page, or pages until the limit is reached, whose items `read` reads.
pub(super) async fn take_page(
    plan: ReadPlan,
    db: &DynamoDb,
    meter: Meter,
    mut read: impl FnMut(&mut Pages, Response) -> Result<PageEnd, Error>,
) -> Result<Taken, Error> {
    let to_limit = plan.limit.is_some();
    // of nothing at all the end is where it began
    let next = plan.start.clone().filter(|_| plan.limit == Some(0));
    let mut pages = Pages::new(plan, db, meter.clone(), false)?;
    let place = pages.read().place().clone();
    let mut taken = Taken { next, count: 0, scanned_count: 0, capacity: None, place };
    while let Some(response) = pages.fetch().await? {
        let PageEnd { count, scanned, last } = read(&mut pages, response)?;
        taken.count += count;
        taken.scanned_count += scanned;
        taken.next = match last {
            Some(key) => Some(pages.read().cursor(Position::Behind(pages.read().key_of_start(&key)?))),
            None => None,
        };
        if !to_limit || pages.is_exhausted() {
            break;
        }
    }
    taken.capacity = meter.read();
    Ok(taken)
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
    while let Some(response) = pages.fetch().await? {
        sum += pages.read_page(&response, |reader| reader.skip())?.count;
    }
    Ok(sum)
}
