//! One request and its response. Counts attempts, adds context to errors and opens a span.

use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration;

use aws_sdk_dynamodb::Error as Modeled;
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::config::{self, SharedInterceptor};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::ConsumedCapacity;
#[cfg(feature = "express")]
use aws_smithy_runtime_api::client::interceptors::context::Output;
use aws_smithy_runtime_api::client::retries::classifiers::SharedRetryClassifier;

use super::DynamoDb;
use super::attempts::Attempts;
use super::body_tap::BodyTap;
#[cfg(feature = "express")]
use super::body_tap::CapturedBody;
#[cfg(feature = "express")]
use super::express::{ExpressInput, PerRequest, Prepared, RequestState};
use super::interceptor::RequestInterceptor;
use super::operation::Operation;
use super::path::{Path, PathTaken};
use super::request_body::RequestBody;
use super::response::{ItemOutput, Response};
use super::sdk_operation::{OperationRequest, SdkOperation};
use super::throttling::ThrottlingLeftToCaller;
use super::time_limits::TimeLimits;
use super::trace::Trace;
#[cfg(feature = "express")]
use crate::codec::json::ObjectWriter;
use crate::error::{Error, ErrorContext, ErrorKind, Sent};

type OutputOf<R> = <<R as OperationRequest>::Operation as SdkOperation>::Output;
type ErrorOf<R> = <<R as OperationRequest>::Operation as SdkOperation>::Error;

/// One request of an operation. Clones are resends of the same request: their attempts are counted together.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    operation: Operation,
    context: ErrorContext,
    attempts: Attempts,
    trace: Trace,
    limits: TimeLimits,
    is_throttling_left_to_caller: bool,
    path: PathTaken,
}

impl Exchange {
    pub(crate) fn new(operation: Operation, context: ErrorContext) -> Self {
        let trace = Trace::begin(operation, &context);
        Self {
            operation,
            context,
            attempts: Attempts::default(),
            trace,
            limits: TimeLimits::default(),
            is_throttling_left_to_caller: false,
            path: PathTaken::default(),
        }
    }

    /// Makes the SDK return a throttled request instead of retrying it, for a caller that resends it itself. In the
    /// adaptive retry mode of the client the SDK still retries.
    pub(crate) fn with_throttling_left_to_caller(mut self, db: &DynamoDb) -> Self {
        self.is_throttling_left_to_caller = db.can_leave_throttling_to_caller();
        self
    }

    /// Limits the time of the request with all retries, and the time in which retries are made, both from now on.
    pub(crate) fn with_time_limits(mut self, timeout: Option<Duration>, retry_timeout: Option<Duration>) -> Self {
        self.limits = TimeLimits::starting_now(timeout, retry_timeout);
        self
    }

    /// Returns the table and index of the request, for errors.
    pub(crate) fn context(&self) -> &ErrorContext {
        &self.context
    }

    pub(crate) fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    /// Sends a request of an operation that returns items, and returns its response as text.
    ///
    /// # Errors
    /// Returns an error if the request is rejected by the service or cannot be delivered, with its context and its
    /// attempts, and if an item cannot be read back from its text.
    pub(crate) async fn send_request<R: OperationRequest>(&self, db: &DynamoDb, request: &R) -> Result<Response, Error>
    where
        OutputOf<R>: ItemOutput,
        Modeled: From<SdkError<ErrorOf<R>, HttpResponse>>,
    {
        self.trace.note(|facts| request.note(facts));
        let response = match db.path::<R::Operation>(&self.path) {
            // Not boxed: the future has several KB, and moving it into a box would cost more than all else that dkmio does here.
            #[cfg(feature = "express")]
            Path::Express(prepared) => {
                let output = self.send_express(prepared, request).await;
                output.and_then(|output| self.express_response(output))
            }
            // Boxed, because a future that awaits one of two needs room for both, and this one is rare.
            path => {
                let tap = BodyTap::capturing();
                let output = Box::pin(self.send_by_client(db, &path, request, tap.clone())).await;
                output.and_then(|output| self.response(&tap, &output))
            }
        };
        // Counts and capacity are read here rather than by the caller, so that the span has them even if no item is
        // decoded.
        if let Ok(response) = &response {
            self.trace.response(response);
        }
        self.trace.end(self.attempts.count(), response.as_ref().err());
        response
    }

