//! The engine as the SDK's HTTP client.

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents};
use aws_sdk_dynamodb::error::ConnectorError;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use dynoxide::Database;
use tokio::runtime::Handle;

use crate::engine::{Engine, Storage};
use crate::{correction, wire};

impl HttpClient for Engine {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Engine {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let engine = self.clone();
        HttpConnectorFuture::new(async move { engine.respond(request).await })
    }
}

impl Engine {
    async fn respond(self, mut request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let operation = wire::operation_name(&request).to_owned();
        let body = wire::peek(&mut request).await?;
        // An engine in memory responds within microseconds. An engine in a file may wait for the disk, which must not
        // block a thread of the runtime.
        match Handle::try_current() {
            Ok(runtime) if self.storage == Storage::File => runtime
                .spawn_blocking(move || run(&self.database, &operation, &body))
                .await
                .map_err(|error| ConnectorError::io(Box::new(error)))?,
            _ => run(&self.database, &operation, &body),
        }
    }
}

fn run(database: &Database, operation: &str, body: &[u8]) -> Result<HttpResponse, ConnectorError> {
    let (status, json) = correction::respond(database, operation, body);
    wire::respond(status, json)
}
