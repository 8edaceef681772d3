//! What a backfill has done.

use std::fmt;

use super::reserved::Reserved;
use crate::codec::Item;
use crate::cursor::Cursor;
use crate::request::InvalidItem;

/// How many items a report holds of those that a backfill left as they are.
const MAX_EXAMPLES: usize = 100;

/// What a backfill has done so far. Returned by [`BackfillKeys::send`](crate::backfill::BackfillKeys::send).
///
/// Every item of the entity is counted in `read`, and in one of `correct`, `written`, `conflicts`, `deleted`, `key_changes` and
/// `invalid`.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct BackfillReport {
    /// The items of the entity that were read.
    pub read: usize,
    /// The items that were correct already, or that another writer corrected meanwhile.
    pub correct: usize,
    /// The items that were corrected; in a dry run, those that would be.
    pub written: usize,
    /// The items that other writers changed each time between the read and the write. Run the backfill again for them.
    pub conflicts: usize,
    /// The items that were deleted between the read and the write.
    pub deleted: usize,
    /// The items whose templates render another primary key than they have. They are left as they are: put each under its new key
    /// and delete the old one.
    pub key_changes: usize,
    /// The items whose keys cannot be rendered, because a part is missing or cannot stand in a key. They are left as they are.
    pub invalid: usize,
    /// The sentinel items of unique values that were written; in a dry run, those that would be.
    pub sentinels: usize,
    /// The items with a unique value that belongs to another item, too. They are left as they are.
    pub duplicates: usize,
    /// The items of other entities that were read.
    pub skipped: usize,
    /// The first 100 of the items in `key_changes`.
    pub key_change_items: Vec<Item>,
    /// The first 100 of the items in `invalid`, each with its error.
    pub invalid_items: Vec<InvalidItem>,
    /// The first 100 of the items in `duplicates`.
    pub duplicate_items: Vec<Item>,
    /// The write capacity units that the updates consumed, as far as DynamoDB reported them.
    pub write_units: f64,
    /// The position where the backfill continues, for [`start_from`](crate::backfill::BackfillKeys::start_from). `None` if the whole
    /// table was read.
    pub next: Option<Cursor>,
}

/// What became of one item.
pub(super) enum Outcome {
    OtherEntity,
    Correct,
    Written,
    Conflict,
    Deleted,
    OtherKey(Item),
    Invalid(InvalidItem),
}

impl BackfillReport {
    pub(super) fn add_reserved(&mut self, reserved: Reserved) {
        self.sentinels += reserved.written;
        if let Some(item) = reserved.duplicate {
            self.duplicates += 1;
            if self.duplicate_items.len() < MAX_EXAMPLES {
                self.duplicate_items.push(item);
            }
        }
    }

    pub(super) fn add(&mut self, outcome: Outcome) {
        if let Outcome::OtherEntity = outcome {
            self.skipped += 1;
            return;
        }
        self.read += 1;
        match outcome {
            Outcome::OtherEntity => {}
            Outcome::Correct => self.correct += 1,
            Outcome::Written => self.written += 1,
            Outcome::Conflict => self.conflicts += 1,
            Outcome::Deleted => self.deleted += 1,
            Outcome::OtherKey(item) => {
                self.key_changes += 1;
                if self.key_change_items.len() < MAX_EXAMPLES {
                    self.key_change_items.push(item);
                }
            }
            Outcome::Invalid(item) => {
                self.invalid += 1;
                if self.invalid_items.len() < MAX_EXAMPLES {
                    self.invalid_items.push(item);
                }
            }
        }
    }
}

/// Omits the items: they must not end up in logs.
impl fmt::Debug for BackfillReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackfillReport")
            .field("read", &self.read)
            .field("correct", &self.correct)
            .field("written", &self.written)
            .field("conflicts", &self.conflicts)
            .field("deleted", &self.deleted)
            .field("key_changes", &self.key_changes)
            .field("invalid", &self.invalid)
            .field("sentinels", &self.sentinels)
            .field("duplicates", &self.duplicates)
            .field("skipped", &self.skipped)
            .field("write_units", &self.write_units)
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}
