//! Time to live.
