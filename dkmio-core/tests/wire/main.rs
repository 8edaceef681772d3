//! DynamoDB JSON read and written without the SDK's maps: the same as by way of them, on any input.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod agreement;
mod answers;
mod beside;
mod encoding;
mod envelopes;
mod immense;
mod json;
mod mutation;
mod quick;
mod replay;
mod sdk;
mod strategies;
/// A crate elsewhere, which others see.
#[allow(unreachable_pub)]
#[path = "../../../fuzz/src/lib.rs"]
mod targets;
