//! Typed changes.

mod events;
mod exports;
mod failures;
mod forms;
mod handlers;
mod order;
mod resumed;
mod scripted;
mod sdk_records;
mod stream_failures;
mod streams;
mod views;
