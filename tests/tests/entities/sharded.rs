//! Partition keys that are spread over shards.

use dkmio::{Cursor, DynamoCollection, DynamoDb, DynamoEntity, DynamoTable, ErrorKind};
use dkmio_embedded::Operation;
use futures::TryStreamExt as _;
use serde::{Deserialize, Serialize};

use crate::engine::{create, db_with, s};
use crate::support::faulty;

#[derive(DynamoTable)]
#[dynamo(table = "logs", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = number("GSI1SK"))]
struct Logs;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Logs)]
#[pk = "LOG#{day}#{id:shard(16)}"]
#[sk = "LOG#{at:06}#{id}"]
#[index(by_size = Logs::gsi1, pk = "SIZES#{id:shard(3)}", sk = "{size}")]
struct Log {
    day: String,
    id: String,
    at: u32,
    size: i64,
}

/// Shares the shards of the logs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Logs)]
#[pk = "LOG#{day}#{alert:shard(16)}"]
#[sk = "ALERT#{alert}"]
struct Alert {
    day: String,
    alert: String,
}

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Log)]
enum Entry {
    Log(Log),
    Alert(Alert),
}

fn log(number: u32) -> Log {
    // Two logs of each moment, and sizes that sort by value and not as text.
    let at = number.wrapping_mul(7919) % 50;
    Log { day: "2025-01-01".to_owned(), id: format!("id-{number}"), at, size: i64::from(number % 13) * 9 - 50 }
}

const LOGS: u32 = 90;

async fn fill(db: &DynamoDb) {
    for number in 0..LOGS {
        log(number).put().send(db).await.expect("a put");
    }
    Log { day: "2025-01-02".to_owned(), ..log(1) }.put().send(db).await.expect("a put");
    for alert in ["a", "b"] {
        Alert { day: "2025-01-01".to_owned(), alert: alert.to_owned() }.put().send(db).await.expect("a put");
    }
}

/// The logs of the day that are wanted, in the order of their sort key.
fn expected(is_wanted: impl Fn(&Log) -> bool) -> Vec<Log> {
    let mut logs: Vec<_> = (0..LOGS).map(log).filter(is_wanted).collect();
    logs.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
    logs
}

#[tokio::test]
async fn a_write_stores_the_shard_of_its_value() {
    let db = db_with::<Logs>().await;
    fill(&db).await;
    let stored =
        Log::get(("2025-01-01", "id-1", log(1).at)).free_form().send(&db).await.expect("a read").expect("an item");
    assert_eq!(stored.get("PK"), Some(&s("LOG#2025-01-01#07")));
    assert_eq!(stored.get("GSI1PK"), Some(&s("SIZES#0")));
    let updated = Log::update(log(1).key()).set(Log::SIZE, 5).return_new().send(&db).await.expect("an update");
    assert_eq!(updated, Log { size: 5, ..log(1) });
    assert_eq!(Log::get(log(1).key()).send(&db).await.expect("a read"), Some(updated));
    Log::delete(log(1).key()).send(&db).await.expect("a delete");
    assert_eq!(Log::get(log(1).key()).send(&db).await.expect("a read"), None);
}

#[tokio::test]
async fn a_query_of_all_shards_is_one_in_the_order_of_the_sort_key() {
    let db = db_with::<Logs>().await;
    fill(&db).await;
    let day = || Log::query("2025-01-01");
    let all = expected(|_| true);
    assert_eq!(day().all(&db).await.expect("a read"), all);
    let mut reversed = all.clone();
    reversed.reverse();
    assert_eq!(day().descending().all(&db).await.expect("a read"), reversed);
    assert_eq!(day().count(&db).await.expect("a count"), all.len());
    assert_eq!(day().first(&db).await.expect("a read").as_ref(), all.first());
    assert_eq!(day().descending().first(&db).await.expect("a read").as_ref(), all.last());
    for limit in [0, 1, 5, 40, 90, 200] {
        let wanted = &all[..limit.min(all.len())];
        assert_eq!(day().limit(limit).all(&db).await.expect("a read"), wanted);
        assert_eq!(day().limit(limit).page_size(2).all(&db).await.expect("a read"), wanted);
        assert_eq!(day().limit(limit).count(&db).await.expect("a count"), wanted.len());
    }
    let range = expected(|log| (10..=20).contains(&log.at));
    assert_eq!(day().sk_between(10, 20).all(&db).await.expect("a read"), range);
    let large = expected(|log| log.size > 0);
    assert_eq!(day().filter(Log::SIZE.gt(0)).all(&db).await.expect("a read"), large);
    assert_eq!(day().select(Log::AT).all(&db).await.expect("a read"), all.iter().map(|log| log.at).collect::<Vec<_>>());
    let entries: Vec<Entry> = Entry::query("2025-01-01").all(&db).await.expect("a read");
    assert!(matches!(&entries[..], [Entry::Alert(a), Entry::Alert(_), Entry::Log(_), ..] if a.alert == "a"));
    assert_eq!(entries.len(), all.len() + 2);
}

