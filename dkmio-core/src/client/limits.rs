//! The limits of what dkmio takes from the network.

/// The maximum size of one response, in bytes. DynamoDB's largest has 16 MB of items (BatchGetItem), and DynamoDB JSON
/// is at most seven times as long as what DynamoDB counts: `{"BOOL":true},` stands for two bytes.
pub const MAX_RESPONSE_SIZE: usize = 128 * 1024 * 1024;
