//! The user agent of each request is the one that the SDK writes, also when the credentials change.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_credential_types::provider::future;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::http::HttpRequest;
use aws_sdk_dynamodb::config::{Credentials, HttpClient, IdentityCache, ProvideCredentials, RuntimeComponents};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use dkmio::{DynamoDb, DynamoTable};
use dkmio_embedded::config_over;

use super::Notes;
use super::canned::Canned;

/// The headers of one request, by name.
type HeaderLines = Vec<(String, String)>;

/// An HTTP client that keeps the names and values of headers.
#[derive(Clone, Default)]
struct Headers(Arc<Mutex<Vec<HeaderLines>>>);

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Headers")
    }
}

impl HttpClient for Headers {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Headers {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let headers = request.headers().iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.0.lock().expect("headers").push(headers.collect());
        HttpConnectorFuture::ready(Ok(Canned::new(200, "{}").response()))
    }
}

/// Credentials that have an account in some requests. The SDK says so in the user agent.
#[derive(Debug)]
struct Alternating {
    has_account: &'static [bool],
    asked: AtomicUsize,
}

impl ProvideCredentials for Alternating {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let at = self.asked.fetch_add(1, Ordering::SeqCst);
        let credentials = Credentials::builder().access_key_id("id").secret_access_key("secret").provider_name("test");
        let credentials = match self.has_account.get(at) {
            Some(true) => credentials.account_id("123456789012"),
            _ => credentials,
        };
        future::ProvideCredentials::ready(Ok(credentials.build()))
    }
}

/// The names of all headers, and the values of the user agent, in each of some requests.
async fn sent(is_express: bool, cache: IdentityCacheOf, has_account: &'static [bool]) -> Vec<Vec<(String, String)>> {
    let headers = Headers::default();
    let provider = Alternating { has_account, asked: AtomicUsize::new(0) };
    let config = config_over(headers.clone()).credentials_provider(provider);
    let config = match cache {
        IdentityCacheOf::Client => config.identity_cache(IdentityCache::lazy().build()),
        IdentityCacheOf::Nobody => config.identity_cache(IdentityCache::no_cache()),
    };
    let db = DynamoDb::from_client(Client::from_conf(config.build())).with_express(is_express);
    for _ in has_account {
        Notes::get(("ana", 1)).send(&db).await.expect("a get");
    }
    let express: u64 = db.express_requests().iter().map(|(_, requests)| requests).sum();
    assert_eq!(express > 0, is_express && !crate::express::is_off());
    let sent = headers.0.lock().expect("headers").clone();
    let shown = |(name, value): (String, String)| {
        if name.contains("user-agent") { (name, value) } else { (name, String::new()) }
    };
    sent.into_iter().map(|request| request.into_iter().map(shown).collect()).collect()
}

/// Who keeps credentials from one request to the next.
#[derive(Debug, Clone, Copy)]
enum IdentityCacheOf {
    Client,
    Nobody,
}

fn user_agents(request: &[(String, String)]) -> Vec<&str> {
    request.iter().filter(|(name, _)| name.contains("user-agent")).map(|(_, value)| value.as_str()).collect()
}

#[tokio::test]
async fn the_user_agent_follows_the_credentials() {
    const HAS_ACCOUNT: &[bool] = &[false, false, true, true, false, true];
    let express = sent(true, IdentityCacheOf::Nobody, HAS_ACCOUNT).await;
    assert_eq!(express, sent(false, IdentityCacheOf::Nobody, HAS_ACCOUNT).await);
    for (request, &has_account) in express.iter().zip(HAS_ACCOUNT) {
        assert_eq!(user_agents(request).len(), 2);
        assert_eq!(user_agents(request) != user_agents(&express[0]), has_account, "{request:?}");
    }
}

#[tokio::test]
async fn the_user_agent_stays_while_the_credentials_stay() {
    let express = sent(true, IdentityCacheOf::Client, &[true; 4]).await;
    assert_eq!(express, sent(false, IdentityCacheOf::Client, &[true; 4]).await);
    assert!(express.iter().all(|request| request == &express[0]), "{express:?}");
}
