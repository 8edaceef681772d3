//! Decoding a page into items that borrow from it: the page is there, no request is sent.

use std::cell::OnceCell;

use dkmio::Item;
use dkmio_core::wire;

use super::{Job, Shape, Work, answer};
use crate::items::SmallRef;
use crate::sides::Side;

/// How many items the page has.
const ITEMS: usize = 100;

/// Decodes the page of a query of 100 items, from its bytes.
pub(super) fn job() -> Job {
    let page = answer(Work::Query(Shape::Small, ITEMS), Side::Dkmio);
    Job::with_output(page, async |page| read(page, |items| items.len()), |page| read(page, owned))
}

/// The one place that decodes: what is done with the items is done while the page is there.
fn read<R>(page: &str, use_items: impl FnOnce(&[SmallRef<'_>]) -> R) -> R {
    let text = str::from_utf8(page.as_bytes()).expect("a text");
    // where an item cannot borrow from the text, it borrows from one of these
    let parsed: Vec<OnceCell<Item>> = (0..ITEMS).map(|_| OnceCell::new()).collect();
    let mut items = Vec::with_capacity(ITEMS);
    wire::answer(text, |reader, index| {
        items.push(wire::read_borrowed(reader, &parsed[index])?);
        Ok(())
    })
    .expect("an answer");
    use_items(&items)
}

/// What a query of these items shows.
fn owned(items: &[SmallRef<'_>]) -> String {
    format!("{:?}", items.iter().map(SmallRef::to_owned).collect::<Vec<_>>())
}
