//! What query and scan share: the plan of a read, its pages, and the ways to take them.

mod builder;
mod pages;
mod plan;
mod stream;
mod take;

pub use builder::Metered;
pub(crate) use builder::reading;
pub(crate) use pages::Pages;
pub(crate) use plan::ReadPlan;
pub use stream::ItemStream;
pub(crate) use take::{all, count, page};
