//! Operations on tables: creating and deleting them as their structs declare them, describing them, and comparing them
//! with the declaration.
//!
//! These are DynamoDB's control-plane operations. No other module of dkmio sends one.

mod billing;
mod create;
mod create_tables;
mod delete;
mod describe;
mod description;
mod difference;
mod live;
mod outputs;
mod plan;
mod probe;
mod request;
mod schema;
mod settings;
mod spec;
mod tables;
mod time_to_live;
mod vector_indexes;
mod verification;
mod verify;
mod wait;

pub use billing::Billing;
pub use create::CreateTable;
pub use create_tables::CreateTables;
pub use delete::DeleteTable;
pub use describe::DescribeTable;
pub use description::{Description, IndexDescription, VectorIndexDescription};
pub use difference::{Difference, KeyPart, KeyRole, SearchPart, SearchRole};
pub use plan::{Apply, Blocked, BlockedKind, Plan, PlanTable, Step};
pub use spec::TableSpec;
pub use tables::{PlanAll, Tables, Verifications, VerifyAll};
pub use verification::Verification;
pub use verify::VerifyTable;
