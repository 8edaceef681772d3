//! The source of entries that do not all exist when the batch is sent.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use futures::Stream;

use crate::error::Error;

type Entries<'s, E> = Pin<Box<dyn Stream<Item = Result<E, Error>> + Send + 's>>;

/// A stream of entries.
// The mutex is never locked. It makes the source `Sync`, which an error that holds the rest of it has to be.
pub(crate) struct EntrySource<'s, E>(Mutex<Entries<'s, E>>);

impl<'s, E> EntrySource<'s, E> {
    pub(crate) fn new(entries: impl Stream<Item = Result<E, Error>> + Send + 's) -> Self {
        Self(Mutex::new(Box::pin(entries)))
    }

    pub(crate) fn into_entries(self) -> impl Stream<Item = Result<E, Error>> + Send + 's
    where
        E: 's,
    {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<E, Error>>> {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut().poll_next(context)
    }
}
