//! Fields that are stored inside the primary key alone.

use chrono::{DateTime, Utc};
use dkmio::changes::{Change, Changes, KeysOnly, NewImage};
use dkmio::{
    BatchWrite, Cursor, DynamoCollection, DynamoDb, DynamoEntity, DynamoKey, DynamoProjection, DynamoTable, ErrorKind,
    Item, TransactGet, attr_name, item, json,
};
use dkmio_embedded::Operation;
use serde::{Deserialize, Serialize};

use crate::engine::store;
use crate::models::at;

#[derive(DynamoTable)]
#[dynamo(table = "vault", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(gsi2, name = "GSI2", pk = "GSI2PK", sk = number("GSI2SK"), projection = KEYS_ONLY)]
struct Vault;

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DynamoKey)]
struct TenantId(String);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Vault)]
#[pk = "TENANT#{tenant}"]
#[sk = "FILE#{written}#{number:05}#{name:escaped}"]
#[index(by_kind = Vault::gsi1, pk = "KIND#{kind}", sk = "{number:05}#{written:day}")]
#[index(largest = Vault::gsi2, pk = "TENANT#{tenant}", sk = "{bytes}", projection = KEYS_ONLY)]
struct File {
    #[key_only]
    tenant: TenantId,
    #[key_only]
    #[serde(with = "dkmio::key")]
    written: DateTime<Utc>,
    #[key_only]
    number: u32,
    #[key_only]
    name: String,
    kind: String,
    bytes: u64,
    #[serde(flatten)]
    extra: Item,
}

/// Has no flattened field, and one part that is an attribute too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Vault)]
#[pk = "TENANT#{tenant}"]
#[sk = "QUOTA#{year:04}"]
struct Quota {
    tenant: TenantId,
    #[key_only]
    year: u16,
    bytes: u64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, DynamoProjection)]
#[dynamo(table = File)]
struct FileSize {
    #[key_only]
    name: String,
    bytes: u64,
}

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Quota)]
enum Entry {
    File(File),
    Quota(Quota),
}

fn acme() -> TenantId {
    TenantId("acme".to_owned())
}

fn file(number: u32) -> File {
    File {
        tenant: acme(),
        written: at(number),
        number,
        name: format!("a#{number}%"),
        kind: "text".to_owned(),
        bytes: u64::from(number) * 100,
        extra: Item::new(),
    }
}

fn quota(year: u16) -> Quota {
    Quota { tenant: acme(), year, bytes: 10 }
}

async fn vault() -> DynamoDb {
    let db = crate::engine::db_with::<Vault>().await;
    for number in 1..=3 {
        file(number).put().send(&db).await.expect("a put");
    }
    quota(2025).put().send(&db).await.expect("a put");
    db
}

async fn stored(db: &DynamoDb, file: &File) -> Item {
    File::get(file.key()).free_form().send(db).await.expect("a read").expect("an item")
}

#[tokio::test]
async fn an_item_stores_a_key_only_field_inside_its_key_alone() {
    let db = vault().await;
    let stored = stored(&db, &file(1)).await;
    let mut names: Vec<_> = stored.as_map().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK", "PK", "SK", "_et", "bytes", "kind"]);
    assert_eq!(stored.get("SK"), Some(&crate::engine::s("FILE#2025-01-01T12:00:00.000000000Z#00001#a%231%25")));
    assert_eq!(stored.get("GSI1SK"), Some(&crate::engine::s("00001#2025-01-01")));
    assert!(!File::definition().is_attribute("number") && File::definition().is_attribute("bytes"));
}

#[tokio::test]
async fn every_read_of_items_restores_key_only_fields() {
    let db = vault().await;
    let all = [file(1), file(2), file(3)];
    let keys = || all.iter().map(File::key);
    assert_eq!(File::get(file(1).key()).send(&db).await.expect("a read"), Some(file(1)));
    let batch = File::batch_get(keys()).send(&db).await.expect("a read");
    assert_eq!(batch, all.clone().map(Some));
    let (one, other) =
        TransactGet::new((File::get(file(1).key()), Quota::get((acme(), 2025)))).send(&db).await.expect("a read");
    assert_eq!((one, other), (Some(file(1)), Some(quota(2025))));
    assert_eq!(File::query(acme()).all(&db).await.expect("a read"), all);
    assert_eq!(Quota::query(acme()).sk_gte(2025).all(&db).await.expect("a read"), [quota(2025)]);
    let mut scanned = File::scan().all(&db).await.expect("a read");
    scanned.sort_by_key(|file| file.number);
    assert_eq!(scanned, all);
    assert_eq!(File::by_kind().query("text").all(&db).await.expect("a read"), all);
    assert_eq!(File::query(acme()).keys().all(&db).await.expect("a read"), keys().collect::<Vec<_>>());
    let entries: Vec<Entry> = Entry::query(acme()).all(&db).await.expect("a read");
    let expected = all.into_iter().map(Entry::File).chain([Entry::Quota(quota(2025))]).collect::<Vec<_>>();
    assert_eq!(entries, expected);
}

