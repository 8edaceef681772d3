//! The engine under test: which one it is, and tables in it.

use std::collections::BTreeMap;
use std::time::Duration;

use dkmio::DynamoDb;
use dkmio::aws_sdk_dynamodb::operation::create_table::builders::CreateTableFluentBuilder;
use dkmio::aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    LocalSecondaryIndex, Projection, ProjectionType, TableStatus,
};
use dkmio::table::{IndexDefinition, IndexKind, KeySchema, Projection as Projected, Table};
use dkmio::{Item, codec};

/// What an engine is known to do otherwise than DynamoDB documents. Tests that need the documented behavior skip that part
/// there. The embedded engine has none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lacks {
    /// A local index does not fetch from the table what it does not project.
    LocalIndexFetch,
    /// `REMOVE` below an attribute that does not exist is no error.
    RemoveBelowMissing,
    /// `contains` finds no bytes in bytes.
    BinaryContains,
}

/// Whether the engine under test, named by `DKMIO_TEST_ENGINE`, is known to lack something.
pub(crate) fn lacks(what: Lacks) -> bool {
    let ministack = [Lacks::LocalIndexFetch, Lacks::RemoveBelowMissing, Lacks::BinaryContains];
    match std::env::var("DKMIO_TEST_ENGINE").as_deref() {
        Ok("ministack") => ministack.contains(&what),
        _ => false,
    }
}

/// Creates the table of `T` by the SDK, with its indexes, and waits until it can be used.
pub(crate) async fn create<T: Table>(db: &DynamoDb) {
    create_by_definition::<T>(db, T::DEFINITION.indexes).await;
}

/// Creates the table of `T` without its indexes, and waits until it can be used.
pub(crate) async fn create_without_indexes<T: Table>(db: &DynamoDb) {
    create_by_definition::<T>(db, &[]).await;
}

async fn create_by_definition<T: Table>(db: &DynamoDb, indexes: &[IndexDefinition]) {
    let definition = T::DEFINITION;
    let mut create = db.client().create_table().table_name(db.table_name::<T>());
    create = create.billing_mode(BillingMode::PayPerRequest).set_key_schema(Some(key_schema(&definition.key)));
    let mut types = BTreeMap::new();
    let schemas = std::iter::once(&definition.key).chain(indexes.iter().map(|index| &index.key));
    for part in schemas.flat_map(KeySchema::attributes) {
        types.insert(part.name, part.key_type.scalar());
    }
    for (name, scalar) in types {
        let attribute = AttributeDefinition::builder().attribute_name(name).attribute_type(scalar);
        create = create.attribute_definitions(attribute.build().expect("an attribute"));
    }
    for index in indexes {
        let (schema, projection) = (Some(key_schema(&index.key)), projection(index.projection));
        if index.kind == IndexKind::Global {
            let index = GlobalSecondaryIndex::builder().index_name(index.name).set_key_schema(schema);
            create = create.global_secondary_indexes(index.projection(projection).build().expect("an index"));
        } else {
            let index = LocalSecondaryIndex::builder().index_name(index.name).set_key_schema(schema);
            create = create.local_secondary_indexes(index.projection(projection).build().expect("an index"));
        }
    }
    create_and_wait(db, create).await;
}

/// Sends the request and waits until the table is ACTIVE. DynamoDB and some engines take a while, and refuse until then
/// whatever is asked of the table.
pub(crate) async fn create_and_wait(db: &DynamoDb, create: CreateTableFluentBuilder) {
    let created = create.send().await.expect("a table").table_description.expect("a description");
    let name = created.table_name().expect("a name");
    loop {
        let described = db.client().describe_table().table_name(name).send().await.expect("a description");
        if described.table.and_then(|table| table.table_status) == Some(TableStatus::Active) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn key_schema(key: &KeySchema) -> Vec<KeySchemaElement> {
    let element =
        |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().expect("a key");
    let partition = key.partition.iter().map(|part| element(part.name, KeyType::Hash));
    partition.chain(key.sort.iter().map(|part| element(part.name, KeyType::Range))).collect()
}

fn projection(projected: Projected) -> Projection {
    let builder = Projection::builder();
    match projected {
        Projected::All => builder.projection_type(ProjectionType::All).build(),
        Projected::KeysOnly => builder.projection_type(ProjectionType::KeysOnly).build(),
        Projected::Include(names) => {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            builder.projection_type(ProjectionType::Include).set_non_key_attributes(Some(names)).build()
        }
        other => panic!("the engine does not know {other:?}"),
    }
}

/// A connection of the test's own with the table of `T`.
pub(crate) async fn db_with<T: Table>() -> DynamoDb {
    let db = crate::support::db().await;
    create::<T>(&db).await;
    db
}

/// Stores an item by the SDK, as something other than dkmio would.
pub(crate) async fn store<T: Table>(db: &DynamoDb, item: Item) {
    let put = db.client().put_item().table_name(db.table_name::<T>()).set_item(Some(item.into_inner()));
    put.send().await.expect("a put");
}

/// An item of text attributes and others, by serde.
pub(crate) fn item<const N: usize>(attributes: [(&str, AttributeValue); N]) -> Item {
    attributes
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect::<std::collections::HashMap<_, _>>()
        .into()
}

/// A string value.
pub(crate) fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

/// A number value.
pub(crate) fn n(digits: &str) -> AttributeValue {
    AttributeValue::N(digits.to_owned())
}

/// A value by serde.
pub(crate) fn v<T: serde::Serialize>(plain: T) -> AttributeValue {
    codec::to_value(&plain).expect("a value").expect("present")
}
