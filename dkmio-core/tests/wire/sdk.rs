//! What the SDK reads out of the same bytes.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use dkmio_core::value::Item;
use dkmio_core::wire::parse_item;
use proptest::prelude::*;

use crate::json::{SPELLINGS, item_text};
use crate::strategies::{deep, item};

/// Answers every request the same.
#[derive(Debug, Clone)]
struct Canned(String);

impl HttpClient for Canned {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Canned {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let body = SdkBody::from(self.0.as_str());
        HttpConnectorFuture::ready(Ok(HttpResponse::new(200.try_into().unwrap(), body)))
    }
}

pub(crate) fn read_by_sdk(text: &str) -> Item {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new("id", "secret", None, None, "tests"))
        .http_client(Canned(format!("{{\"Item\":{text}}}")))
        .build();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let request = Client::from_conf(config)
        .get_item()
        .table_name("t")
        .key("a", aws_sdk_dynamodb::types::AttributeValue::Bool(true));
    Item::from(runtime.block_on(request.send()).unwrap().item.unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_parser_of_the_sdk_agrees(item in prop_oneof![4 => item(), 1 => deep()]) {
        for spelling in SPELLINGS {
            let text = item_text(&item, spelling);
            prop_assert_eq!(read_by_sdk(&text), parse_item(&text).unwrap());
        }
    }
}
