//! The kinds of errors.

use crate::codec::DecodeError;

/// The kind of an error. More kinds may be added; match with a `_` arm.
///
/// Where a kind comes from a response, [`Error::code`](super::Error::code) and
/// [`Error::service_message`](super::Error::service_message) have the code and the message of DynamoDB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A condition of a write did not hold. This happens when DynamoDB evaluates the condition of a put, an update or a
    /// delete against the stored item and it is false. [`Error::old_item`](super::Error::old_item) has that item.
    ConditionFailed,
    /// Another item has a value that is unique. This happens when a write claims a value of a `#[unique]` attribute whose sentinel item
    /// belongs to another item. [`Error::unique_violation`](super::Error::unique_violation) names the attribute.
    UniqueViolation,
    /// A transaction was canceled. This happens when a condition of one of its parts did not hold, or a part was
    /// invalid. [`Error::cancellation_reasons`](super::Error::cancellation_reasons) has a reason for each part.
    TransactionCanceled,
    /// A request conflicts with a transaction. This happens when another transaction works on the same item and the
    /// retries of dkmio did not help.
    TransactionConflict,
    /// A transaction with the same token is still in progress. This happens when a transaction is sent again while
    /// DynamoDB still works on the first attempt.
    TransactionInProgress,
    /// The token of a transaction was used before with other contents. This happens when the caller sets the same token
    /// on two different transactions within ten minutes.
    IdempotentParameterMismatch,
    /// DynamoDB throttled the request. This happens when a table, an index, a partition or the account is over its
    /// throughput and the retries of the SDK, or of a batch, did not help.
    Throttled,
    /// A batch ended before all of its entries were processed. This happens when DynamoDB keeps returning entries as
    /// unprocessed, or when the deadline of the batch passes.
    Unprocessed,
    /// Two entries of a batch, or two parts of a transaction, are for the same item. This happens before the request is
    /// sent; [`Error::positions`](super::Error::positions) has both.
    DuplicateKey,
    /// The table or the index does not exist. This happens when it was not created, was deleted, is not active yet, or
    /// is in another region or account.
    TableNotFound,
    /// The vector index cannot be searched yet. This happens while the index is being built, and for minutes after it is `ACTIVE`.
    IndexNotReady,
    /// The table exists already or is being changed. This happens on requests that create, change or delete tables.
    TableInUse,
    /// The request is invalid. This happens when dkmio refuses it before it is sent, or when DynamoDB rejects it.
    Validation,
    /// An attribute is requested that the index does not project. This happens before the request is sent.
    InvalidProjection,
    /// A key attribute is missing. This happens before the request is sent, when an item or a key lacks one.
    MissingKey,
    /// A value cannot be a key: it is empty, too long, or has too many digits. This happens before the request is sent.
    InvalidKey,
    /// A cursor is malformed or belongs to another read. This happens before the request is sent.
    InvalidCursor,
    /// An item is larger than 400 KB. This happens before the request is sent.
    ItemTooLarge,
    /// A read has more pages than its `max_pages` allows. This happens after the last allowed page.
    PageLimit,
    /// A read makes no progress. This happens when DynamoDB returns a `LastEvaluatedKey` or a token that it returned before;
    /// such a read would never end.
    RepeatedKey,
    /// A limit of DynamoDB or of the account was reached. This happens when too many tables exist or are being changed.
    LimitExceeded,
    /// An item collection reached 10 GB. This happens on writes to tables with local indexes.
    CollectionSizeLimit,
    /// The caller has no permission. This happens when the credentials are valid and a policy does not allow the request.
    AccessDenied,
    /// There are no credentials, or the service refused them. This happens when no source provides any, or when they
    /// are unknown, expired or do not fit the signature. Sending the request again does not help.
    Credentials,
    /// The connection is not fully configured. This happens when there is no region or no HTTP client, or when the
    /// endpoint is not a valid URL. Sending the request again does not help.
    Configuration,
    /// There was no response in time. This happens when a time-out of the client, or the limit of a wait, is reached.
    Timeout,
    /// The connection failed. This happens when the endpoint cannot be reached or the response breaks off.
    Connection,
    /// A value cannot be stored. This happens before the request is sent.
    Encode,
    /// A response cannot be read. This happens when an item does not fit the type, or when the response is malformed.
    Decode,
    /// The key holds an item of another entity of the shared table. The item does not count as missing, since its key is taken.
    UnexpectedEntity,
    /// There is no default connection. This happens when a request is awaited without one and
    /// [`DynamoDb::set_default`](crate::client::DynamoDb::set_default) was not called.
    NoDefaultClient,
    /// The operating system returned no random bytes. This happens when a transaction's token is made.
    NoRandomness,
    /// The embedded engine cannot be opened. This happens when its file cannot be opened or is not a database.
    Engine,
    /// Records of a stream are gone before they were read. This happens when a checkpoint, or a reader, is more than 24 hours behind.
    ChangesLost,
    /// The plan for a table has a difference that DynamoDB cannot change. This happens before any request of
    /// [`Plan::apply`](https://docs.rs/dkmio/latest/dkmio/admin/struct.Plan.html#method.apply).
    PlanBlocked,
    /// The table was changed since its plan was made, so that a step no longer fits. Make a new plan.
    PlanOutdated,
    /// The service failed. This happens when it responds with a status of 500 or above.
    Service,
    /// Any other error of the service; see [`Error::code`](super::Error::code).
    Other,
}

