//! What the SDK reads out of the same bytes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use dkmio_core::codec::Item;
use dkmio_core::codec::json::{from_text, parse_item};
use proptest::prelude::*;

use crate::spelling::{SPELLINGS, item_text};
use crate::strategies::{deep, item};

/// Responds to every request with the same body, until another one is put in.
#[derive(Debug, Clone)]
struct Canned(Arc<Mutex<String>>);

impl HttpClient for Canned {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Canned {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let body = SdkBody::from(self.0.lock().unwrap().as_str());
        HttpConnectorFuture::ready(Ok(HttpResponse::new(200.try_into().unwrap(), body)))
    }
}

pub(crate) fn read_by_sdk(text: &str) -> Item {
    try_by_sdk(text).unwrap()
}

/// A client of the SDK, and the body that it gets in response.
pub(crate) fn canned_client() -> (Client, Arc<Mutex<String>>) {
    let body = Arc::<Mutex<String>>::default();
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new("id", "secret", None, None, "tests"))
        // A malformed response would be retried.
        .retry_config(RetryConfig::disabled())
        .http_client(Canned(body.clone()))
        .build();
    (Client::from_conf(config), body)
}

/// The item the SDK reads, if it takes the text for one.
fn try_by_sdk(text: &str) -> Option<Item> {
    let (client, body) = canned_client();
    *body.lock().unwrap() = format!("{{\"Item\":{text}}}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let request = client.get_item().table_name("t").key("a", aws_sdk_dynamodb::types::AttributeValue::Bool(true));
    runtime.block_on(request.send()).ok()?.item.map(Item::from)
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

/// Reads a text as a string and as the name of an attribute, by both decoders, which have to agree.
fn read_as_string(literal: &str) -> Option<String> {
    let value = format!(r#"{{"a":{{"S":"{literal}"}}}}"#);
    let text = parse_item(&value).ok().map(|item| item.get("a").unwrap().as_s().unwrap().clone());
    let typed = from_text::<HashMap<String, String>>(&value).ok().map(|mut fields| fields.remove("a").unwrap());
    assert_eq!(typed, text, "{literal}");
    let name = format!(r#"{{"{literal}":{{"S":""}}}}"#);
    let as_name = |item: Item| item.iter().map(|(name, _)| name.to_owned()).next().unwrap();
    assert_eq!(parse_item(&name).ok().map(as_name), text, "{literal}");
    let typed = from_text::<HashMap<String, String>>(&name).ok().and_then(|fields| fields.into_keys().next());
    assert_eq!(typed, text, "{literal}");
    text
}

#[test]
fn escapes_that_are_none_are_refused_as_the_sdk_refuses_them() {
    let known = [
        (r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
        (r"\u0000\u001f\u007f\u00e9\u00E9\u20ac\uffff", "\u{0}\u{1f}\u{7f}\u{e9}\u{e9}\u{20ac}\u{ffff}"),
        (r"\ud83d\ude00\uD800\uDC00\udbff\udfff", "\u{1F600}\u{10000}\u{10ffff}"),
        (r"x\ud83d\ude00y\ue000\ud7ff", "x\u{1F600}y\u{e000}\u{d7ff}"),
    ];
    for (literal, text) in known {
        assert_eq!(read_as_string(literal).as_deref(), Some(text), "{literal}");
        let by_sdk = try_by_sdk(&format!(r#"{{"a":{{"S":"{literal}"}}}}"#)).unwrap();
        assert_eq!(by_sdk.get("a").unwrap().as_s().unwrap(), text, "{literal}");
    }
    let unknown = [
        r"\ud83d",
        r"\ude00",
        r"\ud83dx",
        r"\ud83d\n",
        r"\ud83d\u0041",
        r"\ud83d\ud83d",
        r"\ude00\ud83d",
        r"\ud83d\ude0",
        r"\ud83d\",
        r"\u",
        r"\u00",
        r"\u00g0",
        r"\u+123",
        r"\u 123",
        r"\x41",
        r"\a",
        r"\0",
        r"\U0041",
        r"\'",
        r"\u{41}",
        r"\é",
    ];
    for literal in unknown {
        assert_eq!(read_as_string(literal), None, "{literal}");
        assert_eq!(try_by_sdk(&format!(r#"{{"a":{{"S":"{literal}"}}}}"#)), None, "{literal}");
    }
}
