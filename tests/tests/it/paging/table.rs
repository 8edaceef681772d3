//! Tables made from their definitions, and orders to read from them.

use dkmio::aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, LocalSecondaryIndex, Projection,
    ProjectionType,
};
use dkmio::table::{self, IndexKind, KeySchema, Table};
use dkmio::{DynamoDb, DynamoTable};
use dkmio_embedded::{Call, Faults, Operation};
use serde_json::Value;

use crate::models::{Orders, Status};

/// Creates the table `T` with its indexes.
pub(crate) async fn create<T: Table>(db: &DynamoDb) {
    let definition = T::DEFINITION;
    let mut request = db.client().create_table().table_name(db.table_name::<T>());
    request = request.billing_mode(BillingMode::PayPerRequest).set_key_schema(Some(schema(&definition.key)));
    let mut seen = Vec::new();
    let keys = definition.indexes.iter().flat_map(|index| index.key.attributes());
    for part in definition.key.attributes().chain(keys) {
        if !seen.contains(&part.name) {
            seen.push(part.name);
            let attribute =
                AttributeDefinition::builder().attribute_name(part.name).attribute_type(part.key_type.scalar());
            request = request.attribute_definitions(attribute.build().expect("attribute"));
        }
    }
    for index in definition.indexes {
        let (keys, projection) = (Some(schema(&index.key)), projection(index.projection));
        request = match index.kind {
            IndexKind::Global => {
                let global = GlobalSecondaryIndex::builder().index_name(index.name).set_key_schema(keys);
                request.global_secondary_indexes(global.projection(projection).build().expect("index"))
            }
            IndexKind::Local => {
                let local = LocalSecondaryIndex::builder().index_name(index.name).set_key_schema(keys);
                request.local_secondary_indexes(local.projection(projection).build().expect("index"))
            }
        };
    }
    request.send().await.expect("table");
}

fn schema(key: &KeySchema) -> Vec<KeySchemaElement> {
    let element =
        |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().expect("element");
    let partition = key.partition.iter().map(|part| element(part.name, KeyType::Hash));
    partition.chain(key.sort.iter().map(|part| element(part.name, KeyType::Range))).collect()
}

fn projection(projection: table::Projection) -> Projection {
    let builder = Projection::builder();
    match projection {
        table::Projection::All => builder.projection_type(ProjectionType::All),
        table::Projection::KeysOnly => builder.projection_type(ProjectionType::KeysOnly),
        table::Projection::Include(names) => names
            .iter()
            .fold(builder.projection_type(ProjectionType::Include), |builder, name| builder.non_key_attributes(*name)),
    }
    .build()
}

/// The order number `number` of user `u`: every third one is shipped, totals fall, all are in one region.
pub(crate) fn order(number: u64) -> Orders {
    Orders {
        status: if number.is_multiple_of(3) { Status::Shipped } else { Status::Pending },
        created_at: format!("2025-01-{:02}", number + 1),
        total: 1000 - number,
        items_count: u32::try_from(number % 5).expect("small"),
        region: Some("EU".to_owned()),
        ..Orders::sample("u", &format!("o{number:02}"))
    }
}

/// The orders 0 to `count`, in a table made for them.
pub(crate) async fn orders(db: &DynamoDb, count: u64) -> Vec<Orders> {
    create::<Orders>(db).await;
    let orders: Vec<_> = (0..count).map(order).collect();
    for order in &orders {
        order.put().send(db).await.expect("put");
    }
    orders
}

/// The ids of orders.
pub(crate) fn ids<'o>(orders: impl IntoIterator<Item = &'o Orders>) -> Vec<String> {
    orders.into_iter().map(|order| order.order_id.clone()).collect()
}

/// The bodies of the requests of one operation, in their order.
pub(crate) fn bodies(faults: &Faults, operation: Operation) -> Vec<Value> {
    let calls = faults.calls().into_iter();
    calls.filter(|call: &Call| call.operation() == operation).map(|call| call.request().body().clone()).collect()
}
