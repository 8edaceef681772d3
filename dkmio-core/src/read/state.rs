//! The states of a read, as types. They determine which methods are available.

use crate::table::SortKeyState;

/// The state of a scan of a whole table or index.
#[derive(Debug)]
pub struct FullScan;

/// The state of a parallel scan.
#[derive(Debug)]
pub struct Segments;

mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for FullScan {}
impl<N: SortKeyState> sealed::Sealed for N {}

/// A read of its items one after the other: a query, or a scan that is not parallel.
pub trait Sequential: sealed::Sealed {}

#[diagnostic::do_not_recommend]
impl Sequential for FullScan {}
#[diagnostic::do_not_recommend]
impl<N: QueryState> Sequential for N {}

/// Implemented by no read. It exists for its message.
#[diagnostic::on_unimplemented(
    message = "a parallel scan has no pages and no first item",
    label = "not available on a parallel scan",
    note = "read it with `all`, `stream` or `count`; the `cursor()` of a stream resumes all segments; or remove `.segments(..)`"
)]
pub trait HasOneOrder {}

/// The state of a query: the sort-key condition that it still accepts.
#[diagnostic::on_unimplemented(
    message = "a scan has no order and no sort-key condition",
    label = "available on queries only",
    note = "start from the partition key, as in `Orders::query(partition_key)`; a scan can be filtered with `.filter(..)`"
)]
pub trait QueryState: sealed::Sealed {}

#[diagnostic::do_not_recommend]
impl<N: SortKeyState> QueryState for N {}

/// Implemented by no read. It exists for its message.
#[diagnostic::on_unimplemented(
    message = "a query or a scan has no `send`, since it may take several requests",
    label = "choose what to read",
    note = "`all(&db)` reads every item, `first(&db)` the first one, `page(&db)` one page with a cursor; `stream(&db)` \
            returns the items one by one and `count(&db)` their number"
)]
pub trait SendsOneRequest {}
