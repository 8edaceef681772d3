//! The common parts of query and scan: the plan of a read, its pages, and the ways to read them.

mod admission;
mod all;
mod builder;
mod collect;
mod collection;
mod cycle;
mod page;
mod page_request;
mod pages;
mod parallel;
mod pending_page;
mod plan;
mod prefetch;
mod query;
mod rate;
mod raw_page;
mod scan;
mod select;
mod sequential;
mod shapes;
mod sort_key;
mod state;
mod stream;
mod template_sort;

pub use builder::Read;
pub use collection::{AsCollection, collection_entry, collection_query};
pub use page::Page;
pub use parallel::ParallelScan;
pub(crate) use plan::ReadPlan;
pub use query::Query;
pub use raw_page::RawPage;
pub use scan::Scan;
pub use shapes::AsKey;
pub use sort_key::{MaybeSortKey, SortKey};
pub use state::{FullScan, HasOneOrder, QueryState, Segments, SendsOneRequest, Sequential};
pub use stream::ItemStream;
