//! When an operation ends, and times that cannot overflow.

use std::time::Duration;

use tokio::time::Instant;

/// The longest wait: about thirty years, which every clock and timer can represent.
const FAR: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 30);

/// Adds a wait to a time. A wait of more than thirty years, such as `Duration::MAX`, is thirty years: `Instant + Duration` would panic.
pub(crate) fn later(now: Instant, wait: Duration) -> Instant {
    now.checked_add(wait.min(FAR)).unwrap_or(now)
}

/// The time at which an operation ends, whatever it has done; or none.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    /// Returns a deadline at this time from now, or no deadline if there is no limit.
    pub(crate) fn after(limit: Option<Duration>) -> Self {
        Self(limit.map(|limit| later(Instant::now(), limit)))
    }

    /// Returns whether the deadline has passed.
    pub(crate) fn has_passed(self) -> bool {
        self.0.is_some_and(|at| at <= Instant::now())
    }

    /// Returns the time of the deadline, or `None` if there is no limit.
    pub(crate) fn at(self) -> Option<Instant> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_wait_is_too_long_for_the_clock() {
        let now = Instant::now();
        for wait in [Duration::MAX, Duration::from_secs(u64::MAX), FAR, FAR * 2] {
            assert_eq!(later(now, wait) - now, FAR);
        }
        assert_eq!(later(now, Duration::from_secs(5)) - now, Duration::from_secs(5));
        assert!(!Deadline::after(Some(Duration::MAX)).has_passed());
    }
}
