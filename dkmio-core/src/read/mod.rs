//! What query and scan share: the plan of a read, its pages, and the ways to take them.

mod builder;
mod collect;
mod cycle;
mod metered;
mod page;
mod pages;
mod parallel;
mod pending_page;
mod plan;
mod prefetch;
mod query;
mod rate;
mod raw_page;
mod scan;
mod start_key;
mod stream;

pub(crate) use builder::{reading, refining};
pub(crate) use collect::{all, count, page};
pub use metered::{Metered as MeteredRead, MeteredParallel};
pub use page::Page;
pub(crate) use pages::Pages;
pub use parallel::ParallelScan;
pub(crate) use plan::ReadPlan;
pub use query::Query;
pub use raw_page::RawPage;
pub(crate) use raw_page::raw_page;
pub use scan::Scan;
pub use stream::ItemStream;
