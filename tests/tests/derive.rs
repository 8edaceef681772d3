//! What the derive macros generate: definitions, keys, paths, index accessors, projected items.

use std::any::TypeId;
use std::collections::{BTreeSet, HashSet};

use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use dkmio::table::{IndexDefinition, IndexKind, KeySchema, Projection, ProjectionOf, Source, Table, TableItem};
use dkmio::{DynamoDocument, DynamoKey, DynamoProjection, DynamoTable, Item, KeyOf, KeyType, Ttl};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Status {
    Pending,
    #[serde(alias = "sent")]
    InTransit,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoDocument)]
pub(crate) struct Address {
    pub(crate) city: String,
    pub(crate) zip: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoDocument)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Line {
    pub(crate) sku_code: String,
    pub(crate) qty: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status-date", pk = status, sk = created_at, projection = [total, user_id, "note"])]
#[gsi(by_date, name = "gsi-date", pk = user_id, sk = created_at)]
#[gsi(by_region, name = "gsi-region", pk = region, projection = KEYS_ONLY)]
#[gsi(by_shop, name = "gsi-shop", pk = [shop, country], sk = [year, month])]
#[lsi(by_amount, name = "lsi-amount", sk = total)]
pub(crate) struct Orders {
    #[pk]
    pub(crate) user_id: String,
    #[sk]
    pub(crate) order_id: u64,
    pub(crate) status: Status,
    pub(crate) created_at: String,
    pub(crate) total: u64,
    pub(crate) region: Option<String>,
    pub(crate) address: Option<Box<Address>>,
    pub(crate) items: Vec<Line>,
    #[serde(rename = "descr", default)]
    pub(crate) description: Option<String>,
    #[serde(with = "dkmio::set", default)]
    pub(crate) tags: BTreeSet<String>,
    pub(crate) shop: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) year: Option<u16>,
    pub(crate) month: Option<u8>,
    pub(crate) body: Vec<u8>,
    pub(crate) r#type: String,
    #[serde(skip)]
    pub(crate) cached: bool,
    #[ttl]
    pub(crate) expires_at: Option<Ttl>,
    #[serde(flatten)]
    pub(crate) extra: Item,
}

impl Orders {
    fn sample() -> Self {
        Self {
            user_id: "usr_1".to_owned(),
            order_id: 7,
            status: Status::InTransit,
            created_at: "2025-01-01".to_owned(),
            total: 100,
            region: None,
            address: None,
            items: Vec::new(),
            description: None,
            tags: BTreeSet::new(),
            shop: None,
            country: None,
            year: None,
            month: None,
            body: Vec::new(),
            r#type: "gift".to_owned(),
            cached: true,
            expires_at: None,
            extra: Item::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "users")]
pub(crate) struct Users {
    #[pk]
    pub(crate) user_id: UserId,
    #[serde(default = "adult")]
    pub(crate) age: u8,
}

fn adult() -> u8 {
    18
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DynamoKey)]
pub(crate) struct UserId(String);

#[derive(Debug, PartialEq, Deserialize, DynamoProjection)]
#[dynamo(table = Orders, index = by_status)]
pub(crate) struct OrderSummary {
    pub(crate) order_id: u64,
    pub(crate) total: Option<u64>,
}

fn index(name: &str) -> &'static IndexDefinition {
    Orders::DEFINITION.index(name).expect(name)
}

/// The key attributes of a schema, those of the partition key first.
fn names(schema: &KeySchema) -> Vec<(&'static str, KeyType)> {
    schema.attributes().map(|attribute| (attribute.name, attribute.key_type)).collect()
}

