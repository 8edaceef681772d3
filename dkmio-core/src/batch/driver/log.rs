//! Events of a batch, under the target `dkmio`: one for each round of resends, and one for its end. No event shows a
//! key or a value of an item.

use super::outcome::Resend;
use crate::batch::{BatchProgress, BatchStopReason};

/// Logs that entries of a table are about to be sent again.
#[cfg(feature = "tracing")]
pub(super) fn resend(operation: &'static str, resend: &Resend) {
    tracing::warn!(
        target: "dkmio",
        unprocessed = int(resend.entries),
        "db.operation.name" = operation,
        "db.collection.name" = &*resend.table,
        wait_ms = resend.wait.as_secs_f64() * 1000.0,
        rounds_without_progress = i64::from(resend.rounds_without_progress),
        "unprocessed entries are resent"
    );
}

/// Logs the end of the batch.
#[cfg(feature = "tracing")]
pub(super) fn end(
    operation: &'static str,
    progress: &BatchProgress,
    unprocessed: usize,
    stop_reason: Option<BatchStopReason>,
) {
    let message = if stop_reason.is_some() { "batch stopped early" } else { "batch done" };
    tracing::debug!(
        target: "dkmio",
        done = int(progress.items),
        "db.operation.name" = operation,
        unprocessed = int(unprocessed),
        resent = int(progress.retried),
        requests = int(progress.requests),
        capacity_units = progress.capacity_units,
        stop_reason = stop_reason.map(tracing::field::debug),
        "{message}"
    );
}

#[cfg(feature = "tracing")]
// OpenTelemetry has no unsigned integers.
fn int(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(not(feature = "tracing"))]
pub(super) fn resend(_: &'static str, _: &Resend) {}

#[cfg(not(feature = "tracing"))]
pub(super) fn end(_: &'static str, _: &BatchProgress, _: usize, _: Option<BatchStopReason>) {}
