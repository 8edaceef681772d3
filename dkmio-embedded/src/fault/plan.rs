//! The rules and the schedule, and the choice of a fault.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::kind::Fault;
use super::random::Schedule;
use crate::{Operation, RequestView};

pub(super) type Test = Arc<dyn Fn(&RequestView) -> bool + Send + Sync>;

#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(super) rules: Vec<(Which, Fault)>,
    pub(super) schedule: Option<Schedule>,
}

impl Plan {
    /// Chooses the fault of a request. The first rule that fits applies, and rules come before the schedule.
    pub(super) fn choose(&mut self, request: &RequestView) -> Option<Fault> {
        // The fault is asked first: a request to which it cannot happen must not use up the rule.
        let fits =
            |(which, fault): &mut (Which, Fault)| (fault.fits(request) && which.take(request)).then(|| fault.clone());
        let fault = self.rules.iter_mut().find_map(fits);
        fault.or_else(|| self.schedule.as_mut()?.choose(request))
    }
}

/// The requests of a rule.
#[derive(Clone)]
pub(crate) struct Which {
    pub(super) operation: Option<Operation>,
    pub(super) table: Option<String>,
    pub(super) test: Option<Test>,
    /// The number of requests that pass before the first.
    pub(super) skip: u64,
    /// The number of requests still to come, or `None` for all.
    pub(super) remaining: Option<u64>,
}

impl Which {
    /// Returns whether the next request is one of the rule's, and counts it if it is.
    pub(crate) fn take(&mut self, request: &RequestView) -> bool {
        if self.remaining == Some(0) || !self.fits(request) {
            return false;
        }
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        self.remaining = self.remaining.map(|remaining| remaining.saturating_sub(1));
        true
    }

    fn fits(&self, request: &RequestView) -> bool {
        self.operation.is_none_or(|operation| operation == request.operation())
            && self.table.as_ref().is_none_or(|table| request.tables().contains(table))
            && self.test.as_ref().is_none_or(|test| test(request))
    }
}

impl fmt::Debug for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Which")
            .field("operation", &self.operation)
            .field("table", &self.table)
            .field("skip", &self.skip)
            .field("remaining", &self.remaining)
            .finish_non_exhaustive()
    }
}

/// Locks a mutex. A panic in a test cannot leave the content inconsistent, because no code here panics between two
/// changes.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
