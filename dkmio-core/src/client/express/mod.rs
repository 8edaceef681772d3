//! The express path: requests on the SDK's own orchestrator, without its generated client.
//!
//! The first request of an operation goes through the generated client. While it runs, dkmio captures what the SDK has
//! resolved for it ([`capture`]). From then on dkmio writes the requests of this operation as JSON and gives them to
//! the orchestrator directly ([`prepared`]). Credentials, signing, retries, time-outs, endpoint rules and error types
//! stay the SDK's.

mod capture;
mod endpoint_params;
mod identity;
mod input;
mod interceptor;
mod prepared;
mod ser_de;
mod slots;
mod user_agent;

use std::sync::{Arc, LazyLock};

use super::sdk_operation::SdkOperation;
pub(super) use capture::Capture;
pub(super) use input::{ExpressInput, RequestState};
pub(super) use prepared::{PerRequest, Prepared};
use slots::Slots;

/// Turns the express path off for the process. It is read once.
const VARIABLE: &str = "DKMIO_EXPRESS";

static IS_OFF_BY_ENVIRONMENT: LazyLock<bool> =
    LazyLock::new(|| std::env::var_os(VARIABLE).is_some_and(|value| value.eq_ignore_ascii_case("off")));

/// The express path of one SDK client.
#[derive(Debug, Clone)]
pub(super) struct Express {
    is_on: bool,
    slots: Slots,
}

impl Default for Express {
    fn default() -> Self {
        Self { is_on: true, slots: Arc::default() }
    }
}

impl Express {
    pub(super) fn set_on(&mut self, is_on: bool) {
        self.is_on = is_on;
    }

    /// Returns whether requests may take the express path.
    pub(super) fn is_on(&self) -> bool {
        self.is_on && !*IS_OFF_BY_ENVIRONMENT
    }

    /// Returns what the first request of an operation has captured.
    pub(super) fn prepared<S: SdkOperation>(&self) -> Option<&Prepared> {
        self.slots.get(S::INDEX)?.get()?.as_ref()
    }

    /// Returns a capture, unless a request of the operation has already filled the slot.
    pub(super) fn capture<S: SdkOperation>(&self) -> Option<Capture> {
        let is_empty = self.slots.get(S::INDEX).is_some_and(|slot| slot.get().is_none());
        is_empty.then(|| Capture::new::<S>(self.slots.clone()))
    }

    /// Returns how many requests of each operation have taken the express path.
    pub(super) fn requests(&self) -> Vec<(&'static str, u64)> {
        self.slots.iter().filter_map(|slot| slot.get()?.as_ref()).map(Prepared::requests).collect()
    }
}
