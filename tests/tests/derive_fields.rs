//! How the generated attributes read a field: by its type, by its own functions, by its default.

use std::collections::BTreeSet;

use dkmio::DecodeError;
use dkmio::attribute::{Attribute, Path};
use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use dkmio::codec::{from_item, to_item};
use dkmio::{DynamoKey, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_shipping, name = "gsi-shipping", pk = user_id, sk = shipped_at, projection = [code])]
struct Orders {
    #[pk]
    user_id: String,
    total: u64,
    region: Option<String>,
    #[serde(default = "one")]
    count: u32,
    #[serde(with = "upper")]
    code: String,
    #[serde(with = "dkmio::set", default)]
    tags: BTreeSet<String>,
    #[serde(with = "dkmio::key", default)]
    shipped_at: Option<jiff::Timestamp>,
    body: Vec<u8>,
    #[serde(skip_deserializing)]
    written: u8,
}

fn one() -> u32 {
    1
}

mod upper {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(value: &str, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.to_uppercase())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        String::deserialize(deserializer).map(|text| text.to_lowercase())
    }
}

/// A struct whose fields fall back to those of its own default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "settings")]
#[serde(default)]
struct Settings {
    #[pk]
    name: String,
    level: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self { name: "none".to_owned(), level: 3 }
    }
}

fn sample() -> Orders {
    Orders {
        user_id: "usr_1".to_owned(),
        total: 7,
        region: None,
        count: 2,
        code: "abc".to_owned(),
        tags: BTreeSet::from(["new".to_owned()]),
        shipped_at: Some(jiff::Timestamp::UNIX_EPOCH),
        body: Vec::new(),
        written: 9,
    }
}

fn present<A: Attribute, V>(_: Path<A, V>, value: AttributeValue) -> Result<A::Field, DecodeError> {
    A::decode(Some(&value))
}

fn absent<A: Attribute, V>(_: Path<A, V>) -> Result<A::Field, DecodeError> {
    A::decode(None)
}

#[test]
fn a_plain_field_is_read_by_its_type() {
    assert_eq!(present(Orders::TOTAL, AttributeValue::N("7".to_owned())).expect("a number"), 7);
    assert!(present(Orders::TOTAL, AttributeValue::S("7".to_owned())).is_err());
    assert!(absent(Orders::TOTAL).is_err());
}

#[test]
fn an_optional_field_may_be_absent() {
    assert_eq!(absent(Orders::REGION).expect("nothing"), None);
    assert_eq!(present(Orders::REGION, AttributeValue::S("EU".to_owned())).expect("a string").as_deref(), Some("EU"));
}

#[test]
fn a_default_is_taken_where_the_attribute_is_absent() {
    assert_eq!(absent(Orders::COUNT).expect("the default"), 1);
    assert_eq!(absent(Orders::TAGS).expect("the default"), BTreeSet::new());
    assert_eq!(absent(Orders::SHIPPED_AT).expect("the default"), None);
    assert_eq!(absent(Settings::LEVEL).expect("the struct's default"), 3);
}

#[test]
fn a_field_under_with_is_read_by_its_functions() {
    assert_eq!(present(Orders::CODE, AttributeValue::S("ABC".to_owned())).expect("a string"), "abc");
    assert!(absent(Orders::CODE).is_err());
    let tags = present(Orders::TAGS, AttributeValue::Ss(vec!["new".to_owned()])).expect("a set");
    assert_eq!(tags, BTreeSet::from(["new".to_owned()]));
}

#[test]
fn a_field_in_key_form_is_read_from_it() {
    let key = jiff::Timestamp::UNIX_EPOCH.to_key().expect("a key");
    assert_eq!(present(Orders::SHIPPED_AT, key).expect("a timestamp"), Some(jiff::Timestamp::UNIX_EPOCH));
}

#[test]
fn a_field_serde_does_not_read_is_its_default() {
    assert_eq!(present(Orders::WRITTEN, AttributeValue::N("9".to_owned())).expect("the default"), 0);
    assert_eq!(absent(Orders::WRITTEN).expect("the default"), 0);
}

#[test]
fn empty_bytes_are_binary() {
    let item = to_item(&sample()).expect("an item");
    assert_eq!(item.get("body"), Some(&AttributeValue::B(dkmio::aws_sdk_dynamodb::primitives::Blob::new([]))));
}

#[test]
fn a_projected_item_reads_its_fields_as_the_struct_does() {
    let item = to_item(&sample()).expect("an item");
    let entry: OrdersByShipping = from_item(&item).expect("an entry");
    let whole: Orders = from_item(&item).expect("an order");
    assert_eq!((&entry.code, entry.shipped_at), (&whole.code, whole.shipped_at));
    assert_eq!(entry.code, "abc");
}
