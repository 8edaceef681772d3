//! How many requests may be in flight at the same time.

/// A limit on requests in flight that halves when the service is overloaded and grows back, one by one, on success.
#[derive(Debug, Clone)]
pub(crate) struct AdaptiveLimit {
    max: usize,
    current: usize,
    successes: usize,
    round: u64,
}

impl AdaptiveLimit {
    pub(crate) fn new(max: usize) -> Self {
        // With a limit of 0 nothing would ever be sent.
        let max = max.max(1);
        Self { max, current: max, successes: 0, round: 0 }
    }

    /// Returns how many requests may be in flight now; at least 1.
    pub(crate) fn current(&self) -> usize {
        self.current
    }

    /// Returns the round that a request sent now belongs to. Requests that were sent together and are throttled
    /// together halve the limit once.
    pub(crate) fn round(&self) -> u64 {
        self.round
    }

    /// Notes that a request of `round` was throttled, or returned unprocessed entries.
    pub(crate) fn on_overload(&mut self, round: u64) {
        self.successes = 0;
        if round == self.round {
            self.round += 1;
            // With a limit of 0 there would be no success to raise it again.
            self.current = (self.current / 2).max(1);
        }
    }

    /// Notes that a request succeeded without unprocessed entries. The limit grows by one after as many successes as it allows
    /// requests.
    pub(crate) fn on_success(&mut self) {
        self.successes += 1;
        if self.successes >= self.current {
            self.successes = 0;
            self.current = (self.current + 1).min(self.max);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_once_for_requests_sent_together() {
        let mut limit = AdaptiveLimit::new(8);
        let round = limit.round();
        (0..8).for_each(|_| limit.on_overload(round));
        assert_eq!(limit.current(), 4);
        limit.on_overload(limit.round());
        limit.on_overload(limit.round());
        limit.on_overload(limit.round());
        assert_eq!(limit.current(), 1);
    }

    #[test]
    fn grows_back_to_its_maximum_and_not_beyond() {
        let mut limit = AdaptiveLimit::new(4);
        limit.on_overload(limit.round());
        let grown: Vec<_> = (0..12)
            .map(|_| {
                limit.on_success();
                limit.current()
            })
            .collect();
        assert_eq!(grown, [2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4]);
    }

    #[test]
    fn is_never_zero() {
        assert_eq!(AdaptiveLimit::new(0).current(), 1);
    }
}
