//! The bound on an item without the feature `peers`.

/// What the other libraries need of an item: without them, nothing.
pub(crate) trait Known {}

impl<T> Known for T {}
