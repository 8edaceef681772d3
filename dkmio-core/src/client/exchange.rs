//! One request and its answer: attempts counted, errors given their place, a span around it.

use std::future::Future;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use aws_sdk_dynamodb::Error as Modeled;
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeSerializationInterceptorContextRef,
    BeforeTransmitInterceptorContextMut, BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{self, ConfigBag, Intercept, RuntimeComponents, SharedInterceptor};
use aws_sdk_dynamodb::error::{ConnectorError, ProvideErrorMetadata, SdkError};

use aws_smithy_types::endpoint::Endpoint;

use super::endpoint;
use super::trace::Trace;
use crate::client::body_tap::Capture;
use crate::client::request_body::Filling;
use crate::client::response::Body;
use crate::error::{BoxError, Error, ErrorContext, Sent};

/// A DynamoDB operation, by its name in the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) writes: bool,
}

impl Operation {
    pub(crate) const fn read(name: &'static str) -> Self {
        Self { name, writes: false }
    }

    pub(crate) const fn write(name: &'static str) -> Self {
        Self { name, writes: true }
    }
}

/// One request of an operation on a table.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    operation: Operation,
    place: ErrorContext,
    watch: Watch,
}

impl Exchange {
    pub(crate) fn new(operation: Operation, place: ErrorContext) -> Self {
        Self::of(operation, place, None)
    }

    /// An exchange whose answer is read from its bytes.
    pub(crate) fn capturing(operation: Operation, place: ErrorContext) -> Self {
        Self::of(operation, place, Some(Capture::default()))
    }

    fn of(operation: Operation, place: ErrorContext, capture: Option<Capture>) -> Self {
        let trace = Trace::begin(operation, &place);
        Self { operation, place, watch: Watch(Arc::new(Watched { counts: Counts::default(), trace, capture })) }
    }

    /// To be put into the request by `customize().config_override(..)`.
    ///
    /// All of it is one interceptor, and one that cannot be disabled: the SDK asks at each of its nineteen steps whether each
    /// other one has been.
    pub(crate) fn hooks(&self) -> config::Builder {
        self.hooks_filling(None)
    }

    /// As [`hooks`](Self::hooks), for a request with gaps to be filled.
    pub(crate) fn hooks_filling(&self, filling: Option<Filling>) -> config::Builder {
        let mut hooks = config::Builder::default();
        hooks.push_interceptor(SharedInterceptor::permanent(Hooks { watch: self.watch.clone(), filling }));
        hooks
    }

    /// Where the request goes.
    pub(crate) fn place(&self) -> &ErrorContext {
        &self.place
    }

    /// The service has said that no attempt so far was carried out.
    pub(crate) fn forget_unclear(&self) {
        self.watch.0.counts.unclear.store(false, Ordering::Relaxed);
        self.watch.0.counts.open.store(false, Ordering::Relaxed);
    }

    /// Runs the request. Attempts of earlier runs by clones of this exchange count, too.
    ///
    /// # Errors
    /// Whatever the SDK or the service says, with its place and its attempts.
    pub(crate) async fn run<O, E>(
        self,
        request: impl Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    ) -> Result<O, Error>
    where
        E: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static,
        Modeled: From<SdkError<E, HttpResponse>>,
    {
        let trace = self.watch.0.trace.clone();
        let answer = trace.around(request).await.map_err(|error| {
            let sent = Sent {
                attempts: self.watch.attempts(),
                outcome_unknown: self.watch.unclear(),
                is_write: self.operation.writes,
                host: self.watch.0.counts.host.get().cloned(),
            };
            Error::from_sdk(error, sent, &self.place)
        });
        trace.end(self.operation, &self.place, self.watch.attempts(), answer.as_ref().err());
        answer
    }

