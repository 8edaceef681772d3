//! A request does the same through the generated client, with slots or in full, and on the express path.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{Builder, StalledStreamProtectionConfig};
use dkmio::{DynamoDb, DynamoTable, Error, PartiqlBatch, TransactGet, TransactWrite, Vector};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::canned::{Canned, Step};
use super::script::{Arrived, Reply, Script, UserInterceptor, Way, signing};
use crate::models::{Orders, Users};

#[derive(Debug, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_meaning, name = "docs-meaning", on = embedding, distance = COSINE, filter = lang)]
pub(super) struct Docs {
    #[pk]
    id: String,
    lang: String,
    embedding: Vector<2>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Call {
    Get,
    Put,
    Update,
    Delete,
    Query,
    Scan,
    BatchGet,
    BatchWrite,
    TransactGet,
    TransactWrite,
    Statement,
    Statements,
    Search,
}

const CALLS: [Call; 13] = [
    Call::Get,
    Call::Put,
    Call::Update,
    Call::Delete,
    Call::Query,
    Call::Scan,
    Call::BatchGet,
    Call::BatchWrite,
    Call::TransactGet,
    Call::TransactWrite,
    Call::Statement,
    Call::Statements,
    Call::Search,
];

impl Call {
    /// Sends a request with as many parameters as there are.
    fn send<'d>(self, db: &'d DynamoDb) -> BoxFuture<'d, Result<String, Error>> {
        let order = || Orders::sample("ana \"quoted\" \u{1F600}", "1");
        let key = || ("ana", "1");
        let is_open = || Orders::TOTAL.gt(5_u64) & Orders::REGION.exists();
        Box::pin(async move {
            let shown = match self {
                Self::Get => format!("{:?}", Orders::get(key()).consistent().select_paths(["total"]).send(db).await?),
                Self::Put => format!("{:?}", order().put().condition(is_open()).send(db).await?),
                Self::Update => {
                    let update = Orders::update(key()).set(Orders::TOTAL, 7_u64).remove(Orders::REGION);
                    format!("{:?}", update.condition(is_open()).send(db).await?)
                }
                Self::Delete => format!("{:?}", Orders::delete(key()).condition(is_open()).send(db).await?),
                Self::Query => {
                    let query = Orders::query("ana").filter(is_open()).descending().page_size(3);
                    format!("{:?}", query.all(db).await?)
                }
                Self::Scan => format!("{:?}", Orders::scan().filter(is_open()).consistent().all(db).await?),
                Self::BatchGet => {
                    let get = Orders::batch_get([key(), ("ana", "2")]).consistent();
                    format!("{:?}", get.send(db).await?)
                }
                Self::BatchWrite => {
                    let mut batch = dkmio::BatchWrite::new().put(order().put());
                    // Of one table: of several, each waits for itself, for random times.
                    batch = batch.delete(Orders::delete(("ana", "9"))).delete(Orders::delete(("ben", "2")));
                    format!("{:?}", batch.send(db).await?)
                }
                Self::TransactGet => {
                    let get = TransactGet::new((Orders::get(key()).select_paths(["total"]), Users::get("ana")));
                    format!("{:?}", get.send(db).await?)
                }
                Self::TransactWrite => {
                    let write = TransactWrite::new()
                        .put(order().put().if_not_exists())
                        .update(Orders::update(key()).set(Orders::TOTAL, 7_u64))
                        .delete(Users::delete("ben"))
                        .condition_check(Users::condition_check("ana").condition(Users::NAME.exists()))
                        .token("the-token");
                    format!("{:?}", write.no_retry().send(db).await?)
                }
                Self::Statement => {
                    let statement = Orders::partiql("SELECT * FROM {source} WHERE user_id = ?").bind("ana \"quoted\"");
                    format!("{:?}", statement.all(db).await?)
                }
                Self::Statements => {
                    let statement = "SELECT * FROM {source} WHERE user_id = ? AND order_id = ?";
                    format!("{:?}", PartiqlBatch::<Orders>::new(statement).bind(key()).send(db).await?)
                }
                Self::Search => {
                    let search = Docs::by_meaning().search([0.1, -2.0]).filter_eq(Docs::LANG, "en").top_k(3);
                    format!("{:?}", search.send(db).await?)
                }
            };
            Ok(shown)
        })
    }
}