#[tokio::test]
async fn an_index_of_keys_and_projections_restore_key_only_fields() {
    let db = vault().await;
    let entries = File::largest().query(acme()).descending().all(&db).await.expect("a read");
    let first = entries.first().expect("an entry");
    assert_eq!((first.number, first.name.as_str(), first.bytes, first.written), (3, "a#3%", 300, at(3)));
    assert_eq!(first.key(), file(3).key());
    let hydrated = File::largest().query(acme()).hydrate(&db).await.expect("a read");
    assert_eq!((hydrated.items, hydrated.missing), (vec![file(1), file(2), file(3)], Vec::new()));

    let sizes = File::query(acme()).limit(1).select_as::<FileSize>().all(&db).await.expect("a read");
    let expected = FileSize { name: "a#1%".to_owned(), bytes: 100 };
    assert_eq!(sizes, [expected]);
    let read = File::get(file(2).key()).select_as::<FileSize>().send(&db).await.expect("a read");
    assert_eq!(read.map(|size| size.name).as_deref(), Some("a#2%"));
    let read = File::batch_get([file(2).key()]).select_as::<FileSize>().send(&db).await.expect("a read");
    assert_eq!(read.first().and_then(Option::as_ref).map(|size| size.bytes), Some(200));
    let read = File::batch_get([file(2).key()]).select_as::<FileSize>().try_items().send(&db).await.expect("a read");
    let name = read.first().and_then(Option::as_ref).and_then(|size| size.as_ref().ok()).map(|size| size.name.as_str());
    assert_eq!(name, Some("a#2%"));
}

#[tokio::test]
async fn a_read_continues_after_an_item_of_an_entity() {
    let db = vault().await;
    let after = |number| Cursor::after(&file(number));
    assert_eq!(File::query(acme()).start_from(after(1)).all(&db).await.expect("a read"), [file(2), file(3)]);
    let largest = File::largest().query(acme()).descending().start_from(after(2)).all(&db).await.expect("a read");
    assert_eq!(largest.iter().map(|entry| entry.number).collect::<Vec<_>>(), [1]);
    let kinds = File::by_kind().query("text").start_from(after(2)).all(&db).await.expect("a read");
    assert_eq!(kinds, [file(3)]);
    assert_eq!(after(2).key::<File>().expect("a key"), file(2).key());
    let text = after(2).encode().parse::<Cursor>().expect("a cursor");
    assert_eq!(File::query(acme()).start_from(text).all(&db).await.expect("a read"), [file(3)]);
    let empty = Cursor::after(&File { tenant: TenantId(String::new()), ..file(1) });
    let refused = File::query(acme()).start_from(empty).all(&db).await.expect_err("a key that cannot be");
    assert_eq!(refused.kind(), ErrorKind::InvalidCursor);
}

#[tokio::test]
async fn what_a_write_returns_has_key_only_fields() {
    let db = vault().await;
    let update = || File::update(file(1).key());
    let new = update().set(File::BYTES, 7).return_new().send(&db).await.expect("an update");
    assert_eq!(new, File { bytes: 7, ..file(1) });
    // An update that creates an item stores the parts in its key alone, too.
    let mut added = file(9);
    added.kind = "new".to_owned();
    let created = File::update(added.key()).set(File::KIND, "new").set(File::BYTES, 900).return_new();
    assert_eq!(created.send(&db).await.expect("an update"), added);
    let mut names: Vec<_> = stored(&db, &added).await.as_map().keys().cloned().collect();
    names.sort_unstable();
    assert_eq!(names, ["GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK", "PK", "SK", "_et", "bytes", "kind"]);

    // So does an upsert.
    let upserted = File { kind: "upserted".to_owned(), ..file(8) };
    upserted.upsert().send(&db).await.expect("an upsert");
    assert_eq!(File::get(upserted.key()).send(&db).await.expect("a read"), Some(upserted.clone()));
    assert_eq!(stored(&db, &upserted).await.get("number"), None);

    let failed = update().set(File::BYTES, 1).condition(File::BYTES.eq(1)).send(&db).await.expect_err("a condition");
    assert_eq!(failed.old_item::<File>().expect("a file"), Some(new.clone()));
    let old = File::delete(file(1).key()).return_old().send(&db).await.expect("a delete");
    assert_eq!(old, Some(new));
}

#[tokio::test]
async fn an_item_from_before_the_mark_is_read_and_put_back_without_the_attribute() {
    let db = vault().await;
    let before = item! {
        "PK" => "TENANT#acme", "SK" => "QUOTA#2024", "_et" => "Quota", "tenant" => "acme", "year" => 2024, "bytes" => 10
    };
    store::<Vault>(&db, before.expect("an item")).await;
    let found = Quota::get((acme(), 2024)).send(&db).await.expect("a read").expect("a quota");
    assert_eq!(found, quota(2024));
    found.put().send(&db).await.expect("a put");
    let stored = Quota::get((acme(), 2024)).free_form().send(&db).await.expect("a read").expect("an item");
    assert_eq!((stored.get("year"), stored.get("tenant")), (None, Some(&crate::engine::s("acme"))));
}

