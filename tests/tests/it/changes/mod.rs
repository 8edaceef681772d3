//! Typed changes.

mod events;
mod exports;
mod failures;
mod forms;
mod handlers;
mod order;
mod views;
