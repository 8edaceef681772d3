//! One call of a case, by the public API.

use dkmio::{Cursor, DynamoDb, Error, ErrorKind, Item, Page};
use dkmio_embedded::Faults;
use serde_json::{Value, json};

use super::reads::{self, Read};
use super::tables::{Blobs, Events, Odd, Orders, Sessions, Users};
use super::{batches, transactions, values, writes};

/// What a call asks for that no code with the typed API can ask for: it does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inexpressible {
    /// A key attribute is missing.
    Key,
    /// A key attribute of another type.
    KeyType,
    /// An item the table's struct cannot hold: a key attribute is missing or of another type.
    Item,
    /// An argument that the operation does not take.
    Argument,
    /// An operator there is not, or not here.
    Operator,
    /// An operand the operator does not take.
    Operand,
    /// A sort-key condition where there is no sort key.
    NoSortKey,
    /// A second sort-key condition.
    SecondCondition,
    /// A consistent read of a global index.
    ConsistentGlobal,
    /// A return value this write does not have.
    ReturnValues,
}

/// The call does not compile.
#[derive(Debug)]
pub(super) struct Refused(pub(super) Inexpressible);

/// A call that compiles, and how it ended.
pub(super) type Ran = Result<Result<Ended, Error>, Refused>;

/// How a call ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// As the cases have it, without the last key.
    pub(super) result: Value,
    /// Where a page ended.
    pub(super) next: Option<Cursor>,
    /// All that there was, so that there is no last key.
    pub(super) complete: bool,
}

impl Ended {
    pub(super) fn json(result: Value) -> Self {
        Self { result, next: None, complete: false }
    }

    /// `all` gives items and reads to the end.
    pub(super) fn all(items: &[Item]) -> Self {
        let items: Vec<_> = items.iter().map(values::item_json).collect();
        Self { result: json!({ "count": items.len(), "items": items }), next: None, complete: true }
    }

    pub(super) fn page(page: Page<Item>) -> Self {
        let items: Vec<_> = page.items.iter().map(values::item_json).collect();
        let result = json!({ "items": items, "count": page.count, "scanned_count": page.scanned_count });
        Self { result, next: page.next, complete: false }
    }
}

/// Code for the table of this name: `on_table!(name, T => ..)`.
macro_rules! on_table {
    ($name:expr, $table:ident => $run:expr) => {
        match $name {
            "orders" => {
                type $table = Orders;
                $run
            }
            "users" => {
                type $table = Users;
                $run
            }
            "events" => {
                type $table = Events;
                $run
            }
            "blobs" => {
                type $table = Blobs;
                $run
            }
            "sessions" => {
                type $table = Sessions;
                $run
            }
            "odd" => {
                type $table = Odd;
                $run
            }
            other => panic!("no table {other}"),
        }
    };
}
pub(super) use on_table;

/// Runs a call on a connection whose requests go through `faults`.
pub(super) async fn call(call: &Value, db: &DynamoDb, start: Option<Cursor>) -> Ran {
    let table = call["table"].as_str().unwrap_or_default();
    let read = Read { call, db, start };
    match call["kind"].as_str().expect("a kind") {
        "get" => on_table!(table, T => reads::get::<T>(call, db).await),
        "query" | "query_count" | "query_fetch_all" => reads::query(&read).await,
        "scan" | "scan_count" => on_table!(table, T => reads::scan::<T>(&read).await),
        "put" => on_table!(table, T => writes::put::<T>(call, db).await),
        "update" => on_table!(table, T => writes::update::<T>(call, db).await),
        "delete" => on_table!(table, T => writes::delete::<T>(call, db).await),
        "batch_read" => on_table!(table, T => batches::read::<T>(call, db).await),
        "batch_write" => on_table!(table, T => batches::write::<T>(call, db).await),
        "transact_write" => transactions::write(call, db).await,
        "transact_get" => transactions::read(call, db).await,
        other => panic!("no kind {other}"),
    }
}

/// Everything a table holds.
pub(super) async fn everything(table: &str, db: &DynamoDb) -> Vec<Value> {
    on_table!(table, T => reads::everything::<T>(db).await).expect("a scan")
}

/// The cursor that stands at `key`: what a page of the same read ends with when the service says so.
pub(super) async fn cursor_at(key: &Value, read: &Value, db: &DynamoDb, faults: &Faults) -> Cursor {
    let response = json!({ "Items": [], "Count": 0, "ScannedCount": 0, "LastEvaluatedKey": key });
    faults.on_any().respond(200, [("x", "y"); 0], response.to_string());
    let mut page = read.clone();
    page["kind"] =
        json!(if read["kind"].as_str().is_some_and(|kind| kind.starts_with("scan")) { "scan" } else { "query" });
    page.as_object_mut()
        .expect("a call")
        .retain(|field, _| !["max_items", "limit", "start_from"].contains(&field.as_str()));
    let page = call(&page, db, None).await.expect("a read").expect("a page");
    faults.clear_rules();
    page.next.expect("a cursor")
}

/// The key a cursor stands at, as it is sent.
pub(super) async fn key_of(cursor: &Cursor, read: &Value, db: &DynamoDb, faults: &Faults) -> Value {
    faults.on_any().respond(200, [("x", "y"); 0], json!({ "Items": [], "Count": 0, "ScannedCount": 0 }).to_string());
    call(read, db, Some(cursor.clone())).await.expect("a read").expect("a page");
    let sent = faults.calls().last().expect("a request").request().body()["ExclusiveStartKey"].clone();
    faults.clear_rules();
    sent
}

/// The kinds a case's error may have here, where there are more of them than in the cases.
pub(super) fn fits(expected: &str, kind: ErrorKind) -> bool {
    match expected {
        "MissingKey" => kind == ErrorKind::MissingKey,
        "InvalidProjection" => kind == ErrorKind::InvalidProjection,
        "Condition" => kind == ErrorKind::ConditionFailed,
        "TableNotFound" => kind == ErrorKind::TableNotFound,
        "Validation" => matches!(kind, ErrorKind::Validation | ErrorKind::InvalidKey | ErrorKind::Encode),
        "Throttling" => kind == ErrorKind::Throttled,
        "Unprocessed" => kind == ErrorKind::Unprocessed,
        "CollectionSize" => kind == ErrorKind::CollectionSizeLimit,
        "Transaction" => matches!(
            kind,
            ErrorKind::TransactionCanceled | ErrorKind::TransactionConflict | ErrorKind::TransactionInProgress
        ),
        "Other" => matches!(kind, ErrorKind::Other | ErrorKind::Service | ErrorKind::AccessDenied),
        other => panic!("no kind {other}"),
    }
}
