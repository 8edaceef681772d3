//! DynamoDB JSON read and written without the SDK's maps: the same results as through them, for any input.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod agreement;
mod beside_serde_dynamo;
mod encoding;
mod envelopes;
mod fast_paths;
mod immense;
mod mutation;
mod replay;
mod sdk;
mod sdk_parser;
mod spelling;
mod strategies;
/// A crate elsewhere, which others see.
#[allow(unreachable_pub)]
#[path = "../../../fuzz/src/lib.rs"]
mod targets;
