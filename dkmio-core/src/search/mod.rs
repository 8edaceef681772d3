//! Vector search: the items whose vectors are most similar to a given one.

mod builder;
mod explain;
mod hit;
mod hydrate;
mod plan;
mod request;

pub use builder::Search;
pub use hit::{Hit, SearchResults};
