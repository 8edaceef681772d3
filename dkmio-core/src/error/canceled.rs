//! What an error says about a canceled transaction.

use super::cancellation::{CancellationCode, CancellationReason, PartHandle, PartReason};
use super::{Error, ErrorKind};

impl Error {
    /// Why a transaction was cancelled: a reason for each part, in the caller's order, those that were not why
    /// included. Empty for any other error.
    #[must_use]
    pub fn cancellation_reasons(&self) -> &[CancellationReason] {
        &self.0.reasons
    }

    /// Why the transaction was cancelled by the part that [`TransactWrite::add`](crate::transaction::TransactWrite::add)
    /// gave this handle for; none when that part was not why.
    #[must_use]
    pub fn reason_of<T>(&self, part: PartHandle<T>) -> Option<PartReason<'_, T>> {
        let reason = self.0.reasons.get(part.position())?;
        (reason.code != CancellationCode::None).then(|| PartReason::new(reason))
    }

    /// Cancelled for conflicts and throttling alone: the same transaction may work later.
    pub(crate) fn is_transient_cancellation(&self) -> bool {
        let mut failed = self.failed_reasons().peekable();
        failed.peek().is_some()
            && failed.all(|code| code.is_throttling() || *code == CancellationCode::TransactionConflict)
    }

    fn failed_reasons(&self) -> impl Iterator<Item = &CancellationCode> {
        self.0.reasons.iter().map(|reason| &reason.code).filter(|code| **code != CancellationCode::None)
    }

    /// Names the tables of a transaction's parts; the kind is that of the reasons where they are all conflicts or all
    /// throttling.
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
                reason.table = table_of(reason.position).unwrap_or_default();
            }
        })
    }

    /// The same error as of a single write: for a transaction of one part.
    pub(crate) fn into_single_write(self) -> Self {
        let Some(reason) = self.0.reasons.first().filter(|reason| reason.code != CancellationCode::None) else {
            return self;
        };
        let (kind, item) = (reason.code.kind(), reason.item.clone());
        self.change(|inner| {
            inner.kind = kind;
            inner.item = item;
        })
    }
}
