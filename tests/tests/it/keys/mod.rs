//! Keys of every type.
