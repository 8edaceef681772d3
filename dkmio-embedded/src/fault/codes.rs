//! The errors that faults respond with, in the service's words.

/// The code of throttling in on-demand mode, and of most other throttling.
pub(super) const THROTTLING: &str = "ThrottlingException";
/// The message of `ThrottlingException`.
pub(super) const THROTTLED: &str = "Throughput exceeds the current capacity of your table or index";

/// The code of throttling in provisioned mode.
pub(super) const PROVISIONED: &str = "ProvisionedThroughputExceededException";
/// The message of `ProvisionedThroughputExceededException`.
pub(super) const EXCEEDED: &str = "The level of configured provisioned throughput for the table was exceeded";

/// The code of a conflict between a transaction and a single write.
pub(super) const TRANSACTION_CONFLICT: &str = "TransactionConflictException";
/// The message of `TransactionConflictException`, and of the reason `TransactionConflict`.
pub(super) const CONFLICT: &str = "Transaction is ongoing for the item";

/// The code of a canceled transaction.
pub(super) const CANCELED: &str = "TransactionCanceledException";

/// The code of a failure of the service.
pub(super) const INTERNAL: &str = "InternalServerError";
/// The message of `InternalServerError`.
pub(super) const INTERNAL_MESSAGE: &str = "Internal server error";

/// The code of a request without permission.
pub(super) const DENIED: &str = "AccessDeniedException";
/// Its message.
pub(super) const DENIED_MESSAGE: &str = "User is not authorized to perform this action";
