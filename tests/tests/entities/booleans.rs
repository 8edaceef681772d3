//! Booleans as parts of keys.

use std::collections::HashMap;

use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use dkmio::changes::{Change, Changes, KeysOnly, NewImage};
use dkmio::{DynamoCollection, DynamoDb, DynamoEntity, DynamoTable, ErrorKind, Item, TransactWrite, attr, item, json};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::engine::{db_with, s, store};
use crate::support::faulty;

#[derive(DynamoTable)]
#[dynamo(table = "flags", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(gsi2, name = "GSI2", pk = "GSI2PK", sk = "GSI2SK", projection = KEYS_ONLY)]
#[lsi(lsi1, name = "LSI1", sk = "LSI1SK")]
struct Flags;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Flags)]
#[pk = "TENANT#{tenant}#{active}"]
#[sk = "TASK#{urgent}#{id}"]
#[index(by_done = Flags::gsi1, pk = "{done}", sk = "{archived}#{urgent}#{title}")]
#[index(seen = Flags::gsi2, pk = "SEEN#{tenant}", sk = "{archived}", projection = KEYS_ONLY)]
#[index(local = Flags::lsi1, sk = "{id}#{done}")]
struct Task {
    tenant: String,
    active: bool,
    urgent: bool,
    id: String,
    done: bool,
    archived: Option<bool>,
    title: String,
}

/// A neighbor whose keys begin as those of a task do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Flags)]
#[pk = "TENANT#{tenant}#{active}"]
#[sk = "NOTE#{text}"]
struct Note {
    tenant: String,
    active: bool,
    text: String,
}

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Task)]
enum Entry {
    Task(Task),
    Note(Note),
}

fn task(active: bool, urgent: bool, id: &str) -> Task {
    Task {
        tenant: "acme".to_owned(),
        active,
        urgent,
        id: id.to_owned(),
        done: false,
        archived: None,
        title: "Write".to_owned(),
    }
}

/// The keys of an item as the templates are read by a human.
fn keys(item: &Item) -> HashMap<&'static str, String> {
    let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
    let flag = |name: &str| item.get(name).and_then(|value| value.as_bool().ok()).copied();
    let (tenant, id) = (text("tenant").expect("a tenant"), text("id").expect("an id"));
    let (active, urgent, done) =
        (flag("active").expect("a flag"), flag("urgent").expect("a flag"), flag("done").expect("a flag"));
    let mut keys = HashMap::from([
        ("PK", format!("TENANT#{tenant}#{active}")),
        ("SK", format!("TASK#{urgent}#{id}")),
        ("GSI1PK", format!("{done}")),
        ("GSI2PK", format!("SEEN#{tenant}")),
        ("LSI1SK", format!("{id}#{done}")),
    ]);
    if let Some(archived) = flag("archived") {
        keys.insert("GSI1SK", format!("{archived}#{urgent}#{}", text("title").expect("a title")));
        keys.insert("GSI2SK", format!("{archived}"));
    }
    keys
}

fn check(item: &Item) {
    let wanted = keys(item);
    for name in ["PK", "SK", "GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK", "LSI1SK"] {
        let stored = item.get(name).and_then(|value| value.as_s().ok());
        assert_eq!(stored, wanted.get(name), "{name} of {item:?}");
    }
}

async fn stored(db: &DynamoDb, task: &Task) -> Item {
    let item = Task::get(task.key()).free_form().consistent().send(db).await.expect("a read");
    item.expect("an item")
}

async fn filled() -> DynamoDb {
    let db = db_with::<Flags>().await;
    for (at, (active, urgent)) in [(true, true), (true, false), (false, true), (true, false)].into_iter().enumerate() {
        let archived = [None, Some(true), Some(false), Some(false)][at];
        Task { archived, ..task(active, urgent, &format!("t{at}")) }.put().send(&db).await.expect("a put");
    }
    for active in [true, false] {
        let note = Note { tenant: "acme".to_owned(), active, text: "true".to_owned() };
        note.put().send(&db).await.expect("a put");
    }
    db
}

fn ids(tasks: &[Task]) -> Vec<&str> {
    tasks.iter().map(|task| task.id.as_str()).collect()
}

