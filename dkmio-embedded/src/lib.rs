//! A DynamoDB engine inside the process, under the official SDK client.

mod arn;
mod clock;
mod connector;
mod dispatch;
mod engine;
mod error;
mod fault;
mod latency;
mod operation;
mod request;
mod wire;

pub use clock::ManualClock;
pub use engine::{Engine, config_over};
pub use error::EngineError;
pub use fault::{Call, FaultKind, Faults, Probabilities, Reason, Recorder, Rule};
pub use latency::Latency;
pub use operation::Operation;
pub use request::RequestView;
