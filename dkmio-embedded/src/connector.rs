//! The engine as the SDK's HTTP client.

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents};
use aws_sdk_dynamodb::error::ConnectorError;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use dynoxide::Database;
use tokio::runtime::Handle;

use crate::engine::{Engine, Kept};
use crate::{correction, wire};

impl HttpClient for Engine {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Engine {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let engine = self.clone();
        HttpConnectorFuture::new(async move { engine.answer(request).await })
    }
}

impl Engine {
    async fn answer(self, mut request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let operation = wire::operation_name(&request).to_owned();
        let body = wire::peek(&mut request).await?;
        // Memory answers within microseconds, a file may wait for the disk: that is not for a runtime's own thread.
        match Handle::try_current() {
            Ok(runtime) if self.kept_in == Kept::File => runtime
                .spawn_blocking(move || run(&self.database, &operation, &body))
                .await
                .map_err(|error| ConnectorError::io(Box::new(error)))?,
            _ => run(&self.database, &operation, &body),
        }
    }
}

fn run(database: &Database, operation: &str, body: &[u8]) -> Result<HttpResponse, ConnectorError> {
    let (status, json) = correction::answer(database, operation, body);
    wire::answer(status, json)
}