    /// Sends a request whose response the SDK reads.
    ///
    /// # Errors
    /// Returns an error in the cases of [`send_request`](Self::send_request).
    pub(crate) async fn send_request_plain<R: OperationRequest>(
        &self,
        db: &DynamoDb,
        request: &R,
    ) -> Result<OutputOf<R>, Error>
    where
        Modeled: From<SdkError<ErrorOf<R>, HttpResponse>>,
    {
        self.trace.note(|facts| request.note(facts));
        let output = match db.path::<R::Operation>(&self.path) {
            #[cfg(feature = "express")]
            Path::Express(prepared) => {
                let output = self.send_express(prepared, request).await;
                output.and_then(|output| output.downcast().map_err(|_| self.unreadable(not_kept())))
            }
            // Boxed as in `send_request`.
            path => Box::pin(self.send_by_client(db, &path, request, BodyTap::limiting())).await,
        };
        self.trace.end(self.attempts.count(), output.as_ref().err());
        output
    }

    /// Sends a request through the generated client.
    async fn send_by_client<R: OperationRequest>(
        &self,
        db: &DynamoDb,
        path: &Path<'_>,
        request: &R,
        tap: BodyTap,
    ) -> Result<OutputOf<R>, Error>
    where
        Modeled: From<SdkError<ErrorOf<R>, HttpResponse>>,
    {
        let mut body = RequestBody::new(matches!(path, Path::Ordinary));
        let fluent = request.fluent(db.client(), &mut body).map_err(|error| error.with_context(&self.context))?;
        let interceptor = RequestInterceptor {
            #[cfg(feature = "express")]
            capture: db.capture::<R::Operation>(path, self.limits),
            ..self.interceptor(body, tap)
        };
        self.run(pin!(R::Operation::send(fluent, self.config_override::<ErrorOf<R>>(interceptor)))).await
    }

    /// Sends a request on the orchestrator of the SDK.
    #[cfg(feature = "express")]
    async fn send_express<R: OperationRequest>(&self, prepared: &Prepared, request: &R) -> Result<Output, Error>
    where
        Modeled: From<SdkError<ErrorOf<R>, HttpResponse>>,
    {
        let mut body = ObjectWriter::with_capacity(request.estimated_len());
        request.write_json(&mut body).map_err(|error| Error::from(error).with_context(&self.context))?;
        let state = RequestState { attempts: self.attempts.clone(), trace: self.trace.clone() };
        let input = ExpressInput { body: body.finish(), tables: request.tables(), state };
        let own = PerRequest::new(self.limits.timeouts(), self.classifiers::<ErrorOf<R>>());
        self.run(pin!(prepared.send::<R::Operation>(input, own))).await
    }

    #[cfg(feature = "express")]
    fn express_response(&self, output: Output) -> Result<Response, Error> {
        let response = match output.downcast::<CapturedBody>() {
            Ok(captured) => Response::captured(captured, self.attempts.clone()),
            Err(_) => Err(not_kept()),
        };
        response.map_err(|error| self.unreadable(error))
    }

    /// Sends a request of an operation on tables through the generated client. The SDK reads its response.
    ///
    /// `request` sends the SDK's request with the configuration it is given, by `customize().config_override(..)`.
    ///
    /// # Errors
    /// Returns an error if the request is rejected by the service or cannot be delivered, with its context and its
    /// attempts.
    pub(crate) async fn send_plain<O, E, F>(&self, request: impl FnOnce(config::Builder) -> F) -> Result<O, Error>
    where
        E: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static,
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        Modeled: From<SdkError<E, HttpResponse>>,
    {
        let interceptor = self.interceptor(RequestBody::default(), BodyTap::limiting());
        let output = self.run(pin!(request(self.config_override::<E>(interceptor)))).await;
        self.trace.end(self.attempts.count(), output.as_ref().err());
        output
    }

    /// Sends a request to DynamoDB Streams, through its own SDK client.
    ///
    /// `request` is as in [`send_plain`](Self::send_plain).
    ///
    /// # Errors
    /// Returns an error in the cases of [`send_plain`](Self::send_plain).
    #[cfg(feature = "streams")]
    pub(crate) async fn send_to_streams<O, E, F>(
        &self,
        request: impl FnOnce(aws_sdk_dynamodbstreams::config::Builder) -> F,
    ) -> Result<O, Error>
    where
        E: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static,
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    {
        let interceptor = self.interceptor(RequestBody::default(), BodyTap::limiting());
        let mut config = aws_sdk_dynamodbstreams::config::Builder::default();
        config.push_interceptor(SharedInterceptor::permanent(interceptor));
        let output = self.trace.around(pin!(request(config))).await;
        let output = output.map_err(|error| Error::from_streams_sdk(&error, self.sent(), &self.context));
        self.trace.end(self.attempts.count(), output.as_ref().err());
        output
    }

