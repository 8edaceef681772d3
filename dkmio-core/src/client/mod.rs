//! The connection that a user configures, and the way of one request: its attempts, its span, the text of the request
//! and the text of the response.

mod attempt_events;
mod attempts;
mod body_tap;
#[cfg(feature = "aws-config")]
mod builder;
mod capacity;
mod connection;
mod default;
#[cfg(feature = "embedded")]
mod embedded;
mod endpoint;
mod exchange;
#[cfg(feature = "express")]
mod express;
#[cfg(all(feature = "ring", not(feature = "rustls")))]
mod https;
mod interceptor;
pub mod limits;
mod naming;
mod operation;
mod path;
mod request_body;
mod request_facts;
mod response;
mod sdk_operation;
mod sleep;
#[cfg(feature = "streams")]
mod streams;
#[cfg(feature = "streams")]
mod streams_client;
mod table_names;
mod throttling;
mod time_limits;
#[cfg(feature = "tracing")]
mod trace;
#[cfg(not(feature = "tracing"))]
#[path = "untraced.rs"]
mod trace;

#[cfg(feature = "aws-config")]
pub use builder::DynamoDbBuilder;
pub(crate) use capacity::Meter;
pub use capacity::{Capacity, CapacityMeter};
pub use connection::DynamoDb;
pub(crate) use default::default_client;
pub(crate) use exchange::Exchange;
pub(crate) use operation::Operation;
pub(crate) use request_body::RequestBody;
pub(crate) use request_facts::RequestFacts;
pub(crate) use response::Response;
pub(crate) use sdk_operation::{OperationRequest, Tables};
pub(crate) use table_names::TableRef;
pub(crate) use trace::Caller;