#[tokio::test]
async fn a_boolean_is_stored_as_one_and_written_as_a_word_in_keys() {
    let db = filled().await;
    let one = Task { archived: Some(true), ..task(true, false, "t1") };
    let item = stored(&db, &one).await;
    assert_eq!(item.get("active"), Some(&AttributeValue::Bool(true)));
    assert_eq!(item.get("GSI1SK"), Some(&s("true#false#Write")));
    check(&item);
    assert_eq!(Task::get(("acme", true, false, "t1")).send(&db).await.expect("a read"), Some(one.clone()));
    assert_eq!(Task::key_of("acme", true, false, "t1"), one.key());
    assert_eq!(Task::get(("acme", false, false, "t1")).send(&db).await.expect("a read"), None);
}

#[tokio::test]
async fn queries_take_booleans_as_leading_parts() {
    let db = filled().await;
    assert_eq!(ids(&Task::query(("acme", true)).all(&db).await.expect("a query")), ["t1", "t3", "t0"]);
    assert_eq!(ids(&Task::query(("acme", true)).sk_eq(false).all(&db).await.expect("a query")), ["t1", "t3"]);
    assert_eq!(ids(&Task::query(("acme", true)).sk_eq(false).sk_gt("t1").all(&db).await.expect("a query")), ["t3"]);
    let exact = Task::query(("acme", true)).sk_prefix((true, "t0")).all(&db).await.expect("a query");
    assert_eq!(ids(&exact), ["t0"]);
    let open = || Task::by_done().query(false);
    assert_eq!(ids(&open().all(&db).await.expect("a query")), ["t3", "t2", "t1"]);
    assert_eq!(ids(&open().sk_prefix((false, false)).all(&db).await.expect("a query")), ["t3"]);
    assert_eq!(ids(&open().sk_eq(true).sk_eq(false).sk_begins_with("W").all(&db).await.expect("a query")), ["t1"]);
    assert_eq!(Task::by_done().query(true).count(&db).await.expect("a count"), 0);
    assert_eq!(
        ids(&Task::local().query(("acme", true)).sk_prefix(("t3", false)).all(&db).await.expect("a query")),
        ["t3"]
    );
    // An entry of an index that projects its keys alone has the boolean inside them.
    let seen = Task::seen().query("acme").sk_eq(true).all(&db).await.expect("a query");
    let entry =
        TaskSeen { tenant: "acme".to_owned(), active: true, urgent: false, id: "t1".to_owned(), archived: Some(true) };
    assert_eq!(seen, [entry]);
    let entries = Entry::query(("acme", false)).sk_subtree(Task::sort_key((true, "t2"))).all(&db).await;
    assert!(matches!(entries.expect("a query").as_slice(), [Entry::Task(task)] if task.id == "t2"));
    let filtered = Task::scan().filter(Task::ACTIVE.eq(false)).all(&db).await.expect("a scan");
    assert_eq!(ids(&filtered), ["t2"]);
}

#[test]
fn explain_shows_the_rendered_keys() {
    let query = Task::query(("acme", true)).sk_eq(false).explain().expect("a request").to_string();
    assert!(query.contains("TENANT#acme#true") && query.contains("TASK#false#"), "{query}");
    let update = Task::update(("acme", true, false, "t")).set(Task::DONE, true).explain().expect("a request");
    assert!(update.notes.iter().any(|note| note == "`GSI1PK` is rendered from \"{done}\""), "{:?}", update.notes);
}

#[tokio::test]
async fn an_update_of_a_boolean_renders_its_keys_anew() {
    let db = filled().await;
    let one = Task { archived: Some(true), ..task(true, false, "t1") };
    let key = ("acme", true, false, "t1");
    Task::update(key).set(Task::DONE, true).send(&db).await.expect("an update");
    check(&stored(&db, &one).await);
    assert_eq!(Task::by_done().query(true).sk_eq(true).count(&db).await.expect("a count"), 1);
    // The other parts of the key are known: one by a condition, one from the primary key.
    Task::update(key).set(Task::TITLE, "Read").assuming(Task::ARCHIVED, true).send(&db).await.expect("an update");
    check(&stored(&db, &one).await);
    let outdated = Task::update(key).set(Task::TITLE, "Sing").assuming(Task::ARCHIVED, false).send(&db).await;
    assert!(outdated.expect_err("it is archived").is_condition_failed());
    let known = Task::update(key).set(Task::TITLE, "Sing").condition(Task::ARCHIVED.eq(true)).send(&db).await;
    known.expect("an update");
    check(&stored(&db, &one).await);
    Task::update(key).remove(Task::ARCHIVED).send(&db).await.expect("an update");
    let item = stored(&db, &one).await;
    assert!(item.get("GSI1SK").is_none() && item.get("GSI2SK").is_none(), "{item:?}");
    check(&item);
    let absent = Task::update(key).set(Task::TITLE, "Hum").assuming_absent(Task::ARCHIVED).send(&db).await;
    absent.expect("an update");
    check(&stored(&db, &one).await);
    let both = Task::update(key).set_or_remove(Task::ARCHIVED, Some(false)).set(Task::TITLE, "Hum").send(&db).await;
    both.expect("an update");
    check(&stored(&db, &one).await);
    // An untyped update is rendered, too.
    Task::update(key).set(attr("done"), false).send(&db).await.expect("an update");
    check(&stored(&db, &one).await);
}

