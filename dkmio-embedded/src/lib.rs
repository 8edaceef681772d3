//! A DynamoDB engine inside the process, under the official SDK client.

mod clock;
mod connector;
mod dispatch;
mod engine;
mod error;
mod wire;

pub use clock::ManualClock;
pub use engine::{Engine, config_over};
pub use error::EngineError;
