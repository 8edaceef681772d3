//! Functions by which the rest of the crate makes an error and adds facts to it.

use std::any::Any;
use std::sync::Arc;

use super::{BoxError, Error, ErrorContext, ErrorKind, Inner, OldItemView};

impl Error {
    /// Makes an error of a request that was not sent, or of a response.
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Arc::new(Inner {
            kind,
            context: ErrorContext::default(),
            message: None,
            code: None,
            service_message: None,
            status: None,
            host: None,
            hint: None,
            request_id: None,
            attempts: 0,
            maybe_applied: false,
            item: None,
            old_item_view: OldItemView::Stored,
            throttling: Vec::new(),
            unique: None,
            positions: Vec::new(),
            reasons: Vec::new(),
            details: Vec::new(),
            source: None,
            sdk: None,
        }))
    }

    /// Returns the error of a read whose responses repeat a member, the key or token of the next page.
    pub(crate) fn repeated(member: &str) -> Self {
        Self::new(ErrorKind::RepeatedKey).with_message(format!("`{member}` repeats"))
    }

    /// Returns the error of a read that has more pages than its caller allows.
    pub(crate) fn page_limit() -> Self {
        Self::new(ErrorKind::PageLimit).with_message("there are more pages than `max_pages` allows")
    }

    /// Returns the error of a setting whose number is negative, or larger than a `usize`.
    pub(crate) fn not_a_count(setting: &str) -> Self {
        Self::new(ErrorKind::Validation).with_message(format!("`{setting}` must be from 0 to {}", usize::MAX))
    }

    /// Changes this error; other clones of it stay as they are.
    pub(super) fn change(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Sets the source, whose text becomes a part of this error's text.
    ///
    /// Assumes that neither `Display` nor `Debug` of the source or of its own sources shows a value of an item.
    pub(crate) fn with_source(self, source: impl Into<BoxError>) -> Self {
        self.change(|inner| inner.source = Some(source.into().into()))
    }

    /// Sets dkmio's own message.
    pub(crate) fn with_message(self, message: impl Into<String>) -> Self {
        self.change(|inner| inner.message = Some(message.into()))
    }

    /// Adds to the service's message what the caller may do about it.
    pub(crate) fn with_hint(self, hint: impl Into<String>) -> Self {
        self.change(|inner| inner.hint = Some(hint.into()))
    }

    /// Adds the place where the error happened. A known operation, table or index stays: it was set nearer to the fault.
    pub(crate) fn with_context(self, context: &ErrorContext) -> Self {
        self.change(|inner| {
            inner.context.operation = inner.context.operation.or(context.operation);
            inner.context.index = inner.context.index.or(context.index);
            if inner.context.table.is_none() {
                inner.context.table.clone_from(&context.table);
            }
        })
    }

    /// Adds the attempts and the request id of the response that the error is about.
    pub(crate) fn with_response_metadata(self, attempts: u32, request_id: Option<&str>) -> Self {
        self.change(|inner| {
            inner.attempts = attempts;
            inner.request_id = request_id.map(str::to_owned);
        })
    }

    /// Adds the entry of a batch or transaction that the error is about, unless it is known already.
    pub(crate) fn with_position(self, position: usize) -> Self {
        self.change(|inner| {
            if inner.positions.is_empty() {
                inner.positions.push(position);
            }
        })
    }

    /// Sets which two parts of a transaction the error is about.
    pub(crate) fn with_positions(self, positions: [usize; 2]) -> Self {
        self.change(|inner| inner.positions = positions.into())
    }

    /// Records that the write this error is about may have happened.
    pub(crate) fn with_maybe_applied(self) -> Self {
        self.change(|inner| inner.maybe_applied = true)
    }

    /// Records that the write this error is about did not happen.
    pub(crate) fn with_not_applied(self) -> Self {
        self.change(|inner| inner.maybe_applied = false)
    }

    /// Takes over the place, the attempts and the outcome from the error of the last attempt, after which this one
    /// ended the request.
    pub(crate) fn after(self, last: &Self) -> Self {
        self.with_context(&last.0.context).change(|inner| {
            inner.attempts = last.0.attempts;
            inner.request_id.clone_from(&last.0.request_id);
            inner.maybe_applied = last.0.maybe_applied;
        })
    }

    pub(crate) fn with_details<D: Any + Send + Sync>(self, details: D) -> Self {
        self.change(|inner| inner.details.push(Arc::new(details)))
    }

    pub(crate) fn details<D: Any>(&self) -> Option<&D> {
        self.0.details.iter().rev().find_map(|details| details.downcast_ref())
    }
}
