//! One file per operation of the API.

mod delete;
mod explain;
mod get;
mod item;
mod kept;
mod put;
mod query;
mod read;
mod rendered;
mod request;
mod returning;
mod scan;
mod shape;
mod update;
mod write;

pub use delete::Delete;
pub use explain::{ExplainedExpression, Explanation};
pub use get::Get;
pub(crate) use item::{EncodedItem, check_index_keys, decode_at, decode_in, parse_paths, readable_item, readable_key};
pub(crate) use kept::KeptItem;
pub use put::Put;
pub use query::Query;
pub use read::{ItemStream, Metered as MeteredRead, MeteredParallel, ParallelScan, RawPage};
pub(crate) use read::{Pages, ReadPlan};
pub(crate) use rendered::Rendered;
pub(crate) use request::sendable;
pub use request::{Metered, Request};
pub use returning::{NewItem, Nothing, OldItem, Returning, UpdatedNew, UpdatedOld};
pub use scan::Scan;
pub use shape::{FreeForm, Paths, Selected, Shape, Typed};
pub use update::Update;
pub(crate) use write::WriteCondition;
