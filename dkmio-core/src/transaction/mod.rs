//! Transactions: TransactWriteItems and TransactGetItems, and single writes sent as a transaction of one part.

mod condition_check;
mod explain;
mod get;
mod get_builder;
mod gets;
mod idempotent;
mod part;
mod send_get;
mod write;

pub use condition_check::{ConditionCheck, Conditional, HasCondition, Unconditional};
pub use explain::TransactExplanation;
pub use get::TransactGet;
pub use get_builder::{GetHandle, TransactGetBuilder, TransactGetOutput};
pub use gets::TransactGets;
pub use idempotent::Idempotent;
pub use part::TransactPart;
pub use write::TransactWrite;

pub use crate::transact::{MAX_PARTS, MAX_TOKEN_LENGTH, MAX_TRANSACTION_SIZE};
