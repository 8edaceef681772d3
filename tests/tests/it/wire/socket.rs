//! The same over a socket and the SDK's own client of HTTP, where it is HTTP that says how long a body is.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Builder, Credentials, Region, StalledStreamProtectionConfig, retry::RetryConfig,
};
use dkmio::{DynamoDb, ErrorKind};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::reads::Read;

/// What the server writes of a response.
#[derive(Debug, Clone)]
enum Piece {
    Bytes(Vec<u8>),
    Wait(Duration),
    /// Leaves the connection open and writes no more.
    Stall,
}

/// A server on the loopback interface that responds to every request with the same pieces and closes the connection.
struct Server {
    endpoint: String,
    requests: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    async fn start(pieces: Vec<Piece>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let requests = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(respond(stream, pieces.clone(), Arc::clone(&count)));
            }
        });
        Self { endpoint, requests, task }
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    fn db(&self, change: impl FnOnce(Builder) -> Builder) -> DynamoDb {
        let retries = RetryConfig::standard().with_max_attempts(2).with_initial_backoff(Duration::from_millis(1));
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("id", "secret", None, None, "tests"))
            .endpoint_url(&self.endpoint)
            .retry_config(retries);
        DynamoDb::from_client(Client::from_conf(change(config).build()))
    }
}

async fn respond(mut stream: TcpStream, pieces: Vec<Piece>, count: Arc<AtomicUsize>) {
    if read_request(&mut stream).await.is_none() {
        return;
    }
    count.fetch_add(1, Ordering::SeqCst);
    for piece in pieces {
        match piece {
            Piece::Bytes(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Piece::Wait(time) => tokio::time::sleep(time).await,
            Piece::Stall => std::future::pending().await,
        }
    }
}

/// Reads one request to its end.
async fn read_request(stream: &mut TcpStream) -> Option<()> {
    let mut request = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
        request.extend_from_slice(&chunk[..read]);
        let Some(head) = request.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(&request[..head]).to_lowercase();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        if request.len() >= head + 4 + length.unwrap_or(0) {
            return Some(());
        }
    }
}

/// The head of a response with one header of its own.
fn head(header: &str) -> Piece {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nConnection: close\r\n";
    Piece::Bytes(format!("{head}x-amzn-RequestId: THE-REQUEST\r\n{header}\r\n\r\n").into_bytes())
}

/// A response whose header says that it has `length` bytes.
fn with_length(body: &str, length: usize) -> Vec<Piece> {
    vec![head(&format!("Content-Length: {length}")), Piece::Bytes(body.as_bytes().to_vec())]
}

/// A body in chunks of `size` bytes, one after another `every` so often.
fn chunks(body: &str, size: usize, every: Duration) -> Vec<Piece> {
    let mut pieces = vec![head("Transfer-Encoding: chunked")];
    for chunk in body.as_bytes().chunks(size) {
        let mut bytes = format!("{:x}\r\n", chunk.len()).into_bytes();
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
        pieces.extend([Piece::Bytes(bytes), Piece::Wait(every)]);
    }
    pieces
}

const LAST_CHUNK: &[u8] = b"0\r\n\r\n";
const LAST_CHUNK_AND_TRAILERS: &[u8] = b"0\r\nx-amz-checksum: none\r\nx-later: 1\r\n\r\n";

fn as_it_is(config: Builder) -> Builder {
    config
}

/// Reads and expects the error of a connection after this number of requests.
async fn assert_broken(read: Read, pieces: Vec<Piece>, requests: usize) {
    let server = Server::start(pieces).await;
    let error = read.run(&server.db(as_it_is)).await.expect_err("no response");
    let wanted = format!("{} on `notes`: connection failed: host `127.0.0.1:", read.operation());
    assert!(error.to_string().starts_with(&wanted), "{error}");
    assert_eq!((error.kind(), server.requests()), (ErrorKind::Connection, requests), "{read:?}");
    assert_eq!(error.attempts() as usize, requests);
}

#[tokio::test]
async fn a_body_of_the_length_that_was_said() {
    for read in Read::ALL {
        let body = read.response();
        let server = Server::start(with_length(&body, body.len())).await;
        assert_eq!(read.run(&server.db(as_it_is)).await.expect("read"), read.notes(), "{read:?}");
        assert_eq!(server.requests(), 1);
    }
}

