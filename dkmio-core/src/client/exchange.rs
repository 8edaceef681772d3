//! One request and its answer: attempts counted, errors given their place, a span around it.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use aws_sdk_dynamodb::Error as Modeled;
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::config::interceptors::{
    BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

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
    attempts: Attempts,
}

impl Exchange {
    pub(crate) fn new(operation: Operation, place: Place) -> Self {
        Self { operation, place, attempts: Attempts::default() }
    }

    /// To be put into the request by `customize().interceptor(..)`.
    pub(crate) fn interceptor(&self) -> impl Intercept + 'static {
        self.attempts.clone()
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
        request.await.map_err(|error| {
            let sent = Sent {
                attempts: self.attempts.count(),
                unclear: self.attempts.unclear(),
                write: self.operation.writes,
            };
            Error::from_sdk(error, sent, &self.place)
        })
    }
}

/// Counts the SDK's attempts of one request, and remembers whether one before the last ended without a clear answer.
#[derive(Debug, Clone, Default)]
struct Attempts(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    attempts: AtomicU32,
    unclear: AtomicBool,
}

impl Attempts {
    fn count(&self) -> u32 {
        self.0.attempts.load(Ordering::Relaxed)
    }

    fn unclear(&self) -> bool {
        self.0.unclear.load(Ordering::Relaxed)
    }
}

impl Intercept for Attempts {
    fn name(&self) -> &'static str {
        "dkmio::Attempts"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.attempts.fetch_add(1, Ordering::Relaxed);
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
            self.0.unclear.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}
