//! An HTTP client in memory.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_sdk_dynamodb::error::ConnectorError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;

/// The body of the last request, stored only after [`keep`](Self::keep) is called.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent(Arc<(AtomicBool, Mutex<Vec<u8>>)>);

impl Sent {
    /// Stores the body of each request from now on.
    pub(crate) fn keep(&self) {
        self.0.0.store(true, Ordering::Relaxed);
    }

    /// Returns the last body that was stored.
    pub(crate) fn body(&self) -> Vec<u8> {
        self.0.1.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn see(&self, request: &HttpRequest) {
        // A copy of the body is an allocation, which must not count among those of a library.
        if self.0.0.load(Ordering::Relaxed) {
            let body = request.body().bytes().unwrap_or_default();
            *self.0.1.lock().unwrap_or_else(PoisonError::into_inner) = body.to_vec();
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum When {
    AtOnce,
    After(Duration),
    Never,
}

type Responses = dyn Fn(&[u8]) -> Bytes + Send + Sync;

/// Responds to requests without a connection.
#[derive(Clone)]
pub(crate) struct Memory {
    responses: Arc<Responses>,
    when: When,
    sent: Sent,
}

impl Memory {
    /// Makes a client that gives this response to each request.
    pub(crate) fn canned(response: String) -> Self {
        // A clone of `Bytes` shares the buffer, so a response costs no copy.
        let response = Bytes::from(response);
        Self::responding(move |_| response.clone())
    }

    /// Makes a client that derives the response from the body of the request.
    pub(crate) fn responding(responses: impl Fn(&[u8]) -> Bytes + Send + Sync + 'static) -> Self {
        Self { responses: Arc::new(responses), when: When::AtOnce, sent: Sent::default() }
    }

    /// Makes a client that takes requests and responds to none.
    pub(crate) fn silent() -> Self {
        Self { when: When::Never, ..Self::canned(String::new()) }
    }

    /// Delays each response by the latency.
    pub(crate) fn late(self, latency: Duration) -> Self {
        Self { when: When::After(latency), ..self }
    }

    /// Returns the handle to what is sent.
    pub(crate) fn sent(&self) -> Sent {
        self.sent.clone()
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").field("when", &self.when).finish_non_exhaustive()
    }
}

impl HttpClient for Memory {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Memory {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.sent.see(&request);
        let response = ok((self.responses)(request.body().bytes().unwrap_or_default()));
        match self.when {
            When::AtOnce => HttpConnectorFuture::ready(response),
            When::Never => HttpConnectorFuture::new(std::future::pending()),
            When::After(latency) => HttpConnectorFuture::new(async move {
                tokio::time::sleep(latency).await;
                response
            }),
        }
    }
}

fn ok(body: Bytes) -> Result<HttpResponse, ConnectorError> {
    let status = 200.try_into().map_err(|error| ConnectorError::other(Box::new(error), None))?;
    Ok(HttpResponse::new(status, SdkBody::from(body)))
}
