//! What the other libraries have to know of an item, without the feature `peers`.

/// Without other libraries, every item is known.
pub(crate) trait Known {}

impl<T> Known for T {}