#[tokio::test]
async fn stream_images_and_lines_of_exports_restore_key_only_fields() {
    let db = vault().await;
    let items = Vault::scan().all(&db).await.expect("a read");
    let mut export = Vec::new();
    json::write_lines(&mut export, &items).expect("lines");
    let mut files: Vec<File> =
        json::entity_lines(export.as_slice()).collect::<Result<_, _>>().expect("lines of the entity");
    files.sort_by_key(|file| file.number);
    assert_eq!(files, [file(1), file(2), file(3)]);
    let entries: Vec<Entry> = json::entity_lines(export.as_slice()).collect::<Result<_, _>>().expect("lines");
    assert_eq!(entries.len(), 4);
    let refused = json::entity_lines::<File>(br#"{"Item":{"PK":{"S":"x"}"#.as_slice()).next().expect("a line");
    assert_eq!(refused.expect_err("half a line").line(), Some(1));

    let image = json::to_string(&stored(&db, &file(1)).await).expect("an item");
    let record = |view: &str, images: &str| {
        format!(
            r#"{{"Records":[{{"eventID":"e1","eventName":"INSERT","dynamodb":{{"Keys":{{"PK":{{"S":"TENANT#acme"}},"SK":{{"S":"FILE#2025-01-01T12:00:00.000000000Z#00001#a%231%25"}}}},"SequenceNumber":"1","StreamViewType":"{view}"{images}}}}}]}}"#
        )
    };
    let event = record("NEW_IMAGE", &format!(r#","NewImage":{image}"#));
    let changes = Changes::<File, NewImage>::from_slice(event.as_bytes()).expect("an event");
    let change = changes.into_iter().next().expect("a record").expect("a change").change;
    assert!(matches!(change, Change::Insert { new } if new == file(1)));
    let changes = Changes::<File, KeysOnly>::from_slice(record("KEYS_ONLY", "").as_bytes()).expect("an event");
    let change = changes.into_iter().next().expect("a record").expect("a change").change;
    assert!(matches!(change, Change::Insert { new } if new == file(1).key()));
}

#[tokio::test]
async fn a_filter_on_a_key_only_field_is_refused() {
    let db = vault().await;
    let refused = File::scan().filter(attr_name("number").eq(1)).all(&db).await.expect_err("a mistake");
    assert_eq!(
        refused.to_string(),
        "Scan on `vault`: invalid request: `number` is stored inside the primary key alone and cannot be filtered on; use a key \
         condition"
    );
}

#[tokio::test]
async fn a_filter_of_a_collection_on_a_key_only_field_is_refused() {
    let db = vault().await;
    let of_files = Entry::query(acme()).filter_entity::<File>(attr_name("number").eq(1));
    let refused = of_files.all(&db).await.expect_err("a mistake");
    assert_eq!(
        refused.to_string(),
        "Query on `vault`: invalid request: `number` is stored inside the primary key alone and cannot be filtered on; use a key \
         condition"
    );
    let nested = !(attr_name("kind").eq("text") | attr_name("name").exists());
    assert!(
        Entry::query(acme()).filter_entity::<File>(nested).count(&db).await.expect_err("a mistake").is_validation()
    );
    let kinds = Entry::query(acme()).filter_entity(File::KIND.eq("image")).all(&db).await.expect("a read");
    assert_eq!(kinds, [Entry::Quota(quota(2025))]);
    // An attribute of this name would be one of another entity.
    let of_quotas = Entry::query(acme()).filter_entity::<Quota>(attr_name("number").not_exists());
    assert_eq!(of_quotas.count(&db).await.expect("a count"), 4);
}

#[tokio::test]
async fn what_a_batch_has_not_written_has_key_only_fields() {
    let (db, faults) = crate::support::faulty();
    faults.on(Operation::BatchWriteItem).error(400, "AccessDeniedException", "no");
    let batch = BatchWrite::new().put(&file(1)).put(&quota(2025)).delete(file(2).key());
    let error = batch.send(&db).await.expect_err("refused");
    let unprocessed: &BatchWrite = error.batch().and_then(|batch| batch.unprocessed()).expect("what is unprocessed");
    assert_eq!(unprocessed.puts::<File>().expect("files"), [file(1)]);
    assert_eq!(unprocessed.puts::<Quota>().expect("quotas"), [quota(2025)]);
    assert_eq!(unprocessed.deletes::<File>().expect("keys"), [file(2).key()]);
    assert!(unprocessed.deletes::<Quota>().expect("keys").is_empty());
}
