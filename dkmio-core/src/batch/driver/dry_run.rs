//! The requests of a batch whose entries come out of a source, without sending them.

use std::collections::HashSet;
use std::task::{Context, Poll, ready};

use tokio::time::Instant;

use super::first_round::limits;
use super::outcome::Limits;
use super::queues::{QueuedEntry, TableQueues};
use super::source::EntrySource;
use super::{ItemKey, Protocol, REQUEST_BYTES, item_key};
use crate::batch::settings::Settings;
use crate::error::Error;
use crate::retry::Backoff;

/// The entries of a request, or the error at which the source ends.
type Request<P> = Result<Vec<QueuedEntry<<P as Protocol>::Entry>>, Error>;

/// The requests of a batch over a source, in the order in which they are sent. Each of them is made as if all entries of the one before it
/// were processed: the batch holds the entries of one request at a time.
pub(crate) struct DryRun<'s, P: Protocol> {
    source: Option<EntrySource<'s, P::Entry>>,
    queues: TableQueues<P::Entry>,
    limits: Limits,
    /// The items that are queued.
    pending_keys: HashSet<ItemKey>,
    /// An entry that waits while another entry for the same item is queued. The source waits behind it.
    deferred: Option<QueuedEntry<P::Entry>>,
}

impl<'s, P: Protocol> DryRun<'s, P> {
    /// Starts with entries that an earlier run took out of the source.
    pub(crate) fn new(
        taken: impl IntoIterator<Item = QueuedEntry<P::Entry>>,
        source: Option<EntrySource<'s, P::Entry>>,
        settings: &Settings<'_>,
    ) -> Self {
        let mut run = Self {
            source,
            queues: TableQueues::new(settings.backoff),
            limits: limits::<P>(settings),
            pending_keys: HashSet::new(),
            deferred: None,
        };
        taken.into_iter().for_each(|entry| run.admit(entry));
        run
    }

    /// Returns the entries of the next request. `queued` queues an entry of the source.
    pub(crate) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
        queued: impl Fn(P::Entry) -> QueuedEntry<P::Entry>,
    ) -> Poll<Option<Request<P>>> {
        while !self.is_due()
            && let Some(source) = &mut self.source
        {
            match ready!(source.poll_next(context)) {
                None => self.source = None,
                Some(Ok(entry)) => self.admit(queued(entry)),
                Some(Err(error)) => {
                    // A batch that stops for an error sends no further request.
                    (self.source, self.deferred) = (None, None);
                    self.queues = TableQueues::new(Backoff::default());
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
        let entries = self.queues.take(Instant::now(), self.limits, P::units);
        entries.iter().filter_map(item_key::<P>).for_each(|key| _ = self.pending_keys.remove(&key));
        if let Some(deferred) = self.deferred.take() {
            self.admit(deferred);
        }
        Poll::Ready(Some(Ok(entries)).filter(|entries| entries.as_ref().is_ok_and(|entries| !entries.is_empty())))
    }

    /// Returns whether the driver would send a request now, though the source may have more entries.
    fn is_due(&self) -> bool {
        self.deferred.is_some() || self.queues.len() >= P::MAX_ENTRIES || self.queues.bytes() >= REQUEST_BYTES
    }

    fn admit(&mut self, entry: QueuedEntry<P::Entry>) {
        let key = item_key::<P>(&entry);
        if key.as_ref().is_some_and(|key| self.pending_keys.contains(key)) {
            self.deferred = Some(entry);
        } else {
            self.pending_keys.extend(key);
            self.queues.push(entry);
        }
    }
}
