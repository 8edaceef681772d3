//! One request and its response: attempts counted, errors given their context, a span around it.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use aws_sdk_dynamodb::Error as Modeled;
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::config::{self, SharedInterceptor};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::ConsumedCapacity;

use super::attempts::Attempts;
use super::body_tap::BodyTap;
use super::interceptor::RequestInterceptor;
use super::operation::Operation;
use super::request_body::RequestBody;
use super::response::{ItemOutput, Response};
use super::time_limits::TimeLimits;
use super::trace::Trace;
use crate::error::{Error, ErrorContext, Sent};

/// One request of an operation. Clones are resends of the same request: their attempts are counted together.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    operation: Operation,
    context: ErrorContext,
    attempts: Attempts,
    trace: Trace,
    limits: TimeLimits,
}

impl Exchange {
    pub(crate) fn new(operation: Operation, context: ErrorContext) -> Self {
        let trace = Trace::begin(operation, &context);
        Self { operation, context, attempts: Attempts::default(), trace, limits: TimeLimits::default() }
    }

    /// Limits the time of the request with all retries, and the time in which retries are made, both from now on.
    pub(crate) fn with_time_limits(mut self, timeout: Option<Duration>, retry_timeout: Option<Duration>) -> Self {
        self.limits = TimeLimits::starting_now(timeout, retry_timeout);
        self
    }

    /// Where the request goes.
    pub(crate) fn context(&self) -> &ErrorContext {
        &self.context
    }

    pub(crate) fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    /// Sends a request of an operation that returns items, and returns its response as text.
    ///
    /// `request` sends the SDK's request with the configuration it is given, by `customize().config_override(..)`.
    ///
    /// # Errors
    /// Returns an error if the request is rejected by the service or cannot be delivered, with its context and its
    /// attempts.
    pub(crate) async fn send<O, E, F>(
        &self,
        body: RequestBody,
        request: impl FnOnce(config::Builder) -> F,
    ) -> Result<Response, Error>
    where
        O: ItemOutput,
        E: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static,
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        Modeled: From<SdkError<E, HttpResponse>>,
    {
        let tap = BodyTap::capturing();
        let sent = self.run(request(self.config_override(body, tap.clone()))).await;
        let response = sent.and_then(|output| self.response(&tap, &output));
        if let Ok(response) = &response {
            self.trace.response(response.bytes());
        }
        self.trace.end(self.operation, &self.context, self.attempts.count(), response.as_ref().err());
        response
    }

    /// Sends a request of an operation that returns no items. The SDK reads its response.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub(crate) async fn send_plain<O, E, F>(
        &self,
        body: RequestBody,
        request: impl FnOnce(config::Builder) -> F,
    ) -> Result<O, Error>
    where
        E: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static,
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        Modeled: From<SdkError<E, HttpResponse>>,
    {
        let output = self.run(request(self.config_override(body, BodyTap::limiting()))).await;
        self.trace.end(self.operation, &self.context, self.attempts.count(), output.as_ref().err());
        output
    }

    /// Records in the trace what a response that the SDK has read says about consumed capacity.
    pub(crate) fn trace_consumed(&self, consumed: &[ConsumedCapacity]) {
        self.trace.consumed(consumed);
    }

    /// The configuration through which dkmio takes part in the request.
    ///
    /// An override sets nothing but what is in it: retries and everything else stay those of the client. All
    /// of dkmio's part is one interceptor, and a permanent one: at each of its nineteen steps the SDK asks of every
    /// other interceptor whether it has been disabled.
    fn config_override(&self, body: RequestBody, tap: BodyTap) -> config::Builder {
        let (attempts, trace) = (self.attempts.clone(), self.trace.clone());
        let mut config = config::Builder::default();
        self.limits.apply(&mut config);
        config.push_interceptor(SharedInterceptor::permanent(RequestInterceptor { attempts, trace, body, tap }));
        config
    }

    async fn run<O, E>(&self, request: impl Future<Output = Result<O, SdkError<E, HttpResponse>>>) -> Result<O, Error>
    where
        E: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static,
        Modeled: From<SdkError<E, HttpResponse>>,
    {
        // Pinned here, so that only a pointer moves on: an async function keeps a future it is given twice, as its
        // argument and while it awaits it, and the SDK's futures hold all parameters of their request.
        let output = self.trace.around(pin!(request)).await;
        output.map_err(|error| {
            let sent = Sent {
                attempts: self.attempts.count(),
                outcome_unknown: self.attempts.is_outcome_unknown(),
                is_write: self.operation.is_write,
                host: self.attempts.host(),
            };
            Error::from_sdk(error, sent, &self.context)
        })
    }

    fn response(&self, tap: &BodyTap, output: &impl ItemOutput) -> Result<Response, Error> {
        let response = match tap.take() {
            Some(captured) => Response::captured(captured, self.attempts.clone()),
            None => Response::from_output(output, self.attempts.clone()),
        };
        response.map_err(|error| {
            let error = error.with_context(&self.context);
            // A success that cannot be read is still a success: the write has happened.
            if self.operation.is_write { error.with_maybe_applied() } else { error }
        })
    }
}
