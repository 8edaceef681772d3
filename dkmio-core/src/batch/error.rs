//! A batch that ended early.

use std::any::Any;
use std::fmt;

use super::BatchProgress;
use crate::error::{Error, ErrorKind};

/// Why a batch ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BatchEnd {
    /// An error that waiting does not help against: refused before a request, or by the service.
    Error,
    /// As many rounds without progress as [`Backoff::max_rounds_without_progress`](crate::retry::Backoff::max_rounds_without_progress) allows.
    NoProgress,
    /// The deadline passed.
    Deadline,
}

/// A batch that ended early: what was done, what is left, and why.
///
/// `L` is what is left, to be sent again as it is: `error.into_left().send(&db)`. Writes whose answers were lost are left
/// too, for puts and deletes may be sent twice; [`Error::maybe_applied`] then says so. By `?` it becomes an [`Error`], which
/// keeps what is left for [`Error::unprocessed`].
#[must_use = "it holds what is left of the batch"]
pub struct BatchError<L>(Box<Inner<L>>);

struct Inner<L> {
    error: Error,
    end: BatchEnd,
    progress: BatchProgress,
    left: L,
}

impl<L> BatchError<L> {
    pub(crate) fn new(error: Error, end: BatchEnd, progress: BatchProgress, left: L) -> Self {
        Self(Box::new(Inner { error, end, progress, left }))
    }

    /// An error found before the first request.
    pub(crate) fn before(error: Error, left: L) -> Self {
        Self::new(error, BatchEnd::Error, BatchProgress::default(), left)
    }

    /// What went wrong: the error of the request that ended the batch or kept it from progress, or
    /// [`ErrorKind::Unprocessed`] when the service just left entries unprocessed.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.0.error
    }

    /// The kind of [`error`](Self::error).
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.error.kind()
    }

    /// Why the batch did not go on.
    #[must_use]
    pub fn end(&self) -> BatchEnd {
        self.0.end
    }

    /// How many entries are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.0.progress.items
    }

    /// How far the batch came.
    #[must_use]
    pub fn progress(&self) -> BatchProgress {
        self.0.progress
    }

    /// What is left.
    #[must_use]
    pub fn left(&self) -> &L {
        &self.0.left
    }

    /// What is left, to be sent again.
    #[must_use]
    pub fn into_left(self) -> L {
        self.0.left
    }

    /// The error and what is left.
    #[must_use]
    pub fn into_parts(self) -> (Error, L) {
        let Inner { error, left, .. } = *self.0;
        (error, left)
    }
}

impl<L> fmt::Display for BatchError<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.error.fmt(f)?;
        match self.0.end {
            BatchEnd::Deadline => f.write_str(": the deadline passed"),
            _ => Ok(()),
        }
    }
}

impl<L> fmt::Debug for BatchError<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchError")
            .field("error", &self.0.error)
            .field("end", &self.0.end)
            .field("progress", &self.0.progress)
            .finish_non_exhaustive()
    }
}

impl<L> std::error::Error for BatchError<L> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0.error)
    }
}

/// What can be left of a batch, as an [`Error`] keeps it.
pub trait BatchLeft {
    #[doc(hidden)]
    type Kept: Any + Send + Sync;

    #[doc(hidden)]
    fn keep(self) -> Self::Kept;
}

/// What an [`Error`] keeps of a batch.
struct Details {
    done: usize,
    left: Box<dyn Any + Send + Sync>,
}

impl<L: BatchLeft> From<BatchError<L>> for Error {
    fn from(error: BatchError<L>) -> Self {
        let Inner { error, progress, left, .. } = *error.0;
        if error.duplicate_entries().is_some() {
            return error;
        }
        error.with_details(Details { done: progress.items, left: Box::new(left.keep()) })
    }
}

/// The positions of two entries for one item.
pub(crate) struct Duplicates(pub(crate) usize, pub(crate) usize);

impl Error {
    /// What is left of a batch that ended early, ready to be sent again: a [`BatchWrite`](super::BatchWrite), or the
    /// [`BatchGetLeft`](super::BatchGetLeft) of the batch's type. None for any other type or error.
    ///
    /// Of a batch over an iterator or a stream it is what was taken out of it and is not done; the rest is in the
    /// [`BatchError`] alone.
    #[must_use]
    pub fn unprocessed<L: Any>(&self) -> Option<&L> {
        self.details::<Details>().and_then(|details| details.left.downcast_ref())
    }

    /// How many entries were done of a batch that ended early.
    #[must_use]
    pub fn entries_done(&self) -> Option<usize> {
        self.details::<Details>().map(|details| details.done)
    }

    /// The positions of the two entries that are for one item, of a batch refused as [`ErrorKind::DuplicateKey`].
    #[must_use]
    pub fn duplicate_entries(&self) -> Option<(usize, usize)> {
        self.details::<Duplicates>().map(|Duplicates(first, second)| (*first, *second))
    }
}
