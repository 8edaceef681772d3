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

/// The body of the last request, kept where that was asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent(Arc<(AtomicBool, Mutex<Vec<u8>>)>);

impl Sent {
    /// Keeps the body of each request from now on.
    pub(crate) fn keep(&self) {
        self.0.0.store(true, Ordering::Relaxed);
    }

    /// The last body that was kept.
    pub(crate) fn body(&self) -> Vec<u8> {
        self.0.1.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn see(&self, request: &HttpRequest) {
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

type Answers = dyn Fn(&[u8]) -> Bytes + Send + Sync;

/// Answers requests without a connection.
#[derive(Clone)]
pub(crate) struct Memory {
    answers: Arc<Answers>,
    when: When,
    sent: Sent,
}

impl Memory {
    /// Answers each request so.
    pub(crate) fn canned(answer: String) -> Self {
        let answer = Bytes::from(answer);
        Self::answering(move |_| answer.clone())
    }

    /// Answers each request by its body.
    pub(crate) fn answering(answers: impl Fn(&[u8]) -> Bytes + Send + Sync + 'static) -> Self {
        Self { answers: Arc::new(answers), when: When::AtOnce, sent: Sent::default() }
    }

    /// Takes requests and answers none.
    pub(crate) fn silent() -> Self {
        Self { when: When::Never, ..Self::canned(String::new()) }
    }

    /// Answers so much later.
    pub(crate) fn late(self, latency: Duration) -> Self {
        Self { when: When::After(latency), ..self }
    }

    /// What is sent.
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
        let answer = answer((self.answers)(request.body().bytes().unwrap_or_default()));
        match self.when {
            When::AtOnce => HttpConnectorFuture::ready(answer),
            When::Never => HttpConnectorFuture::new(std::future::pending()),
            When::After(latency) => HttpConnectorFuture::new(async move {
                tokio::time::sleep(latency).await;
                answer
            }),
        }
    }
}

fn answer(body: Bytes) -> Result<HttpResponse, ConnectorError> {
    let status = 200.try_into().map_err(|error| ConnectorError::other(Box::new(error), None))?;
    Ok(HttpResponse::new(status, SdkBody::from(body)))
}
