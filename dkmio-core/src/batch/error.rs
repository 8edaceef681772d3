//! Batches that stop early.

use std::any::Any;
use std::fmt;

use super::BatchProgress;
use crate::error::{Error, ErrorKind};

/// The reason why a batch stopped early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BatchStopReason {
    /// An error that further retries do not help against: an entry was refused before it was sent, or a request failed
    /// for another reason than throttling or a conflict with a transaction.
    Error,
    /// There were as many rounds without progress as
    /// [`Backoff::max_rounds_without_progress`](crate::retry::Backoff::max_rounds_without_progress) allows.
    NoProgress,
    /// The deadline passed.
    Deadline,
}

/// A batch that stopped early, with all detail: the entries that are done, those that are unprocessed, and the reason.
/// Returned by `send_or_unprocessed`.
///
/// `U` is the unprocessed rest, ready to be sent: `error.into_unprocessed().send(&db)`. Writes whose outcome is unknown
/// count as unprocessed too, because puts and deletes may be sent twice; [`Error::maybe_applied`] is then true. It
/// converts into an [`Error`], from which [`Error::batch`] returns it.
#[must_use = "it holds what is unprocessed of the batch"]
pub struct BatchError<U>(Box<Inner<U>>);

struct Inner<U> {
    error: Error,
    stop_reason: BatchStopReason,
    progress: BatchProgress,
    unprocessed: U,
}

impl<U> BatchError<U> {
    pub(crate) fn new(error: Error, stop_reason: BatchStopReason, progress: BatchProgress, unprocessed: U) -> Self {
        Self(Box::new(Inner { error, stop_reason, progress, unprocessed }))
    }

    /// Wraps an error found before the first request.
    pub(crate) fn before(error: Error, unprocessed: U) -> Self {
        Self::new(error, BatchStopReason::Error, BatchProgress::default(), unprocessed)
    }

    /// Returns the error of the request that stopped the batch or kept it from progress, or [`ErrorKind::Unprocessed`]
    /// if the service left entries unprocessed without an error.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.0.error
    }

    /// Returns the kind of [`error`](Self::error).
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.error.kind()
    }

    /// Returns the reason why the batch stopped.
    #[must_use]
    pub fn stop_reason(&self) -> BatchStopReason {
        self.0.stop_reason
    }

    /// Returns how many entries are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.0.progress.items
    }

    /// Returns the progress of the batch.
    #[must_use]
    pub fn progress(&self) -> BatchProgress {
        self.0.progress
    }

    /// Returns the position of the entry that was refused before it was sent, or whose item is of another entity, counted
    /// from 0 in the order of the entries. If two entries are for one item, it is the second.
    #[must_use]
    pub fn entry(&self) -> Option<usize> {
        self.0.error.positions().last().copied()
    }

    /// Returns the positions of the two entries for one item, if the batch was refused as [`ErrorKind::DuplicateKey`].
    #[must_use]
    pub fn duplicate_entries(&self) -> Option<(usize, usize)> {
        duplicates(&self.0.error)
    }

    /// Returns the unprocessed rest.
    #[must_use]
    pub fn unprocessed(&self) -> &U {
        &self.0.unprocessed
    }

    /// Returns the unprocessed rest, ready to be sent.
    #[must_use]
    pub fn into_unprocessed(self) -> U {
        self.0.unprocessed
    }

    /// Returns the error and the unprocessed rest.
    #[must_use]
    pub fn into_parts(self) -> (Error, U) {
        let Inner { error, unprocessed, .. } = *self.0;
        (error, unprocessed)
    }
}

impl<U> fmt::Display for BatchError<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.error.fmt(f)
    }
}

impl<U> fmt::Debug for BatchError<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchError")
            .field("error", &self.0.error)
            .field("stop_reason", &self.0.stop_reason)
            .field("progress", &self.0.progress)
            .finish_non_exhaustive()
    }
}

impl<U> std::error::Error for BatchError<U> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0.error)
    }
}

/// The unprocessed rest of a batch, as an [`Error`] stores it.
pub trait UnprocessedBatch {
    #[doc(hidden)]
    // An `Error` is `'static`, but the source of a batch may borrow.
    type Kept: Any + Send + Sync;

    #[doc(hidden)]
    fn keep(self) -> Self::Kept;

    /// Returns the number of entries.
    #[doc(hidden)]
    fn count(&self) -> usize;

