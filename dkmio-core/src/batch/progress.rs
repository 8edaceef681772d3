//! How far a batch is.

/// How far a batch is, or how far it came.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[non_exhaustive]
pub struct BatchProgress {
    /// Entries that are done: written, or read. A key that was given twice is read once.
    pub items: usize,
    /// Entries that were sent again, counted each time.
    pub retried: usize,
    /// Requests that have a response; the SDK's retries of a request are not counted.
    pub requests: usize,
    /// Bytes of the entries that were sent, as JSON.
    pub bytes: u64,
    /// Capacity units that were consumed, according to the service. They are known if a `meter`, `on_progress` or
    /// `max_write_units_per_second` was called.
    pub capacity_units: f64,
}
