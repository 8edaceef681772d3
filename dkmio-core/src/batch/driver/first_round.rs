//! The requests of a batch whose entries are all processed at once.

use tokio::time::Instant;

use super::outcome::Limits;
use super::queues::{QueuedEntry, TableQueues};
use super::rate::WriteRate;
use super::{Protocol, REQUEST_BYTES};
use crate::batch::settings::Settings;

/// Returns the limits of a request.
pub(super) fn limits<P: Protocol>(settings: &Settings<'_>) -> Limits {
    let rate = settings.write_units.and_then(WriteRate::new);
    let units = rate.as_ref().map_or(f64::INFINITY, WriteRate::units_per_request);
    Limits { entries: P::MAX_ENTRIES, bytes: REQUEST_BYTES, units }
}

/// Returns the entries of each request, in the order in which they are sent.
pub(crate) fn first_round<P: Protocol>(
    entries: impl IntoIterator<Item = QueuedEntry<P::Entry>>,
    settings: &Settings<'_>,
) -> Vec<Vec<QueuedEntry<P::Entry>>> {
    let mut queues = TableQueues::new(settings.backoff);
    entries.into_iter().for_each(|entry| queues.push(entry));
    let limits = limits::<P>(settings);
    let mut requests = Vec::new();
    while !queues.is_empty() {
        let entries = queues.take(Instant::now(), limits, P::units);
        // Every queue is ready, because no request was refused.
        if entries.is_empty() {
            break;
        }
        requests.push(entries);
    }
    requests
}
