//! Going on after what the SDK cannot see: how long to wait, how much to send at once, when to end.
//!
//! The SDK retries a request that failed. A batch that was answered in part, or a transaction that was cancelled, is no
//! failure to it; those are retried here. All waits are `tokio::time`'s.

mod adaptive_limit;
mod backoff;
mod deadline;
mod token_bucket;

pub(crate) use adaptive_limit::Concurrency;
pub use backoff::Backoff;
pub(crate) use deadline::Deadline;
pub(crate) use token_bucket::TokenBucket;
