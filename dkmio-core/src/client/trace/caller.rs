//! The span and the subscriber of the caller, carried to work that runs elsewhere.

use std::future::Future;

use tracing::dispatcher::{self, Dispatch};
use tracing::instrument::{Instrumented, WithDispatch, WithSubscriber};
use tracing::{Instrument, Span};

/// The span and the subscriber that were current when a read began.
///
/// A spawned task has neither: its spans would have no parent, and a subscriber that is set for a scope only would not
/// see them. A stream may also be polled by another task than the one that made it.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    span: Span,
    dispatch: Dispatch,
}

impl Caller {
    pub(crate) fn current() -> Self {
        Self { span: Span::current(), dispatch: dispatcher::get_default(Dispatch::clone) }
    }

    /// Runs `work` as a part of the caller's span.
    pub(crate) fn around<F: Future>(&self, work: F) -> WithDispatch<Instrumented<F>> {
        work.instrument(self.span.clone()).with_subscriber(self.dispatch.clone())
    }
}
