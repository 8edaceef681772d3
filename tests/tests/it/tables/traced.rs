//! What requests leave in a trace, and what they never do.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Intercept;
use aws_sdk_dynamodb::error::ErrorMetadata;
use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::types::error::ConditionalCheckFailedException;
use aws_smithy_runtime_api::client::interceptors::context::{Error, Output};
use dkmio::{DynamoDb, DynamoTable, Item, TransactGet, TransactWrite, Vector};
use dkmio_embedded::{Engine, Faults, Operation, config_over};
use serde::{Deserialize, Serialize};
use tracing::Level;

use super::captured::Captured;
use crate::client::mock::{Rule, mocked, output};
use crate::models::{Orders, Status, Users};
use crate::support::faulty;

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "pictures")]
#[vector(by_look, name = "pictures-look", on = look, distance = COSINE)]
struct Pictures {
    #[pk]
    id: String,
    look: Vector<2>,
}

async fn with_table() -> (DynamoDb, Faults) {
    let (db, faults) = faulty();
    Orders::create_table().send(&db).await.unwrap();
    (db, faults)
}

#[tokio::test]
async fn a_request_is_a_span_by_opentelemetrys_names() {
    let (db, _) = with_table().await;
    let (captured, _guard) = Captured::begin();
    Orders::get(("u", "o")).consistent().meter(&dkmio::CapacityMeter::new()).send(&db).await.unwrap();
    let spans = captured.spans();
    assert_eq!(spans.len(), 1);
    let span = &spans[0];
    assert_eq!(span.level, Level::INFO);
    assert_eq!(span.field("otel.name"), Some("GetItem orders"));
    assert_eq!(span.field("otel.kind"), Some("client"));
    assert_eq!(span.field("db.system.name"), Some("aws.dynamodb"));
    assert_eq!(span.field("db.operation.name"), Some("GetItem"));
    assert_eq!(span.field("db.collection.name"), Some("orders"));
    assert_eq!(span.field("aws.dynamodb.table_names"), Some(r#"["orders"]"#));
    assert_eq!(span.field("aws.dynamodb.consistent_read"), Some("true"));
    assert!(span.field("aws.dynamodb.consumed_capacity").unwrap().contains(r#""TableName":"orders""#));
    assert!(span.field("aws.request_id").is_some_and(|id| !id.is_empty()));
    assert_eq!(span.field("error.type"), None);
    assert_eq!(span.field("http.request.resend_count"), None);
}

#[tokio::test]
async fn a_span_tells_the_endpoint_and_its_port() {
    for (url, address, port) in [
        ("http://localhost:8123", "localhost", Some("8123")),
        ("http://localhost:80", "localhost", None),
        ("https://user:secret@db.example/", "db.example", None),
    ] {
        let config = config_over(Faults::over(Engine::memory().unwrap())).endpoint_url(url).build();
        let region = config.region().unwrap().to_string();
        let db = DynamoDb::from_client(Client::from_conf(config));
        let (captured, _guard) = Captured::begin();
        Orders::get(("u", "o")).send(&db).await.unwrap_err();
        let span = captured.spans()[0].clone();
        assert_eq!((span.field("server.address"), span.field("server.port")), (Some(address), port), "{url}");
        assert_eq!(span.field("cloud.region"), Some(&*region));
        let events = captured.events();
        let duration: f64 = events[0].field("duration_ms").unwrap().parse().unwrap();
        assert!((0.0..60_000.0).contains(&duration), "{duration}");
    }
}

#[tokio::test]
async fn a_query_tells_its_index_its_limit_and_its_counts() {
    let (db, _) = with_table().await;
    Orders::sample("u", "o").put().send(&db).await.unwrap();
    let (captured, _guard) = Captured::begin();
    let query = Orders::by_status().query(Status::Pending).filter(Orders::TOTAL.gt(1_000_u64)).descending();
    query.page_size(10).all(&db).await.unwrap();
    let span = captured.spans()[0].clone();
    assert_eq!(span.field("aws.dynamodb.index_name"), Some("gsi-status-date"));
    assert_eq!(span.field("aws.dynamodb.limit"), Some("10"));
    assert_eq!(span.field("aws.dynamodb.scan_forward"), Some("false"));
    assert_eq!(span.field("aws.dynamodb.count"), Some("0"));
    assert_eq!(span.field("aws.dynamodb.scanned_count"), Some("1"));
}

#[tokio::test]
async fn a_count_tells_its_select() {
    let (db, _) = with_table().await;
    let (captured, _guard) = Captured::begin();
    Orders::scan().count(&db).await.unwrap();
    assert_eq!(captured.spans()[0].field("aws.dynamodb.select"), Some("COUNT"));
}

/// The parameters that a span tells.
const PARAMETERS: [&str; 8] = [
    "db.operation.batch.size",
    "aws.dynamodb.consistent_read",
    "aws.dynamodb.limit",
    "aws.dynamodb.scan_forward",
    "aws.dynamodb.segment",
    "aws.dynamodb.select",
    "aws.dynamodb.table_names",
    "aws.dynamodb.total_segments",
];

#[tokio::test]
async fn each_kind_of_request_tells_its_own_parameters() {
    let (db, _) = with_table().await;
    let order = |id: &str| Orders::sample("u", id);
    let (captured, _guard) = Captured::begin();
    Orders::batch_put([order("1"), order("2")]).send(&db).await.unwrap();
    Orders::batch_put([order("3")]).send(&db).await.unwrap();
    Orders::batch_get([("u", "1"), ("u", "2"), ("u", "3")]).send(&db).await.unwrap();
    TransactWrite::new().put(order("1").put()).delete(Orders::delete(("u", "2"))).send(&db).await.unwrap();
    TransactGet::all([Orders::get(("u", "1")), Orders::get(("u", "2"))]).send(&db).await.unwrap();
    Orders::get(("u", "1")).send(&db).await.unwrap();
    Orders::scan().segments(2).concurrency(1).page_size(50).all(&db).await.unwrap();
    Orders::query("u").consistent().descending().all(&db).await.unwrap();
    Orders::query("u").count(&db).await.unwrap();
    let told = |span: &super::captured::Seen| {
        let parameters = PARAMETERS.iter().filter_map(|name| {
            let short = name.rsplit('.').next().unwrap();
            span.field(name).filter(|value| *value != r#"["orders"]"#).map(|value| format!(" {short} {value}"))
        });
        format!("{}{}", span.field("db.operation.name").unwrap(), parameters.collect::<String>())
    };
    let spans = captured.spans();
    assert!(spans.iter().all(|span| span.field("aws.dynamodb.table_names") == Some(r#"["orders"]"#)));
    assert_eq!(
        spans.iter().map(told).collect::<Vec<_>>(),
        [
            "BatchWriteItem size 2",
            "BatchWriteItem",
            "BatchGetItem size 3",
            "TransactWriteItems size 2",
            "TransactGetItems size 2",
            "GetItem",
            "Scan limit 50 segment 0 total_segments 2",
            "Scan limit 50 segment 1 total_segments 2",
            "Query consistent_read true scan_forward false",
            "Query select COUNT",
        ]
    );
}

#[tokio::test]
async fn a_batch_of_several_tables_tells_them_all() {
    let (db, _) = with_table().await;
    Users::create_table().send(&db).await.unwrap();
    let user = Users { user_id: "u".to_owned(), email: None, name: "n".to_owned(), age: None };
    let (captured, _guard) = Captured::begin();
    let batch = dkmio::BatchWrite::new().put(&user).put(&Orders::sample("u", "1"));
    batch.meter(&dkmio::CapacityMeter::new()).send(&db).await.unwrap();
    let parts = (Users::batch_get(["u"]), Orders::batch_get([("u", "1")]));
    dkmio::BatchGetTables::new(parts).send(&db).await.unwrap();
    TransactWrite::new().delete(Users::delete("u")).put(Orders::sample("u", "2").put()).send(&db).await.unwrap();
    TransactGet::new((Users::get("u"), Orders::get(("u", "1")))).send(&db).await.unwrap();
    let spans = captured.spans();
    let done = captured.events().iter().filter(|event| event.field("message") == Some("request done")).count();
    assert_eq!((spans.len(), done), (4, 4));
    let consumed = spans[0].field("aws.dynamodb.consumed_capacity").unwrap();
    assert!(consumed.contains(r#""TableName":"users""#) && consumed.contains(r#""TableName":"orders""#), "{consumed}");
    for span in spans {
        assert_eq!(span.field("aws.dynamodb.table_names"), Some(r#"["orders", "users"]"#), "{span:?}");
        assert_eq!(span.field("db.operation.batch.size"), Some("2"), "{span:?}");
    }
}

#[tokio::test]
async fn a_vector_search_tells_its_index_and_the_number_of_hits_wanted() {
    let (db, _) = faulty();
    Pictures::create_table().send(&db).await.unwrap();
    Pictures { id: "secret".to_owned(), look: [0.25, 0.5].into() }.put().send(&db).await.unwrap();
    let (captured, _guard) = Captured::begin();
    let meter = dkmio::CapacityMeter::new();
    Pictures::by_look().search([0.25, 0.5]).top_k(7).meter(&meter).send(&db).await.unwrap();
    Pictures::by_look().search([0.25]).send(&db).await.unwrap_err();
    let spans = captured.spans();
    assert_eq!(spans.len(), 1);
    let span = &spans[0];
    assert_eq!(span.field("otel.name"), Some("SearchVectors pictures"));
    assert_eq!(span.field("otel.kind"), Some("client"));
    assert_eq!(span.field("db.operation.name"), Some("SearchVectors"));
    assert_eq!(span.field("db.collection.name"), Some("pictures"));
    assert_eq!(span.field("aws.dynamodb.table_names"), Some(r#"["pictures"]"#));
    assert_eq!(span.field("aws.dynamodb.index_name"), Some("pictures-look"));
    assert_eq!(span.field("aws.dynamodb.limit"), Some("7"));
    assert!(span.field("aws.request_id").is_some_and(|id| !id.is_empty()));
    assert_eq!(captured.events().len(), 1);
    assert_eq!(captured.events()[0].field("message"), Some("request done"));
    let text = captured.text();
    assert!(!text.contains("secret") && !text.contains("0.25"), "{text}");
}

#[tokio::test]
async fn each_page_is_a_span() {
    let (db, _) = with_table().await;
    for order in ["1", "2", "3"] {
        Orders::sample("u", order).put().send(&db).await.unwrap();
    }
    let (captured, _guard) = Captured::begin();
    Orders::query("u").page_size(2).all(&db).await.unwrap();
    let counts: Vec<_> = captured.spans().iter().map(|s| s.field("aws.dynamodb.count").unwrap().to_owned()).collect();
    assert_eq!(counts, ["2", "1"]);
}

#[tokio::test]
async fn a_request_that_is_done_is_an_event_with_duration_and_attempts() {
    let (db, _) = with_table().await;
    let (captured, _guard) = Captured::begin();
    Orders::get(("u", "o")).send(&db).await.unwrap();
    let events = captured.events();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].level, Level::DEBUG);
    assert_eq!(events[0].field("message"), Some("request done"));
    assert_eq!(events[0].field("attempts"), Some("1"));
    assert!(events[0].field("duration_ms").unwrap().parse::<f64>().unwrap() > 0.0);
}

#[tokio::test(start_paused = true)]
async fn a_retry_is_a_warning_with_what_the_attempt_before_failed_by() {
    let (db, faults) = with_table().await;
    faults.on(Operation::GetItem).throttle();
    faults.on(Operation::GetItem).lost_response();
    let (captured, _guard) = Captured::begin();
    Orders::get(("u", "o")).send(&db).await.unwrap();
    let warnings: Vec<_> = captured.events().into_iter().filter(|event| event.level == Level::WARN).collect();
    let told = |at: usize| (warnings[at].field("attempt"), warnings[at].field("error.type"));
    assert_eq!(warnings.len(), 2);
    assert_eq!(told(0), (Some("2"), Some("ThrottlingException")));
    assert_eq!(told(1), (Some("3"), Some("connection")));
    assert_eq!(captured.spans()[0].field("http.request.resend_count"), Some("2"));
    assert_eq!(captured.spans()[0].field("error.type"), None);
}

#[tokio::test]
async fn a_failure_is_told_by_kind_and_code() {
    let (db, _) = with_table().await;
    let order = Orders::sample("u", "o");
    order.put().send(&db).await.unwrap();
    let (captured, _guard) = Captured::begin();
    order.put().if_not_exists().send(&db).await.unwrap_err();
    let span = captured.spans()[0].clone();
    assert_eq!(span.field("otel.status_code"), Some("ERROR"));
    assert_eq!(span.field("error.type"), Some("ConditionalCheckFailedException"));
    assert_eq!(span.field("db.response.status_code"), Some("ConditionalCheckFailedException"));
    let event = captured.events()[0].clone();
    assert_eq!(event.field("message"), Some("request failed"));
    assert_eq!(event.field("kind"), Some("ConditionFailed"));
    assert_eq!(event.field("code"), Some("ConditionalCheckFailedException"));
}

#[tokio::test(start_paused = true)]
async fn a_failure_without_a_code_is_told_by_kind() {
    let (db, faults) = with_table().await;
    faults.on(Operation::GetItem).always().lost_request();
    let (captured, _guard) = Captured::begin();
    Orders::get(("u", "o")).send(&db).await.unwrap_err();
    assert_eq!(captured.spans()[0].field("error.type"), Some("Connection"));
    assert_eq!(captured.spans()[0].field("db.response.status_code"), None);
}

#[tokio::test]
async fn a_request_refused_before_it_is_sent_leaves_nothing() {
    let (db, _) = with_table().await;
    let (captured, _guard) = Captured::begin();
    Orders::get(("", "o")).send(&db).await.unwrap_err();
    Orders::sample("", "o").put().send(&db).await.unwrap_err();
    Orders::sample("u", "o").put().condition(Orders::TOTAL.is_in([0_u64; 0])).send(&db).await.unwrap_err();
    Orders::update(("u", "o")).send(&db).await.unwrap_err();
    Orders::delete(("u", "")).send(&db).await.unwrap_err();
    Orders::sample("", "o").put().idempotent().send(&db).await.unwrap_err();
    Orders::query("u").filter(Orders::USER_ID.exists()).all(&db).await.unwrap_err();
    Orders::batch_get([("u", "")]).send(&db).await.unwrap_err();
    Orders::batch_put([Orders::sample("", "o")]).send(&db).await.unwrap_err();
    let twice = TransactWrite::new().put(Orders::sample("u", "o").put()).delete(Orders::delete(("u", "o")));
    twice.send(&db).await.unwrap_err();
    let names: Vec<_> = captured.spans().iter().map(|span| span.field("otel.name").unwrap().to_owned()).collect();
    assert!(names.is_empty(), "{names:?}");
}

/// An interceptor of the user's own, with which a request goes through the generated client.
#[derive(Debug)]
struct UserInterceptor;

impl Intercept for UserInterceptor {
    fn name(&self) -> &'static str {
        "UserInterceptor"
    }
}

/// The spans and events of a get, a query and a refused put, without what differs from one request to the next.
async fn told_of(db: &DynamoDb) -> Vec<BTreeMap<&'static str, String>> {
    let requests = async || {
        let get = Orders::get(("u", "o")).consistent().send(db).await.unwrap();
        let found = Orders::query("u").page_size(10).all(db).await.unwrap();
        let refused = Orders::sample("u", "o").put().if_not_exists().send(db).await.unwrap_err();
        assert_eq!((get.is_some(), found.len(), refused.is_condition_failed()), (true, 1, true));
    };
    // The express path learns from the first request of each operation.
    requests().await;
    let (captured, _guard) = Captured::begin();
    requests().await;
    let mut told: Vec<_> = captured.spans().into_iter().chain(captured.events()).map(|seen| seen.fields).collect();
    assert_eq!(told.len(), 6);
    for name in ["aws.request_id", "duration_ms"] {
        told.iter_mut().for_each(|fields| drop(fields.remove(name)));
    }
    told
}

#[tokio::test]
async fn a_request_tells_the_same_on_each_of_its_ways() {
    let (express, _) = with_table().await;
    let order = Orders::sample("u", "o");
    order.put().send(&express).await.unwrap();
    let told = told_of(&express).await;
    assert!(crate::express::is_off() || express.express_requests().iter().any(|(name, _)| *name == "GetItem"));

    let config = config_over(Faults::over(Engine::memory().unwrap())).interceptor(UserInterceptor).build();
    let ordinary = DynamoDb::from_client(Client::from_conf(config));
    Orders::create_table().send(&ordinary).await.unwrap();
    order.put().send(&ordinary).await.unwrap();
    assert_eq!(told_of(&ordinary).await, told);
    assert_eq!(ordinary.express_requests(), []);

    let item = || Item::from_serialize(&order).unwrap().into_inner();
    let refused = || -> Result<Output, Error> {
        let metadata = ErrorMetadata::builder().code("ConditionalCheckFailedException").build();
        let refused = ConditionalCheckFailedException::builder().meta(metadata).build();
        Err(Error::erase(PutItemError::ConditionalCheckFailedException(refused)))
    };
    let once = || -> [Rule; 3] {
        [
            output(GetItemOutput::builder().set_item(Some(item())).build()),
            output(QueryOutput::builder().items(item()).count(1).scanned_count(1).build()),
            Box::new(refused),
        ]
    };
    let mocked = mocked(once().into_iter().chain(once()));
    assert_eq!(told_of(&mocked).await, told);
}

#[tokio::test(start_paused = true)]
async fn tables_are_traced_too() {
    let (db, _) = faulty();
    let (captured, _guard) = Captured::begin();
    Orders::create_table().send(&db).await.unwrap();
    let names: Vec<_> = captured.spans().iter().map(|s| s.field("db.operation.name").unwrap().to_owned()).collect();
    assert_eq!(names, ["CreateTable", "DescribeTable", "DescribeTimeToLive", "UpdateTimeToLive"]);
    assert_eq!(captured.events().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn no_key_and_no_value_is_ever_in_a_trace() {
    let (db, faults) = with_table().await;
    let (captured, _guard) = Captured::begin();
    let mut order = Orders::sample("secret-user", "secret-order");
    order.description = Some("secret-text".to_owned());
    order.total = 987_654_321;
    order.put().meter(&dkmio::CapacityMeter::new()).send(&db).await.unwrap();
    order.put().if_not_exists().send(&db).await.unwrap_err();
    faults.on(Operation::PutItem).throttle();
    order.put().return_old().send(&db).await.unwrap();
    Orders::get(("secret-user", "secret-order")).send(&db).await.unwrap();
    let query = Orders::query("secret-user").sk_begins_with("secret-").filter(Orders::TOTAL.eq(987_654_321_u64));
    query.page_size(1).all(&db).await.unwrap();
    Orders::update(("secret-user", "secret-order"))
        .set(Orders::DESCRIPTION, "secret-text")
        .condition(Orders::TOTAL.eq(987_654_321_u64))
        .send(&db)
        .await
        .unwrap();
    let says = "The value secret-text of key secret-user is invalid";
    for operation in [Operation::GetItem, Operation::Query, Operation::DeleteItem] {
        faults.on(operation).error(400, "ValidationException", says);
    }
    Orders::get(("secret-user", "secret-order")).send(&db).await.unwrap_err();
    Orders::query("secret-user").all(&db).await.unwrap_err();
    Orders::delete(("secret-user", "secret-order")).send(&db).await.unwrap_err();
    let text = captured.text();
    assert!(captured.spans().len() >= 9 && captured.events().len() >= 10);
    assert!(!text.contains("secret") && !text.contains("987654321"), "{text}");
}
