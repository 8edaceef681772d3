//! The service's limits on transactions (Developer Guide, "Quotas", DynamoDB transactions).

/// The maximum number of parts of one transaction.
pub const MAX_PARTS: usize = 100;
/// The maximum size of all items of one transaction, in bytes.
pub const MAX_TRANSACTION_SIZE: usize = 4 * 1024 * 1024;
/// The maximum length of a token, in characters (API Reference, `ClientRequestToken`).
pub const MAX_TOKEN_LENGTH: usize = 36;
