//! The facts about a canceled transaction in an error.

use super::cancellation::{CancellationCode, CancellationReason, PartHandle, PartReason};
use super::{Error, ErrorKind};

impl Error {
    /// Returns why a transaction was canceled: one reason for each part, in the caller's order.
    ///
    /// Parts that did not cause the cancellation have the code [`None`](CancellationCode::None). A write of one item
    /// that is sent as a transaction has one reason. Empty for an error that is not of a canceled transaction.
    #[must_use]
    pub fn cancellation_reasons(&self) -> &[CancellationReason] {
        &self.0.reasons
    }

    /// Returns why the part of this handle canceled the transaction, or `None` if it did not.
    ///
    /// The handle comes from [`TransactWrite::add`](crate::transaction::TransactWrite::add).
    #[must_use]
    pub fn reason_of<T>(&self, part: PartHandle<T>) -> Option<PartReason<'_, T>> {
        let reason = self.0.reasons.get(part.position())?;
        (reason.code != CancellationCode::None).then(|| PartReason::new(reason))
    }

    /// Returns whether a transaction was canceled by conflicts and throttling alone, so that it may succeed later.
    pub(crate) fn is_transient_cancellation(&self) -> bool {
        let mut failed = self.failed_reasons().peekable();
        // Without reasons a cancellation may have any cause.
        failed.peek().is_some()
            && failed.all(|code| code.is_throttling() || *code == CancellationCode::TransactionConflict)
    }

    /// Returns the codes of the parts that caused the cancellation.
    pub(super) fn failed_reasons(&self) -> impl Iterator<Item = &CancellationCode> {
        self.0.reasons.iter().map(|reason| &reason.code).filter(|code| **code != CancellationCode::None)
    }

    /// Adds the tables of a transaction's parts. If all reasons are conflicts, or all are throttling, the kind becomes
    /// that of the reasons.
    pub(crate) fn with_tables(self, mut table_of: impl FnMut(usize) -> Option<String>) -> Self {
        if self.0.reasons.is_empty() {
            return self;
        }
        let all =
            |test: fn(&CancellationCode) -> bool| self.is_transient_cancellation() && self.failed_reasons().all(test);
        let kind = match () {
            () if all(|code| *code == CancellationCode::TransactionConflict) => ErrorKind::TransactionConflict,
            () if all(CancellationCode::is_throttling) => ErrorKind::Throttled,
            () => self.0.kind,
        };
        self.change(|inner| {
            inner.kind = kind;
            for reason in &mut inner.reasons {
                // An empty name is not shown.
                reason.table = table_of(reason.position).unwrap_or_default();
            }
        })
    }

    /// Turns the error of a transaction of one part into that of a single write, which has no position.
    pub(crate) fn into_single_write(self) -> Self {
        let error = if self.0.positions.is_empty() { self } else { self.change(|inner| inner.positions.clear()) };
        error.with_kind_of_only_reason()
    }

    fn with_kind_of_only_reason(self) -> Self {
        let Some(reason) = self.0.reasons.first().filter(|reason| reason.code != CancellationCode::None) else {
            return self;
        };
        let (kind, unique) = (reason.code.kind(), reason.unique);
        let (item, view) = (reason.item.clone(), reason.view.clone());
        self.change(|inner| {
            inner.kind = kind;
            inner.unique = unique;
            inner.item = item;
            inner.old_item_view = view;
        })
    }
}