/// All that an error tells.
fn facts(error: &Error) -> String {
    let mut sources = Vec::new();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        sources.push(error.to_string());
        source = error.source();
    }
    format!(
        "{error} | {:?} {:?} {:?} {:?} {:?} {:?} attempts {} applied {} retryable {} | {sources:?}",
        error.kind(),
        error.code(),
        error.service_message(),
        error.operation(),
        error.table(),
        error.request_id(),
        error.attempts(),
        error.maybe_applied(),
        error.is_retryable(),
    )
}

/// The result of a request, and what arrived of it.
#[derive(Debug)]
struct Outcome {
    result: Result<String, String>,
    arrived: Vec<Arrived>,
    waited: bool,
}

async fn outcome(way: Way, call: Call, replies: &[Reply], change: impl Fn(Builder) -> Builder) -> Outcome {
    let script = Script::default();
    let config = signing(&script);
    let config = match way {
        Way::Ordinary => change(config).interceptor(UserInterceptor),
        Way::Filled | Way::Express => change(config),
    };
    let db = DynamoDb::from_client(Client::from_conf(config.build())).with_express(way == Way::Express);
    // The first request is the one that the express path learns from.
    script.replies.lock().expect("replies").push_back(Reply::Response(Canned::new(200, empty(call))));
    call.send(&db).await.expect("the first request");
    let is_express = way == Way::Express && !crate::express::is_off();
    let sent = |db: &DynamoDb| db.express_requests().iter().map(|(_, requests)| requests).sum::<u64>();
    assert_eq!(sent(&db), 0);
    script.arrived.lock().expect("arrived").clear();
    *script.replies.lock().expect("replies") = replies.iter().cloned().collect();

    let start = tokio::time::Instant::now();
    let result = call.send(&db).await.map_err(|error| facts(&error));
    let waited = start.elapsed() > Duration::ZERO;
    assert_eq!(sent(&db) > 0, is_express, "{call:?}");
    let arrived = script.arrived.lock().expect("arrived").clone();
    Outcome { result, arrived, waited }
}

/// A response without items.
fn empty(call: Call) -> &'static str {
    match call {
        Call::TransactGet => r#"{"Responses":[{},{}]}"#,
        Call::Statement => r#"{"Items":[]}"#,
        Call::Statements => r#"{"Responses":[{}]}"#,
        Call::Search => r#"{"SearchResults":[]}"#,
        _ => "{}",
    }
}

async fn assert_same(name: &str, replies: &[Reply], change: impl Fn(Builder) -> Builder) {
    for call in CALLS {
        let filled = outcome(Way::Filled, call, replies, &change).await;
        for way in [Way::Ordinary, Way::Express] {
            let other = outcome(way, call, replies, &change).await;
            assert_eq!(other.result, filled.result, "{name}: {call:?} {way:?}");
            assert_eq!(other.waited, filled.waited, "{name}: {call:?} {way:?}");
            assert_eq!(other.arrived.len(), filled.arrived.len(), "{name}: {call:?} {way:?}");
            for (attempt, (one, two)) in other.arrived.iter().zip(&filled.arrived).enumerate() {
                assert_eq!(one.json(), two.json(), "{name}: {call:?} {way:?}");
                assert_eq!(
                    (&one.uri, one.stable_headers()),
                    (&two.uri, two.stable_headers()),
                    "{name}: {call:?} {way:?}"
                );
                if attempt > 0 {
                    continue;
                }
                for header in ["x-amz-date", "amz-sdk-request"] {
                    assert_eq!(one.header(header), two.header(header), "{name}: {call:?} {way:?}");
                }
                if one.body == two.body {
                    assert_eq!(one.header("authorization"), two.header("authorization"), "{name}: {call:?} {way:?}");
                }
            }
        }
    }
}

fn code(status: u16, code: &str) -> Reply {
    let body = format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{code}","message":"no"}}"#);
    Reply::Response(Canned::new(status, body))
}

