//! Queries and scans: pages, limits, cursors, streams and parallel scans.

mod borrowed;
mod counts;
mod cursors;
mod decoding;
mod encoded_before;
mod equal_cursors;
mod filters;
mod guards;
mod hydrate;
mod keys;
mod limits;
mod made_cursors;
mod model;
mod parallel;
mod projections;
mod rate_windows;
mod rates;
mod repeated_keys;
mod sealed;
mod sort_key;
mod streams;
pub(crate) mod table;
mod try_items;
