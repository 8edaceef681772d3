//! How many requests may wait for their answers at the same time.

/// A number of requests in flight that halves when the service is overloaded and grows back, one by one, on progress.
#[derive(Debug, Clone)]
pub(crate) struct Concurrency {
    most: usize,
    now: usize,
    clean: usize,
    epoch: u64,
}

impl Concurrency {
    pub(crate) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self { most, now: most, clean: 0, epoch: 0 }
    }

    /// How many may be in flight now; at least 1.
    pub(crate) fn now(&self) -> usize {
        self.now
    }

    /// To be kept with a request, so that those sent together count once when they are throttled together.
    pub(crate) fn epoch(&self) -> u64 {
        self.epoch
    }

    /// A request sent in `epoch` was throttled or answered in part.
    pub(crate) fn overloaded(&mut self, epoch: u64) {
        self.clean = 0;
        if epoch == self.epoch {
            self.epoch += 1;
            self.now = (self.now / 2).max(1);
        }
    }

    /// A request was answered in full. As many as may be in flight make room for one more.
    pub(crate) fn progressed(&mut self) {
        self.clean += 1;
        if self.clean >= self.now {
            self.clean = 0;
            self.now = (self.now + 1).min(self.most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_once_for_requests_sent_together() {
        let mut concurrency = Concurrency::new(8);
        let epoch = concurrency.epoch();
        (0..8).for_each(|_| concurrency.overloaded(epoch));
        assert_eq!(concurrency.now(), 4);
        concurrency.overloaded(concurrency.epoch());
        concurrency.overloaded(concurrency.epoch());
        concurrency.overloaded(concurrency.epoch());
        assert_eq!(concurrency.now(), 1);
    }

    #[test]
    fn grows_back_to_what_it_was_and_not_beyond() {
        let mut concurrency = Concurrency::new(4);
        concurrency.overloaded(concurrency.epoch());
        let grown: Vec<_> = (0..12)
            .map(|_| {
                concurrency.progressed();
                concurrency.now()
            })
            .collect();
        assert_eq!(grown, [2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4]);
    }

    #[test]
    fn is_never_nothing() {
        assert_eq!(Concurrency::new(0).now(), 1);
    }
}
