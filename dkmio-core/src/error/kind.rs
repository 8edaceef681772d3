//! What can go wrong.

/// What went wrong. More kinds may come; match with a `_` arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A condition of a write did not hold; the old item is in the error.
    ConditionFailed,
    /// A transaction was cancelled; each part's reason is in the error.
    TransactionCanceled,
    /// Another transaction works on the same item.
    TransactionConflict,
    /// The same transaction, by its token, is still being worked on.
    TransactionInProgress,
    /// A transaction's token was used for another transaction before.
    IdempotentParameterMismatch,
    /// The service throttled.
    Throttled,
    /// A batch ended with entries left; they are in the error.
    Unprocessed,
    /// Two entries of a batch or transaction are for one item.
    DuplicateKey,
    /// No such table or index.
    TableNotFound,
    /// The table exists already, or is being changed.
    TableInUse,
    /// The request is wrong; found before it was sent, or by the service.
    Validation,
    /// An attribute is asked for that the index does not hold.
    InvalidProjection,
    /// A key attribute is missing.
    MissingKey,
    /// A value cannot be a key: empty, too long, too many digits.
    InvalidKey,
    /// A cursor is malformed or of another query.
    InvalidCursor,
    /// An item of more than 400 KB.
    ItemTooLarge,
    /// A guard on the number of pages was reached with more to read.
    PageLimit,
    /// A read makes no progress: DynamoDB returned a `LastEvaluatedKey` that it had returned before.
    RepeatedKey,
    /// A limit of the service or of the account was reached.
    LimitExceeded,
    /// An item collection of a table with local indexes reached 10 GB.
    CollectionSizeLimit,
    /// No permission, or no valid credentials.
    AccessDenied,
    /// No answer in time.
    Timeout,
    /// The connection failed.
    Connection,
    /// A value cannot be stored.
    Encode,
    /// What came back does not fit the type.
    Decode,
    /// No default client was set, and none was given.
    NoDefaultClient,
    /// The operating system returned no random bytes, which the token of a transaction is made of.
    NoRandomness,
    /// The embedded engine could not be opened.
    Engine,
    /// The service failed (5xx).
    Service,
    /// Any other error of the service; see its code.
    Other,
}

impl ErrorKind {
    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::ConditionFailed => "condition failed",
            Self::TransactionCanceled => "transaction canceled",
            Self::TransactionConflict => "another transaction works on the item",
            Self::TransactionInProgress => "the transaction is still in progress",
            Self::IdempotentParameterMismatch => "the token belongs to another transaction",
            Self::Throttled => "throttled",
            Self::Unprocessed => "not everything was processed",
            Self::DuplicateKey => "two entries for one item",
            Self::TableNotFound => "no such table or index",
            Self::TableInUse => "table in use",
            Self::Validation => "invalid request",
            Self::InvalidProjection => "not projected",
            Self::MissingKey => "missing key",
            Self::InvalidKey => "invalid key",
            Self::InvalidCursor => "invalid cursor",
            Self::ItemTooLarge => "item too large",
            Self::PageLimit => "page limit reached",
            Self::RepeatedKey => "the read makes no progress: `LastEvaluatedKey` repeats",
            Self::LimitExceeded => "limit exceeded",
            Self::CollectionSizeLimit => "item collection too large",
            Self::AccessDenied => "access denied",
            Self::Timeout => "timed out",
            Self::Connection => "connection failed",
            Self::Encode => "cannot be stored",
            Self::Decode => "cannot be read",
            Self::NoDefaultClient => {
                "no default client; call `DynamoDb::set_default` or give one to the request with `send(&db)`"
            }
            Self::NoRandomness => "the operating system returned no random bytes",
            Self::Engine => "embedded engine failed",
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
        )
    }

    /// Whether the source is one of dkmio's own errors, whose `Display` shows no values.
    pub(super) fn source_is_ours(self) -> bool {
        !matches!(self, Self::Timeout | Self::Connection | Self::Engine | Self::Service | Self::Other)
    }
}
