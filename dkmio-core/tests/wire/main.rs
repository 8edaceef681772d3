//! DynamoDB JSON read and written without the SDK's maps: the same as by way of them, on any input.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod agreement;
mod answers;
mod encoding;
mod json;
mod mutated;
mod quick;
mod sdk;
mod strategies;
mod types;
