//! Time to live: what has expired, by which clock, and in which types.

mod live;
mod live_by_type;
mod types;
