//! Errors of dkmio as cqrs-es tells them.

use cqrs_es::persist::PersistenceError;
use dkmio::{CancellationCode, ErrorKind};

/// Tells a write that lost a race, a connection and a stored form that does not fit apart from the rest.
pub(crate) fn persistence_error(error: dkmio::Error) -> PersistenceError {
    let lost_race = |reason: &dkmio::CancellationReason| reason.code == CancellationCode::ConditionalCheckFailed;
    match error.kind() {
        ErrorKind::ConditionFailed | ErrorKind::TransactionConflict => PersistenceError::OptimisticLockError,
        ErrorKind::TransactionCanceled if error.cancellation_reasons().iter().any(lost_race) => {
            PersistenceError::OptimisticLockError
        }
        ErrorKind::Connection | ErrorKind::Timeout => PersistenceError::ConnectionError(Box::new(error)),
        ErrorKind::Decode => PersistenceError::DeserializationError(Box::new(error)),
        _ => PersistenceError::UnknownError(Box::new(error)),
    }
}
