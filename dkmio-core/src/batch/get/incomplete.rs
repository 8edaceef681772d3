//! What is left of a batch of reads, and what was read.

use std::any::Any;
use std::fmt;

use super::parts::{BatchGetParts, Groups};
use crate::batch::driver::Driver;
use crate::batch::get::protocol::Gets;
use crate::batch::request::batch_sendable;
use crate::batch::settings::Settings;
use crate::batch::{BatchEnd, BatchError, BatchLeft, BatchProgress, BatchRequest};
use crate::client::DynamoDb;
use crate::client::Meter;
use crate::error::Error;

/// A batch of reads that ended early: what was read, and the keys that are left.
///
/// Sending it reads what is left, with every option of the first request, and gives the answer for all keys.
#[must_use = "a batch does nothing until it is sent"]
#[derive(Clone)]
pub struct BatchGetLeft<P> {
    pub(super) parts: P,
    pub(super) settings: Settings<'static>,
}

impl<P: BatchGetParts> BatchGetLeft<P> {
    /// How many keys are not read; a key that was given twice counts once.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.unread()
    }

    /// Whether all keys are read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is known of each key, in the order given.
    ///
    /// # Errors
    /// When an item does not fit its type.
    pub fn slots(&self) -> Result<P::Slots, Error> {
        self.parts.slots()
    }
}

impl<P: BatchGetParts> BatchRequest for BatchGetLeft<P> {
    type Answer = P::Answer;
    type Left = Self;

    async fn execute(mut self, db: &DynamoDb, meter: Meter) -> Result<P::Answer, BatchError<Self>> {
        let mut groups = Groups::default();
        if let Err(error) = self.parts.groups(db, &mut groups) {
            return Err(BatchError::before(error, self));
        }
        let gets = Gets::new(db, groups.take_all());
        let unread = gets.unread();
        let finished = Driver::new(gets, self.settings, meter).entries(unread).run().await;
        self.parts.restore(&mut Groups::of(finished.protocol.groups));
        self.settings = finished.settings;
        match finished.end {
            Some((end, error)) => Err(BatchError::new(error, end, finished.progress, self)),
            None => self.answer(finished.progress),
        }
    }

    fn into_left(self) -> Self {
        self
    }
}

impl<P: BatchGetParts> BatchGetLeft<P> {
    fn answer(self, progress: BatchProgress) -> Result<P::Answer, BatchError<Self>> {
        self.parts.answer().map_err(|error| BatchError::new(error, BatchEnd::Error, progress, self))
    }
}

impl<P: Any + Send + Sync> BatchLeft for BatchGetLeft<P> {
    type Kept = Self;

    fn keep(self) -> Self {
        self
    }
}

batch_sendable! {
    /// Reads what is left and gives the answer for all keys.
    ///
    /// # Errors
    /// Those of the first request.
    [P: BatchGetParts] BatchGetLeft<P>, 'static
}

impl<P> fmt::Debug for BatchGetLeft<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchGetLeft").field("settings", &self.settings).finish_non_exhaustive()
    }
}
