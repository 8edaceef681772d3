//! Streams of changes read directly from DynamoDB Streams, with checkpoints.
//!
//! A Lambda function gets its records as an event instead: see [`changes`](crate::changes). Sharing a stream between several
//! processes takes leases, which are not a part of dkmio.

mod builder;
mod checkpoint;
mod position;
mod sdk_record;
mod shards;
mod source;
mod stream;

pub use builder::{ReadChanges, StartAt};
pub use checkpoint::Checkpoint;
pub use stream::ChangeStream;