#[tokio::test]
async fn a_body_in_chunks_with_and_without_trailers() {
    for read in Read::ALL {
        for (size, last) in [(1, LAST_CHUNK), (7, LAST_CHUNK_AND_TRAILERS), (100_000, LAST_CHUNK_AND_TRAILERS)] {
            let mut pieces = chunks(&read.response(), size, Duration::ZERO);
            pieces.push(Piece::Bytes(last.to_vec()));
            let server = Server::start(pieces).await;
            assert_eq!(read.run(&server.db(as_it_is)).await.expect("read"), read.notes(), "{read:?} by {size}");
        }
    }
}

#[tokio::test]
async fn a_body_that_trickles() {
    let read = Read::Query;
    let mut pieces = chunks(&read.response(), 40, Duration::from_millis(60));
    pieces.push(Piece::Bytes(LAST_CHUNK.to_vec()));
    let server = Server::start(pieces).await;
    let protected = |config: Builder| {
        let protection = StalledStreamProtectionConfig::enabled().grace_period(Duration::from_secs(60)).build();
        config.stalled_stream_protection(protection)
    };
    assert_eq!(read.run(&server.db(protected)).await.expect("read"), read.notes());
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_connection_closed_before_the_length_that_was_said() {
    for read in Read::ALL {
        let body = read.response();
        assert_broken(read, with_length(&body, body.len() + 1), 2).await;
        assert_broken(read, with_length(&body[..20], body.len()), 2).await;
    }
}

#[tokio::test]
async fn a_connection_closed_before_the_last_chunk() {
    for read in Read::ALL {
        assert_broken(read, chunks(&read.response(), 50, Duration::ZERO), 2).await;
    }
}

#[tokio::test]
async fn a_connection_closed_before_any_response_or_within_its_head() {
    for read in Read::ALL {
        assert_broken(read, vec![], 2).await;
        assert_broken(read, vec![Piece::Bytes(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec())], 2).await;
    }
}

/// The SDK does not retry what is not HTTP.
#[tokio::test]
async fn what_is_not_http() {
    for read in Read::ALL {
        assert_broken(read, vec![Piece::Bytes(b"this is not HTTP\r\n\r\n".to_vec())], 1).await;
    }
}

/// HTTP cuts the body at its length. A second response would be cut at the same place.
#[tokio::test]
async fn a_length_that_is_too_short() {
    for read in Read::ALL {
        let body = read.response();
        let server = Server::start(with_length(&body, body.len() - 1)).await;
        let error = read.run(&server.db(as_it_is)).await.expect_err("half a response");
        assert_eq!((error.to_string(), error.kind()), (read.malformed(), ErrorKind::Decode));
        assert_eq!(server.requests(), 1, "{read:?}");
    }
}

#[tokio::test]
async fn a_body_that_stops() {
    let read = Read::Query;
    let body = read.response();
    let mut pieces = with_length(&body[..30], body.len());
    pieces.push(Piece::Stall);
    let server = Server::start(pieces).await;
    let protected = |config: Builder| {
        let protection = StalledStreamProtectionConfig::enabled().grace_period(Duration::from_millis(300)).build();
        config.stalled_stream_protection(protection)
    };
    let error = read.run(&server.db(protected)).await.expect_err("no response");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connection, 2), "{error}");
    // On a busy machine, time can run out before the server has read the request.
    assert!(server.requests() <= 2);
}

#[tokio::test]
async fn a_response_that_never_comes() {
    let timeouts = TimeoutConfig::builder().read_timeout(Duration::from_millis(200)).build();
    for read in Read::ALL {
        let server = Server::start(vec![Piece::Stall]).await;
        let error =
            read.run(&server.db(|config| config.timeout_config(timeouts.clone()))).await.expect_err("no response");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2), "{read:?}");
        // On a busy machine, time can run out before the server has read the request.
        assert!(server.requests() <= 2);
    }
}

#[tokio::test]
async fn a_port_without_a_server() {
    for read in Read::ALL {
        let mut server = Server::start(vec![]).await;
        let db = server.db(as_it_is);
        server.task.abort();
        // The listener is closed when the task has ended.
        let _ = (&mut server.task).await;
        let error = read.run(&db).await.expect_err("no server");
        assert_eq!((error.kind(), error.attempts(), server.requests()), (ErrorKind::Connection, 2, 0), "{read:?}");
    }
}
