//! The bytes of an answer, taken before the SDK parses them.
//!
//! The SDK's parser makes maps of every item, and most of the time of reading a page goes there. Here an answer's body is kept
//! as it came, and the SDK is given an empty one in its place. Answers that are errors are the SDK's alone.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_smithy_types::body::SdkBody;
use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame};

use crate::error::BoxError;

/// Keeps the bytes of a successful answer, and the id of its request.
///
/// A client that is mocked may give an output without any bytes; then nothing is kept and the output is complete.
#[derive(Debug, Clone, Default)]
pub(super) struct Capture(Arc<Mutex<Option<Kept>>>);

/// What was kept of an answer.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) body: Bytes,
    pub(super) request_id: Option<Arc<str>>,
}

impl Capture {
    /// What was kept.
    pub(super) fn take(&self) -> Option<Kept> {
        self.0.lock().ok()?.take()
    }

    /// What was kept, which stays.
    pub(super) fn peek(&self) -> Option<Kept> {
        self.0.lock().ok()?.clone()
    }

    /// Has the body kept when the SDK reads it.
    pub(super) fn put_into(&self, response: &mut HttpResponse) {
        if response.status().is_success() {
            let headers = response.headers();
            let request_id = headers.get("x-amzn-requestid").or_else(|| headers.get("x-amz-request-id")).map(Arc::from);
            let body = std::mem::replace(response.body_mut(), SdkBody::taken());
            *response.body_mut() = SdkBody::from_body_1_x(Drained::new(body, request_id, self.clone()));
        }
    }

    fn keep(&self, kept: Kept) {
        if let Ok(mut slot) = self.0.lock() {
            *slot = Some(kept);
        }
    }
}

/// A body that is read to its end and kept, and that then turns out to be the short one for the SDK.
struct Drained {
    body: SdkBody,
    /// The first frame; most answers have no other.
    first: Bytes,
    all: BytesMut,
    done: bool,
    request_id: Option<Arc<str>>,
    capture: Capture,
}

impl Drained {
    fn new(body: SdkBody, request_id: Option<Arc<str>>, capture: Capture) -> Self {
        Self { body, first: Bytes::new(), all: BytesMut::new(), done: false, request_id, capture }
    }

    fn push(&mut self, frame: Bytes) {
        if self.first.is_empty() {
            self.first = frame;
            return;
        }
        if self.all.is_empty() {
            self.all.reserve((self.first.len() + frame.len()) * 2);
            self.all.extend_from_slice(&self.first);
        }
        self.all.extend_from_slice(&frame);
    }

    fn whole(&mut self) -> Bytes {
        if self.all.is_empty() { std::mem::take(&mut self.first) } else { std::mem::take(&mut self.all).freeze() }
    }
}

impl Body for Drained {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        while !self.done {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.push(data);
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {
                    self.done = true;
                    let whole = self.whole();
                    let request_id = self.request_id.take();
                    self.capture.keep(Kept { body: whole, request_id });
                    return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"{}")))));
                }
            }
        }
        Poll::Ready(None)
    }
}