#[tokio::test]
async fn an_update_that_cannot_render_a_key_is_refused() {
    let (db, faults) = faulty();
    let key = ("acme", true, false, "t1");
    let stale = Task::update(key).set(Task::ARCHIVED, true).send(&db).await.expect_err("no title");
    assert!(stale.to_string().contains("`archived` without `title`"), "{stale}");
    // Text in place of the boolean could render to the key of another item.
    let text = Task::update(key).set(attr("done"), "true").send(&db).await.expect_err("text");
    assert_eq!(
        (text.kind(), text.to_string().contains("`done` is not a boolean")),
        (ErrorKind::InvalidKey, true),
        "{text}"
    );
    let part = Task::update(key).set(attr("urgent"), true).send(&db).await.expect_err("a part of the primary key");
    assert_eq!(part.kind(), ErrorKind::Validation, "{part}");
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn a_guarded_write_checks_booleans_as_they_were_read() {
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], "{}");
    let read = Task { archived: Some(true), ..task(true, false, "t1") };
    read.guarded().update().set(Task::TITLE, "Read").send(&db).await.expect("a response");
    let body = faults.calls()[0].request().body().clone();
    assert_eq!(body["UpdateExpression"], json!("SET #n0 = :v0, #n1 = :v1"));
    assert_eq!(
        body["ExpressionAttributeValues"],
        json!({ ":v0": { "S": "Read" }, ":v1": { "S": "true#false#Read" }, ":v2": { "BOOL": true } })
    );
    assert_eq!(body["ExpressionAttributeNames"], json!({ "#n0": "title", "#n1": "GSI1SK", "#n2": "archived" }));
    // A writer that read the old value does not overwrite the key that another one wrote.
    let db = filled().await;
    let stale = Task::get(("acme", true, false, "t1")).send(&db).await.expect("a read").expect("an item");
    stale.guarded().update().set(Task::ARCHIVED, false).send(&db).await.expect("an update");
    let error = stale.guarded().update().set(Task::TITLE, "Read").send(&db).await.expect_err("it changed");
    assert!(error.is_condition_failed(), "{error}");
    check(&stored(&db, &stale).await);
    let write = TransactWrite::new().update(Task::update(stale.key()).set(Task::DONE, true));
    write.send(&db).await.expect("a transaction");
    check(&stored(&db, &stale).await);
}

#[tokio::test]
async fn keys_are_right_after_each_of_many_writes() {
    let db = db_with::<Flags>().await;
    let mut random = fastrand::Rng::with_seed(11);
    let mut written = 0;
    for _ in 0..600 {
        let (active, urgent) = (random.bool(), random.bool());
        let archived = random.bool().then(|| random.bool());
        let known = Task { archived, done: random.bool(), ..task(active, urgent, ["a", "b"][random.usize(0..2)]) };
        let read = Task::get(known.key()).send(&db).await.expect("a read");
        let title = ["x", "true", "false"][random.usize(0..3)];
        let update = Task::patch(known.key());
        let result = match (random.u32(0..9), read) {
            (0, _) => known.put().send(&db).await,
            (1, _) => known.upsert().send(&db).await,
            (2, _) => update.set(Task::DONE, known.done).send(&db).await,
            (3, _) => update.set_or_remove(Task::ARCHIVED, archived).set(Task::TITLE, title).send(&db).await,
            (4, _) => update.remove(Task::ARCHIVED).send(&db).await,
            (5, Some(read)) => read.guarded().update().set_or_remove(Task::ARCHIVED, archived).send(&db).await,
            (6, Some(read)) => {
                read.guarded().replace(&Task { done: known.done, archived, ..read.clone() }).send(&db).await
            }
            (7, _) => match archived {
                Some(archived) => update.set(Task::TITLE, title).assuming(Task::ARCHIVED, archived).send(&db).await,
                None => update.set(Task::TITLE, title).assuming_absent(Task::ARCHIVED).send(&db).await,
            },
            (8, _) if random.u32(0..4) == 0 => Task::delete(known.key()).send(&db).await,
            _ => known.create().send(&db).await,
        };
        match result {
            Ok(()) => written += 1,
            Err(error) => assert!(error.is_condition_failed(), "{error}"),
        }
        let item = Task::get(known.key()).free_form().consistent().send(&db).await.expect("a read");
        item.iter().for_each(check);
    }
    assert!((200..600).contains(&written), "{written}");
    let report = Task::backfill_keys().dry_run().send(&db).await.expect("a report");
    assert_eq!(report.correct, report.read, "{report:?}");
}

