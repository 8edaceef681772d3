//! The tables of the cases, declared by their keys alone, the rest free-form.

use dkmio::table::{Source, SupportsConsistentRead, Table};
use dkmio::transaction::ConditionCheck;
use dkmio::{BatchGet, BatchWrite, DynamoKey, DynamoTable, Item, KeyFrom, Ttl};
use dkmio::{Delete, Get, Update};
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::values;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status-date", pk = status, sk = created_at, projection = [total, "items_count"])]
#[gsi(by_date, name = "gsi-date", pk = user_id, sk = created_at)]
#[gsi(by_region, name = "gsi-region", pk = region, projection = KEYS_ONLY)]
#[lsi(by_amount, name = "lsi-amount", sk = total)]
#[lsi(by_priority, name = "lsi-priority", sk = priority, projection = [status, total])]
#[lsi(by_rank, name = "lsi-rank", sk = rank, projection = KEYS_ONLY)]
pub(crate) struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: String,
    status: Option<String>,
    created_at: Option<String>,
    region: Option<String>,
    #[serde(with = "dkmio::key", default)]
    total: Option<Decimal>,
    #[serde(with = "dkmio::key", default)]
    priority: Option<Decimal>,
    #[serde(with = "dkmio::key", default)]
    rank: Option<Decimal>,
    #[serde(flatten)]
    rest: Item,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "users")]
#[gsi(by_email, name = "gsi-email", pk = email)]
pub(crate) struct Users {
    #[pk]
    user_id: String,
    email: Option<String>,
    #[serde(flatten)]
    rest: Item,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "events")]
pub(crate) struct Events {
    #[pk]
    device: String,
    #[sk]
    #[serde(with = "dkmio::key")]
    ts: Decimal,
    #[serde(flatten)]
    rest: Item,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "blobs")]
pub(crate) struct Blobs {
    #[pk]
    id: Vec<u8>,
    #[serde(flatten)]
    rest: Item,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "sessions")]
pub(crate) struct Sessions {
    #[pk]
    session_id: String,
    #[ttl]
    expires_at: Option<Ttl>,
    #[serde(flatten)]
    rest: Item,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "odd")]
#[gsi(by_odd, name = "gsi-odd", pk = state, sk = first)]
pub(crate) struct Odd {
    #[pk]
    #[serde(rename = "user-id")]
    user_id: String,
    #[sk]
    #[serde(rename = "sort.key")]
    sort_key: String,
    #[serde(rename = "état")]
    state: Option<String>,
    #[serde(rename = "1st")]
    first: Option<String>,
    #[serde(flatten)]
    rest: Item,
}

/// A table of the cases: its operations, with keys as JSON. They return `None` for a key that does not compile with the typed
/// API: an attribute is missing, superfluous or of another type.
pub(crate) trait CaseTable:
    DynamoTable<Version = (), Unique = ()>
    + Source<Item = Self>
    + SupportsConsistentRead
    + Serialize
    + DeserializeOwned
    + Send
    + Sync
    + 'static
{
    fn get_by(key: &Value) -> Option<Get<Self>>;
    fn update_by(key: &Value) -> Option<Update<Self>>;
    fn delete_by(key: &Value) -> Option<Delete<Self>>;
    fn check_by(key: &Value) -> Option<ConditionCheck<Self>>;
    fn batch_get_by(keys: &[Value]) -> Option<BatchGet<Self>>;
    fn delete_in(batch: BatchWrite, key: &Value) -> Option<BatchWrite>;
}

/// A value of a typed key; none when it is of another type.
pub(crate) fn key_value<K: DynamoKey>(json: &Value) -> Option<K> {
    K::from_key(&values::value(json)).ok()
}

fn parts<'k>(key: &'k Value, names: &[&str]) -> Option<Vec<&'k Value>> {
    let key = key.as_object().filter(|key| key.len() == names.len())?;
    names.iter().map(|name| key.get(*name)).collect()
}

macro_rules! case_tables {
    ($($table:ty: $($name:literal $type:ty),+;)*) => {$(
        impl CaseTable for $table {
            fn get_by(key: &Value) -> Option<Get<Self>> {
                Some(Self::get(case_tables!(@key key, $($name $type),+)))
            }
            fn update_by(key: &Value) -> Option<Update<Self>> {
                Some(Self::update(case_tables!(@key key, $($name $type),+)))
            }
            fn delete_by(key: &Value) -> Option<Delete<Self>> {
                Some(Self::delete(case_tables!(@key key, $($name $type),+)))
            }
            fn check_by(key: &Value) -> Option<ConditionCheck<Self>> {
                Some(Self::condition_check(case_tables!(@key key, $($name $type),+)))
            }
            fn batch_get_by(keys: &[Value]) -> Option<BatchGet<Self>> {
                let keys = keys.iter().map(|key| Some(case_tables!(@key key, $($name $type),+)));
                Some(Self::batch_get(keys.collect::<Option<Vec<_>>>()?))
            }
            fn delete_in(batch: BatchWrite, key: &Value) -> Option<BatchWrite> {
                let key = <<Self as Table>::Key as KeyFrom<_>>::key_from(case_tables!(@key key, $($name $type),+));
                Some(batch.delete(key))
            }
        }
    )*};
    (@key $key:ident, $pk:literal $pk_type:ty) => {{
        let parts = parts($key, &[$pk])?;
        key_value::<$pk_type>(parts[0])?
    }};
    (@key $key:ident, $pk:literal $pk_type:ty, $sk:literal $sk_type:ty) => {{
        let parts = parts($key, &[$pk, $sk])?;
        (key_value::<$pk_type>(parts[0])?, key_value::<$sk_type>(parts[1])?)
    }};
}
case_tables! {
    Orders: "user_id" String, "order_id" String;
    Users: "user_id" String;
    Events: "device" String, "ts" Decimal;
    Blobs: "id" Vec<u8>;
    Sessions: "session_id" String;
    Odd: "user-id" String, "sort.key" String;
}

/// The declarations, by name.
pub(crate) fn definition(table: &str) -> dkmio::table::TableDefinition {
    match table {
        "orders" => Orders::DEFINITION,
        "users" => Users::DEFINITION,
        "events" => Events::DEFINITION,
        "blobs" => Blobs::DEFINITION,
        "sessions" => Sessions::DEFINITION,
        "odd" => Odd::DEFINITION,
        other => panic!("no table {other}"),
    }
}
