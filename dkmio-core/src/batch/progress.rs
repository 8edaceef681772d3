//! The progress of a batch.

/// The progress of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[non_exhaustive]
pub struct BatchProgress {
    /// The number of entries that are done: written, or read. A key that was given twice is read once.
    pub items: usize,
    /// The number of entries that were sent again, counted each time.
    pub retried: usize,
    /// The number of requests that have ended, with a response or with an error. The SDK's retries of a request are not
    /// counted.
    pub requests: usize,
    /// The size of the entries that were sent, as JSON, in bytes. Of a statement it is the size of its parameters as
    /// they are stored.
    pub bytes: u64,
    /// The consumed capacity units, as returned by the service. They are known if a `meter`, `on_progress` or
    /// `max_write_units_per_second` was called.
    pub capacity_units: f64,
}
