//! The parameters of a request that its span shows: names, numbers and options, never keys or values.

/// The parameters of a request that its span shows.
#[derive(Debug, Default)]
pub(crate) struct RequestFacts {
    /// The number of entries of a batch or a transaction.
    pub(crate) batch_size: Option<usize>,
    /// The tables of a batch or a transaction.
    pub(crate) tables: Vec<String>,
    pub(crate) limit: Option<i32>,
    pub(crate) select: Option<String>,
    pub(crate) consistent_read: Option<bool>,
    pub(crate) scan_forward: Option<bool>,
    pub(crate) segment: Option<i32>,
    pub(crate) total_segments: Option<i32>,
}
