//! Items that could not be read where they are, kept for what is borrowed from them.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::codec::Item;

/// How many chunks there are, each twice as large as the one before it: room for any number of items.
const CHUNKS: usize = usize::BITS as usize;

/// Items that stay where they are until all of them go.
#[derive(Debug)]
pub struct Aside {
    chunks: [OnceLock<Box<[OnceLock<Item>]>>; CHUNKS],
    len: AtomicUsize,
}

impl Default for Aside {
    fn default() -> Self {
        Self { chunks: [const { OnceLock::new() }; CHUNKS], len: AtomicUsize::new(0) }
    }
}

impl Aside {
    /// Keeps an item.
    pub(crate) fn keep(&self, item: Item) -> Option<&Item> {
        let number = self.len.fetch_add(1, Ordering::Relaxed).checked_add(1)?;
        let chunk = number.ilog2();
        let size = 1_usize << chunk;
        let slots = self.chunks.get(chunk as usize)?.get_or_init(|| (0..size).map(|_| OnceLock::new()).collect());
        slots.get(number - size).map(|slot| slot.get_or_init(|| item))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_a_place_of_its_own() {
        let aside = Aside::default();
        let item = |number: usize| Item::new().with("n", number).unwrap();
        let kept: Vec<&Item> = (0..1000).filter_map(|number| aside.keep(item(number))).collect();
        assert_eq!(kept.len(), 1000);
        for (number, kept) in kept.into_iter().enumerate() {
            assert_eq!(*kept, item(number));
        }
    }
}