impl ErrorKind {
    /// Returns the kind of an item that cannot be decoded.
    pub(crate) fn of(error: &DecodeError) -> Self {
        if error.is_of_other_entity() { Self::UnexpectedEntity } else { Self::Decode }
    }

    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::ConditionFailed => "condition failed",
            Self::UniqueViolation => "unique value is taken",
            Self::TransactionCanceled => "transaction canceled",
            Self::TransactionConflict => "another transaction works on the item",
            Self::TransactionInProgress => "the transaction is still in progress",
            Self::IdempotentParameterMismatch => "the token belongs to another transaction",
            Self::Throttled => "throttled",
            Self::Unprocessed => "not everything was processed",
            Self::DuplicateKey => "two entries for one item",
            Self::TableNotFound => "no such table or index",
            Self::IndexNotReady => "the vector index is not ready",
            Self::TableInUse => "table in use",
            Self::Validation => "invalid request",
            Self::InvalidProjection => "not projected",
            Self::MissingKey => "missing key",
            Self::InvalidKey => "invalid key",
            Self::InvalidCursor => "invalid cursor",
            Self::ItemTooLarge => "item too large",
            Self::PageLimit => "page limit reached",
            Self::RepeatedKey => "the read makes no progress",
            Self::LimitExceeded => "limit exceeded",
            Self::CollectionSizeLimit => "item collection too large",
            Self::AccessDenied => "access denied",
            Self::Credentials => "no valid credentials",
            Self::Configuration => "invalid configuration",
            Self::Timeout => "timed out",
            Self::Connection => "connection failed",
            Self::Encode => "cannot be stored",
            Self::Decode => "cannot be read",
            Self::UnexpectedEntity => "the item is of another entity",
            Self::NoDefaultClient => {
                "no default client; call `DynamoDb::set_default` or give one to the request with `send(&db)`"
            }
            Self::NoRandomness => "the operating system returned no random bytes",
            Self::Engine => "embedded engine failed",
            Self::ChangesLost => "changes are lost",
            Self::PlanBlocked => "the plan is blocked",
            Self::PlanOutdated => "the plan is outdated",
            Self::Service => "service failure",
            Self::Other => "error",
        }
    }

    pub(super) fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::Throttled
                | Self::Timeout
                | Self::Connection
                | Self::Service
                | Self::TransactionConflict
                | Self::TransactionInProgress
                | Self::Unprocessed
                | Self::IndexNotReady
        )
    }

    /// Returns whether the request itself is wrong, as opposed to the state of the table, the connection or the service.
    pub(super) fn is_validation(self) -> bool {
        matches!(
            self,
            Self::Validation
                | Self::InvalidProjection
                | Self::MissingKey
                | Self::InvalidKey
                | Self::InvalidCursor
                | Self::ItemTooLarge
                | Self::DuplicateKey
                | Self::Encode
        )
    }
}

#[cfg(test)]
mod tests {
    use super::ErrorKind;
    use crate::error::Error;

