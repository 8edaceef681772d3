//! Reads of a table with sentinel items: they are of no entity.

use std::collections::HashMap;

use dkmio::changes::{ChangeItem, Changes, NewImage};
use dkmio::{DynamoCollection, DynamoDb, DynamoTable as _, ErrorKind, Item, json};

use super::{Accounts, Handle, User, handle, user};

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = User)]
enum Known {
    User(User),
    #[other]
    Other(Item),
}

async fn filled() -> (DynamoDb, User, Handle) {
    let db = crate::engine::db_with::<Accounts>().await;
    let (ana, handle) = (User { phone: Some(5), ..user("u1", "ana@example.com") }, handle("1", Some("ana")));
    ana.create().send(&db).await.expect("a create");
    let version = handle.create().send(&db).await.expect("a create");
    (db, ana, Handle { version, ..handle })
}

#[tokio::test]
async fn scans_and_counts_skip_sentinel_items() {
    let (db, ana, handle) = filled().await;
    assert_eq!(User::scan().all(&db).await.expect("a scan"), [ana]);
    assert_eq!(Handle::scan().all(&db).await.expect("a scan"), [handle]);
    assert_eq!(User::scan().count(&db).await.expect("a count"), 1);
    assert_eq!(Accounts::scan().count(&db).await.expect("a count"), 5);
    let key = ("acme", "u1");
    assert!(User::get(key).send(&db).await.expect("a read").is_some());
}

/// Returns the items as they are stored.
async fn stored(db: &DynamoDb) -> Vec<Item> {
    Accounts::scan().consistent().all(db).await.expect("a scan")
}

#[tokio::test]
async fn a_collection_drops_sentinel_items() {
    let (db, ana, _) = filled().await;
    let entries: Vec<_> = stored(&db).await.iter().map(Known::from_item).collect();
    let users = entries.iter().filter(|entry| matches!(entry, Ok(Known::User(user)) if *user == ana)).count();
    let others = entries.iter().filter(|entry| matches!(entry, Ok(Known::Other(_)))).count();
    let dropped = entries
        .iter()
        .filter(|entry| matches!(entry, Err(error) if error.kind() == ErrorKind::UnexpectedEntity))
        .count();
    assert_eq!((users, others, dropped), (1, 1, 3));
}

/// Returns an event with a record of each item. A removal has no new image.
fn event(kind: &str, view: &str, items: &[Item]) -> String {
    let records = items.iter().enumerate().map(|(at, item)| {
        let keys: HashMap<_, _> = ["PK", "SK"].map(|name| (name.to_owned(), item.get(name).expect("a key").clone())).into();
        let (keys, image) = (json::to_string(&Item::from(keys)).expect("a key"), json::to_string(item).expect("an item"));
        let image = if kind == "REMOVE" { String::new() } else { format!(r#""NewImage":{image},"#) };
        format!(
            r#"{{"eventName":"{kind}","dynamodb":{{"Keys":{keys},{image}"SequenceNumber":"{at}","StreamViewType":"{view}"}}}}"#
        )
    });
    format!("[{}]", records.collect::<Vec<_>>().join(","))
}

fn read<T: ChangeItem>(items: &[Item]) -> Changes<T> {
    Changes::from_slice(event("INSERT", "NEW_AND_OLD_IMAGES", items).as_bytes()).expect("an event")
}

#[tokio::test]
async fn changes_skip_sentinel_items() {
    let (db, _, _) = filled().await;
    let items = stored(&db).await;
    let users = read::<User>(&items);
    assert_eq!((users.len(), users.skipped()), (1, 4));
    let known = read::<Known>(&items);
    assert_eq!((known.len(), known.skipped()), (2, 3));
}

#[tokio::test]
async fn changes_with_one_image_skip_sentinel_items() {
    let (db, _, _) = filled().await;
    let items = stored(&db).await;
    for kind in ["INSERT", "MODIFY"] {
        let event = event(kind, "NEW_IMAGE", &items);
        let known = Changes::<Known, NewImage>::from_slice(event.as_bytes()).expect("an event");
        assert_eq!((known.len(), known.skipped()), (2, 3), "{kind}");
        assert!(known.into_iter().all(|record| record.is_ok()), "{kind}");
    }
    // The keys of the user's two sentinel items tell what they are. Those of the handle are not known to this collection.
    let removed = event("REMOVE", "NEW_IMAGE", &items);
    let removed = Changes::<Known, NewImage>::from_slice(removed.as_bytes()).expect("an event");
    assert_eq!((removed.len(), removed.skipped()), (3, 2));
}

#[tokio::test]
async fn batches_skip_sentinel_items_by_name() {
    let (db, ana, _) = filled().await;
    // What is loaded has no sentinel items, and what is deleted keeps them.
    User::batch_put_unconditional([user("u2", "bob@example.com")]).send(&db).await.expect("a batch");
    User::batch_delete_unconditional([("acme", "u1")]).send(&db).await.expect("a batch");
    assert_eq!(super::sentinels(&db).await.len(), 3);
    let taken = user("u3", &ana.email).create().send(&db).await.expect_err("a reserved value");
    assert_eq!(taken.unique_violation(), Some("email"));
    user("u4", "bob@example.com").create().send(&db).await.expect("no sentinel item");
}
