//! What `explain` says of batches, and the commands: they pass on the requests that dkmio sends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use dkmio::batch::{BatchExplanation, ExplainedBatchWrites};
use dkmio::{BatchGetTables, BatchWrite, CapacityMeter, DynamoDb, DynamoTable, Error, ErrorKind, PartiqlBatch};
use dkmio_embedded::Faults;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::Value;

use super::aws_cli::{SPECIAL, parsed, words};
use crate::models::{Orders, Users};
use crate::support::faulty;

/// A connection on which every entry of a batch is processed and nothing is found.
fn with_canned_responses() -> (DynamoDb, Faults) {
    let (db, faults) = faulty();
    let empty = r#"{"UnprocessedItems":{},"Responses":{},"UnprocessedKeys":{}}"#;
    faults.on_any().always().respond(200, [("x", "y"); 0], empty);
    (db, faults)
}

/// The requests that the commands send.
fn commands(explanation: &BatchExplanation) -> Vec<(String, Value)> {
    let words = words(&explanation.to_aws_cli());
    words.split(|word| word == "\n").filter(|words| !words.is_empty()).map(parsed).collect()
}

/// The requests that were sent.
fn sent(faults: &Faults) -> Vec<(String, Value)> {
    let calls = faults.calls();
    faults.clear_calls();
    let request =
        |call: &dkmio_embedded::Call| (call.request().operation_name().to_owned(), call.request().body().clone());
    calls.iter().map(request).collect()
}

fn user(id: &str, name: &str) -> Users {
    Users { user_id: id.to_owned(), email: None, name: name.to_owned(), age: Some(7) }
}

#[tokio::test]
async fn writes_are_explained_as_they_are_sent() {
    let (db, faults) = with_canned_responses();
    for special in SPECIAL {
        let put = user(special, special);
        let write = || BatchWrite::new().put(&put).delete(Orders::key_of(special, "o")).delete(Users::key_of("other"));
        write().send(&db).await.expect("written");
        assert_eq!(commands(&write().explain().expect("explained")), sent(&faults));
    }
    let users: Vec<_> = (0..52).map(|number| user(&number.to_string(), "x")).collect();
    let write = || users.iter().fold(BatchWrite::new(), BatchWrite::put).concurrency(1);
    write().send(&db).await.expect("written");
    let explanation = write().explain().expect("explained");
    let sizes: Vec<_> = explanation.requests.iter().map(|request| request.parts.len()).collect();
    assert_eq!(sizes, [25, 25, 2]);
    assert_eq!(commands(&explanation), sent(&faults));
}

#[tokio::test]
async fn replaced_entries_and_other_names_are_explained_too() {
    let (db, faults) = with_canned_responses();
    let (first, last) = (user("u", "first"), user("u", "last"));
    let write =
        || BatchWrite::new().put(&first).put(&last).delete(Orders::delete(("u", "o")).table_name("orders-2026"));
    let error = write().explain().expect_err("two entries for one item");
    assert_eq!(error.kind(), ErrorKind::DuplicateKey);
    let write = || write().last_write_wins();
    write().send(&db).await.expect("written");
    let explanation = write().explain().expect("explained");
    assert_eq!(commands(&explanation), sent(&faults));
    assert_eq!(
        explanation.to_string(),
        r#"BatchWriteItem in 1 request
0: BatchWriteItem of 2 parts
0: DeleteRequest on table orders-2026
  Key: {"order_id":{"S":"o"},"user_id":{"S":"u"}}
1: PutRequest on table users
  Item: {"age":{"N":"7"},"name":{"S":"last"},"user_id":{"S":"u"}}"#
    );
    let error = BatchWrite::new().put(&user("", "x")).explain().expect_err("an empty key");
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    assert_eq!(BatchWrite::new().explain().expect("explained").to_aws_cli(), "");
}