    /// Returns what must hold for a kind: retryable, a validation error, the HTTP status.
    fn wanted(kind: ErrorKind) -> (bool, bool, u16) {
        match kind {
            ErrorKind::ConditionFailed | ErrorKind::UniqueViolation => (false, false, 409),
            ErrorKind::TransactionConflict | ErrorKind::TransactionInProgress => (true, false, 409),
            ErrorKind::Throttled
            | ErrorKind::Unprocessed
            | ErrorKind::Connection
            | ErrorKind::Service
            | ErrorKind::IndexNotReady => (true, false, 503),
            ErrorKind::LimitExceeded => (false, false, 503),
            ErrorKind::Timeout => (true, false, 504),
            ErrorKind::Validation | ErrorKind::InvalidKey | ErrorKind::InvalidCursor | ErrorKind::Encode => {
                (false, true, 400)
            }
            ErrorKind::InvalidProjection | ErrorKind::MissingKey | ErrorKind::DuplicateKey => (false, true, 500),
            ErrorKind::ItemTooLarge => (false, true, 413),
            ErrorKind::TransactionCanceled
            | ErrorKind::IdempotentParameterMismatch
            | ErrorKind::TableNotFound
            | ErrorKind::TableInUse
            | ErrorKind::PageLimit
            | ErrorKind::RepeatedKey
            | ErrorKind::CollectionSizeLimit
            | ErrorKind::AccessDenied
            | ErrorKind::Credentials
            | ErrorKind::Configuration
            | ErrorKind::Decode
            | ErrorKind::UnexpectedEntity
            | ErrorKind::NoDefaultClient
            | ErrorKind::NoRandomness
            | ErrorKind::Engine
            | ErrorKind::ChangesLost
            | ErrorKind::PlanBlocked
            | ErrorKind::PlanOutdated
            | ErrorKind::Other => (false, false, 500),
        }
    }

    const ALL: [ErrorKind; 38] = [
        ErrorKind::ConditionFailed,
        ErrorKind::UniqueViolation,
        ErrorKind::TransactionCanceled,
        ErrorKind::TransactionConflict,
        ErrorKind::TransactionInProgress,
        ErrorKind::IdempotentParameterMismatch,
        ErrorKind::Throttled,
        ErrorKind::Unprocessed,
        ErrorKind::DuplicateKey,
        ErrorKind::TableNotFound,
        ErrorKind::IndexNotReady,
        ErrorKind::TableInUse,
        ErrorKind::Validation,
        ErrorKind::InvalidProjection,
        ErrorKind::MissingKey,
        ErrorKind::InvalidKey,
        ErrorKind::InvalidCursor,
        ErrorKind::ItemTooLarge,
        ErrorKind::PageLimit,
        ErrorKind::RepeatedKey,
        ErrorKind::LimitExceeded,
        ErrorKind::CollectionSizeLimit,
        ErrorKind::AccessDenied,
        ErrorKind::Credentials,
        ErrorKind::Configuration,
        ErrorKind::Timeout,
        ErrorKind::Connection,
        ErrorKind::Encode,
        ErrorKind::Decode,
        ErrorKind::UnexpectedEntity,
        ErrorKind::NoDefaultClient,
        ErrorKind::NoRandomness,
        ErrorKind::Engine,
        ErrorKind::ChangesLost,
        ErrorKind::PlanBlocked,
        ErrorKind::PlanOutdated,
        ErrorKind::Service,
        ErrorKind::Other,
    ];

    #[test]
    fn every_predicate_is_true_for_the_kinds_that_it_names() {
        for kind in ALL {
            let error = Error::new(kind);
            assert_eq!((error.is_retryable(), error.is_validation(), error.http_status()), wanted(kind), "{kind:?}");
            assert_eq!(error.is_condition_failed(), kind == ErrorKind::ConditionFailed, "{kind:?}");
            assert_eq!(error.is_transaction_canceled(), kind == ErrorKind::TransactionCanceled, "{kind:?}");
            assert_eq!(error.is_transaction_conflict(), kind == ErrorKind::TransactionConflict, "{kind:?}");
            assert_eq!(error.is_throttled(), kind == ErrorKind::Throttled, "{kind:?}");
            assert_eq!(error.is_table_not_found(), kind == ErrorKind::TableNotFound, "{kind:?}");
            assert_eq!(error.is_decode(), kind == ErrorKind::Decode, "{kind:?}");
            assert_eq!(error.to_string(), kind.describe());
        }
    }
}
