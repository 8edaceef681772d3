//! Get, query and scan.

use dkmio::read::QueryState;
use dkmio::request::{AsItem, DecodeAs};
use dkmio::table::Source;
use dkmio::typing::SortKeyPart;
use dkmio::{Cursor, DynamoDb, DynamoKey, DynamoTable, Item};
use dkmio::{Query, Scan};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::conditions;
use super::run::{Ended, Inexpressible, Ran, Refused};
use super::tables::{Blobs, CaseTable, Events, Odd, Orders, Sessions, Users, key_value};
use super::values;

/// A read as a case has it.
pub(super) struct Read<'c> {
    pub(super) call: &'c Value,
    pub(super) db: &'c DynamoDb,
    pub(super) start: Option<Cursor>,
}

impl Read<'_> {
    fn partition<K: DynamoKey>(&self) -> Result<K, Refused> {
        if self.call.get("extra").is_some() {
            return Err(Refused(Inexpressible::Argument));
        }
        let key = self.call["key"].as_object().expect("a key").values().next();
        key.ok_or(Refused(Inexpressible::Key)).and_then(|key| key_value(key).ok_or(Refused(Inexpressible::KeyType)))
    }

    fn consistent(&self) -> bool {
        self.call["consistent"] == json!(true)
    }

    fn kind(&self) -> &str {
        self.call["kind"].as_str().expect("a kind")
    }

    fn paths(&self) -> Option<Vec<&str>> {
        paths(self.call)
    }

    fn number(&self, field: &str) -> Option<u64> {
        self.call.get(field).and_then(Value::as_u64)
    }

    fn filters<T>(&self) -> Result<Vec<dkmio::Condition<T>>, Refused> {
        let mut filters = conditions::group(self.call.get("filter"))?;
        filters.extend(conditions::group(self.call.get("then_filter"))?);
        Ok(filters)
    }
}

/// The paths that a call asks for.
pub(super) fn paths(call: &Value) -> Option<Vec<&str>> {
    let paths = call.get("select")?.as_array()?;
    Some(paths.iter().map(|path| path.as_str().expect("a path")).collect())
}

/// GetItem.
pub(super) async fn get<T: CaseTable>(call: &Value, db: &DynamoDb) -> Ran {
    if call.get("extra").is_some() {
        return Err(Refused(Inexpressible::Argument));
    }
    let read = Read { call, db, start: None };
    let mut get = T::get_by(&call["key"]).ok_or(Refused(Inexpressible::Key))?;
    if read.consistent() {
        get = get.consistent();
    }
    let item = match read.paths() {
        Some(paths) => get.select_paths(paths).send(db).await,
        None => get.free_form().send(db).await,
    };
    Ok(item.map(|item| Ended::json(json!({ "item": item.as_ref().map(values::item_json) }))))
}

macro_rules! weak {
    ($read:ident, $query:expr) => {{
        if $read.consistent() {
            return Err(Refused(Inexpressible::ConsistentGlobal));
        }
        $query.free_form()
    }};
}

macro_rules! strong {
    ($read:ident, $query:expr) => {{
        let query = $query.free_form();
        if $read.consistent() { query.consistent() } else { query }
    }};
}

/// Query, in all its forms.
pub(super) async fn query(read: &Read<'_>) -> Ran {
    if read.call.get("then_where").is_some() {
        return Err(Refused(Inexpressible::SecondCondition));
    }
    let source = (read.call["table"].as_str().expect("a table"), read.call.get("index").and_then(Value::as_str));
    match source {
        ("orders", None) => sorted(strong!(read, Orders::query(read.partition::<String>()?)), read).await,
        ("orders", Some("by_status")) => {
            sorted(weak!(read, Orders::by_status().query(read.partition::<String>()?)), read).await
        }
        ("orders", Some("by_date")) => {
            sorted(weak!(read, Orders::by_date().query(read.partition::<String>()?)), read).await
        }
        ("orders", Some("by_region")) => {
            plain(weak!(read, Orders::by_region().query(read.partition::<String>()?)), read).await
        }
        ("orders", Some("by_amount")) => {
            sorted(strong!(read, Orders::by_amount().query(read.partition::<String>()?)), read).await
        }
        ("orders", Some("by_priority")) => {
            sorted(strong!(read, Orders::by_priority().query(read.partition::<String>()?)), read).await
        }
        ("orders", Some("by_rank")) => {
            sorted(strong!(read, Orders::by_rank().query(read.partition::<String>()?)), read).await
        }
        ("users", None) => plain(strong!(read, Users::query(read.partition::<String>()?)), read).await,
        ("users", Some("by_email")) => {
            plain(weak!(read, Users::by_email().query(read.partition::<String>()?)), read).await
        }
        ("events", None) => sorted(strong!(read, Events::query(read.partition::<String>()?)), read).await,
        ("blobs", None) => plain(strong!(read, Blobs::query(read.partition::<Vec<u8>>()?)), read).await,
        ("sessions", None) => plain(strong!(read, Sessions::query(read.partition::<String>()?)), read).await,
        ("odd", None) => sorted(strong!(read, Odd::query(read.partition::<String>()?)), read).await,
        ("odd", Some("by_odd")) => sorted(weak!(read, Odd::by_odd().query(read.partition::<String>()?)), read).await,
        other => panic!("no source {other:?}"),
    }
}

