//! An HTTP client that follows a script, and keeps what arrives.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex};

use aws_runtime::invocation_id::{InvocationId, InvocationIdGenerator};
use aws_sdk_dynamodb::config::http::HttpRequest;
use aws_sdk_dynamodb::config::{AppName, Builder, Credentials, HttpClient, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::ConnectorError;
use aws_smithy_runtime_api::client::auth::AuthSchemeId;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use dkmio_embedded::config_over;
use serde_json::Value;

use super::canned::{Canned, TokioTime};

/// How an attempt ends.
#[derive(Debug, Clone)]
pub(super) enum Reply {
    Response(Canned),
    /// No server listens.
    Refused,
    /// The connection breaks after the request was sent.
    Reset,
    /// There never is a response.
    Silence,
}

/// A request as it arrives: headers in their order, and the body.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Arrived {
    pub(super) uri: String,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Arrived {
    fn of(request: &HttpRequest) -> Self {
        let headers = request.headers().iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let body = request.body().bytes().expect("in memory").to_vec();
        Self { uri: request.uri().to_owned(), headers: headers.collect(), body }
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub(super) fn header(&self, wanted: &str) -> Option<&str> {
        self.headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    /// The headers without the values that follow from when the request is sent, and from the order of members.
    pub(super) fn stable_headers(&self) -> Vec<(&str, &str)> {
        let headers = self.headers.iter().map(|(name, value)| match name.as_str() {
            "authorization" | "x-amz-date" | "amz-sdk-request" => (name.as_str(), ""),
            name => (name, value.as_str()),
        });
        headers.collect()
    }
}

/// An HTTP client that follows a script.
#[derive(Clone, Default)]
pub(super) struct Script {
    pub(super) replies: Arc<Mutex<VecDeque<Reply>>>,
    pub(super) arrived: Arc<Mutex<Vec<Arrived>>>,
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Script")
    }
}

impl HttpClient for Script {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Script {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.arrived.lock().expect("arrived").push(Arrived::of(&request));
        let mut replies = self.replies.lock().expect("replies");
        let reply = if replies.len() > 1 { replies.pop_front() } else { replies.front().cloned() };
        drop(replies);
        match reply.expect("a reply") {
            Reply::Response(canned) => HttpConnectorFuture::ready(Ok(canned.response())),
            Reply::Refused => failed(io::ErrorKind::ConnectionRefused),
            Reply::Reset => failed(io::ErrorKind::ConnectionReset),
            Reply::Silence => HttpConnectorFuture::new(std::future::pending()),
        }
    }
}

fn failed(kind: io::ErrorKind) -> HttpConnectorFuture {
    HttpConnectorFuture::ready(Err(ConnectorError::io(io::Error::from(kind).into())))
}

#[derive(Debug)]
struct OneId;

impl InvocationIdGenerator for OneId {
    fn generate(&self) -> Result<Option<InvocationId>, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Some(InvocationId::new("one-id".to_owned())))
    }
}

#[derive(Debug)]
pub(super) struct UserInterceptor;

impl Intercept for UserInterceptor {
    fn name(&self) -> &'static str {
        "UserInterceptor"
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Way {
    Ordinary,
    Filled,
    Express,
}

/// A configuration that signs, with nothing in it that changes from one client to the next.
pub(super) fn signing(script: &Script) -> Builder {
    config_over(script.clone())
        .credentials_provider(Credentials::new("id", "secret", None, None, "test"))
        .auth_scheme_preference([AuthSchemeId::from("sigv4")])
        .time_source(TokioTime::now())
        .invocation_id_generator(OneId)
        .app_name(AppName::new("three-ways").expect("a name"))
}