#[tokio::test]
async fn a_backfill_renders_booleans_and_reports_other_values() {
    let db = db_with::<Flags>().await;
    let old = |id: &str, done: AttributeValue| {
        let mut item = item! {
            "PK" => "TENANT#acme#true", "SK" => format!("TASK#false#{id}"), "_et" => "Task", "tenant" => "acme",
            "id" => id, "title" => "Write", "archived" => true, "GSI1PK" => "1"
        };
        let item = item.as_mut().expect("an item");
        item.insert("done", done);
        item.clone()
    };
    store::<Flags>(&db, old("a", AttributeValue::Bool(true))).await;
    store::<Flags>(&db, old("b", s("true"))).await;
    let report = Task::backfill_keys().send(&db).await.expect("a report");
    assert_eq!((report.read, report.written, report.invalid), (2, 1, 1), "{report:?}");
    // The parts that were in the primary key alone are attributes now.
    let item = stored(&db, &task(true, false, "a")).await;
    assert_eq!(item.get("active"), Some(&AttributeValue::Bool(true)));
    check(&item);
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Flags)]
#[pk = "SWITCH#{room}#{on}"]
#[sk = "{locked}"]
#[index(by_room = Flags::gsi1, pk = "ROOM#{on}", sk = "{room}")]
struct Switch {
    room: String,
    #[key_only]
    on: bool,
    #[key_only]
    locked: bool,
    #[serde(flatten)]
    extra: Item,
}

