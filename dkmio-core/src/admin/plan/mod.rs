//! Plans: what has to change so that a table in DynamoDB becomes as it is declared.

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
