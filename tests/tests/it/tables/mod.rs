//! Tables themselves, and the trace of requests.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod awaited;
pub(crate) mod captured;
pub(crate) mod code;
mod create;
mod delete;
mod describe;
mod differences;
mod exported;
mod harmless;
mod readings;
mod traced;
mod unasked;
mod waiting;
