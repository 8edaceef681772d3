//! Faults in front of an engine, real or embedded: what DynamoDB and the network do on a bad day.

mod batch;
mod flight;
mod frames;
mod kind;
mod perform;
mod random;
mod rule;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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

use self::flight::Flights;
use self::kind::Fault;
use self::random::Schedule;
use self::rule::{CONFLICT, THROTTLED, Which};
use crate::{Operation, RequestView, wire};

/// An HTTP client that records every request and makes some of them go wrong.
///
/// It wraps any other [`HttpClient`]: an [`Engine`](crate::Engine), or a client of a server that checks no signatures
/// (part of a batch is another body than the one that was signed). Clones share rules and records, so one goes into the
/// SDK's configuration and one stays with the test. Of several rules that fit a request the first one added counts, and
/// rules come before the [random schedule](Self::random). Instances can be put one over the other.
///
/// Waits are tokio's, so that they follow `tokio::time::pause`.
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
/// assert_eq!(faults.calls().len(), 3); // two attempts throttled, one answered
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
    flights: Arc<Flights>,
}

#[derive(Debug, Default)]
struct Plan {
    rules: Vec<(Which, Fault)>,
    schedule: Option<Schedule>,
}

impl Plan {
    fn choose(&mut self, request: &RequestView) -> Option<Fault> {
        let fits =
            |(which, fault): &mut (Which, Fault)| (fault.fits(request) && which.take(request)).then(|| fault.clone());
        let fault = self.rules.iter_mut().find_map(fits);
        fault.or_else(|| self.schedule.as_mut()?.choose(request))
    }
}

/// A request that was made, and what happened to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    request: RequestView,
    fault: Option<FaultKind>,
}

impl Call {
    /// What was asked.
    #[must_use]
    pub fn request(&self) -> &RequestView {
        &self.request
    }

    /// The operation asked for, short for `request().operation()`.
    #[must_use]
    pub fn operation(&self) -> Operation {
        self.request.operation()
    }

    /// What befell the request; nothing when it was passed on as it was.
    #[must_use]
    pub fn fault(&self) -> Option<FaultKind> {
        self.fault
    }
}

impl Faults {
    /// Passes everything on to `inner`, until there are rules.
    #[must_use]
    pub fn over(inner: impl HttpClient + 'static) -> Self {
        Self { inner: SharedHttpClient::new(inner), shared: Arc::default() }
    }

    /// A rule for the next request of `operation`.
    pub fn on(&self, operation: Operation) -> Rule<'_> {
        Rule::new(self, Some(operation))
    }

    /// A rule for the next request of any operation.
    pub fn on_any(&self) -> Rule<'_> {
        Rule::new(self, None)
    }

    /// Faults by chance, in the proportions given and always the same ones for the same `seed`.
    ///
    /// What happens to a request depends on the seed, on its operation and JSON (save `ClientRequestToken`) and on how
    /// often the same has been sent since, so that tasks at work at the same time do not disturb one another's faults.
    /// The same request has at most [`most_in_a_row`](Probabilities::most_in_a_row) of them in a row. Replaces a schedule
    /// that was there.
    pub fn random(&self, seed: u64, probabilities: Probabilities) {
        lock(&self.shared.plan).schedule = Some(Schedule::new(seed, probabilities));
    }

    /// Ends all rules and the random schedule; what is on its way stays as it is.
    pub fn clear_rules(&self) {
        *lock(&self.shared.plan) = Plan::default();
    }

    /// The requests so far, in the order in which they were made, retries included.
    ///
    /// They are kept until [`clear_calls`](Self::clear_calls).
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.shared.calls).clone()
    }

    /// Forgets the requests so far.
    pub fn clear_calls(&self) {
        lock(&self.shared.calls).clear();
    }

    /// How many requests wait for their answer now.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.shared.flights.now()
    }

    /// How many requests have waited for their answers at the same time at most, since the beginning or since
    /// [`reset_in_flight_max`](Self::reset_in_flight_max).
    #[must_use]
    pub fn in_flight_max(&self) -> usize {
        self.shared.flights.max()
    }

    /// Takes [`in_flight_max`](Self::in_flight_max) back to the number of requests in flight now.
    pub fn reset_in_flight_max(&self) {
        self.shared.flights.reset();
    }

    fn add(&self, which: Which, fault: Fault) {
        lock(&self.shared.plan).rules.push((which, fault));
    }

    async fn run(self, mut request: HttpRequest, inner: SharedHttpConnector) -> Result<HttpResponse, ConnectorError> {
        let _in_flight = self.shared.flights.enter();
        let body = wire::peek(&mut request).await?;
        let view = RequestView::new(wire::operation_name(&request), &body);
        let fault = lock(&self.shared.plan).choose(&view);
        let kind = fault.as_ref().map(|fault| fault.kind);
        lock(&self.shared.calls).push(Call { request: view.clone(), fault: kind });
        match fault {
            Some(fault) => perform::perform(fault.action, &view, request, &inner).await,
            None => inner.call(request).await,
        }
    }
}

/// What a panicking test leaves behind is still in order: nothing here panics between two changes.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
