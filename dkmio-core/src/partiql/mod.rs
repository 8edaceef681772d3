//! PartiQL: SELECT statements whose rows are read as the items of a table or an index.
//!
//! Statements that write do not belong here: `put`, `update`, `delete` and transactions check what such a statement
//! leaves unchecked.

mod batch;
mod batch_protocol;
mod batch_request;
mod builder;
mod explain;
mod explain_batch;
mod page;
mod parameters;
mod plan;
mod read;
mod request;
mod statement;
mod token;
mod where_clause;

pub use batch::PartiqlBatch;
pub use builder::Partiql;
pub use page::PartiqlPage;
pub use parameters::StatementParameters;
