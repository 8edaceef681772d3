//! Credentials, accounts and endpoints that change between two requests, on each way of a request.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::endpoint::{Endpoint, EndpointFuture, Params, ResolveEndpoint};
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{Builder, Credentials, IdentityCache, ProvideCredentials};
use aws_smithy_async::time::TimeSource as _;
use dkmio::{DynamoDb, DynamoTable};

use super::TokioTime;
use super::canned::Canned;
use super::script::{Reply, Script, UserInterceptor, Way, signing};
use super::three_ways::Docs;
use crate::models::Orders;

const WAYS: [Way; 3] = [Way::Ordinary, Way::Filled, Way::Express];

/// A connection on one of the ways, whose first request the express path has learned from.
async fn connection(way: Way, change: impl Fn(Builder) -> Builder) -> (DynamoDb, Script) {
    let script = Script::default();
    script.replies.lock().expect("replies").push_back(Reply::Response(Canned::new(200, "{}")));
    let config = change(signing(&script));
    let config = if way == Way::Ordinary { config.interceptor(UserInterceptor) } else { config };
    let db = DynamoDb::from_client(Client::from_conf(config.build())).with_express(way == Way::Express);
    get(&db).await;
    (db, script)
}

async fn get(db: &DynamoDb) {
    let found = Orders::get(("ana", "1")).send(db).await.expect("a response");
    assert_eq!(found, None);
}

/// The requests after the first one on the express path, if there is one.
fn assert_way(way: Way, db: &DynamoDb, requests: u64) {
    let expected = if way == Way::Express && !crate::express::is_off() { vec![("GetItem", requests)] } else { vec![] };
    let taken: Vec<_> = db.express_requests().into_iter().filter(|(_, requests)| *requests > 0).collect();
    assert_eq!(taken, expected, "{way:?}");
}

/// The access keys by which the requests were signed.
fn access_keys(script: &Script) -> Vec<String> {
    let arrived = script.arrived.lock().expect("arrived");
    let key = |authorization: &str| {
        let credential = authorization.split("Credential=").nth(1).expect("a credential");
        credential.split('/').next().expect("an access key").to_owned()
    };
    arrived.iter().map(|request| key(request.header("authorization").expect("a signature"))).collect()
}

fn hosts(script: &Script) -> Vec<String> {
    let arrived = script.arrived.lock().expect("arrived");
    let host = |uri: &str| uri.trim_start_matches("https://").split('/').next().expect("a host").to_owned();
    arrived.iter().map(|request| host(&request.uri)).collect()
}

/// How long credentials are valid.
const VALID: Duration = Duration::from_secs(60);

/// Gives credentials that expire, each time with another access key.
#[derive(Debug)]
struct Expiring {
    time: TokioTime,
    given: AtomicUsize,
}