#[test]
fn a_definition_holds_what_the_struct_declares() {
    let definition = Orders::DEFINITION;
    assert_eq!(definition.name, "orders");
    assert_eq!(names(&definition.key), [("user_id", KeyType::String), ("order_id", KeyType::Number)]);
    assert_eq!((definition.key.partition.len(), definition.key.sort.len()), (1, 1));
    assert_eq!(definition.ttl, Some("expires_at"));
    assert_eq!(
        definition.attributes,
        [
            "user_id",
            "order_id",
            "status",
            "created_at",
            "total",
            "region",
            "address",
            "items",
            "descr",
            "tags",
            "shop",
            "country",
            "year",
            "month",
            "body",
            "type",
            "expires_at"
        ]
    );
    assert_eq!(Users::DEFINITION.key.sort, []);
    assert_eq!(Users::DEFINITION.ttl, None);
}

#[test]
fn indexes_are_defined_in_their_order() {
    let accessors: Vec<_> = Orders::DEFINITION.indexes.iter().map(|index| index.accessor).collect();
    assert_eq!(accessors, ["by_status", "by_date", "by_region", "by_shop", "by_amount"]);
}

#[test]
fn an_index_names_its_keys_and_what_it_projects() {
    let by_status = index("gsi-status-date");
    assert_eq!(by_status.kind, IndexKind::Global);
    assert_eq!(names(&by_status.key), [("status", KeyType::String), ("created_at", KeyType::String)]);
    // The key of the table is in every index anyway.
    assert_eq!(by_status.projection, Projection::Include(&["total", "note"]));
    assert_eq!(index("gsi-date").projection, Projection::All);
    assert_eq!(index("gsi-region").projection, Projection::KeysOnly);
    assert_eq!(index("gsi-region").key.sort, []);
}

#[test]
fn an_index_key_may_have_several_parts() {
    let by_shop = index("gsi-shop");
    assert_eq!(
        names(&by_shop.key),
        [
            ("shop", KeyType::String),
            ("country", KeyType::String),
            ("year", KeyType::Number),
            ("month", KeyType::Number)
        ]
    );
    assert_eq!((by_shop.key.partition.len(), by_shop.key.sort.len()), (2, 2));
}

#[test]
fn a_local_index_has_the_partition_key_of_its_table() {
    let by_amount = index("lsi-amount");
    assert_eq!(by_amount.kind, IndexKind::Local);
    assert_eq!(names(&by_amount.key), [("user_id", KeyType::String), ("total", KeyType::Number)]);
}

#[test]
fn an_accessor_leads_to_the_definition_of_its_index() {
    fn definition<S: Source>(_: dkmio::table::Index<S>) -> Option<IndexDefinition> {
        S::INDEX
    }
    assert_eq!(definition(Orders::by_region()).as_ref(), Some(index("gsi-region")));
    assert_eq!(<Orders as Source>::INDEX, None);
}

#[test]
fn a_key_is_made_from_its_parts_from_itself_and_from_an_item() {
    let key = OrdersKey { user_id: "usr_1".to_owned(), order_id: 7 };
    let (user, order) = ("usr_1".to_owned(), 7_u64);
    assert_eq!(OrdersKey::from((&user, &order)), key);
    assert_eq!(OrdersKey::from(("usr_1", 7)), key);
    assert_eq!(Orders::key_of("usr_1", 7), key);
    assert_eq!(OrdersKey::from(&Orders::sample()), key);
    assert_eq!(Orders::sample().primary_key(), key);
    assert_eq!(UsersKey::from(UserId("u".to_owned())), Users::key_of(UserId("u".to_owned())));
}

#[test]
fn keys_compare_hash_and_order_part_by_part() {
    let key = |user: &str, order| Orders::key_of(user, order);
    assert!(key("a", 2) < key("b", 1));
    assert!(key("a", 2) > key("a", 1));
    assert_eq!(HashSet::from([key("a", 1), key("a", 1), key("a", 2)]).len(), 2);
    assert_eq!(format!("{:?}", key("a", 1)), "OrdersKey { user_id: \"a\", order_id: 1 }");
}

