//! Parsed items that fields are borrowed from.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::codec::Item;

/// The number of chunks. Each is twice as large as the one before it, so there is room for any number of items.
const CHUNKS: usize = usize::BITS as usize;

/// Items that stay at their address until the arena is dropped, so that fields can be borrowed from them while more are added.
#[derive(Debug)]
pub struct ItemArena {
    chunks: [OnceLock<Box<[OnceLock<Item>]>>; CHUNKS],
    len: AtomicUsize,
}

impl Default for ItemArena {
    fn default() -> Self {
        Self { chunks: [const { OnceLock::new() }; CHUNKS], len: AtomicUsize::new(0) }
    }
}

impl ItemArena {
    /// Adds an item and returns a reference to it.
    pub(crate) fn alloc(&self, item: Item) -> Option<&Item> {
        // `Relaxed` is enough: the counter only hands out numbers, and each number is used by one thread. The item itself is
        // published by its `OnceLock`. Chunks are never moved or freed, so references stay valid while items are added.
        let number = self.len.fetch_add(1, Ordering::Relaxed).checked_add(1)?;
        // Chunk `n` has `2^n` slots and begins at number `2^n`, so the logarithm is the chunk.
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
    fn every_item_has_its_own_address() {
        let arena = ItemArena::default();
        let item = |number: usize| Item::new().with("n", number).unwrap();
        let kept: Vec<&Item> = (0..1000).filter_map(|number| arena.alloc(item(number))).collect();
        assert_eq!(kept.len(), 1000);
        for (number, kept) in kept.into_iter().enumerate() {
            assert_eq!(*kept, item(number));
        }
    }
}