#[tokio::test]
async fn gets_are_explained_as_they_are_sent() {
    let (db, faults) = with_canned_responses();
    for special in SPECIAL {
        let get = || {
            let orders = Orders::batch_get([(special, "o"), ("u", special)]).consistent().select(Orders::TOTAL);
            BatchGetTables::new((orders, Users::batch_get([special])))
        };
        get().send(&db).await.expect("nothing");
        assert_eq!(commands(&get().explain().expect("explained")), sent(&faults));
    }
    let keys: Vec<_> = (0..101).map(|number| ("u".to_owned(), number.to_string())).collect();
    let get = || Orders::batch_get(keys.clone()).concurrency(1);
    get().send(&db).await.expect("nothing");
    assert_eq!(commands(&get().explain().expect("explained")), sent(&faults));
    // Two reads of one table cannot share a request.
    let twice = || BatchGetTables::new((Users::batch_get(["a"]).consistent(), Users::batch_get(["b"]))).concurrency(1);
    twice().send(&db).await.expect("nothing");
    assert_eq!(commands(&twice().explain().expect("explained")), sent(&faults));
    let text =
        Orders::batch_get([("u", "o"), ("u", "o")]).select(Orders::TOTAL).explain().expect("explained").to_string();
    assert!(text.contains(r#"Keys: [{"user_id":{"S":"u"},"order_id":{"S":"o"}}]"#), "{text}");
    assert!(text.contains("ProjectionExpression: total, user_id, order_id"), "{text}");
    assert!(Orders::batch_get([("u", "")]).explain().is_err());
}

#[tokio::test]
async fn statements_are_explained_as_they_are_sent() {
    let (db, faults) = faulty();
    let responses = vec!["{}"; 25].join(",");
    let one = "SELECT * FROM {source} WHERE user_id = ? AND order_id = ?";
    for special in SPECIAL {
        faults.on_any().respond(200, [("x", "y"); 0], r#"{"Responses":[{},{}]}"#);
        let batch = || PartiqlBatch::<Orders>::new(one).bind((special, "o")).bind(("u", special)).consistent();
        batch().send(&db).await.expect("nothing");
        assert_eq!(commands(&batch().explain().expect("explained")), sent(&faults));
    }
    for responses in [responses.as_str(), "{},{},{},{},{}"] {
        faults.on_any().respond(200, [("x", "y"); 0], format!(r#"{{"Responses":[{responses}]}}"#));
    }
    let batch =
        || PartiqlBatch::<Orders>::new(one).bind_all((0..30).map(|number| ("u", number.to_string()))).concurrency(1);
    batch().send(&db).await.expect("nothing");
    assert_eq!(commands(&batch().explain().expect("explained")), sent(&faults));
    // A request has no two statements for one item.
    for responses in ["{},{}", "{}"] {
        faults.on_any().respond(200, [("x", "y"); 0], format!(r#"{{"Responses":[{responses}]}}"#));
    }
    let twice = || PartiqlBatch::<Orders>::new(one).bind(("u", "1")).bind(("u", "2")).bind(("u", "1"));
    twice().send(&db).await.expect("nothing");
    assert_eq!(commands(&twice().explain().expect("explained")), sent(&faults));
    let scan = PartiqlBatch::<Orders>::new("SELECT * FROM {source} WHERE total = ?").bind((1,)).explain();
    assert_eq!(scan.expect_err("a scan").kind(), ErrorKind::Validation);
}

/// The number of parts of each request.
async fn sizes(requests: ExplainedBatchWrites<'_>) -> Vec<usize> {
    let requests = requests.all().await.expect("explained").requests;
    requests.iter().map(|request| request.parts.len()).collect()
}

#[tokio::test(start_paused = true)]
async fn writes_out_of_an_iterator_are_explained_as_they_are_sent() {
    let (db, faults) = with_canned_responses();
    let mut random = fastrand::Rng::with_seed(3);
    for round in 0..40 {
        let length = random.usize(0..90);
        // Few names, so that many entries are for the item of another one nearby.
        let names = [3, 40, 1000][round % 3];
        let users: Vec<_> =
            (0..length).map(|_| user(&random.u32(0..names).to_string(), SPECIAL[round % SPECIAL.len()])).collect();
        let put = || Users::batch_put(&users).concurrency(1);
        put().send(&db).await.expect("written");
        let explanation = put().explain().all().await.expect("explained");
        assert_eq!(commands(&explanation), sent(&faults), "{length} of {names}");
        let keys: Vec<_> = users.iter().map(|user| user.user_id.as_str()).collect();
        let delete = || Users::batch_delete_stream(stream::iter(&keys)).concurrency(1);
        delete().send(&db).await.expect("written");
        let explanation = delete().explain().all().await.expect("explained");
        assert_eq!(commands(&explanation), sent(&faults), "{length} of {names}");
    }
    let large: Vec<_> = (0..30).map(|at| user(&at.to_string(), &"\u{1}".repeat(390 * 1024))).collect();
    let put = || Users::batch_put(&large).concurrency(1).table_name("users-2026");
    put().send(&db).await.expect("written");
    let explanation = put().explain().all().await.expect("explained");
    // A control character has one byte in the table and six in the request, so no request has room for seven of these. Their
    // commands are too long for a shell.
    let explained: Vec<_> = explanation.requests.iter().map(|request| request.parts.len()).collect();
    let entries = |body: &Value| body["RequestItems"]["users-2026"].as_array().map_or(0, Vec::len);
    assert_eq!(explained, sent(&faults).iter().map(|(_, body)| entries(body)).collect::<Vec<_>>());
    assert_eq!(explained, [6; 5]);
    assert!(explanation.requests.iter().flat_map(|request| &request.parts).all(|part| part.table == "users-2026"));
    assert_eq!(explanation.operation, "BatchWriteItem");
}

#[tokio::test(start_paused = true)]
async fn a_write_rate_limits_the_requests_of_an_explanation() {
    let (db, faults) = with_canned_responses();
    // An item is estimated at one unit for each started kilobyte.
    for (name_length, rate, expected) in [
        (1, 10, vec![10, 10, 10]),
        (1, 25, vec![25, 5]),
        (1, 24, vec![24, 6]),
        (1, 1000, vec![25, 5]),
        // The units of a request may not exceed the rate, even by a part of an item.
        (1100, 10, vec![5; 6]),
        (1100, 11, vec![5; 6]),
        // An item above the rate is sent alone.
        (2100, 2, vec![1; 30]),
        (1, 1, vec![1; 30]),
    ] {
        let users: Vec<_> = (0..30).map(|number| user(&number.to_string(), &"x".repeat(name_length))).collect();
        let case = format!("{name_length} letters, {rate} units");

        let put = || Users::batch_put(&users).max_write_units_per_second(rate);
        put().send(&db).await.expect("written");
        let explanation = put().explain().all().await.expect("explained");
        assert_eq!(commands(&explanation), sent(&faults), "{case}");
        assert_eq!(sizes(put().explain()).await, expected, "{case}");

        let put_stream = || Users::batch_put_stream(stream::iter(&users)).max_write_units_per_second(rate);
        assert_eq!(sizes(put_stream().explain()).await, expected, "{case}");

        let write = || users.iter().fold(BatchWrite::new(), BatchWrite::put).max_write_units_per_second(rate);
        write().send(&db).await.expect("written");
        let explanation = write().explain().expect("explained");
        assert_eq!(commands(&explanation), sent(&faults), "{case}");
        let explained: Vec<_> = explanation.requests.iter().map(|request| request.parts.len()).collect();
        assert_eq!(explained, expected, "{case}");
    }
    // A delete is one unit.
    let keys: Vec<_> = (0..30).map(|number| number.to_string()).collect();
    let delete = || Users::batch_delete(&keys).max_write_units_per_second(12);
    delete().send(&db).await.expect("written");
    let explanation = delete().explain().all().await.expect("explained");
    assert_eq!(commands(&explanation), sent(&faults));
    assert_eq!(sizes(delete().explain()).await, [12, 12, 6]);
}

#[tokio::test(start_paused = true)]
async fn a_write_rate_may_send_smaller_requests_than_are_explained() {
    let (db, faults) = with_canned_responses();
    let users: Vec<_> = (0..100).map(|number| user(&number.to_string(), "x")).collect();
    let put = || Users::batch_put(&users).max_write_units_per_second(60);
    assert_eq!(sizes(put().explain()).await, [25; 4]);
    put().send(&db).await.expect("written");
    let entries = |body: &Value| body["RequestItems"]["users"].as_array().map_or(0, Vec::len);
    let sent: Vec<_> = sent(&faults).iter().map(|(_, body)| entries(body)).collect();
    // The second of the first two requests has ten units left.
    assert_eq!((&sent[..3], sent.iter().sum::<usize>()), (&[25, 25, 10][..], 100));
}

#[tokio::test(start_paused = true)]
async fn a_batch_is_explained_with_the_capacity_that_it_asks_for() {
    let (db, faults) = with_canned_responses();
    let meter = CapacityMeter::new();
    let asks = |sent: Vec<(String, Value)>| sent.iter().all(|(_, body)| body["ReturnConsumedCapacity"] == "INDEXES");
    let user = user("u", "x");

    let write = || BatchWrite::new().put(&user).meter(&meter);
    write().send(&db).await.expect("written");
    let explanation = write().explain().expect("explained");
    assert_eq!(commands(&explanation), sent(&faults));
    assert_eq!(explanation.requests[0].parameters, [("ReturnConsumedCapacity", "INDEXES".to_owned())]);
    assert!(
        explanation.to_string().contains("of 1 part\n  ReturnConsumedCapacity: INDEXES\n0: PutRequest"),
        "{explanation}"
    );

    let put = || Users::batch_put([&user]).on_progress(|_| ());
    put().send(&db).await.expect("written");
    let explanation = put().explain().all().await.expect("explained");
    assert_eq!(commands(&explanation), sent(&faults));
    assert!(asks(commands(&explanation)));

    let get = || Users::batch_get(["u"]).meter(&meter);
    get().send(&db).await.expect("nothing");
    assert_eq!(commands(&get().explain().expect("explained")), sent(&faults));
    let get = || BatchGetTables::new((get(), Orders::batch_get([("u", "o")]))).on_progress(|_| ());
    get().send(&db).await.expect("nothing");
    assert_eq!(commands(&get().explain().expect("explained")), sent(&faults));

    faults.clear_rules();
    faults.on_any().respond(200, [("x", "y"); 0], r#"{"Responses":[{}]}"#);
    let one = "SELECT * FROM {source} WHERE user_id = ?";
    let statement = || PartiqlBatch::<Users>::new(one).bind(("u",)).meter(&meter);
    statement().send(&db).await.expect("nothing");
    let explanation = statement().explain().expect("explained");
    assert_eq!(commands(&explanation), sent(&faults));
    assert!(asks(commands(&explanation)));
}

#[tokio::test]
async fn an_explanation_takes_the_entries_of_one_request_at_a_time() {
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = taken.clone();
    let endless = (0_u64..).map(move |number| {
        counted.fetch_add(1, Ordering::Relaxed);
        user(&number.to_string(), "x")
    });
    let mut requests = Users::batch_put(endless).explain();
    for round in 1..4 {
        let request = requests.try_next().await.expect("explained").expect("a request");
        assert_eq!((request.parts.len(), taken.load(Ordering::Relaxed)), (25, 25 * round));
    }
    assert_eq!(sizes(Users::batch_put(Vec::<Users>::new()).explain()).await, [0_usize; 0]);
    // A source that waits is waited for.
    let slow = stream::iter(0_u64..30).then(|number| async move {
        tokio::task::yield_now().await;
        user(&number.to_string(), "x")
    });
    assert_eq!(sizes(Users::batch_put_stream(slow).explain()).await, [25, 5]);
    let unconditional = Users::batch_put_unconditional([user("u", "x"), user("u", "y"), user("v", "y")]);
    assert_eq!(sizes(unconditional.explain()).await, [1, 2]);
}

#[tokio::test]
async fn an_explanation_ends_with_the_first_error() {
    let users = (0..60).map(|number| user(&if number == 40 { String::new() } else { number.to_string() }, "x"));
    let mut requests = Users::batch_put(users).explain();
    assert_eq!(requests.try_next().await.expect("explained").map(|request| request.parts.len()), Some(25));
    let error = requests.try_next().await.expect_err("an empty key");
    assert!(error.kind() == ErrorKind::InvalidKey && error.to_string().contains("entry 40"), "{error}");
    // The entries before the error are not sent either.
    assert!(requests.next().await.is_none());
    let failed = user("", "x").put().explain().expect_err("an empty key");
    let source: [Result<Users, Error>; 2] = [Ok(user("u", "x")), Err(failed)];
    let error = Users::batch_put(source).explain().all().await.expect_err("the error of the source");
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
}

#[tokio::test]
async fn the_unprocessed_rest_of_a_batch_is_explained() {
    let (db, _) = with_canned_responses();
    let users: Vec<_> = (0..60).map(|number| user(&number.to_string(), "x")).collect();
    let batch = Users::batch_put(&users).concurrency(1).deadline(std::time::Duration::ZERO);
    let error = batch.send_or_unprocessed(&db).await.expect_err("no time");
    let rest = 60 - error.done();
    assert_eq!(sizes(error.into_unprocessed().explain()).await.iter().sum::<usize>(), rest);
}
