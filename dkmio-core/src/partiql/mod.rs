//! PartiQL: SELECT statements whose rows are read as the items of a table or an index.
//!
//! Statements that write do not belong here: `put`, `update`, `delete` and transactions check what such a statement
//! leaves unchecked.

mod builder;
mod page;
mod plan;
mod read;
mod request;
mod statement;
mod token;
mod where_clause;

pub use builder::Partiql;
pub use page::PartiqlPage;