/// A key type of the cases' sort keys.
trait SortKey: DynamoKey {
    fn begins_with<S: Source>(
        query: Query<S, AsItem, SortKeyPart<Self>>,
        prefix: &Value,
    ) -> Option<Query<S, AsItem, dkmio::table::SortKeyConditionGiven>>;
}

impl SortKey for String {
    fn begins_with<S: Source>(
        query: Query<S, AsItem, SortKeyPart<Self>>,
        prefix: &Value,
    ) -> Option<Query<S, AsItem, dkmio::table::SortKeyConditionGiven>> {
        Some(query.sk_begins_with(key_value::<Self>(prefix)?))
    }
}

impl SortKey for Decimal {
    fn begins_with<S: Source>(
        _: Query<S, AsItem, SortKeyPart<Self>>,
        _: &Value,
    ) -> Option<Query<S, AsItem, dkmio::table::SortKeyConditionGiven>> {
        None
    }
}

async fn sorted<S: Source, K: SortKey>(query: Query<S, AsItem, SortKeyPart<K>>, read: &Read<'_>) -> Ran {
    let Some(condition) = read.call.get("where") else { return run_query(query, read).await };
    let key = |json: &Value| key_value::<K>(json).ok_or(Refused(Inexpressible::KeyType));
    let value = || key(&condition["value"]);
    let query = match condition["op"].as_str().expect("an operator") {
        "eq" => query.sk_eq(value()?),
        "gt" => query.sk_gt(value()?),
        "gte" => query.sk_gte(value()?),
        "lt" => query.sk_lt(value()?),
        "lte" => query.sk_lte(value()?),
        "between" => query.sk_between(key(&condition["values"][0])?, key(&condition["values"][1])?),
        "begins_with" => K::begins_with(query, &condition["value"]).ok_or(Refused(Inexpressible::KeyType))?,
        _ => return Err(Refused(Inexpressible::Operator)),
    };
    run_query(query, read).await
}

/// A source without a sort key has no sort-key conditions.
async fn plain<S: Source, N: QueryState>(query: Query<S, AsItem, N>, read: &Read<'_>) -> Ran {
    if read.call.get("where").is_some() {
        return Err(Refused(Inexpressible::NoSortKey));
    }
    run_query(query, read).await
}

/// What query and scan have in common.
macro_rules! narrowed {
    ($builder:ident, $read:ident) => {{
        let mut builder = $builder;
        for filter in $read.filters()? {
            builder = builder.filter(filter);
        }
        if let Some(cursor) = $read.start.clone() {
            builder = builder.start_from(cursor);
        }
        match $read.number("limit") {
            Some(items) => builder.page_size(items),
            None => builder,
        }
    }};
}

/// The ways to take what is read.
macro_rules! taken {
    ($builder:expr, $read:ident) => {{
        let builder = $builder;
        match ($read.kind(), $read.number("max_items")) {
            ("query_count" | "scan_count", _) => {
                Ok(builder.count($read.db).await.map(|count| Ended::json(json!({ "count": count }))))
            }
            ("query_fetch_all", None) => Ok(builder.all($read.db).await.map(|items| Ended::all(&items))),
            ("query_fetch_all", Some(max)) => Ok(builder.limit(max as usize).page($read.db).await.map(Ended::page)),
            _ => Ok(builder.page($read.db).await.map(Ended::page)),
        }
    }};
}

async fn run_query<S: Source, N: QueryState>(query: Query<S, AsItem, N>, read: &Read<'_>) -> Ran {
    let query = if read.call["forward"] == json!(false) { query.descending() } else { query };
    let query = narrowed!(query, read);
    match read.paths() {
        Some(paths) => take_query(query.select_paths(paths), read).await,
        None => take_query(query, read).await,
    }
}

async fn take_query<S: Source, H: DecodeAs<Output = Item> + Sync + 'static, N: QueryState>(
    query: Query<S, H, N>,
    read: &Read<'_>,
) -> Ran {
    taken!(query, read)
}

/// Scan, in all its forms.
pub(super) async fn scan<T: CaseTable>(read: &Read<'_>) -> Ran {
    assert!(read.call.get("index").is_none(), "no case scans an index");
    let scan = T::scan().free_form();
    let scan = narrowed!(scan, read);
    let scan = if read.consistent() { strong!(read, scan) } else { scan };
    match read.paths() {
        Some(paths) => take_scan(scan.select_paths(paths), read).await,
        None => take_scan(scan, read).await,
    }
}

async fn take_scan<S: Source, H: DecodeAs<Output = Item> + Sync + 'static>(scan: Scan<S, H>, read: &Read<'_>) -> Ran {
    taken!(scan, read)
}

/// Everything a table holds.
pub(super) async fn everything<T: CaseTable>(db: &DynamoDb) -> Result<Vec<Value>, dkmio::Error> {
    Ok(T::scan().free_form().all(db).await?.iter().map(values::item_json).collect())
}