    /// Returns whether there are entries still in the batch's source, which an [`Error`] cannot store.
    #[doc(hidden)]
    fn has_rest(&self) -> bool {
        false
    }
}

/// The details of a batch that an [`Error`] stores.
struct Details {
    stop_reason: BatchStopReason,
    progress: BatchProgress,
    unprocessed: Box<dyn Any + Send + Sync>,
    count: usize,
    has_rest: bool,
}

impl<U: UnprocessedBatch> From<BatchError<U>> for Error {
    fn from(error: BatchError<U>) -> Self {
        let Inner { error, stop_reason, progress, unprocessed } = *error.0;
        let (count, has_rest) = (unprocessed.count(), unprocessed.has_rest());
        let unprocessed = Box::new(unprocessed.keep());
        error.with_details(Details { stop_reason, progress, unprocessed, count, has_rest })
    }
}

/// The batch that an [`Error`] stopped. Returned by [`Error::batch`].
#[derive(Clone, Copy)]
pub struct BatchFailure<'e> {
    error: &'e Error,
    details: &'e Details,
}

impl Error {
    /// Returns the batch that this error stopped, or `None` if it is not the error of a batch.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::BatchWrite;
    ///
    /// async fn save(db: &DynamoDb, orders: &[Orders]) -> Result<(), dkmio::Error> {
    ///     Orders::batch_put(orders).send(db).await?;
    ///     Ok(())
    /// }
    ///
    /// # let orders = [order("luis", "o1", 1)];
    /// if let Err(error) = save(&db, &orders).await
    ///     && let Some(batch) = error.batch()
    ///     && let Some(unprocessed) = batch.unprocessed::<BatchWrite>()
    /// {
    ///     println!("{} done, {} unprocessed", batch.done(), unprocessed.len());
    ///     unprocessed.clone().send(&db).await?;
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    #[must_use]
    pub fn batch(&self) -> Option<BatchFailure<'_>> {
        self.details::<Details>().map(|details| BatchFailure { error: self, details })
    }
}

impl<'e> BatchFailure<'e> {
    /// Returns the reason why the batch stopped.
    #[must_use]
    pub fn stop_reason(&self) -> BatchStopReason {
        self.details.stop_reason
    }

    /// Returns how many entries are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.details.progress.items
    }

    /// Returns the progress of the batch.
    #[must_use]
    pub fn progress(&self) -> BatchProgress {
        self.details.progress
    }

    /// Returns the unprocessed rest, ready to be sent: a [`BatchWrite`](super::BatchWrite) if the batch wrote, an
    /// [`IncompleteBatchGet`](super::IncompleteBatchGet) of the batch's type if it read. Returns `None` for any other
    /// type.
    ///
    /// For a batch over an iterator or a stream it has the entries that were taken out of it and are not done; see
    /// [`has_rest`](Self::has_rest).
    #[must_use]
    pub fn unprocessed<U: Any>(&self) -> Option<&'e U> {
        self.details.unprocessed.downcast_ref()
    }

    /// Returns the number of entries that are done or unprocessed. The rest of a slice begins at this position.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.done() + self.details.count
    }

    /// Returns whether the batch was over an iterator or a stream that has not ended. The error does not contain that
    /// rest, but `send_or_unprocessed` returns it.
    #[must_use]
    pub fn has_rest(&self) -> bool {
        self.details.has_rest
    }

    /// Returns the position of the entry that was refused before it was sent, or whose item is of another entity, counted
    /// from 0 in the order of the entries. If two entries are for one item, it is the second.
    #[must_use]
    pub fn entry(&self) -> Option<usize> {
        self.error.positions().last().copied()
    }

    /// Returns the positions of the two entries for one item, if the batch was refused as [`ErrorKind::DuplicateKey`].
    #[must_use]
    pub fn duplicate_entries(&self) -> Option<(usize, usize)> {
        duplicates(self.error)
    }
}

/// Omits the entries: items must not end up in logs.
impl fmt::Debug for BatchFailure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchFailure")
            .field("stop_reason", &self.details.stop_reason)
            .field("progress", &self.details.progress)
            .field("has_rest", &self.details.has_rest)
            .finish_non_exhaustive()
    }
}

fn duplicates(error: &Error) -> Option<(usize, usize)> {
    match *error.positions() {
        [first, second] if error.kind() == ErrorKind::DuplicateKey => Some((first, second)),
        _ => None,
    }
}
