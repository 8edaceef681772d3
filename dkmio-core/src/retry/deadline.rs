//! When an operation ends, whatever it has done.

use std::time::Duration;

use tokio::time::Instant;

/// A point in time, or none.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    /// So long from now; never when there is no limit or one beyond what the clock can tell.
    pub(crate) fn after(limit: Option<Duration>) -> Self {
        Self(limit.and_then(|limit| Instant::now().checked_add(limit)))
    }

    /// Whether it has passed.
    pub(crate) fn has_passed(self) -> bool {
        self.0.is_some_and(|at| at <= Instant::now())
    }

    /// When it is.
    pub(crate) fn at(self) -> Option<Instant> {
        self.0
    }
}
