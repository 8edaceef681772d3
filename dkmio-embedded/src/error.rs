//! Errors of opening or sweeping an engine.

use std::error::Error;

/// An operation of the embedded engine outside of a request failed.
///
/// Failures inside a request are reported as by DynamoDB: in an HTTP response, which the SDK turns into its own error.
#[derive(Debug, thiserror::Error)]
#[error("{context}: {source}")]
pub struct EngineError {
    context: String,
    source: Box<dyn Error + Send + Sync>,
}

impl EngineError {
    pub(crate) fn new(context: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { context: context.into(), source: source.into() }
    }
}
