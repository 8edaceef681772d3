//! How far a batch is.

/// How far a batch is, or how far it came.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[non_exhaustive]
pub struct BatchProgress {
    /// Entries that are done: written, or read. A key that was given twice is read once.
    pub items: usize,
    /// Entries that were sent again, once for each time.
    pub retried: usize,
    /// Requests that were answered; what the SDK sent again counts once.
    pub requests: usize,
    /// Bytes of the entries that were sent, as JSON.
    pub bytes: u64,
    /// Capacity units that were consumed, as far as the service said. It is asked for by `return_capacity`,
    /// `on_progress` and `max_write_units_per_second`.
    pub capacity_units: f64,
}
