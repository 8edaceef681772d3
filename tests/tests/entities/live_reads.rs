//! Every way to read the live items of an entity returns the same ones.

use std::time::{Duration, UNIX_EPOCH};

use dkmio::{Cursor, DynamoCollection, DynamoDb, DynamoEntity, DynamoTable as _, TransactGet, Ttl};
use futures::TryStreamExt as _;
use serde::{Deserialize, Serialize};

use crate::engine::db_with;
use crate::models::App;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "BOX#{owner}"]
#[sk = "NOTE#{id:03}"]
#[index(by_topic = App::gsi1, pk = "NOTES#{topic}", sk = "{id:03}")]
#[index(in_order = App::lsi1, sk = "NOTE#{id:03}")]
struct Note {
    owner: String,
    id: u16,
    topic: String,
    #[ttl]
    expires_at: Option<Ttl>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "BOX#{owner}"]
#[sk = "FOLDER#{name}"]
struct Folder {
    owner: String,
    name: String,
}

#[derive(Debug, Clone, PartialEq, DynamoCollection)]
#[dynamo(partition = Note)]
enum Entry {
    Folder(Folder),
    Note(Note),
}

const NOW: u64 = 100;

/// Every second note has expired.
fn note(id: u16) -> Note {
    let expires_at = if id.is_multiple_of(2) { Some(Ttl::from_epoch_seconds(NOW)) } else { None };
    Note { owner: "ana".to_owned(), id, topic: "t".to_owned(), expires_at }
}

fn live_notes() -> Vec<Note> {
    (0..10).filter(|id| id % 2 == 1).map(note).collect()
}

async fn notes() -> DynamoDb {
    let db = db_with::<App>().await.with_clock(|| UNIX_EPOCH + Duration::from_secs(NOW));
    for id in 0..10 {
        note(id).put().send(&db).await.expect("a put");
    }
    for name in ["a", "b"] {
        let folder = Folder { owner: "ana".to_owned(), name: name.to_owned() };
        folder.put().send(&db).await.expect("a put");
    }
    db
}

#[tokio::test]
async fn queries_return_the_live_items_in_every_form() {
    let (db, live) = (notes().await, live_notes());
    let query = || Note::query("ana").live();
    assert_eq!(query().all(&db).await.expect("items"), live);
    assert_eq!(query().page_size(2).stream(&db).try_collect::<Vec<_>>().await.expect("items"), live);
    assert_eq!(query().count(&db).await.expect("a count"), live.len());
    assert_eq!(query().limit(3).count(&db).await.expect("a count"), 3);
    assert_eq!(query().limit(3).all(&db).await.expect("items"), live[..3]);
    assert_eq!(query().first(&db).await.expect("an item").as_ref(), live.first());
    let keys: Vec<_> = live.iter().map(Note::key).collect();
    assert_eq!(query().keys().all(&db).await.expect("keys"), keys);
    let ids: Vec<_> = live.iter().map(|note| note.id).collect();
    assert_eq!(query().select(Note::ID).all(&db).await.expect("ids"), ids);
    let results = query().try_items().all(&db).await.expect("items");
    assert_eq!(results.into_iter().collect::<Result<Vec<_>, _>>().expect("items"), live);
    assert_eq!(query().free_form().all(&db).await.expect("items").len(), live.len());
    assert_eq!(query().raw_page(&db).await.expect("a page").len(), live.len());

    let (mut found, mut cursor): (Vec<Note>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let query = query().limit(2).page_size(3);
        let query = if let Some(cursor) = cursor.take() { query.start_from(cursor) } else { query };
        let page = query.page(&db).await.expect("a page");
        assert_eq!(page.count, page.items.len());
        found.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(found, live);
}

#[tokio::test]
async fn indexes_scans_and_collections_return_the_live_items() {
    let (db, live) = (notes().await, live_notes());
    assert_eq!(Note::by_topic().query("t").live().all(&db).await.expect("items"), live);
    assert_eq!(Note::in_order().query("ana").live().consistent().all(&db).await.expect("items"), live);
    assert_eq!(Note::by_topic().query("t").live().hydrate(&db).await.expect("items").items, live);
    let hydrated = Note::by_topic().query("t").live().try_items().hydrate(&db).await.expect("items");
    assert_eq!(hydrated.items.into_iter().collect::<Result<Vec<_>, _>>().expect("items"), live);

    let sorted = |mut notes: Vec<Note>| {
        notes.sort_by_key(|note| note.id);
        notes
    };
    assert_eq!(sorted(Note::scan().live().all(&db).await.expect("items")), live);
    assert_eq!(sorted(Note::scan().segments(3).live().all(&db).await.expect("items")), live);
    assert_eq!(Note::scan().segments(3).live().count(&db).await.expect("a count"), live.len());

    let folder = |name: &str| Entry::Folder(Folder { owner: "ana".to_owned(), name: name.to_owned() });
    let entries: Vec<_> = [folder("a"), folder("b")].into_iter().chain(live.into_iter().map(Entry::Note)).collect();
    assert_eq!(Entry::query("ana").live().all(&db).await.expect("entries"), entries);
    assert_eq!(Entry::query("ana").live().count(&db).await.expect("a count"), entries.len());
    let page = Entry::query("ana").live().limit(4).page(&db).await.expect("a page");
    let rest = Entry::query("ana").live().start_from(page.next.expect("a cursor")).all(&db).await.expect("entries");
    assert_eq!([page.items, rest].concat(), entries);
}

#[tokio::test]
async fn gets_return_the_live_items_alone_and_in_transactions() {
    let db = notes().await;
    let expected: Vec<_> = (0..10).map(|id| (id % 2 == 1).then(|| note(id))).collect();
    let get = |id: u16| Note::get(note(id).key()).live();
    for (id, expected) in (0..).zip(&expected) {
        assert_eq!(get(id).send(&db).await.expect("a read").as_ref(), expected.as_ref());
        let topic = get(id).select(Note::TOPIC).send(&db).await.expect("a read");
        assert_eq!(topic, expected.as_ref().map(|note| note.topic.clone()));
        let result = get(id).try_items().send(&db).await.expect("a read").transpose().expect("an item");
        assert_eq!(result.as_ref(), expected.as_ref());
    }
    let found = TransactGet::all((0..10).map(get)).send(&db).await.expect("a transaction");
    assert_eq!(found, expected);
    let mut transaction = TransactGet::builder();
    let handles: Vec<_> = (0..10).map(|id| transaction.add(get(id))).collect();
    let found = transaction.send(&db).await.expect("a transaction");
    let found: Vec<_> = handles.into_iter().map(|handle| found.take(handle).expect("a read")).collect();
    assert_eq!(found, expected);
}
