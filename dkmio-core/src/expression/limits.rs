//! The service's limits on expressions (Developer Guide, "Quotas": expression parameters).

/// Bytes of one expression string.
pub const EXPRESSION_BYTES: usize = 4 * 1024;
/// Operators and functions in one expression.
pub const OPERATORS: usize = 300;
/// Bytes of one attribute name (Developer Guide, "Quotas": attribute names).
pub const NAME_BYTES: usize = crate::codec::MAX_NAME_SIZE;
/// Operands of one `IN`.
pub const IN_OPERANDS: usize = 100;
/// Bytes of all names and values of one request.
pub const SUBSTITUTION_BYTES: usize = 2 * 1024 * 1024;
