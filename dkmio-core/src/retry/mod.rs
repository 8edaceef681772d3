//! Going on after what the SDK cannot see: how long to wait, how much to send at once, when to end.
//!
//! The SDK retries a request that failed. A batch that was answered in part, or a transaction that was cancelled, is no
//! failure to it; those are retried here. All waits are `tokio::time`'s.

mod backoff;
mod bucket;
mod concurrency;
mod deadline;

pub use backoff::Backoff;
pub(crate) use bucket::TokenBucket;
pub(crate) use concurrency::Concurrency;
pub(crate) use deadline::Deadline;