    /// As [`run`](Self::run), and the bytes of the answer; none where a client that is mocked gave an output without any, which is
    /// complete then.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub(crate) async fn run_capturing<O, E>(
        self,
        request: impl Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    ) -> Result<(O, Option<Body>), Error>
    where
        E: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static,
        Modeled: From<SdkError<E, HttpResponse>>,
    {
        let watch = self.watch.clone();
        let output = self.run(request).await?;
        let kept = watch.0.capture.as_ref().and_then(Capture::take);
        Ok((output, kept.map(|kept| Body::new(kept.body, kept.request_id, watch))))
    }

    /// As [`run`](Self::run), and whether an attempt before the one that was answered ended without a clear answer: a write
    /// that the answer says did not happen may then have happened.
    pub(crate) async fn run_noting<O, E>(
        self,
        request: impl Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    ) -> Result<(O, bool), Error>
    where
        E: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static,
        Modeled: From<SdkError<E, HttpResponse>>,
    {
        let watch = self.watch.clone();
        let output = self.run(request).await?;
        Ok((output, watch.0.counts.unclear.load(Ordering::Relaxed)))
    }
}

/// Counts the attempts of one request, remembers whether one of them may have been carried out unseen, tells the trace
/// what goes by, and takes the bytes of the answer where they are wanted.
#[derive(Debug, Clone)]
pub(super) struct Watch(Arc<Watched>);

#[derive(Debug)]
struct Watched {
    counts: Counts,
    trace: Trace,
    capture: Option<Capture>,
}

#[derive(Debug, Default)]
struct Counts {
    attempts: AtomicU32,
    /// An attempt is on its way. One that is given up stays so: what becomes of it is not known.
    open: AtomicBool,
    unclear: AtomicBool,
    /// Where the first attempt went that failed without a response.
    host: OnceLock<Arc<str>>,
}

impl Watch {
    pub(super) fn attempts(&self) -> u32 {
        self.0.counts.attempts.load(Ordering::Relaxed)
    }

    fn unclear(&self) -> bool {
        self.0.counts.unclear.load(Ordering::Relaxed) || self.0.counts.open.load(Ordering::Relaxed)
    }
}

/// All that dkmio does in a request of the SDK.
#[derive(Debug)]
struct Hooks {
    watch: Watch,
    filling: Option<Filling>,
}

impl Intercept for Hooks {
    fn name(&self) -> &'static str {
        "dkmio::Hooks"
    }

    fn read_before_execution(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.watch.0.trace.request(context.input());
        Ok(())
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.watch.0.trace.transmit(config);
        let before = self.watch.0.counts.attempts.fetch_add(1, Ordering::Relaxed);
        if before > 0 {
            self.watch.0.trace.retry(before + 1);
        }
        if self.watch.0.counts.open.swap(true, Ordering::Relaxed) {
            self.watch.0.counts.unclear.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(filling) = &self.filling {
            filling.put_into(context.request_mut())?;
        }
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(capture) = &self.watch.0.capture {
            capture.put_into(context.response_mut());
        }
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(Err(error)) = context.output_or_error()
            && !error.is_operation_error()
            && let Some(host) = config.load::<Endpoint>().and_then(|endpoint| endpoint::host(endpoint.url()))
        {
            // A second failure of the same request went to the same host.
            let _ = self.watch.0.counts.host.set(host.into());
        }
        let was_open = self.watch.0.counts.open.swap(false, Ordering::Relaxed);
        if was_open && may_be_carried_out(context) {
            self.watch.0.counts.unclear.store(true, Ordering::Relaxed);
        }
        let kept =
            if self.watch.0.trace.is_on() { self.watch.0.capture.as_ref().and_then(Capture::peek) } else { None };
        self.watch.0.trace.attempt(context, kept.as_ref().map(|kept| &*kept.body));
        Ok(())
    }
}

/// Whether the service may have carried out a request whose attempt failed: unless it refused it (4xx) or never got it.
fn may_be_carried_out(context: &FinalizerInterceptorContextRef<'_>) -> bool {
    let Some(Err(error)) = context.output_or_error() else { return false };
    match context.response() {
        Some(response) => response.status().is_success() || response.status().as_u16() >= 500,
        None => !error.as_connector_error().is_some_and(never_sent),
    }
}

/// Whether nothing can have reached the service: the HTTP client refused the request, or nobody listens there.
fn never_sent(error: &ConnectorError) -> bool {
    let first: &(dyn std::error::Error + 'static) = error;
    let refused = |error: &(dyn std::error::Error + 'static)| {
        let io = error.downcast_ref::<io::Error>();
        io.is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused)
    };
    error.is_user() || std::iter::successors(Some(first), |error| error.source()).any(refused)
}
