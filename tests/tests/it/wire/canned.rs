//! An HTTP client in memory. A test says in which pieces a response arrives, when, and whether to its end.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::{Builder, HttpClient, RuntimeComponents};
use aws_smithy_async::time::TimeSource;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use dkmio::DynamoDb;
use dkmio_embedded::config_over;
use http_body::{Body, Frame};
use tokio::time::Sleep;

use super::reads::Read;

/// What comes next of a body.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// A frame, which may be empty.
    Data(Bytes),
    /// A frame of trailers.
    Trailers,
    /// A pause, by tokio's clock.
    Wait(Duration),
    /// No further byte, and no end.
    Stall,
    /// The connection breaks.
    Break,
}

/// One response.
#[derive(Debug, Clone)]
pub(super) struct Canned {
    status: u16,
    headers: Vec<(&'static str, String)>,
    steps: Vec<Step>,
}

impl Canned {
    /// A response with this body, which arrives at once.
    pub(super) fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self::in_steps([Step::Data(body.into())]).status(status)
    }

    /// A response with status 200 whose body arrives in these steps.
    pub(super) fn in_steps(steps: impl IntoIterator<Item = Step>) -> Self {
        let headers = vec![
            ("content-type", "application/x-amz-json-1.0".to_owned()),
            ("x-amzn-requestid", "THE-REQUEST".to_owned()),
        ];
        Self { status: 200, headers, steps: steps.into_iter().collect() }
    }

    /// A response with status 200, its body in frames of `size` bytes.
    pub(super) fn in_frames(body: &str, size: usize) -> Self {
        Self::in_steps(frames(body, size))
    }

    pub(super) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn response(self) -> HttpResponse {
        let steps = Steps { left: self.steps.into(), waiting: None };
        let mut response = HttpResponse::new(self.status.try_into().expect("status"), SdkBody::from_body_1_x(steps));
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// A body cut into frames.
pub(super) fn frames(body: &str, size: usize) -> Vec<Step> {
    body.as_bytes().chunks(size).map(|frame| Step::Data(Bytes::copy_from_slice(frame))).collect()
}

/// A body that arrives step by step.
struct Steps {
    left: VecDeque<Step>,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Body for Steps {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        loop {
            if let Some(sleep) = &mut self.waiting {
                ready!(sleep.as_mut().poll(context));
                self.waiting = None;
            }
            return match self.left.pop_front() {
                None => Poll::Ready(None),
                Some(Step::Data(bytes)) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(Step::Trailers) => Poll::Ready(Some(Ok(Frame::trailers(Default::default())))),
                Some(Step::Break) => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
                Some(Step::Stall) => {
                    self.left.push_front(Step::Stall);
                    Poll::Pending
                }
                Some(Step::Wait(time)) => {
                    self.waiting = Some(Box::pin(tokio::time::sleep(time)));
                    continue;
                }
            };
        }
    }
}

/// An HTTP client that returns these responses, and the last of them for all requests that follow.
#[derive(Clone)]
pub(super) struct CannedClient {
    responses: Arc<Vec<Canned>>,
    requests: Arc<AtomicUsize>,
}

impl CannedClient {
    pub(super) fn new(responses: impl IntoIterator<Item = Canned>) -> Self {
        Self { responses: Arc::new(responses.into_iter().collect()), requests: Arc::default() }
    }

    /// How many requests were sent.
    pub(super) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    pub(super) fn client(&self, change: impl FnOnce(Builder) -> Builder) -> Client {
        Client::from_conf(change(config_over(self.clone())).build())
    }

    pub(super) fn db(&self) -> DynamoDb {
        DynamoDb::from_client(self.client(|config| config))
    }
}

impl fmt::Debug for CannedClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CannedClient")
    }
}

impl HttpClient for CannedClient {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for CannedClient {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let number = self.requests.fetch_add(1, Ordering::SeqCst);
        let response = self.responses.get(number).or(self.responses.last()).expect("a response");
        HttpConnectorFuture::ready(Ok(response.clone().response()))
    }
}

/// The time of tokio's clock, so that what the SDK measures goes with what it waits.
#[derive(Debug, Clone)]
pub(crate) struct TokioTime(tokio::time::Instant);

impl TokioTime {
    pub(crate) fn now() -> Self {
        Self(tokio::time::Instant::now())
    }
}

impl TimeSource for TokioTime {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) + self.0.elapsed()
    }
}

/// How a read by dkmio ended: the number of items or the error, and how many requests it took.
pub(super) type Outcome = (Result<usize, dkmio::Error>, usize);

/// Reads by dkmio and by the SDK alone: both succeed or both fail, with the same items and as many requests.
pub(super) async fn as_the_sdk(read: Read, responses: &[Canned], change: impl Fn(Builder) -> Builder) -> Outcome {
    let (ours, theirs) = (CannedClient::new(responses.to_vec()), CannedClient::new(responses.to_vec()));
    let got = read.run(&DynamoDb::from_client(ours.client(&change))).await;
    let raw = read.raw(&theirs.client(&change)).await;
    match (&got, &raw) {
        (Ok(got), Ok(raw)) => {
            let got: Vec<_> = got.iter().map(|note| dkmio::Item::from_serialize(note).expect("item")).collect();
            assert_eq!(&got, raw, "{read:?}");
        }
        (Err(_), Err(_)) => {}
        _ => panic!("{read:?}: {got:?}, by the SDK {raw:?}"),
    }
    assert_eq!(ours.requests(), theirs.requests(), "{read:?}: {got:?}, by the SDK {raw:?}");
    (got.map(|notes| notes.len()), ours.requests())
}

/// As [`as_the_sdk`], with the client's configuration as it is.
pub(super) async fn plainly(read: Read, responses: &[Canned]) -> Outcome {
    as_the_sdk(read, responses, |config| config).await
}