impl ProvideCredentials for Expiring {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let key = format!("KEY{}", self.given.fetch_add(1, Ordering::SeqCst));
        let expires: SystemTime = self.time.now() + VALID;
        let credentials = Credentials::new(key, "secret", Some("token".to_owned()), Some(expires), "test");
        future::ProvideCredentials::ready(Ok(credentials))
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_after_the_credentials_expired_is_signed_with_new_ones() {
    for way in WAYS {
        let time = TokioTime::now();
        let (db, script) = connection(way, |config| {
            config
                .time_source(time.clone())
                .identity_cache(IdentityCache::lazy().build())
                .credentials_provider(Expiring { time: time.clone(), given: AtomicUsize::new(0) })
        })
        .await;
        get(&db).await;
        tokio::time::advance(VALID).await;
        get(&db).await;
        get(&db).await;
        assert_eq!(access_keys(&script), ["KEY0", "KEY0", "KEY1", "KEY1"], "{way:?}");
        assert_way(way, &db, 3);
    }
}

/// Gives credentials of one account after the other.
#[derive(Debug)]
struct Accounts(AtomicUsize);

impl ProvideCredentials for Accounts {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let account = ["111111111111", "222222222222"][self.0.fetch_add(1, Ordering::SeqCst) / 2 % 2];
        let credentials = Credentials::builder()
            .access_key_id(format!("KEY{account}"))
            .secret_access_key("secret")
            .account_id(account)
            .provider_name("test")
            .build();
        future::ProvideCredentials::ready(Ok(credentials))
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_goes_to_the_endpoint_of_the_account_that_signs_it() {
    for way in WAYS {
        let accounts = |config: Builder| config.credentials_provider(Accounts(AtomicUsize::new(0)));
        let (db, script) = connection(way, accounts).await;
        for _ in 0..3 {
            get(&db).await;
        }
        let of = |account: &str| format!("{account}.ddb.us-east-1.amazonaws.com");
        let [one, two] = ["111111111111", "222222222222"].map(of);
        assert_eq!(hosts(&script), [one.clone(), one, two.clone(), two], "{way:?}");
        assert_way(way, &db, 3);
    }
}

#[tokio::test(start_paused = true)]
async fn a_table_given_by_its_arn_is_reached_at_the_endpoint_of_its_account() {
    const ARN: &str = "arn:aws:dynamodb:us-east-1:222222222222:table/orders";
    for way in WAYS {
        let (db, script) = connection(way, |config| config).await;
        for _ in 0..2 {
            assert_eq!(Orders::get(("ana", "1")).table_name(ARN).send(&db).await.expect("a response"), None);
            let batch = Orders::batch_get([("ana", "1")]).table_name(ARN);
            assert_eq!(batch.send(&db).await.expect("a response"), [None::<Orders>]);
        }
        let hosts = hosts(&script);
        assert_eq!(hosts[0], "dynamodb.us-east-1.amazonaws.com", "{way:?}");
        assert_eq!(hosts[1..], ["222222222222.ddb.us-east-1.amazonaws.com"; 4], "{way:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_search_goes_to_the_host_for_searches() {
    for way in WAYS {
        let (db, script) = connection(way, |config| config).await;
        *script.replies.lock().expect("replies") =
            [Reply::Response(Canned::new(200, r#"{"SearchResults":[]}"#))].into();
        for _ in 0..3 {
            assert!(Docs::by_meaning().search([1.0, 0.0]).send(&db).await.expect("a response").is_empty());
        }
        assert_eq!(hosts(&script)[1..], ["search-dynamodb.us-east-1.amazonaws.com"; 3], "{way:?}");
        let is_express = way == Way::Express && !crate::express::is_off();
        assert_eq!(db.express_requests().contains(&("SearchVectors", 2)), is_express, "{way:?}");
    }
}

/// Resolves to another host for each request.
#[derive(Debug, Clone, Default)]
struct Moving(Arc<AtomicUsize>);

impl ResolveEndpoint for Moving {
    fn resolve_endpoint<'a>(&'a self, _: &'a Params) -> EndpointFuture<'a> {
        let host = self.0.fetch_add(1, Ordering::SeqCst);
        EndpointFuture::ready(Ok(Endpoint::builder().url(format!("https://host{host}.test")).build()))
    }
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_is_resolved_for_each_request() {
    for way in WAYS {
        let (db, script) = connection(way, |config| config.endpoint_resolver(Moving::default())).await;
        get(&db).await;
        get(&db).await;
        assert_eq!(hosts(&script), ["host0.test", "host1.test", "host2.test"], "{way:?}");
        assert_way(way, &db, 2);
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_that_cannot_be_had_any_more_are_an_error_of_their_own() {
    /// Gives credentials once.
    #[derive(Debug)]
    struct Once(AtomicUsize);

    impl ProvideCredentials for Once {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            let credentials = match self.0.fetch_add(1, Ordering::SeqCst) {
                0 => Ok(Credentials::new("KEY0", "secret", None, None, "test")),
                _ => Err(CredentialsError::not_loaded("the session has ended")),
            };
            future::ProvideCredentials::ready(credentials)
        }
    }
    for way in WAYS {
        let timeouts = TimeoutConfig::builder().operation_timeout(Duration::from_secs(5)).build();
        let once =
            |config: Builder| config.credentials_provider(Once(AtomicUsize::new(0))).timeout_config(timeouts.clone());
        let (db, script) = connection(way, once).await;
        let error = Orders::get(("ana", "1")).send(&db).await.expect_err("no credentials");
        assert_eq!(error.kind(), dkmio::ErrorKind::Credentials, "{way:?}: {error}");
        assert!(!error.is_retryable() && !error.maybe_applied(), "{way:?}: {error}");
        assert_eq!(access_keys(&script), ["KEY0"], "{way:?}");
    }
}
