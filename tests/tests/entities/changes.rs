//! Changes of the items of a shared table.

use dkmio::changes::{Change, ChangeItem, Changes, KeysOnly, NewImage, OldImage, RemovalReason};
use dkmio::{DynamoCollection, DynamoTable as _, ErrorKind, Item, item, json};

use crate::engine::store;
use crate::models::{App, Line, Order, Tenant, line, order, shop, tenant};

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Tenant)]
enum TenantItem {
    Tenant(Tenant),
    Order(Order),
    Line(Line),
}

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Tenant)]
enum Known {
    Order(Order),
    #[other]
    Other(Item),
}

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Tenant, ignore = [Line])]
enum WithoutLines {
    Tenant(Tenant),
    Order(Order),
}

/// A record of a stream with the key of an item and its images, as DynamoDB JSON.
fn record(at: usize, event: &str, view: &str, key: &Item, images: &[(&str, &Item)]) -> String {
    let images: String = images.iter().map(|(name, image)| format!(r#","{name}":{}"#, text(image))).collect();
    format!(
        r#"{{"eventID":"e{at}","eventName":"{event}","dynamodb":{{"Keys":{},"SequenceNumber":"{at}","StreamViewType":"{view}"{images}}}}}"#,
        text(key)
    )
}

fn text(item: &Item) -> String {
    json::to_string(item).expect("an item")
}

fn key_of(item: &Item) -> Item {
    let value = |name: &str| item.get(name).expect("a key attribute").clone();
    Item::from(std::collections::HashMap::from(["PK", "SK"].map(|name| (name.to_owned(), value(name)))))
}

/// An event with an insert of each item that is stored in the table of the shop, as it is stored.
async fn inserts(extra: Option<Item>, view: &str) -> String {
    let db = shop().await;
    if let Some(item) = extra {
        store::<App>(&db, item).await;
    }
    let stored = db.client().query().table_name(db.table_name::<App>()).key_condition_expression("PK = :pk");
    let stored = stored.expression_attribute_values(
        ":pk",
        dkmio::aws_sdk_dynamodb::types::AttributeValue::S("TENANT#acme".to_owned()),
    );
    let items = stored.send().await.expect("a query").items.expect("items");
    let records = items.into_iter().map(Item::from).enumerate().map(|(at, item)| {
        let images: &[(&str, &Item)] = if view == "KEYS_ONLY" { &[] } else { &[("NewImage", &item)] };
        record(at, "INSERT", view, &key_of(&item), images)
    });
    format!("[{}]", records.collect::<Vec<_>>().join(","))
}

fn read<T: ChangeItem>(event: &str) -> Changes<T> {
    Changes::from_slice(event.as_bytes()).expect("an event")
}

fn inserted<T: ChangeItem>(event: &str) -> Vec<T> {
    let new = |change| match change {
        Change::Insert { new } => new,
        _ => panic!("no insert"),
    };
    read::<T>(event).into_iter().map(|record| new(record.expect("a record").change)).collect()
}

#[tokio::test]
async fn a_collection_reads_the_changes_of_all_its_entities() {
    let items = inserted::<TenantItem>(&inserts(None, "NEW_AND_OLD_IMAGES").await);
    let mut wanted = vec![TenantItem::Order(order("acme", 1, "o1", 30))];
    wanted.extend([1, 2, 3].map(|number| TenantItem::Line(line("acme", 1, "o1", number))));
    wanted.push(TenantItem::Order(order("acme", 2, "o2", 700)));
    wanted.push(TenantItem::Order(order("acme", 3, "o10", 5)));
    wanted.push(TenantItem::Tenant(tenant("acme")));
    assert_eq!(items, wanted);
}

#[tokio::test]
async fn an_unlisted_entity_is_free_form_skipped_or_an_error_of_its_record() {
    let event = inserts(None, "NEW_AND_OLD_IMAGES").await;
    let others = inserted::<Known>(&event).into_iter().filter(|item| matches!(item, Known::Other(_))).count();
    assert_eq!(others, 4);
    let without: Changes<WithoutLines> = read(&event);
    assert_eq!((without.len(), without.skipped()), (4, 3));

    let user = item! { "PK" => "TENANT#acme", "SK" => "USER#1", "_et" => "User" }.expect("an item");
    let event = inserts(Some(user), "NEW_AND_OLD_IMAGES").await;
    let records: Vec<_> = read::<TenantItem>(&event).into_iter().collect();
    let errors: Vec<_> = records.iter().filter_map(|record| record.as_ref().err()).collect();
    assert_eq!((records.len(), errors.len()), (8, 1));
    assert!(errors[0].to_string().contains("of an entity that the collection does not list"), "{}", errors[0]);
    assert!(errors[0].sequence_number().is_some());
    assert!(!format!("{} {:?}", errors[0], errors[0]).contains("acme"));
}

#[tokio::test]
async fn the_key_of_a_collection_has_the_key_attributes_of_the_table() {
    let event = inserts(None, "KEYS_ONLY").await;
    let changes = Changes::<TenantItem, KeysOnly>::from_slice(event.as_bytes()).expect("an event");
    for record in changes {
        let record = record.expect("a record");
        let Change::Insert { new } = &record.change else { panic!("no insert") };
        assert_eq!((new, new.len()), (record.key(), 2));
        assert_eq!(new.read::<String>("PK").expect("a text").as_deref(), Some("TENANT#acme"));
    }
}

#[tokio::test]
async fn modifications_and_removals_have_entries_on_both_sides() {
    let db = shop().await;
    let mut orders: Vec<Item> = Order::query("acme").free_form().all(&db).await.expect("a query");
    let (after, removed) = (orders.swap_remove(1), orders.swap_remove(0));
    let before = after.clone().with("total", 1).expect("a number");
    let view = "NEW_AND_OLD_IMAGES";
    let records = [
        record(1, "MODIFY", view, &key_of(&after), &[("OldImage", &before), ("NewImage", &after)]),
        record(2, "REMOVE", view, &key_of(&removed), &[("OldImage", &removed)]),
    ];
    let changes = read::<TenantItem>(&format!("[{}]", records.join(",")));
    let changes: Vec<_> = changes.into_iter().map(|record| record.expect("a record").change).collect();
    let item = |placed, id, total| TenantItem::Order(order("acme", placed, id, total));
    let wanted = [
        Change::Modify { old: item(2, "o2", 1), new: item(2, "o2", 700) },
        Change::Remove { old: item(1, "o1", 30), reason: RemovalReason::Deleted },
    ];
    assert_eq!(changes, wanted);
}

#[tokio::test]
async fn an_incremental_export_is_read_by_a_collection() {
    let db = shop().await;
    let items: Vec<Item> = Order::query("acme").free_form().all(&db).await.expect("a query");
    let line = |item: &Item| format!(r#"{{"Metadata":{{}},"Keys":{},"NewImage":{}}}"#, text(&key_of(item)), text(item));
    let export = items.iter().map(line).collect::<Vec<_>>().join("\n");
    let records = json::changes::<TenantItem, NewImage>(export.as_bytes());
    let orders = records.map(|record| match record.expect("a record").change {
        Change::Modify { new: TenantItem::Order(order), .. } => order,
        _ => panic!("no order"),
    });
    assert_eq!(orders.collect::<Vec<_>>(), Order::query("acme").all(&db).await.expect("a query"));
}

#[tokio::test]
async fn a_view_with_one_image_skips_what_the_collection_leaves_out() {
    let db = shop().await;
    let lines: Vec<Item> = Line::query("acme").free_form().all(&db).await.expect("a query");
    let orders: Vec<Item> = Order::query("acme").free_form().all(&db).await.expect("a query");
    let (line, order_o1) = (&lines[0], &orders[0]);
    let event = |view: &str, kinds: &[&str], image: &str, item: &Item| {
        let record = |(at, kind): (usize, &&str)| record(at, kind, view, &key_of(item), &[(image, item)]);
        format!("[{}]", kinds.iter().enumerate().map(record).collect::<Vec<_>>().join(","))
    };
    let kinds = ["INSERT", "MODIFY"];
    let new = event("NEW_IMAGE", &kinds, "NewImage", line);
    let new = Changes::<WithoutLines, NewImage>::from_slice(new.as_bytes()).expect("an event");
    assert_eq!((new.len(), new.skipped()), (0, 2));
    let old = event("OLD_IMAGE", &["MODIFY", "REMOVE"], "OldImage", line);
    let old = Changes::<WithoutLines, OldImage>::from_slice(old.as_bytes()).expect("an event");
    assert_eq!((old.len(), old.skipped()), (0, 2));

    let new = event("NEW_IMAGE", &kinds, "NewImage", order_o1);
    let new = Changes::<WithoutLines, NewImage>::from_slice(new.as_bytes()).expect("an event");
    let changes: Vec<_> = new.into_iter().map(|record| record.expect("a record").change).collect();
    let entry = || WithoutLines::Order(order("acme", 1, "o1", 30));
    let wanted: [Change<WithoutLines, NewImage>; 2] =
        [Change::Insert { new: entry() }, Change::Modify { old: key_of(order_o1), new: entry() }];
    assert_eq!(changes, wanted);

    // The key of a removed line does not name the entity.
    let removed = format!("[{}]", record(1, "REMOVE", "NEW_IMAGE", &key_of(line), &[]));
    let removed = Changes::<WithoutLines, NewImage>::from_slice(removed.as_bytes()).expect("an event");
    let removed: Vec<_> = removed.into_iter().map(|record| record.expect("a record").change).collect();
    let wanted: [Change<WithoutLines, NewImage>; 1] =
        [Change::Remove { old: key_of(line), reason: RemovalReason::Deleted }];
    assert_eq!(removed, wanted);
}

#[tokio::test]
async fn an_export_without_old_images_skips_what_the_collection_leaves_out() {
    let db = shop().await;
    let items: Vec<Item> = App::query("TENANT#acme").all(&db).await.expect("a query");
    let line = |item: &Item| format!(r#"{{"Keys":{},"NewImage":{}}}"#, text(&key_of(item)), text(item));
    let export = items.iter().map(line).collect::<Vec<_>>().join("\n");
    let read: Vec<_> = json::changes::<WithoutLines, NewImage>(export.as_bytes())
        .map(|record| record.expect("a record").change)
        .collect();
    // Three orders and a tenant; the three lines are left out.
    assert_eq!((items.len(), read.len()), (7, 4));
    assert!(read.iter().all(|change| matches!(change, Change::Modify { .. })));
}

#[tokio::test]
async fn an_entity_has_no_statements() {
    let db = shop().await;
    let statement = Order::partiql("SELECT * FROM {source} WHERE PK = 'TENANT#acme'");
    let error = statement.all(&db).await.expect_err("an entity");
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(error.to_string().contains("use a query"), "{error}");
}
