//! Violations of unique values, and the parts of a transaction in which they show.

use super::cancellation::{CancellationCode, CancellationReason};
use super::{Error, ErrorKind};

/// The origin of a part of a transaction as it is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartOrigin {
    /// The position of the caller's part.
    pub(crate) position: usize,
    /// The unique attribute whose sentinel item the part writes; `None` for the caller's part itself.
    pub(crate) unique: Option<&'static str>,
}

impl CancellationReason {
    /// Returns the unique attribute whose value another item has, if that is the reason.
    #[must_use]
    pub fn unique_violation(&self) -> Option<&'static str> {
        self.unique
    }

    /// Returns the reason of a part that writes a sentinel item, as that of the caller's part.
    fn of_sentinel(self, unique: &'static str) -> Self {
        // The item that is there is the sentinel of another item, not an old item of the caller.
        let reason = Self { item: None, ..self };
        match reason.code {
            CancellationCode::ConditionalCheckFailed => {
                Self { code: CancellationCode::UniqueViolation, unique: Some(unique), ..reason }
            }
            _ => reason,
        }
    }

    /// Returns how much the reason says about its part. Of several, the one that says most is kept.
    fn weight(&self) -> usize {
        match &self.code {
            CancellationCode::None => 0,
            // The transaction may succeed later, unless another reason is final.
            CancellationCode::TransactionConflict => 1,
            code if code.is_throttling() => 1,
            CancellationCode::UniqueViolation => 3,
            // The item is not as the caller expects it, so that its unique values may not be those of the caller either.
            CancellationCode::ConditionalCheckFailed => 4,
            _ => 2,
        }
    }
}

impl Error {
    /// Returns the unique attribute whose value another item has.
    ///
    /// This happens when a write claims a value of a `#[unique]` attribute whose sentinel item belongs to another item. Of a canceled
    /// transaction it is the first such attribute; [`reason_of`](Self::reason_of) tells which part claimed it.
    #[must_use]
    pub fn unique_violation(&self) -> Option<&str> {
        self.0.unique.or_else(|| self.0.reasons.iter().find_map(|reason| reason.unique))
    }

    /// Makes the error of two parts of a transaction that claim one unique value.
    pub(crate) fn claimed_twice(attribute: &'static str) -> Self {
        let message = format!("two parts claim one value of `{attribute}`");
        Self::new(ErrorKind::UniqueViolation).with_message(message).change(|inner| inner.unique = Some(attribute))
    }

    /// Joins the reasons of the parts that were sent to one reason for each part of the caller. `origins` has an entry for each part
    /// that was sent, in order.
    pub(crate) fn with_origins(self, origins: &[PartOrigin]) -> Self {
        if self.0.reasons.len() != origins.len() {
            return self;
        }
        self.change(|inner| {
            let mut joined: Vec<CancellationReason> = Vec::with_capacity(inner.reasons.len());
            for (reason, origin) in std::mem::take(&mut inner.reasons).into_iter().zip(origins) {
                let reason = match origin.unique {
                    Some(unique) => reason.of_sentinel(unique),
                    None => reason,
                };
                let reason = CancellationReason { position: origin.position, ..reason };
                match joined.last_mut().filter(|last| last.position == origin.position) {
                    None => joined.push(reason),
                    Some(last) if reason.weight() > last.weight() => *last = reason,
                    Some(_) => {}
                }
            }
            inner.reasons = joined;
        })
    }
}
