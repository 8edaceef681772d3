//! A response body that arrives in frames.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::ConnectorError;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body::{Body, Frame};

use crate::wire;

/// Returns the response with its body in frames of `size` bytes and without a known length.
pub(crate) async fn chunked(mut response: HttpResponse, size: usize) -> Result<HttpResponse, ConnectorError> {
    let rest = wire::read(response.take_body()).await?;
    // A chunked response does not state its length.
    response.headers_mut().remove("content-length");
    let frames = Frames { rest, size, waited: false };
    *response.body_mut() = SdkBody::from_body_1_x(frames);
    Ok(response)
}

/// A body that is pending once before each frame, as it is on a network.
struct Frames {
    rest: Bytes,
    size: usize,
    waited: bool,
}

impl Body for Frames {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        // Wakes itself at once: there is no other event to wait for.
        self.waited = !self.waited;
        if self.waited {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let length = self.size.min(self.rest.len());
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(length)))))
    }
}
