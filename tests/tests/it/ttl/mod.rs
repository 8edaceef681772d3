//! Time to live: what has expired, by which clock, and in which types.

mod live;
mod types;
