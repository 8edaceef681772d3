//! Backfills: the attributes that dkmio writes beside those of an entity are computed again for the items that are there.
//!
//! Reads pages of the table, compares each item with what its templates render, and corrects it with an update that depends on what was
//! read. What an item should have is computed in `correction`, from data alone. The sentinel items of unique values are compared in `sentinels`.

mod builder;
mod correction;
mod report;
mod reserved;
mod run;
mod sentinels;

pub use builder::{BackfillKeys, backfill_keys};
pub use report::BackfillReport;
