//! The body of a response, taken before the SDK parses it.
//!
//! The SDK's parser builds a map for every item, and most of the time of reading a page goes into that. Here the body
//! of a successful response is captured unread, and the SDK gets an empty object instead. The SDK itself reads
//! responses that are errors.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_smithy_types::body::SdkBody;
use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame};

use super::limits::MAX_RESPONSE_SIZE;
use crate::error::BoxError;

/// Takes the body of a successful response.
///
/// A mocked client may return an output without a body. Then nothing is captured.
#[derive(Debug, Clone)]
pub(super) struct BodyTap(Option<Captured>);

type Captured = Arc<Mutex<Option<CapturedBody>>>;

/// A response that was captured.
pub(super) struct CapturedBody {
    /// `None` if the body is larger than [`MAX_RESPONSE_SIZE`].
    pub(super) bytes: Option<Bytes>,
    pub(super) request_id: Option<Arc<str>>,
}

/// Omits the content: items must not end up in logs.
impl fmt::Debug for CapturedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CapturedBody").field("request_id", &self.request_id).finish_non_exhaustive()
    }
}

impl BodyTap {
    /// Captures successful responses. Every response is bounded.
    pub(super) fn capturing() -> Self {
        Self(Some(Arc::default()))
    }

    /// Captures no response. The SDK reads each of them, up to the bound.
    pub(super) fn limiting() -> Self {
        Self(None)
    }

    /// Returns the captured body, if there is one.
    pub(super) fn take(&self) -> Option<CapturedBody> {
        // Nothing can panic while it holds the lock, so the lock is never poisoned.
        self.0.as_ref()?.lock().ok()?.take()
    }

    /// Puts the tap between the response and the SDK, which then reads the body through it.
    pub(super) fn attach(&self, response: &mut HttpResponse) {
        // The body of an error goes to the SDK, which makes its typed errors from it.
        let captured = self.0.clone().filter(|_| response.status().is_success());
        let capture = captured.map(|captured| Capture { captured, request_id: request_id(response) });
        let body = std::mem::replace(response.body_mut(), SdkBody::taken());
        *response.body_mut() = SdkBody::from_body_1_x(TeeBody::new(body, capture));
    }
}

pub(super) fn request_id(response: &HttpResponse) -> Option<Arc<str>> {
    let headers = response.headers();
    // As in the SDK: DynamoDB sends the first header, and services like S3 the second one.
    headers.get("x-amzn-requestid").or_else(|| headers.get("x-amz-request-id")).map(Arc::from)
}

/// Where a captured body goes once it is complete.
struct Capture {
    captured: Captured,
    request_id: Option<Arc<str>>,
}

/// A body that counts the bytes that pass through it, and captures them if asked to. The SDK sees an empty object in
/// place of a captured body.
struct TeeBody {
    body: SdkBody,
    /// `None` if the SDK gets the body itself, or once the body is captured.
    capture: Option<Capture>,
    /// The first frame. Most responses have no other, and then nothing is copied.
    first: Bytes,
    all: BytesMut,
    size: usize,
    is_done: bool,
}

impl TeeBody {
    fn new(body: SdkBody, capture: Option<Capture>) -> Self {
        Self { body, capture, first: Bytes::new(), all: BytesMut::new(), size: 0, is_done: false }
    }

    fn push(&mut self, frame: Bytes) {
        // Most responses come in one frame, which is then kept as it is and never copied.
        if self.first.is_empty() {
            self.first = frame;
            return;
        }
        if self.all.is_empty() {
            // Twice as much as the two frames have, so that the third one does not copy them again.
            self.all.reserve((self.first.len() + frame.len()) * 2);
            self.all.extend_from_slice(&self.first);
        }
        self.all.extend_from_slice(&frame);
    }

    fn capture(&mut self, Capture { captured, request_id }: Capture) {
        let bytes = match self.size {
            // Captured without its bytes, so that the request ends in an error of its own and not as a response
            // without a body.
            size if size > MAX_RESPONSE_SIZE => None,
            _ if self.all.is_empty() => Some(std::mem::take(&mut self.first)),
            _ => Some(std::mem::take(&mut self.all).freeze()),
        };
        if let Ok(mut captured) = captured.lock() {
            *captured = Some(CapturedBody { bytes, request_id });
        }
    }
}

