//! Fault injection between the SDK and an engine: throttling, lost responses, and other failures of service and
//! network.

mod batch;
mod codes;
mod frames;
mod in_flight;
mod kind;
mod perform;
mod plan;
mod random;
mod rule;

use std::fmt;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::{ConfigBag, HttpClient, RuntimeComponents, SharedHttpClient};
use aws_sdk_dynamodb::error::{BoxError, ConnectorError};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;

pub use self::kind::{FaultKind, Reason};
pub use self::random::Probabilities;
pub use self::rule::Rule;

use self::in_flight::InFlight;
use self::plan::{Plan, lock};
use self::random::Schedule;
use crate::{Operation, RequestView, wire};

/// An HTTP client that records every request and injects faults into some of them.
///
/// It wraps any other [`HttpClient`]: an [`Engine`](crate::Engine), or a client of a server that does not check
/// signatures (the entries of a partial batch are not those that were signed). Clones share rules and recorded calls:
/// give one to the SDK's configuration and keep one in the test. If several rules fit a request, the first one applies.
/// Rules take precedence over the [random schedule](Self::random). Instances can be nested.
///
/// It waits by Tokio's clock, which `tokio::time::pause` stops.
///
/// # Examples
///
/// ```
/// use dkmio_embedded::{Engine, Faults, Operation, config_over};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let faults = Faults::over(Engine::memory()?);
/// let client = aws_sdk_dynamodb::Client::from_conf(config_over(faults.clone()).build());
///
/// faults.on(Operation::ListTables).times(2).throttle();
/// client.list_tables().send().await?;
/// assert_eq!(faults.calls().len(), 3); // two throttled attempts, one success
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Faults {
    inner: SharedHttpClient,
    shared: Arc<Shared>,
}

/// [`Faults`] without rules: an HTTP client that only records.
pub type Recorder = Faults;

#[derive(Debug, Default)]
struct Shared {
    plan: Mutex<Plan>,
    calls: Mutex<Vec<Call>>,
    in_flight: Arc<InFlight>,
}

/// A recorded request and its fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    request: RequestView,
    fault: Option<FaultKind>,
}

impl Call {
    /// Returns the request.
    #[must_use]
    pub fn request(&self) -> &RequestView {
        &self.request
    }

    /// Returns the request's operation, short for `request().operation()`.
    #[must_use]
    pub fn operation(&self) -> Operation {
        self.request.operation()
    }

    /// Returns the fault of the request, or `None` if it was passed on unchanged.
    #[must_use]
    pub fn fault(&self) -> Option<FaultKind> {
        self.fault
    }
}

impl Faults {
    /// Wraps `inner`. Without rules every request is passed on.
    #[must_use]
    pub fn over(inner: impl HttpClient + 'static) -> Self {
        Self { inner: SharedHttpClient::new(inner), shared: Arc::default() }
    }

    /// Starts a rule for the next request of `operation`.
    pub fn on(&self, operation: Operation) -> Rule<'_> {
        Rule::new(&self.shared.plan, Some(operation))
    }

    /// Starts a rule for the next request of any operation.
    pub fn on_any(&self) -> Rule<'_> {
        Rule::new(&self.shared.plan, None)
    }

    /// Injects faults by chance, with the given probabilities. The same `seed` gives the same faults.
    ///
    /// The fault of a request depends on the seed, on its operation and JSON (without `ClientRequestToken`) and on how
    /// often the same request was sent before. So concurrent tasks do not change each other's faults. One request has
    /// at most [`max_consecutive`](Probabilities::max_consecutive) faults in a row. Replaces an earlier schedule.
    pub fn random(&self, seed: u64, probabilities: Probabilities) {
        lock(&self.shared.plan).schedule = Some(Schedule::new(seed, probabilities));
    }

    /// Removes all rules and the random schedule. Requests in flight keep their faults.
    pub fn clear_rules(&self) {
        *lock(&self.shared.plan) = Plan::default();
    }

    /// Returns the requests so far in their order, retries included.
    ///
    /// [`clear_calls`](Self::clear_calls) removes them.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.shared.calls).clone()
    }

    /// Removes the recorded requests.
    pub fn clear_calls(&self) {
        lock(&self.shared.calls).clear();
    }

    /// Returns the number of requests in flight.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.shared.in_flight.now()
    }

    /// Returns the highest number of requests in flight at the same time, since the start or since
    /// [`reset_in_flight_max`](Self::reset_in_flight_max).
    #[must_use]
    pub fn in_flight_max(&self) -> usize {
        self.shared.in_flight.max()
    }

    /// Resets [`in_flight_max`](Self::in_flight_max) to the number of requests in flight now.
    pub fn reset_in_flight_max(&self) {
        self.shared.in_flight.reset();
    }

    async fn run(self, mut request: HttpRequest, inner: SharedHttpConnector) -> Result<HttpResponse, ConnectorError> {
        // The guard has a name, because `_` would drop it at once.
        let _in_flight = self.shared.in_flight.enter();
        let body = wire::peek(&mut request).await?;
        let view = RequestView::new(wire::operation_name(&request), &body);
        // The lock ends with the statement, so that no request waits for another one.
        let fault = lock(&self.shared.plan).choose(&view);
        let kind = fault.as_ref().map(|fault| fault.kind);
        // Recorded before the fault, so that a request that stalls or is canceled is recorded, too.
        lock(&self.shared.calls).push(Call { request: view.clone(), fault: kind });
        match fault {
            Some(fault) => perform::perform(fault.action, &view, request, &inner).await,
            None => inner.call(request).await,
        }
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Faults").field("inner", &self.inner).finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Connector {
    faults: Faults,
    inner: SharedHttpConnector,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.faults.clone().run(request, self.inner.clone()))
    }
}

impl HttpClient for Faults {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Connector { faults: self.clone(), inner })
    }

    // The default implementations would skip the checks of the client inside.
    fn validate_base_client_config(
        &self,
        components: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.inner.validate_base_client_config(components, config)
    }

    fn validate_final_config(&self, components: &RuntimeComponents, config: &ConfigBag) -> Result<(), BoxError> {
        self.inner.validate_final_config(components, config)
    }
}