    /// Records in the trace what a response that the SDK has read says about consumed capacity.
    pub(crate) fn trace_consumed(&self, consumed: &[ConsumedCapacity]) {
        self.trace.consumed(consumed);
    }

    /// Returns the configuration through which dkmio takes part in the request.
    ///
    /// An override changes only what it sets: retries and everything else stay those of the client. There is one
    /// interceptor, and it is permanent, because the SDK asks at each of its nineteen steps whether any other
    /// interceptor has been disabled.
    fn config_override<E>(&self, interceptor: RequestInterceptor) -> config::Builder
    where
        E: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static,
    {
        let mut config = config::Builder::default();
        if let Some(timeouts) = self.limits.timeouts() {
            config.set_timeout_config(Some(timeouts));
        }
        self.classifiers::<E>().for_each(|classifier| _ = config.push_retry_classifier(classifier));
        config.push_interceptor(SharedInterceptor::permanent(interceptor));
        config
    }

    fn interceptor(&self, body: RequestBody, tap: BodyTap) -> RequestInterceptor {
        RequestInterceptor {
            attempts: self.attempts.clone(),
            trace: self.trace.clone(),
            body,
            tap,
            #[cfg(feature = "express")]
            capture: None,
        }
    }

    /// Returns the retry classifiers of the request itself.
    fn classifiers<E>(&self) -> impl Iterator<Item = SharedRetryClassifier>
    where
        E: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static,
    {
        let throttling = self.is_throttling_left_to_caller.then(ThrottlingLeftToCaller::<E>::new);
        self.limits.classifier().into_iter().chain(throttling.map(SharedRetryClassifier::new))
    }

    /// Runs a request of the SDK.
    ///
    /// The caller pins it, so that only a pointer moves on. An async function stores a future that it is given twice, as
    /// its argument and while it awaits it, and the SDK's futures have several KB.
    async fn run<O, E>(
        &self,
        request: Pin<&mut impl Future<Output = Result<O, SdkError<E, HttpResponse>>>>,
    ) -> Result<O, Error>
    where
        E: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static,
        Modeled: From<SdkError<E, HttpResponse>>,
    {
        // The SDK starts an attempt before it checks the time-out. So it would send a write and report a time-out at once.
        if self.limits.have_ended() {
            return Err(self.without_time());
        }
        let output = self.trace.around(request).await;
        output.map_err(|error| Error::from_sdk(error, self.sent(), &self.context))
    }

    /// Returns the error of a request that is not sent because its time is over.
    #[cold]
    fn without_time(&self) -> Error {
        let message = "no time is left to send the request";
        let error = Error::new(ErrorKind::Timeout).with_message(message).with_context(&self.context);
        // An attempt before this one may have been carried out.
        let is_unknown = self.operation.is_write && self.attempts.is_outcome_unknown();
        if is_unknown { error.with_maybe_applied() } else { error }
    }

    fn sent(&self) -> Sent {
        Sent {
            attempts: self.attempts.count(),
            outcome_unknown: self.attempts.is_outcome_unknown(),
            is_write: self.operation.is_write,
            host: self.attempts.host(),
        }
    }

    fn response(&self, tap: &BodyTap, output: &impl ItemOutput) -> Result<Response, Error> {
        let response = match tap.take() {
            Some(captured) => Response::captured(captured, self.attempts.clone()),
            // A mocked client returned an output that never was bytes.
            None => Response::from_output(output, self.attempts.clone()),
        };
        response.map_err(|error| self.unreadable(error))
    }

    /// Completes the error of a success that cannot be read. A write has still happened, so it may have been applied.
    fn unreadable(&self, error: Error) -> Error {
        let error = error.with_context(&self.context);
        if self.operation.is_write { error.with_maybe_applied() } else { error }
    }
}

/// Returns the error for an output of the orchestrator that does not have the type of the operation.
#[cfg(feature = "express")]
fn not_kept() -> Error {
    Error::new(ErrorKind::Decode).with_message("the response was not kept")
}