impl Body for TeeBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        while !self.is_done {
            let frame = match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => frame.into_data(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {
                    self.is_done = true;
                    break;
                }
            };
            match frame {
                Ok(data) => {
                    self.size = self.size.saturating_add(data.len());
                    // The rest of a body that is too large is not read. If the SDK reads it, the body ends here and
                    // cannot be parsed.
                    if self.size > MAX_RESPONSE_SIZE {
                        self.is_done = true;
                    } else if self.capture.is_none() {
                        return Poll::Ready(Some(Ok(Frame::data(data))));
                    } else {
                        self.push(data);
                    }
                }
                Err(trailers) if self.capture.is_none() => return Poll::Ready(Some(Ok(trailers))),
                // Trailers contain no part of the JSON.
                Err(_) => {}
            }
        }
        let Some(capture) = self.capture.take() else { return Poll::Ready(None) };
        self.capture(capture);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"{}")))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_id_is_read_under_either_name() {
        for (names, id) in [
            (&["x-amzn-requestid"][..], Some("1")),
            (&["x-amz-request-id"][..], Some("1")),
            (&["x-amz-request-id", "x-amzn-requestid"][..], Some("2")),
            (&["x-request-id"][..], None),
        ] {
            let mut response = HttpResponse::new(200_u16.try_into().unwrap(), SdkBody::empty());
            for (name, value) in names.iter().zip(["1", "2"]) {
                response.headers_mut().insert(*name, value);
            }
            assert_eq!(request_id(&response).as_deref(), id, "{names:?}");
        }
    }

    /// A body of these frames.
    struct Frames(std::vec::IntoIter<Frame<Bytes>>);

    impl Body for Frames {
        type Data = Bytes;
        type Error = BoxError;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
            Poll::Ready(self.0.next().map(Ok))
        }
    }

    fn data(size: usize) -> Frame<Bytes> {
        // Zeros, of which the system gives pages only once they are touched.
        Frame::data(vec![0; size].into())
    }

    /// The sizes of the frames that the SDK gets, in which a trailer counts as none, and the size of what was captured.
    fn through(tap: &BodyTap, status: u16, frames: Vec<Frame<Bytes>>) -> (Vec<Option<usize>>, Option<Option<usize>>) {
        let body = SdkBody::from_body_1_x(Frames(frames.into_iter()));
        let mut response = HttpResponse::new(status.try_into().unwrap(), body);
        tap.attach(&mut response);
        let mut body = response.into_body();
        let mut context = Context::from_waker(std::task::Waker::noop());
        let (mut sizes, mut ends) = (Vec::new(), 0);
        // Once more than to the end: a body that has ended stays so.
        while ends < 2 {
            match Pin::new(&mut body).poll_frame(&mut context) {
                Poll::Ready(Some(frame)) => sizes.push(frame.unwrap().data_ref().map(Bytes::len)),
                Poll::Ready(None) => ends += 1,
                Poll::Pending => unreachable!("all frames are there"),
            }
        }
        (sizes, tap.take().map(|captured| captured.bytes.map(|bytes| bytes.len())))
    }

    #[test]
    fn a_success_is_captured_up_to_the_largest_size_and_an_error_is_not() {
        let trailers = || Frame::trailers(Default::default());
        for (status, frames, sdk, captured) in [
            (200, vec![data(3)], vec![Some(2)], Some(Some(3))),
            (200, vec![data(3), data(4), data(5), trailers()], vec![Some(2)], Some(Some(12))),
            (200, vec![], vec![Some(2)], Some(Some(0))),
            (200, vec![data(MAX_RESPONSE_SIZE)], vec![Some(2)], Some(Some(MAX_RESPONSE_SIZE))),
            (200, vec![data(MAX_RESPONSE_SIZE + 1)], vec![Some(2)], Some(None)),
            (200, vec![data(1), data(MAX_RESPONSE_SIZE), data(9)], vec![Some(2)], Some(None)),
            (400, vec![data(3), data(4), trailers()], vec![Some(3), Some(4), None], None),
        ] {
            assert_eq!(through(&BodyTap::capturing(), status, frames), (sdk, captured));
        }
    }

    #[test]
    fn the_rest_of_a_body_that_is_too_large_is_not_read() {
        for tap in [BodyTap::capturing(), BodyTap::limiting()] {
            let frames = vec![data(MAX_RESPONSE_SIZE), data(1), data(2)];
            let mut body = TeeBody::new(SdkBody::from_body_1_x(Frames(frames.into_iter())), None);
            let captured = tap.0.clone();
            body.capture = captured.map(|captured| Capture { captured, request_id: None });
            let mut context = Context::from_waker(std::task::Waker::noop());
            while let Poll::Ready(Some(_)) = Pin::new(&mut body).poll_frame(&mut context) {}
            let rest = Pin::new(&mut body.body).poll_frame(&mut context);
            assert!(
                matches!(rest, Poll::Ready(Some(Ok(frame))) if frame.data_ref().is_some_and(|data| data.len() == 2))
            );
        }
    }

    #[test]
    fn a_body_that_the_sdk_reads_ends_at_the_largest_size() {
        for (frames, sdk) in [
            (vec![data(3), data(4)], vec![Some(3), Some(4)]),
            (vec![data(MAX_RESPONSE_SIZE - 1), data(1)], vec![Some(MAX_RESPONSE_SIZE - 1), Some(1)]),
            (vec![data(MAX_RESPONSE_SIZE), data(1), data(1)], vec![Some(MAX_RESPONSE_SIZE)]),
        ] {
            assert_eq!(through(&BodyTap::limiting(), 200, frames), (sdk, None));
        }
    }
}
