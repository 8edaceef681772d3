//! When to send again, and how much at once: backoff, limits and deadlines of what the SDK does not retry.
//!
//! The SDK retries a request that failed. A batch response with unprocessed entries and a canceled transaction are not
//! failures to it, so they are retried here. This module neither sends nor sleeps: the caller passes the sleep in. All
//! times are those of `tokio::time`, so that tests can pause the clock.

mod adaptive_limit;
mod backoff;
mod deadline;
mod policy;
mod retry_loop;
mod token_bucket;

pub(crate) use adaptive_limit::AdaptiveLimit;
pub use backoff::Backoff;
pub(crate) use deadline::{Deadline, later};
pub use policy::RetryPolicy;
pub(crate) use retry_loop::RetryLoop;
pub(crate) use token_bucket::{TokenBucket, is_plausible};