fn done() -> Reply {
    // Of all operations: members that one does not know are skipped.
    Reply::Response(Canned::new(200, r#"{"Responses":[{},{}]}"#))
}

fn body(text: &'static str) -> Reply {
    Reply::Response(Canned::new(200, text))
}

#[tokio::test(start_paused = true)]
async fn successes_are_the_same_in_three_ways() {
    for call in CALLS {
        let replies = [body(empty(call))];
        let filled = outcome(Way::Filled, call, &replies, |config| config).await;
        let express = outcome(Way::Express, call, &replies, |config| config).await;
        assert_eq!(express.result, filled.result);
        assert!(express.result.is_ok());
        assert_eq!(express.arrived[0].json(), filled.arrived[0].json(), "{call:?}");
        assert_eq!(express.arrived[0].stable_headers(), filled.arrived[0].stable_headers(), "{call:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_signature_of_the_same_body_is_the_same() {
    // A key of one attribute and no expressions: the SDK has nothing to write in an order of its own.
    let mut signatures = Vec::new();
    for is_express in [false, true] {
        let script = Script::default();
        script.replies.lock().expect("replies").push_back(body("{}"));
        let config = signing(&script);
        let db = DynamoDb::from_client(Client::from_conf(config.build())).with_express(is_express);
        for _ in 0..2 {
            Users::get("ana").send(&db).await.expect("get");
        }
        signatures.push(script.arrived.lock().expect("arrived")[1].clone());
    }
    assert_eq!(signatures[0], signatures[1]);
    assert!(signatures[1].header("authorization").is_some_and(|header| header.contains("Signature=")));
}

#[tokio::test(start_paused = true)]
async fn retries_are_the_same_in_three_ways() {
    let throttled = || code(400, "ProvisionedThroughputExceededException");
    let scripts: [(&str, Vec<Reply>); 7] = [
        ("throttled twice", vec![throttled(), throttled(), done()]),
        ("5xx", vec![code(500, "InternalServerError"), done()]),
        ("always 5xx", vec![code(503, "ServiceUnavailable")]),
        ("refused connections", vec![Reply::Refused]),
        ("lost response", vec![Reply::Reset, done()]),
        ("lost responses", vec![Reply::Reset]),
        ("body that breaks", vec![Reply::Response(Canned::in_steps([Step::Data("{".into()), Step::Break])), done()]),
    ];
    for (name, replies) in scripts {
        // Without items in its response, a batch get or a transaction of another form is a malformed response, in each way.
        assert_same(name, &replies, |config| config.retry_config(RetryConfig::standard())).await;
    }
}

#[tokio::test(start_paused = true)]
async fn errors_are_the_same_in_three_ways() {
    let scripts: [(&str, Vec<Reply>); 9] = [
        ("no table", vec![code(400, "ResourceNotFoundException")]),
        ("condition", vec![code(400, "ConditionalCheckFailedException")]),
        ("conflict", vec![code(400, "ValidationException")]),
        ("canceled", vec![code(400, "TransactionCanceledException")]),
        ("unknown code", vec![code(400, "SomethingElse")]),
        ("no JSON", vec![Reply::Response(Canned::new(413, "<html>"))]),
        ("malformed", vec![body(r#"{"Item":1,"Attributes":1,"Items":1,"Responses":1}"#)]),
        ("empty body", vec![body("")]),
        ("cut short", vec![body(r#"{"Item":{"total":{"N":"#)]),
    ];
    for (name, replies) in scripts {
        assert_same(name, &replies, |config| config).await;
    }
}

#[tokio::test(start_paused = true)]
async fn time_outs_are_the_same_in_three_ways() {
    let attempt = TimeoutConfig::builder().operation_attempt_timeout(Duration::from_secs(1)).build();
    assert_same("attempt", &[Reply::Silence], |config| config.timeout_config(attempt.clone())).await;
    let operation = TimeoutConfig::builder().operation_timeout(Duration::from_secs(1)).build();
    assert_same("operation", &[Reply::Silence], |config| config.timeout_config(operation.clone())).await;
    let stall = Reply::Response(Canned::in_steps([Step::Data("{".into()), Step::Stall]));
    let protection = StalledStreamProtectionConfig::enabled().grace_period(Duration::from_secs(3)).build();
    assert_same("stalled body", &[stall], |config| config.stalled_stream_protection(protection.clone())).await;
}

#[tokio::test(start_paused = true)]
async fn a_skewed_clock_is_corrected_in_three_ways() {
    let skewed = || {
        let body = r#"{"__type":"com.amazon.coral.service#RequestTimeTooSkewed","message":"no"}"#;
        Reply::Response(Canned::new(400, body).header("date", "Fri, 15 Jan 2027 20:00:00 GMT"))
    };
    assert_same("skewed", &[skewed(), done()], |config| config).await;
}
