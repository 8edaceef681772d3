//! Put, update and delete.

use dkmio::{Delete, Put, Update};
use dkmio::{DynamoDb, Item, attr, codec};
use serde_json::{Value, json};

use super::conditions;
use super::run::{Ended, Inexpressible, Ran, Refused};
use super::tables::CaseTable;
use super::values;

fn attributes(item: Option<&Item>) -> Ended {
    Ended::json(json!({ "attributes": item.map(values::item_json) }))
}

fn returning(call: &Value) -> Option<&str> {
    call.get("return_values").and_then(Value::as_str)
}

/// What is behind a write's name.
fn entries<'c>(call: &'c Value, field: &str) -> impl Iterator<Item = (&'c str, &'c Value)> {
    let list = call.get(field).and_then(Value::as_array).into_iter().flatten();
    list.map(|entry| (entry["path"].as_str().expect("a path"), &entry["value"]))
}

/// A put with its conditions.
pub(super) fn put_of<T: CaseTable>(call: &Value) -> Result<Put<T>, Refused> {
    let item: T = codec::from_item(&values::item(&call["item"])).map_err(|_| Refused(Inexpressible::Item))?;
    let mut put = item.put();
    for condition in conditions::of_write(call)? {
        put = put.condition(condition);
    }
    Ok(put)
}

/// PutItem.
pub(super) async fn put<T: CaseTable>(call: &Value, db: &DynamoDb) -> Ran {
    let put = put_of::<T>(call)?;
    match returning(call) {
        None | Some("NONE") => Ok(put.send(db).await.map(|()| attributes(None))),
        Some("ALL_OLD") => Ok(put.return_old_free_form().send(db).await.map(|old| attributes(old.as_ref()))),
        Some(_) => Err(Refused(Inexpressible::ReturnValues)),
    }
}

/// A delete with its conditions.
pub(super) fn delete_of<T: CaseTable>(call: &Value) -> Result<Delete<T>, Refused> {
    if call.get("extra").is_some() {
        return Err(Refused(Inexpressible::Argument));
    }
    let mut delete = T::delete_by(&call["key"]).ok_or(Refused(Inexpressible::Key))?;
    for condition in conditions::of_write(call)? {
        delete = delete.condition(condition);
    }
    Ok(delete)
}

/// DeleteItem.
pub(super) async fn delete<T: CaseTable>(call: &Value, db: &DynamoDb) -> Ran {
    let delete = delete_of::<T>(call)?;
    match returning(call) {
        None | Some("NONE") => Ok(delete.send(db).await.map(|()| attributes(None))),
        Some("ALL_OLD") => Ok(delete.return_old_free_form().send(db).await.map(|old| attributes(old.as_ref()))),
        Some(_) => Err(Refused(Inexpressible::ReturnValues)),
    }
}

/// An update with its actions and conditions.
pub(super) fn update_of<T: CaseTable>(call: &Value) -> Result<Update<T>, Refused> {
    if call.get("extra").is_some() {
        return Err(Refused(Inexpressible::Argument));
    }
    let mut update = actions(T::update_by(&call["key"]).ok_or(Refused(Inexpressible::Key))?, call);
    for condition in conditions::of_write(call)? {
        update = update.condition(condition);
    }
    Ok(update)
}

/// UpdateItem.
pub(super) async fn update<T: CaseTable>(call: &Value, db: &DynamoDb) -> Ran {
    let update = update_of::<T>(call)?;
    match returning(call) {
        None | Some("NONE") => Ok(update.send(db).await.map(|()| attributes(None))),
        Some("ALL_OLD") => Ok(update.return_old_free_form().send(db).await.map(|old| attributes(old.as_ref()))),
        Some("ALL_NEW") => Ok(update.return_new_free_form().send(db).await.map(|new| attributes(Some(&new)))),
        Some("UPDATED_OLD") => Ok(update.return_updated_old().send(db).await.map(|old| attributes(Some(&old)))),
        Some("UPDATED_NEW") => Ok(update.return_updated_new().send(db).await.map(|new| attributes(Some(&new)))),
        Some(_) => Err(Refused(Inexpressible::ReturnValues)),
    }
}

/// The actions of an update, as a user writes them for attributes that are not declared.
fn actions<T: CaseTable>(mut update: Update<T>, call: &Value) -> Update<T> {
    for (path, new) in entries(call, "set") {
        update = update.set(attr(path), values::value(new));
    }
    for path in call.get("remove").and_then(Value::as_array).into_iter().flatten() {
        update = update.remove(attr(path.as_str().expect("a path")));
    }
    for (path, element) in entries(call, "append") {
        // A list is appended element by element. Anything else is one element.
        let elements = element.get("L").and_then(Value::as_array).cloned().unwrap_or_else(|| vec![element.clone()]);
        update = update.append(attr(path), elements.iter().map(values::value).collect::<Vec<_>>());
    }
    for (path, more) in entries(call, "add") {
        update = update.add(attr(path), values::value(more));
    }
    for (path, gone) in entries(call, "delete") {
        update = update.delete(attr(path), values::value(gone));
    }
    update
}
