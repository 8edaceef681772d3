//! Errors of dkmio as errors of cqrs-es.

use cqrs_es::persist::PersistenceError;
use dkmio::{CancellationCode, ErrorKind};

/// Returns the error of cqrs-es for a failed condition, for a connection, for an item that does not fit its type, or for anything else.
pub(crate) fn persistence_error(error: dkmio::Error) -> PersistenceError {
    let is_condition = |reason: &dkmio::CancellationReason| reason.code == CancellationCode::ConditionalCheckFailed;
    match error.kind() {
        ErrorKind::ConditionFailed | ErrorKind::TransactionConflict => PersistenceError::OptimisticLockError,
        ErrorKind::TransactionCanceled if error.cancellation_reasons().iter().any(is_condition) => {
            PersistenceError::OptimisticLockError
        }
        ErrorKind::Connection | ErrorKind::Timeout => PersistenceError::ConnectionError(Box::new(error)),
        ErrorKind::Decode => PersistenceError::DeserializationError(Box::new(error)),
        _ => PersistenceError::UnknownError(Box::new(error)),
    }
}
