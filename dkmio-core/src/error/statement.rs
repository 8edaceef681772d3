//! Errors of single statements of a PartiQL batch.

use std::fmt;

use super::message::WithoutValues;
use super::{Error, ErrorContext, ErrorKind};
use crate::codec::OneLine;

/// A statement of a PartiQL batch that DynamoDB did not carry out. The other statements of the batch are not affected.
///
/// It converts into an [`Error`] with the same code, message and position, so that `?` works in a function that returns one. `Display` and
/// `Debug` show the message only up to the first value that it quotes.
#[derive(Clone, PartialEq, Eq)]
pub struct StatementError {
    position: usize,
    code: String,
    message: String,
}

impl StatementError {
    pub(crate) fn new(position: usize, code: String, message: String) -> Self {
        Self { position, code, message }
    }

    /// Returns the position of the statement among those of the batch, counted from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// Returns the code, such as `ValidationError` or `ResourceNotFound` (`BatchStatementError`: `Code`).
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Returns the message. It may quote values of parameters.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the kind of error that the code stands for.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self.code.as_str() {
            "ValidationError" => ErrorKind::Validation,
            "ResourceNotFound" => ErrorKind::TableNotFound,
            "AccessDenied" => ErrorKind::AccessDenied,
            "TransactionConflict" => ErrorKind::TransactionConflict,
            "InternalServerError" => ErrorKind::Service,
            "ThrottlingError" | "ProvisionedThroughputExceeded" | "RequestLimitExceeded" => ErrorKind::Throttled,
            _ => ErrorKind::Other,
        }
    }
}

impl fmt::Display for StatementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "statement {}: {}: {}", self.position, OneLine(&self.code), WithoutValues(&self.message))
    }
}

impl fmt::Debug for StatementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = format_args!("{}", WithoutValues(&self.message));
        f.debug_struct("StatementError")
            .field("position", &self.position)
            .field("code", &self.code)
            .field("message", &message)
            .finish()
    }
}

impl std::error::Error for StatementError {}

impl From<StatementError> for Error {
    fn from(error: StatementError) -> Self {
        let context = ErrorContext { operation: Some("BatchExecuteStatement"), table: None, index: None };
        Self::new(error.kind()).with_context(&context).with_position(error.position).change(|inner| {
            inner.code = Some(error.code);
            inner.service_message = Some(error.message);
        })
    }
}
