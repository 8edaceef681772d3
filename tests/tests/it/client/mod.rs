//! The connection and what it does for every request.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod builders;
mod invalid_items;
mod metering;
pub(crate) mod mock;
mod mocked_outputs;
mod sizes;
mod slots;
mod table_names;
mod time_limits;
mod timers;
