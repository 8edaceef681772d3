//! What a statement was asked for, before it is checked.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::cursor::Cursor;
use crate::error::Error;

/// What a statement was asked for.
pub(super) struct StatementPlan {
    /// The statement as it is written.
    pub(super) statement: String,
    /// The parameters, or the first mistake in them, which is reported when the request is sent.
    pub(super) parameters: Result<Vec<AttributeValue>, Error>,
    pub(super) allow_scan: bool,
    pub(super) consistent: bool,
    pub(super) page_size: Option<usize>,
    pub(super) limit: Option<usize>,
    pub(super) start: Option<Cursor>,
}
