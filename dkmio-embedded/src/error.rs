//! Why an engine could not be opened or swept.

use std::error::Error;

/// The embedded engine could not do what was asked of it outside of a request.
///
/// What goes wrong inside a request is reported as DynamoDB does it: by an HTTP response that the SDK turns into
/// its own error.
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
