//! What query and scan share: the plan of a read, its pages, and the ways to take them.

mod builder;
mod fetching;
mod kept;
mod lane;
mod metered;
mod pages;
mod parallel;
mod plan;
mod rate;
mod start_key;
mod stream;
mod take;

pub(crate) use builder::{reading, refining};
pub use metered::{Metered, MeteredParallel};
pub(crate) use pages::Pages;
pub use parallel::ParallelScan;
pub(crate) use plan::ReadPlan;
pub use stream::ItemStream;
pub(crate) use take::{all, count, page};