#[test]
fn a_key_goes_to_attributes_and_back() {
    let key = Orders::key_of("usr_1", 7);
    let encoded = key.encode().expect("a key");
    let parts: Vec<_> = encoded.iter().map(|(name, value)| (name, value.clone())).collect();
    assert_eq!(
        parts,
        [("user_id", AttributeValue::S("usr_1".to_owned())), ("order_id", AttributeValue::N("7".to_owned()))]
    );
    assert_eq!(OrdersKey::from_item(&Item::from(encoded.into_map())).expect("the key"), key);
    assert!(OrdersKey::from_item(&Item::new()).is_err());
}

#[test]
fn paths_are_named_as_serde_names_the_fields() {
    let shown = |path: &dyn std::fmt::Debug| format!("{path:?}");
    assert_eq!(shown(&Orders::TOTAL), "Path(total)");
    assert_eq!(shown(&Orders::TYPE), "Path(type)");
    assert_eq!(shown(&Orders::DESCRIPTION), "Path(descr)");
    assert_eq!(shown(&Orders::ADDRESS.dot(Address::CITY)), "Path(address.city)");
    assert_eq!(shown(&Orders::ITEMS.at(0).dot(Line::SKU_CODE)), "Path(items[0].skuCode)");
}

#[test]
fn a_path_to_a_declared_attribute_takes_no_space() {
    assert_eq!(size_of_val(&Orders::TOTAL), 0);
}

#[test]
fn a_projected_item_holds_keys_projected_and_free_form_attributes() {
    let part = OrdersByStatus {
        user_id: "usr_1".to_owned(),
        order_id: 7,
        status: Status::Pending,
        created_at: "2025-01-01".to_owned(),
        total: 100,
        extra: Item::new(),
    };
    assert_eq!(part.key(), Orders::key_of("usr_1", 7));
    assert_eq!(part, part.clone());
    assert_eq!(OrdersByStatus::ATTRIBUTES, ["user_id", "order_id", "status", "created_at", "total", "note"]);
    let OrdersByRegion { user_id: _, order_id: _, region: _ }: OrdersByRegion =
        dkmio::codec::from_item(&Item::from(part.key().encode().expect("a key").into_map())).expect("keys alone");
}

#[test]
fn an_index_that_holds_everything_returns_the_struct_itself() {
    fn item<S: Source<Item: 'static>>(_: dkmio::table::Index<S>) -> TypeId {
        TypeId::of::<S::Item>()
    }
    assert_eq!(item(Orders::by_date()), TypeId::of::<Orders>());
    assert_eq!(item(Orders::by_amount()), TypeId::of::<Orders>());
    assert_eq!(item(Orders::by_region()), TypeId::of::<OrdersByRegion>());
}

#[test]
fn a_partial_struct_names_what_it_reads() {
    assert_eq!(OrderSummary::ATTRIBUTES, ["order_id", "total"]);
}

#[test]
fn a_key_enum_is_stored_under_serdes_names() {
    assert_eq!(Status::TYPE, KeyType::String);
    assert_eq!(Status::InTransit.to_key().expect("a key"), AttributeValue::S("in-transit".to_owned()));
    for text in ["in-transit", "sent"] {
        assert_eq!(Status::from_key(&AttributeValue::S(text.to_owned())).expect(text), Status::InTransit);
    }
    let unknown = Status::from_key(&AttributeValue::S("InTransit".to_owned())).expect_err("another name");
    assert_eq!(unknown.to_string(), "a key is not one of the names of `Status`");
}

#[test]
fn a_newtype_key_is_stored_as_its_field() {
    assert_eq!(UserId::TYPE, KeyType::String);
    assert_eq!(UserId("u".to_owned()).to_key().expect("a key"), AttributeValue::S("u".to_owned()));
    assert_eq!(UserId::from_key(&AttributeValue::S("u".to_owned())).expect("a key"), UserId("u".to_owned()));
}
