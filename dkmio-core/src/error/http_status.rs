//! Errors as HTTP statuses, for web services.

use super::{CancellationCode, Error, ErrorKind};

impl Error {
    /// Returns the HTTP status with which a web service may respond to its own caller.
    ///
    /// | status | when |
    /// |---|---|
    /// | 400 | the caller's input is wrong: `InvalidKey`, `InvalidCursor`, `Encode`, and `Validation` if dkmio refused the request before it was sent |
    /// | 409 | `ConditionFailed`, `UniqueViolation`, `TransactionConflict`, `TransactionInProgress`, and `TransactionCanceled` by a condition, a taken value or a conflict |
    /// | 413 | `ItemTooLarge` |
    /// | 503 | `Throttled`, `Unprocessed`, `Connection`, `Service`, `LimitExceeded`, `IndexNotReady`, and `TransactionCanceled` by throttling alone |
    /// | 504 | `Timeout` |
    /// | 500 | everything else |
    ///
    /// A missing item is no error but `None`, so 404 is for the application to choose. Throttling is not 429, because
    /// the caller of the web service did not cause it, and a missing table is not 404.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let error = Orders::get(("ana", "")).send(&db).await.unwrap_err();
    /// assert_eq!(error.http_status(), 400);
    /// # Ok(())
    /// # }) }
    /// ```
    #[must_use]
    pub fn http_status(&self) -> u16 {
        match self.kind() {
            ErrorKind::InvalidKey | ErrorKind::InvalidCursor | ErrorKind::Encode => 400,
            // Only an error of the service has a code, so this request was not sent.
            ErrorKind::Validation if self.code().is_none() => 400,
            ErrorKind::ConditionFailed
            | ErrorKind::UniqueViolation
            | ErrorKind::TransactionConflict
            | ErrorKind::TransactionInProgress => 409,
            ErrorKind::TransactionCanceled => self.http_status_of_cancellation(),
            ErrorKind::ItemTooLarge => 413,
            ErrorKind::Throttled
            | ErrorKind::Unprocessed
            | ErrorKind::Connection
            | ErrorKind::Service
            | ErrorKind::LimitExceeded
            | ErrorKind::IndexNotReady => 503,
            ErrorKind::Timeout => 504,
            _ => 500,
        }
    }

    fn http_status_of_cancellation(&self) -> u16 {
        let is_conflict = |code: &CancellationCode| {
            use CancellationCode::{ConditionalCheckFailed, TransactionConflict, UniqueViolation};
            matches!(code, ConditionalCheckFailed | UniqueViolation | TransactionConflict)
        };
        match () {
            () if self.failed_reasons().any(is_conflict) => 409,
            () if self.is_transient_cancellation() => 503,
            () => 500,
        }
    }
}