#[tokio::test]
async fn an_index_over_shards_sorts_numbers_by_value() {
    let db = db_with::<Logs>().await;
    fill(&db).await;
    let sizes = |logs: Vec<Log>| logs.into_iter().map(|log| log.size).collect::<Vec<_>>();
    let found = sizes(Log::by_size().query(()).sk_gte(-20).descending().all(&db).await.expect("a read"));
    let mut wanted: Vec<_> =
        (0..LOGS).map(|number| log(number).size).chain([log(1).size]).filter(|size| *size >= -20).collect();
    wanted.sort_unstable_by(|one, other| other.cmp(one));
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn pages_and_streams_of_all_shards_continue_from_their_cursors() {
    let db = db_with::<Logs>().await;
    fill(&db).await;
    for is_forward in [true, false] {
        let day = || Log::query("2025-01-01").scan_forward(is_forward);
        let all = day().all(&db).await.expect("a read");
        for (limit, page_size) in [(Some(7), None), (Some(7), Some(1)), (None, Some(3)), (Some(100), Some(2))] {
            let (mut found, mut next) = (Vec::new(), None);
            for _ in 0..200 {
                let mut query = day();
                if let Some(limit) = limit {
                    query = query.limit(limit);
                }
                if let Some(size) = page_size {
                    query = query.page_size(size);
                }
                if let Some(cursor) = next.take() {
                    query = query.start_from(cursor);
                }
                let page = query.page(&db).await.expect("a page");
                assert_eq!(page.count, page.items.len());
                assert!(limit.is_none_or(|limit| page.items.len() <= limit));
                found.extend(page.items);
                let Some(cursor) = page.next else { break };
                // A cursor is text between two requests.
                next = Some(cursor.to_string().parse::<Cursor>().expect("a cursor"));
            }
            assert_eq!(found, all, "{limit:?} {page_size:?}");
        }
        for taken in [0, 1, 10, 89] {
            let mut stream = day().page_size(4).stream(&db);
            let mut found = Vec::new();
            while found.len() < taken {
                found.push(stream.try_next().await.expect("an item").expect("more items"));
            }
            let cursor = stream.cursor().expect("a cursor").expect("a cursor of all shards");
            found.extend(day().start_from(cursor).all(&db).await.expect("the rest"));
            assert_eq!(found, all, "{taken}");
        }
    }
    let cursor = Log::query("2025-01-01").limit(1).page(&db).await.expect("a page").next.expect("a cursor");
    let refused = Log::query("2025-01-02").start_from(cursor).all(&db).await.expect_err("another day");
    assert_eq!(refused.kind(), ErrorKind::InvalidCursor);
    let refused = Log::query("2025-01-01").raw_page(&db).await.expect_err("no raw page");
    assert_eq!(refused.kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn a_page_of_all_shards_counts_what_was_read_in_each_of_them() {
    let (db, faults) = faulty();
    create::<Logs>(&db).await;
    fill(&db).await;
    // An item of another entity, whose sort key begins as those of the logs.
    let unknown = [("PK", "LOG#2025-01-01#07"), ("SK", "LOG#000099#x"), ("_et", "Unknown")];
    let unknown = unknown.map(|(name, value)| (name.to_owned(), s(value))).into();
    db.client().put_item().table_name("logs").set_item(Some(unknown)).send().await.expect("a put");
    let meter = dkmio::CapacityMeter::new();
    let day = || Log::query("2025-01-01").meter(&meter);

    let page = day().page(&db).await.expect("a page");
    assert_eq!((page.count, page.scanned_count, page.skipped, page.next), (90, 91, 1, None));
    let consumed = meter.take().total;
    assert!(consumed >= 8.0 && page.capacity.expect("a capacity").total == consumed, "{consumed}");
    let large = expected(|log| log.size > 0).len();
    let page = day().filter(Log::SIZE.gt(0)).page(&db).await.expect("a page");
    assert_eq!((page.count, page.scanned_count), (large, 91));

    // Without a limit a page of all shards is one page of each.
    faults.clear_calls();
    day().page_size(1).page(&db).await.expect("a page");
    assert_eq!(faults.calls().len(), 16);

    faults.clear_calls();
    let page = day().limit(50).page_size(1).max_pages(20).page(&db).await.expect("a page");
    assert_eq!((page.count, page.scanned_count, faults.calls().len()), (page.items.len(), 20, 20));
    assert!((1..50).contains(&page.count), "{}", page.count);
    let next = page.next.expect("a cursor");
    let rest = day().start_from(next.clone()).all(&db).await.expect("the rest");
    assert_eq!([page.items, rest].concat(), expected(|_| true));

    // Several shards may need another page at once. If not all of them may have one, the page ends before them.
    for max_pages in 16..40 {
        faults.clear_calls();
        let large = || day().filter(Log::SIZE.gt(0)).page_size(1);
        let page = large().limit(50).max_pages(max_pages).page(&db).await.expect("a page");
        assert!(faults.calls().len() <= max_pages && page.count < 50, "{max_pages}");
        let rest = large().start_from(page.next.expect("a cursor")).all(&db).await.expect("the rest");
        assert_eq!([page.items, rest].concat(), expected(|log| log.size > 0), "{max_pages}");
    }
    // A page needs one of each shard.
    let refused = day().max_pages(15).page(&db).await.expect_err("too few pages");
    assert_eq!(refused.kind(), ErrorKind::PageLimit);
    assert!(refused.to_string().starts_with("Query on `logs`: "), "{refused}");
    let refused = day().raw_page(&db).await.expect_err("no raw page");
    assert!(refused.to_string().starts_with("Query on `logs`: "), "{refused}");

    // A limit of zero reads nothing and stays where it is.
    faults.clear_calls();
    let page = day().start_from(next.clone()).limit(0).page(&db).await.expect("a page");
    assert_eq!((page.count, page.scanned_count, page.skipped, page.next), (0, 0, 0, Some(next)));
    assert!(page.items.is_empty() && page.capacity.is_none() && faults.calls().is_empty());
}

#[tokio::test]
async fn the_first_item_of_all_shards_is_not_none_before_the_end() {
    let (db, faults) = faulty();
    create::<Logs>(&db).await;
    fill(&db).await;
    let none = || Log::query("2025-01-01").filter(Log::SIZE.gt(1_000)).page_size(1);
    assert_eq!(none().first(&db).await.expect("a read"), None);
    assert_eq!(none().max_pages(1_000).first(&db).await.expect("a read"), None);
    for max_pages in [16, 20] {
        let refused = none().max_pages(max_pages).first(&db).await.expect_err("more pages");
        assert_eq!(refused.kind(), ErrorKind::PageLimit);
        assert!(refused.to_string().starts_with("Query on `logs`: "), "{refused}");
    }
    faults.clear_calls();
    assert_eq!(none().max_pages(16).limit(0).first(&db).await.expect("no read"), None);
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn a_filter_that_no_item_meets_ends_a_page_of_all_shards() {
    let (db, faults) = faulty();
    let query = || Log::query("2025-01-01").filter(Log::SIZE.is_in([0_i64; 0]));
    let page = query().page(&db).await.expect("a page");
    assert_eq!((page.items.len(), page.count, page.next), (0, 0, None));
    assert_eq!(query().first(&db).await.expect("no read"), None);
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn a_query_reads_each_shard_by_a_query_of_its_own() {
    let (db, faults) = faulty();
    create::<Logs>(&db).await;
    fill(&db).await;
    faults.clear_calls();
    faults.reset_in_flight_max();
    faults.on(Operation::Query).always().delay(std::time::Duration::from_millis(5));
    Log::query("2025-01-01").all(&db).await.expect("a read");
    assert_eq!(faults.calls().len(), 16);
    assert!(faults.in_flight_max() <= 8, "{}", faults.in_flight_max());
    let explained = Log::query("2025-01-01").explain().expect("an explanation").to_string();
    assert!(explained.contains("16 queries like this") && explained.contains("LOG#2025-01-01#00"), "{explained}");
    // The keys of shards with one digit less would be those of another number of shards.
    let first = faults.calls().iter().map(|call| call.request().body().to_string()).min();
    assert!(first.expect("a request").contains("LOG#2025-01-01#0"), "a shard");
}

#[tokio::test]
async fn a_backfill_computes_shards_again() {
    let db = db_with::<Logs>().await;
    fill(&db).await;
    let report = Log::backfill_keys().dry_run().send(&db).await.expect("a backfill");
    assert_eq!((report.correct, report.key_changes), (LOGS as usize + 1, 0));
}

#[tokio::test]
async fn a_stream_of_all_shards_ends_with_an_item_that_has_no_sort_key() {
    let (db, faults) = faulty();
    let body = r#"{"Items":[{"_et":{"S":"Log"},"PK":{"S":"LOG#2025-01-01#00"}}],"Count":1,"ScannedCount":1}"#;
    faults.on_any().always().respond(200, [("x", "y"); 0], body);
    let mut stream = Log::query("2025-01-01").stream(&db);
    assert!(stream.try_next().await.is_err());
    assert_eq!(stream.try_next().await.expect("the end"), None);
}

#[test]
fn a_partition_key_of_a_shard_has_up_to_2048_bytes() {
    // Beside the day the key has the text `LOG##00`.
    assert!(Log::query("x".repeat(2041)).explain().is_ok());
    assert_eq!(Log::query("x".repeat(2042)).explain().expect_err("too long").kind(), ErrorKind::InvalidKey);
}
