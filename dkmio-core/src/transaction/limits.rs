//! The service's limits on transactions (Developer Guide, "Quotas": DynamoDB transactions).

/// Parts of one transaction.
pub const MAX_PARTS: usize = 100;
/// Bytes of all items of one transaction.
pub const MAX_TRANSACTION_SIZE: usize = 4 * 1024 * 1024;
/// Characters of a token (API reference, `ClientRequestToken`).
pub const MAX_TOKEN_LENGTH: usize = 36;
