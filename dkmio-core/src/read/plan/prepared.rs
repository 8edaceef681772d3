//! A plan that is ready to be sent.

use crate::cursor::{CursorKey, Position};
use crate::request::RenderedExpressions;
use crate::ttl::Ttl;

/// A plan that was checked and rendered.
#[derive(Debug, Clone)]
pub(crate) struct PreparedRead {
    pub(crate) rendered: RenderedExpressions,
    /// The expressions for each shard of a sharded query; empty for any other read.
    pub(super) shards: Vec<RenderedExpressions>,
    /// Whether no item can meet the filter, so that no request is needed.
    pub(crate) matches_nothing: bool,
    /// The start: one position, or one for each segment of a parallel scan.
    pub(crate) start: Vec<Position>,
}

/// The environment in which a plan is prepared.
#[derive(Debug, Clone)]
pub(crate) struct PrepareContext<'d> {
    pub(crate) table: &'d str,
    pub(crate) now: Ttl,
    pub(crate) cursor_key: Option<&'d CursorKey>,
    pub(crate) count_only: bool,
}

impl PreparedRead {
    /// Returns the expressions of a segment or a shard.
    pub(crate) fn of_part(&self, part: Option<i32>) -> &RenderedExpressions {
        let shard = part.and_then(|part| usize::try_from(part).ok()).and_then(|part| self.shards.get(part));
        shard.unwrap_or(&self.rendered)
    }
}
