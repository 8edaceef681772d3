//! The attempts of one request, and whether one of them may have been carried out without a response.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

/// The attempts of one request. Clones count the same attempts, over all retries of the SDK and of dkmio.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attempts(Arc<AttemptCounter>);

// `Relaxed` is enough for all three: the interceptor and whoever reads the result are parts of one future, which one
// thread polls at a time, and handing a future to another thread synchronizes the two.
#[derive(Debug, Default)]
struct AttemptCounter {
    started: AtomicU32,
    /// An attempt was sent and has no response yet. It stays set when the attempt is abandoned, by a time-out for
    /// example: what became of it is not known.
    in_flight: AtomicBool,
    /// An earlier attempt ended without a response that says whether it was carried out.
    outcome_unknown: AtomicBool,
    /// The host to which an attempt went that failed without a response.
    host: OnceLock<Arc<str>>,
}

impl Attempts {
    /// Returns the number of attempts so far.
    pub(crate) fn count(&self) -> u32 {
        self.0.started.load(Ordering::Relaxed)
    }

    /// Returns whether DynamoDB may have carried out an attempt that ended, or was abandoned, without a clear response.
    pub(crate) fn is_outcome_unknown(&self) -> bool {
        self.0.outcome_unknown.load(Ordering::Relaxed) || self.0.in_flight.load(Ordering::Relaxed)
    }

    /// Returns whether an attempt before the one with the response may have been carried out. If so, a write may have
    /// happened although the response says that it did not.
    pub(crate) fn has_unknown_attempt(&self) -> bool {
        self.0.outcome_unknown.load(Ordering::Relaxed)
    }

    /// Records that DynamoDB has confirmed that no attempt so far was carried out.
    pub(crate) fn clear_outcome_unknown(&self) {
        self.0.outcome_unknown.store(false, Ordering::Relaxed);
        self.0.in_flight.store(false, Ordering::Relaxed);
    }

    /// Returns the host to which an attempt went that failed without a response.
    pub(super) fn host(&self) -> Option<Arc<str>> {
        self.0.host.get().cloned()
    }

    /// Records the host of an attempt that failed without a response. All attempts of a request go to the same host.
    pub(super) fn set_host(&self, host: impl Into<Arc<str>>) {
        // A host that is already set is the same one, so the result does not matter.
        let _ = self.0.host.set(host.into());
    }

    /// Records the start of an attempt and returns the number of attempts before it.
    pub(super) fn begin(&self) -> u32 {
        // An attempt that is still marked as in flight was abandoned before its end, so its outcome is unknown.
        if self.0.in_flight.swap(true, Ordering::Relaxed) {
            self.0.outcome_unknown.store(true, Ordering::Relaxed);
        }
        self.0.started.fetch_add(1, Ordering::Relaxed)
    }

    /// Records the end of an attempt. Calls `may_be_carried_out` only if the attempt was sent: one that failed before,
    /// for lack of credentials for example, cannot have been carried out.
    pub(super) fn end(&self, may_be_carried_out: impl FnOnce() -> bool) {
        // An attempt that was never sent has not been marked, so its end says nothing.
        if self.0.in_flight.swap(false, Ordering::Relaxed) && may_be_carried_out() {
            self.0.outcome_unknown.store(true, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_that_was_abandoned_may_have_been_carried_out() {
        let attempts = Attempts::default();
        assert!(!attempts.is_outcome_unknown());
        attempts.begin();
        // The time-out of the operation ends the request while an attempt is in flight.
        assert!(attempts.is_outcome_unknown() && !attempts.has_unknown_attempt());
        // The time-out of the attempt is followed by another one.
        attempts.begin();
        attempts.end(|| false);
        assert!(attempts.is_outcome_unknown() && attempts.has_unknown_attempt());
        assert_eq!(attempts.count(), 2);
        attempts.clear_outcome_unknown();
        assert!(!attempts.is_outcome_unknown() && !attempts.has_unknown_attempt());
        attempts.begin();
        attempts.clear_outcome_unknown();
        assert!(!attempts.is_outcome_unknown());
    }

    #[test]
    fn the_end_of_an_attempt_says_whether_it_may_have_been_carried_out() {
        for (may_be_carried_out, is_unknown) in [(true, true), (false, false)] {
            let attempts = Attempts::default();
            // An attempt that was never sent is not asked.
            attempts.end(|| true);
            assert!(!attempts.is_outcome_unknown());
            attempts.begin();
            attempts.end(|| may_be_carried_out);
            assert_eq!((attempts.is_outcome_unknown(), attempts.has_unknown_attempt()), (is_unknown, is_unknown));
        }
    }
}
