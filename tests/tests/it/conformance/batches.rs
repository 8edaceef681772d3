//! Batches.

use dkmio::{BatchWrite, DynamoDb, codec};
use serde_json::{Value, json};

use super::run::{Ended, Inexpressible, Ran, Refused};
use super::tables::CaseTable;
use super::{reads, values};

/// BatchGetItem.
pub(super) async fn read<T: CaseTable>(call: &Value, db: &DynamoDb) -> Ran {
    let keys = call["keys"].as_array().expect("keys");
    let mut batch = T::batch_get_by(keys).ok_or(Refused(Inexpressible::Key))?;
    if call["consistent"] == json!(true) {
        batch = batch.consistent();
    }
    let items = match reads::paths(call) {
        Some(paths) => batch.select_paths(paths).send(db).await,
        None => batch.free_form().send(db).await,
    };
    Ok(items.map(|items| {
        let items: Vec<_> = items.iter().map(|item| item.as_ref().map(values::item_json)).collect();
        Ended::json(json!({ "items": items }))
    }))
}

/// BatchWriteItem.
pub(super) async fn write<T: CaseTable>(call: &Value, db: &DynamoDb) -> Ran {
    let mut batch = BatchWrite::new();
    for entry in call["ops"].as_array().expect("entries") {
        batch = match (entry.get("put"), entry.get("delete")) {
            (Some(item), _) => {
                let item: T = codec::from_item(&values::item(item)).map_err(|_| Refused(Inexpressible::Item))?;
                batch.put(&item)
            }
            (_, Some(key)) => T::delete_in(batch, key).ok_or(Refused(Inexpressible::Key))?,
            _ => panic!("no entry: {entry}"),
        };
    }
    Ok(batch.send(db).await.map(|_| Ended::json(json!({}))))
}
