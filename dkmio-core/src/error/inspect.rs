//! What an error tells: its kind, the predicates, and where it comes from.

use super::{Error, ErrorKind, ThrottlingReason};

impl Error {
    /// Returns what went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns whether the same request may succeed later.
    ///
    /// This happens after throttling, time-outs, failed connections, conflicts with transactions and failures of the
    /// service, when a batch ended with unprocessed entries, and while a vector index is not ready. For a write that is
    /// not idempotent look at [`maybe_applied`](Self::maybe_applied) first.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.kind.is_retryable() || self.is_transient_cancellation()
    }

    /// Returns whether a write may have happened in spite of the error.
    ///
    /// This happens when its response was lost or cannot be read, when the service failed, or when an earlier attempt
    /// of the same request ended so.
    #[must_use]
    pub fn maybe_applied(&self) -> bool {
        self.0.maybe_applied
    }

    /// Returns whether a condition of a write did not hold.
    ///
    /// This happens when DynamoDB evaluates the condition of a put, an update or a delete and it is false. The failed
    /// condition of a transaction is [`is_transaction_canceled`](Self::is_transaction_canceled).
    #[must_use]
    pub fn is_condition_failed(&self) -> bool {
        self.0.kind == ErrorKind::ConditionFailed
    }

    /// Returns whether a transaction was canceled.
    ///
    /// This happens for any reason but conflicts alone or throttling alone, which have their own kinds. See
    /// [`cancellation_reasons`](Self::cancellation_reasons).
    #[must_use]
    pub fn is_transaction_canceled(&self) -> bool {
        self.0.kind == ErrorKind::TransactionCanceled
    }

    /// Returns whether a request conflicts with a transaction on the same item.
    ///
    /// This happens after the retries of dkmio did not help.
    #[must_use]
    pub fn is_transaction_conflict(&self) -> bool {
        self.0.kind == ErrorKind::TransactionConflict
    }

    /// Returns whether DynamoDB throttled the request.
    ///
    /// This happens after the retries of the SDK, or of a batch, did not help. See
    /// [`throttling_reasons`](Self::throttling_reasons).
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.0.kind == ErrorKind::Throttled
    }

    /// Returns whether the table or the index does not exist.
    ///
    /// This happens when it was not created, was deleted, is not active yet, or is in another region or account.
    #[must_use]
    pub fn is_table_not_found(&self) -> bool {
        self.0.kind == ErrorKind::TableNotFound
    }

    /// Returns whether the request itself is wrong.
    ///
    /// This happens when dkmio refuses it before it is sent, for whatever it holds (kinds `Validation`,
    /// `InvalidProjection`, `MissingKey`, `InvalidKey`, `InvalidCursor`, `ItemTooLarge`, `DuplicateKey`, `Encode`), or
    /// when DynamoDB rejects it as invalid.
    #[must_use]
    pub fn is_validation(&self) -> bool {
        self.0.kind.is_validation()
    }

    /// Returns whether a response cannot be read.
    ///
    /// This happens when an item does not fit the type, or when the response is malformed.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        self.0.kind == ErrorKind::Decode
    }

    /// Returns why the service throttled: reason and resource, where the service says so.
    #[must_use]
    pub fn throttling_reasons(&self) -> &[ThrottlingReason] {
        &self.0.throttling
    }

    /// Returns the operation, such as `PutItem`.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.0.context.operation
    }

    /// Returns the table's name in DynamoDB.
    #[must_use]
    pub fn table(&self) -> Option<&str> {
        self.0.context.table.as_deref()
    }

    /// Returns the index's name in DynamoDB.
    #[must_use]
    pub fn index(&self) -> Option<&str> {
        self.0.context.index
    }

    /// Returns the positions of all entries of a batch, or parts of a transaction, that the error is about.
    ///
    /// Positions are counted from 0, in the order in which the entries were given. This is the entry that is wrong, or
    /// the two that are for the same item.
    #[must_use]
    pub fn positions(&self) -> &[usize] {
        &self.0.positions
    }

    /// Returns the service's error code, such as `ConditionalCheckFailedException`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns the service's message in full.
    ///
    /// It may quote names and values of the request. `Display` shows it up to the first value.
    #[must_use]
    pub fn service_message(&self) -> Option<&str> {
        self.0.service_message.as_deref()
    }

    /// Returns the id of the request, for AWS support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns the number of attempts, retries of the SDK and of dkmio included; 0 if the request was never sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the SDK's own error, if the service or the connection failed.
    ///
    /// Its `Display` and `Debug` may hold keys, values and whole items.
    #[must_use]
    pub fn as_sdk(&self) -> Option<&aws_sdk_dynamodb::Error> {
        self.0.sdk.as_deref()
    }
}
