//! A table to be verified, and the same made by the SDK alone.

use dkmio::aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, LocalSecondaryIndex, Projection,
    ProjectionType, ScalarAttributeType, TimeToLiveSpecification,
};
use dkmio::{DynamoDb, DynamoTable, Ttl};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "readings")]
#[gsi(by_site, name = "gsi-site", pk = site, sk = taken_at, projection = [unit, value])]
#[gsi(by_unit, name = "gsi-unit", pk = unit)]
#[lsi(by_value, name = "lsi-value", sk = value, projection = KEYS_ONLY)]
pub(super) struct Readings {
    #[pk]
    pub(super) device: String,
    #[sk]
    pub(super) taken_at: u64,
    pub(super) site: Option<String>,
    pub(super) unit: String,
    pub(super) value: u64,
    #[ttl]
    pub(super) expires_at: Option<Ttl>,
}

/// An index as CreateTable takes it: name, partition key, sort key, projection.
#[derive(Debug, Clone)]
pub(super) struct RawIndex {
    pub(super) name: &'static str,
    pub(super) key: (&'static str, Option<&'static str>),
    pub(super) projection: ProjectionType,
    pub(super) included: Option<Vec<&'static str>>,
}

/// A table as CreateTable takes it; by default what `Readings` declares.
#[derive(Debug, Clone)]
pub(super) struct Raw {
    pub(super) types: Vec<(&'static str, ScalarAttributeType)>,
    pub(super) key: (&'static str, Option<&'static str>),
    pub(super) global: Vec<RawIndex>,
    pub(super) local: Vec<RawIndex>,
    pub(super) ttl: Option<&'static str>,
}

impl Default for Raw {
    fn default() -> Self {
        let number = ScalarAttributeType::N;
        let string = ScalarAttributeType::S;
        Self {
            types: vec![
                ("device", string.clone()),
                ("taken_at", number.clone()),
                ("site", string.clone()),
                ("unit", string),
                ("value", number),
            ],
            key: ("device", Some("taken_at")),
            global: vec![
                RawIndex {
                    name: "gsi-site",
                    key: ("site", Some("taken_at")),
                    projection: ProjectionType::Include,
                    included: Some(vec!["unit", "value"]),
                },
                RawIndex::new("gsi-unit", ("unit", None), ProjectionType::All),
            ],
            local: vec![RawIndex::new("lsi-value", ("device", Some("value")), ProjectionType::KeysOnly)],
            ttl: Some("expires_at"),
        }
    }
}

impl RawIndex {
    pub(super) fn new(
        name: &'static str,
        key: (&'static str, Option<&'static str>),
        projection: ProjectionType,
    ) -> Self {
        Self { name, key, projection, included: None }
    }

    fn projection(&self) -> Projection {
        let names = self.included.as_ref().map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        Projection::builder().projection_type(self.projection.clone()).set_non_key_attributes(names).build()
    }
}

fn schema((partition, sort): (&str, Option<&str>)) -> Vec<KeySchemaElement> {
    let element = |name: &str, role| KeySchemaElement::builder().attribute_name(name).key_type(role).build().unwrap();
    let sort = sort.map(|name| element(name, KeyType::Range));
    [element(partition, KeyType::Hash)].into_iter().chain(sort).collect()
}

impl Raw {
    /// Creates the table by the SDK, under the name `Readings` has on this connection.
    pub(super) async fn create(self, db: &DynamoDb) {
        let table = db.table_name::<Readings>();
        let mut request = db.client().create_table().table_name(&table).billing_mode(BillingMode::PayPerRequest);
        for (name, key_type) in self.types {
            let definition = AttributeDefinition::builder().attribute_name(name).attribute_type(key_type);
            request = request.attribute_definitions(definition.build().unwrap());
        }
        for index in &self.global {
            let global = GlobalSecondaryIndex::builder().index_name(index.name).projection(index.projection());
            request = request.global_secondary_indexes(global.set_key_schema(Some(schema(index.key))).build().unwrap());
        }
        for index in &self.local {
            let local = LocalSecondaryIndex::builder().index_name(index.name).projection(index.projection());
            request = request.local_secondary_indexes(local.set_key_schema(Some(schema(index.key))).build().unwrap());
        }
        request.set_key_schema(Some(schema(self.key))).send().await.unwrap();
        if let Some(attribute) = self.ttl {
            enable_ttl(db, &table, attribute).await;
        }
    }
}

async fn enable_ttl(db: &DynamoDb, table: &str, attribute: &str) {
    let ttl = TimeToLiveSpecification::builder().enabled(true).attribute_name(attribute).build().unwrap();
    db.client().update_time_to_live().table_name(table).time_to_live_specification(ttl).send().await.unwrap();
}
