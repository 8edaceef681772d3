//! Plans: the changes that make a table in DynamoDB match its declaration.

mod apply;
mod blocked;
mod compare;
mod live_table;
mod perform;
mod step;
mod table;

pub use apply::Apply;
pub use blocked::{Blocked, BlockedKind};
pub use step::Step;
pub use table::{Plan, PlanTable};