#[tokio::test]
async fn a_boolean_in_the_key_alone_is_read_from_it() {
    let db = db_with::<Flags>().await;
    let switch = |on, locked| Switch { room: "a".to_owned(), on, locked, extra: Item::new() };
    for one in [switch(true, false), switch(false, false), switch(true, true)] {
        one.put().send(&db).await.expect("a put");
        assert_eq!(Switch::get(("a", one.on, one.locked)).send(&db).await.expect("a read"), Some(one));
    }
    let found = Switch::query(("a", true)).all(&db).await.expect("a query");
    assert_eq!(found, [switch(true, false), switch(true, true)]);
    assert_eq!(Switch::query(("a", true)).sk_eq(true).all(&db).await.expect("a query"), [switch(true, true)]);
    assert_eq!(Switch::by_room().query(true).sk_eq("a").count(&db).await.expect("a count"), 2);
    let item = Switch::get(("a", true, true)).free_form().send(&db).await.expect("a read").expect("an item");
    assert!(item.get("on").is_none() && item.get("locked").is_none(), "{item:?}");
    // From the images of a stream, and from a record that has the key alone.
    let record = |images: &str| {
        format!(
            r#"[{{"eventID":"e","eventName":"INSERT","dynamodb":{{"Keys":{{"PK":{{"S":"SWITCH#a#true"}},"SK":{{"S":"true"}}}},"SequenceNumber":"1"{images}}}}}]"#
        )
    };
    let image = format!(r#","StreamViewType":"NEW_IMAGE","NewImage":{}"#, json::to_string(&item).expect("an image"));
    let changes: Changes<Switch, NewImage> = Changes::from_slice(record(&image).as_bytes()).expect("an event");
    let new: Vec<_> = changes.into_iter().map(|record| record.expect("a record").change).collect();
    assert_eq!(new, [Change::Insert { new: switch(true, true) }]);
    let keys: Changes<Switch, KeysOnly> =
        Changes::from_slice(record(r#","StreamViewType":"KEYS_ONLY""#).as_bytes()).expect("an event");
    let keys: Vec<_> = keys.into_iter().map(|record| record.expect("a record").change).collect();
    assert_eq!(keys, [Change::Insert { new: Switch::key_of("a", true, true) }]);
    // Neither word: the key is one of another program.
    let other = item! { "PK" => "SWITCH#a#yes", "SK" => "true", "_et" => "Switch", "room" => "a" };
    store::<Flags>(&db, other.expect("an item")).await;
    let error = Switch::scan().all(&db).await.expect_err("no boolean");
    assert!(error.to_string().contains("on"), "{error}");
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Flags)]
#[pk = "ADDRESS#{user}"]
#[sk = "{id}"]
struct Address {
    user: String,
    id: String,
    /// At most one address of a user is the main one.
    #[unique(within = user)]
    is_main: Option<bool>,
    private: bool,
    #[unique(within = private)]
    name: Option<String>,
    #[unique(pk = "CODE#{private}#{code}", sk = "CODE")]
    code: Option<String>,
}

#[tokio::test]
async fn a_boolean_can_be_unique_and_a_scope() {
    let db = db_with::<Flags>().await;
    let address = |id: &str, is_main, private| Address {
        user: "ana".to_owned(),
        id: id.to_owned(),
        is_main,
        private,
        name: None,
        code: None,
    };
    let first = address("1", Some(true), false);
    first.create().send(&db).await.expect("a create");
    let error = address("2", Some(true), false).create().send(&db).await.expect_err("a second main address");
    assert_eq!(error.unique_violation(), Some("is_main"));
    address("2", None, true).create().send(&db).await.expect("an address that is not the main one");
    first.guarded().update().remove(Address::IS_MAIN).send(&db).await.expect("an update");
    let second = address("2", None, true);
    second.guarded().update().set(Address::IS_MAIN, true).send(&db).await.expect("a free value");
    // The scope is a boolean.
    let named = |id: &str, private| Address {
        name: Some("home".to_owned()),
        code: Some("c".to_owned()),
        ..address(id, None, private)
    };
    named("3", false).create().send(&db).await.expect("a create");
    named("4", true).create().send(&db).await.expect("the other scope");
    let taken = named("5", true).create().send(&db).await.expect_err("a taken name");
    assert_eq!(taken.unique_violation(), Some("name"));
    let moved = Address { private: true, ..named("3", false) };
    let taken = named("3", false).guarded().replace(&moved).send(&db).await.expect_err("a taken name");
    assert_eq!(taken.unique_violation(), Some("name"));
    named("4", true).guarded().delete().send(&db).await.expect("a delete");
    named("3", false).guarded().replace(&moved).send(&db).await.expect("a free name");
    let sentinels = Flags::scan().filter(attr("_et").eq("_unique")).all(&db).await.expect("a scan");
    let mut keys: Vec<String> = sentinels.iter().filter_map(|item| item.read("PK").expect("text")).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["CODE#true#c", "UNIQUE#Address#is_main#ana#true", "UNIQUE#Address#name#true#home"]);
}

#[derive(Debug, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "plain_flags")]
struct Plain {
    #[pk]
    id: String,
    #[unique]
    is_root: Option<bool>,
}

#[tokio::test]
async fn a_boolean_can_be_unique_in_a_table_with_attribute_keys() {
    let db = db_with::<Plain>().await;
    let plain = |id: &str, is_root| Plain { id: id.to_owned(), is_root };
    plain("a", Some(true)).create().send(&db).await.expect("a create");
    let error = plain("b", Some(true)).create().send(&db).await.expect_err("a second root");
    assert_eq!(error.unique_violation(), Some("is_root"));
    plain("b", Some(false)).create().send(&db).await.expect("the other value");
    plain("c", None).create().send(&db).await.expect("no value");
    assert_eq!(Plain::scan().all(&db).await.expect("a scan").len(), 3);
}

/// As ElectroDB writes a boolean in a composite key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Flags, entity = "switches")]
#[pk = "$shop#open_{open}"]
#[sk = "$switches_1#id_{id:lower}#hidden_{hidden}"]
struct Electro {
    open: bool,
    id: String,
    hidden: bool,
}

#[tokio::test]
async fn items_of_electrodb_with_booleans_in_their_keys_survive() {
    let db = db_with::<Flags>().await;
    let written = item! {
        "PK" => "$shop#open_true", "SK" => "$switches_1#id_a-1#hidden_false", "_et" => "switches", "open" => true,
        "id" => "A-1", "hidden" => false
    };
    let written = written.expect("an item");
    store::<Flags>(&db, written.clone()).await;
    let read = Electro::query(true).sk_prefix(("a-1", false)).all(&db).await.expect("a query");
    assert_eq!(read, [Electro { open: true, id: "A-1".to_owned(), hidden: false }]);
    read[0].put().send(&db).await.expect("a put");
    assert_eq!(Flags::scan().all(&db).await.expect("a scan"), [written]);
}
