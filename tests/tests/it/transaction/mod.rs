//! Transactions.

mod canceled;
mod contention;
mod idempotent;
mod preflight;
mod reading;
mod retrying;
pub(crate) mod setup;
mod writing;
