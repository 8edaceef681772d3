//! One request and its answer: attempts counted, errors given their place, a span around it.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use aws_sdk_dynamodb::Error as Modeled;
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::config::interceptors::{
    BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use super::capture::Capture;
use super::trace::Trace;
use crate::error::{BoxError, Error, Place, Sent};

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
    place: Place,
    watch: Watch,
}

impl Exchange {
    pub(crate) fn new(operation: Operation, place: Place) -> Self {
        let watch = Watch { counts: Arc::default(), trace: Trace::begin(operation, &place) };
        Self { operation, place, watch }
    }

    /// To be put into the request by `customize().interceptor(..)`.
    pub(crate) fn interceptor(&self) -> impl Intercept + 'static {
        self.watch.clone()
    }

    /// To be put into a request whose answer is read from its bytes, beside [`interceptor`](Self::interceptor).
    pub(crate) fn capture(&self) -> Capture {
        Capture::new(self.watch.trace.is_on())
    }

    /// Runs the request.
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
        let trace = self.watch.trace.clone();
        let answer = trace.around(request).await.map_err(|error| {
            let sent = Sent {
                attempts: self.watch.attempts(),
                unclear: self.watch.counts.unclear.load(Ordering::Relaxed),
                write: self.operation.writes,
            };
            Error::from_sdk(error, sent, &self.place)
        });
        trace.end(self.watch.attempts(), answer.as_ref().err());
        answer
    }
}

/// Counts the SDK's attempts of one request, remembers whether one before the last ended without a clear answer, and
/// tells the trace what goes by.
#[derive(Debug, Clone)]
struct Watch {
    counts: Arc<Counts>,
    trace: Trace,
}

#[derive(Debug, Default)]
struct Counts {
    attempts: AtomicU32,
    unclear: AtomicBool,
}

impl Watch {
    fn attempts(&self) -> u32 {
        self.counts.attempts.load(Ordering::Relaxed)
    }
}

impl Intercept for Watch {
    fn name(&self) -> &'static str {
        "dkmio::Watch"
    }

    fn read_before_execution(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.trace.request(context.input());
        Ok(())
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let before = self.counts.attempts.fetch_add(1, Ordering::Relaxed);
        if before > 0 {
            self.trace.retry(before + 1);
        }
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let failed = matches!(context.output_or_error(), Some(Err(_)));
        let answered = context.response().is_some_and(|response| response.status().as_u16() < 500);
        if failed && !(answered && context.response().is_some_and(|response| !response.status().is_success())) {
            self.counts.unclear.store(true, Ordering::Relaxed);
        }
        self.trace.attempt(context);
        Ok(())
    }
}
