//! Responses that are larger than any of DynamoDB's.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use dkmio::{DynamoDb, DynamoTable, Error, ErrorKind};
use dkmio_embedded::config_over;
use http_body::{Body, Frame, SizeHint};

use crate::wire::Notes;

const FRAME: usize = 1024 * 1024;
const FRAMES: usize = 400;

/// Responds with a body of 400 MB that is not made before it is read, after some responses that are empty.
#[derive(Debug, Clone)]
struct Endless {
    status: u16,
    empty: usize,
    /// Whether the length of the body is known before it is read.
    has_length: bool,
    read: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

struct Frames {
    left: usize,
    has_length: bool,
    read: Arc<AtomicUsize>,
}

impl Body for Frames {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        self.read.fetch_add(FRAME, Ordering::Relaxed);
        let text = if self.left == FRAMES - 1 {
            [b"{\"x\":\"".as_slice(), &vec![b'x'; FRAME]].concat()
        } else {
            vec![b'x'; FRAME]
        };
        Poll::Ready(Some(Ok(Frame::data(text.into()))))
    }

    fn size_hint(&self) -> SizeHint {
        if self.has_length { SizeHint::with_exact((self.left * FRAME) as u64) } else { SizeHint::default() }
    }
}

impl HttpConnector for Endless {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let body = match self.requests.fetch_add(1, Ordering::Relaxed) {
            before if before < self.empty => SdkBody::from("{}"),
            _ => {
                let (has_length, read) = (self.has_length, self.read.clone());
                SdkBody::from_body_1_x(Frames { left: FRAMES, has_length, read })
            }
        };
        HttpConnectorFuture::ready(Ok(HttpResponse::new(self.status.try_into().unwrap(), body)))
    }
}

impl HttpClient for Endless {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

fn endless(status: u16) -> (DynamoDb, Endless) {
    endless_after(0, status, false)
}

fn endless_after(empty: usize, status: u16, has_length: bool) -> (DynamoDb, Endless) {
    let client = Endless { status, empty, has_length, read: Arc::default(), requests: Arc::default() };
    (DynamoDb::from_client(Client::from_conf(config_over(client.clone()).build())), client)
}

#[tokio::test]
async fn a_response_beyond_the_limit_is_an_error_and_is_not_read_to_its_end() {
    let (db, client) = endless(200);
    let check = |what: &str, error: Error, is_write: bool| {
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Decode, false), "{what}: {error}");
        assert!(error.to_string().contains("the response has more than 134217728 bytes"), "{what}: {error}");
        assert_eq!(error.maybe_applied(), is_write, "{what}");
        assert_eq!(client.requests.swap(0, Ordering::Relaxed), 1, "{what}");
        assert!(client.read.swap(0, Ordering::Relaxed) < 140 * FRAME, "{what}");
    };
    check("get", Notes::get(("ana", 1)).send(&db).await.unwrap_err(), false);
    check("query", Notes::query("ana").all(&db).await.unwrap_err(), false);
    check("put", Notes::sample(1).put().send(&db).await.unwrap_err(), true);
    let update = Notes::update(("ana", 1)).set(Notes::TEXT, "x").return_new();
    check("update", update.send(&db).await.unwrap_err(), true);
}

#[tokio::test]
async fn an_error_response_beyond_the_limit_is_not_read_to_its_end() {
    let (db, client) = endless(400);
    Notes::get(("ana", 1)).send(&db).await.unwrap_err();
    assert!(client.read.swap(0, Ordering::Relaxed) < 140 * FRAME);
}

#[tokio::test]
async fn a_response_that_the_sdk_reads_is_bounded_too() {
    let (db, client) = endless(200);
    let _ = dkmio::BatchWrite::new().put(&Notes::sample(1)).send(&db).await.unwrap_err();
    let requests = client.requests.load(Ordering::Relaxed);
    assert!(client.read.load(Ordering::Relaxed) < 140 * FRAME * requests, "{requests}");
}

#[tokio::test]
async fn the_express_path_bounds_responses_too() {
    let get = || Notes::get(("ana", 1));
    let put = || dkmio::BatchWrite::new().put(&Notes::sample(1));
    for has_length in [false, true] {
        let (db, client) = endless_after(1, 200, has_length);
        assert_eq!(get().send(&db).await.expect("a first get"), None);
        let error = get().send(&db).await.unwrap_err();
        assert!(error.to_string().contains("the response has more than 134217728 bytes"), "{error}");
        assert!(client.read.load(Ordering::Relaxed) < 140 * FRAME);
        let (db, client) = endless_after(1, 200, has_length);
        put().send(&db).await.expect("a first write");
        let _ = put().send(&db).await.unwrap_err();
        let requests = client.requests.load(Ordering::Relaxed) - 1;
        assert!(client.read.load(Ordering::Relaxed) < 140 * FRAME * requests, "{requests}");
    }
}
