//! An HTTP client in memory: every request has the same answer.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;

#[derive(Debug, Clone)]
struct Canned(Bytes);

impl HttpClient for Canned {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Canned {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let answer = 200.try_into().map(|status| HttpResponse::new(status, SdkBody::from(self.0.clone())));
        HttpConnectorFuture::ready(answer.map_err(|error| {
            aws_sdk_dynamodb::error::ConnectorError::other(Box::new(error), None)
        }))
    }
}

/// A client whose every request is answered so.
pub(crate) fn client(answer: String) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new("id", "secret", None, None, "benches"))
        .http_client(Canned(answer.into()))
        .build();
    Client::from_conf(config)
}
