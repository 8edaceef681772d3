//! The parameters of a statement, before it is checked.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::cursor::Cursor;
use crate::error::Error;

/// The parameters of a statement.
pub(super) struct StatementPlan {
    /// The statement as it is written.
    pub(super) statement: String,
    /// The bound values, or the deferred error.
    pub(super) parameters: Result<Vec<AttributeValue>, Error>,
    pub(super) allow_scan: bool,
    pub(super) consistent: bool,
    pub(super) page_size: Option<usize>,
    pub(super) limit: Option<usize>,
    pub(super) start: Option<Cursor>,
}
