//! The connection and what it does for every request.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod mock;
mod mocked_outputs;
mod sizes;
mod table_names;
mod timers;
