//! How many requests are on their way at the same time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The requests in flight, now and at most.
#[derive(Debug, Default)]
pub(crate) struct Flights {
    now: AtomicUsize,
    max: AtomicUsize,
}

impl Flights {
    /// One more, until what is returned is dropped: also when the request is given up.
    pub(crate) fn enter(self: &Arc<Self>) -> Flight {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.max.fetch_max(now, Ordering::SeqCst);
        Flight(Arc::clone(self))
    }

    pub(crate) fn now(&self) -> usize {
        self.now.load(Ordering::SeqCst)
    }

    pub(crate) fn max(&self) -> usize {
        self.max.load(Ordering::SeqCst)
    }

    pub(crate) fn reset(&self) {
        self.max.store(self.now(), Ordering::SeqCst);
    }
}

/// One request in flight.
pub(crate) struct Flight(Arc<Flights>);

impl Drop for Flight {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}
