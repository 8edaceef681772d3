//! One page of a query that reads several shards.

use std::collections::VecDeque;

use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::try_join_all;

use super::merge::first_of;
use super::page::Page;
use super::pages::Pages;
use super::plan::ReadPlan;
use super::progress::Progress;
use super::shared_read::SharedRead;
use super::taken_item::TakenItem;
use crate::client::DynamoDb;
use crate::cursor::Position;
use crate::error::Error;
use crate::request::DecodeAs;

/// One shard: its items that were read and not returned.
struct Shard {
    pages: Pages,
    progress: Progress,
    items: VecDeque<(Vec<AttributeValue>, TakenItem)>,
    scanned_count: usize,
    skipped: usize,
}

impl Shard {
    fn needs_page(&self) -> bool {
        self.items.is_empty() && self.pages.has_next()
    }

    async fn fetch(&mut self, read: &SharedRead) -> Result<(), Error> {
        let Some(response) = self.pages.fetch().await? else { return Ok(()) };
        let (items, summary) = self.pages.take_page(&response)?;
        self.scanned_count += summary.scanned_count;
        self.skipped += summary.skipped;
        self.progress.on_page(summary.last_key, items.is_empty());
        for item in items {
            self.items.push_back((read.sort_values(&item.raw)?, item));
        }
        Ok(())
    }
}

/// Reads a page of each shard and returns their items in the order of the sort keys, as far as no other page can have
/// one in between. With a limit it reads as many pages as it takes to reach the limit.
pub(super) async fn page<H: DecodeAs>(plan: ReadPlan, decode_as: &H, db: &DynamoDb) -> Result<Page<H::Output>, Error> {
    let (limit, start) = (plan.limit, plan.start.clone());
    let segments = Pages::segments(plan, db)?;
    let Some(read) = segments.first().map(|pages| pages.read().clone()) else { return Ok(empty(None)) };
    // No request is needed. After a limit of 0 the position is the one that the caller came with; a filter that no item can
    // meet has no next page.
    if read.is_empty() {
        return Ok(empty(start.filter(|_| limit == Some(0))));
    }
    let shard = |(pages, start): (Pages, &Position)| Shard {
        progress: Progress::starting_at(start),
        pages,
        items: VecDeque::new(),
        scanned_count: 0,
        skipped: 0,
    };
    let mut shards: Vec<Shard> = segments.into_iter().zip(read.start()).map(shard).collect();
    let mut page = empty(None);
    let is_full = |found: usize| limit.is_some_and(|limit| found >= limit);
    while shards.iter().any(Shard::needs_page) {
        // The read bounds the requests that are in flight.
        let waiting = shards.iter_mut().filter(|shard| shard.needs_page());
        let fetches: Vec<_> = waiting.map(|shard| shard.fetch(&read)).collect();
        try_join_all(fetches).await?;
        while !is_full(page.items.len()) && !shards.iter().any(Shard::needs_page) {
            let heads =
                shards.iter().enumerate().filter_map(|(at, shard)| Some((at, shard.items.front()?.0.as_slice())));
            // An item may be returned only while no shard has unread pages in front of it: each of them could have
            // the item that sorts first.
            let Some(shard) = first_of(heads, read.is_descending()).and_then(|at| shards.get_mut(at)) else { break };
            let Some((_, item)) = shard.items.pop_front() else { break };
            match item.decode(decode_as) {
                Ok(output) => page.items.push(output),
                Err(error) => {
                    let error = item.raw.response().item_error(error.within(page.items.len()), read.context());
                    return Err(read.with_item_key(error, &item.raw));
                }
            }
            shard.progress.on_item(item.raw, shard.items.is_empty());
        }
        // A page of only some of the shards that need one would be of no use: no item can be returned before the
        // others have theirs. The first round always reads all, so that each page gets further than the one before.
        let needed = shards.iter().filter(|shard| shard.needs_page()).count();
        if is_full(page.items.len()) || limit.is_none() || !read.may_request(needed) {
            break;
        }
    }
    page.count = page.items.len();
    page.scanned_count = shards.iter().map(|shard| shard.scanned_count).sum();
    page.skipped = shards.iter().map(|shard| shard.skipped).sum();
    page.capacity = read.capacity();
    let position = |shard: &Shard| {
        if shard.progress.is_at_end() { Ok(Position::End) } else { shard.progress.position(&read) }
    };
    let positions = shards.iter().map(position).collect::<Result<Vec<_>, Error>>()?;
    if positions.iter().any(|position| *position != Position::End) {
        page.next = Some(read.cursor(positions)?);
    }
    Ok(page)
}

fn empty<T>(next: Option<crate::cursor::Cursor>) -> Page<T> {
    Page { items: Vec::new(), next, count: 0, scanned_count: 0, skipped: 0, capacity: None }
}
