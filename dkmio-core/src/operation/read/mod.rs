//! What query and scan share: the plan of a read, its pages, and the ways to take them.

mod builder;
mod fetching;
mod lane;
mod metered;
mod pages;
mod parallel;
mod plan;
mod rate;
mod raw;
mod start_key;
mod stream;
mod take;

pub(crate) use builder::{reading, refining};
pub use metered::{Metered, MeteredParallel};
pub(crate) use pages::Pages;
pub use parallel::ParallelScan;
pub(crate) use plan::ReadPlan;
pub use raw::RawPage;
pub(crate) use raw::raw_page;
pub use stream::ItemStream;
pub(crate) use take::{all, count, page};
