//! Keys that are too long or empty, in every request.

use dkmio::{DynamoCollection, DynamoEntity, DynamoTable, ErrorKind};
use serde::{Deserialize, Serialize};

use crate::engine::db_with;
use crate::support::faulty;

#[derive(DynamoTable)]
#[dynamo(table = "docs", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct Docs;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Docs)]
#[pk = "T#{t}"]
#[sk = "D#{a:sorted}#{b}"]
#[index(by_c = Docs::gsi1, pk = "C#{t}", sk = "{c:sorted}!{a}")]
struct Doc {
    t: String,
    a: String,
    b: String,
    c: Option<String>,
}

#[tokio::test]
async fn a_key_that_dynamodb_would_refuse_is_refused_before_it_is_sent() {
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], r#"{"Items":[],"Count":0,"ScannedCount":0}"#);
    let doc = |a: usize, b: usize, c: usize| Doc {
        t: "t".to_owned(),
        a: "a".repeat(a),
        b: "b".repeat(b),
        c: (c > 0).then(|| "c".repeat(c)),
    };
    doc(1000, 21, 0).put().send(&db).await.expect("1024 bytes");
    Doc::query("x".repeat(2046)).all(&db).await.expect("2048 bytes");
    Doc::query_partition_of(("x".repeat(2046), "a", "b")).all(&db).await.expect("2048 bytes");
    Doc::query("t").sk_eq("x".repeat(1000)).sk_eq("x".repeat(21)).all(&db).await.expect("1024 bytes");
    Doc::query("t").sk_lte("x".repeat(1020)).all(&db).await.expect("no key is longer");
    Doc::query("t").sk_lt("x".repeat(1020)).all(&db).await.expect("no key is longer");
    Doc::query("t").sk_between("x", "x".repeat(1020)).all(&db).await.expect("no key is longer");
    Doc::query("t").sk_gt("x".repeat(1021)).all(&db).await.expect("no key is longer");
    Doc::query("t").sk_eq("x".repeat(1000)).sk_gt("x".repeat(21)).all(&db).await.expect("no key is longer");
    Doc::query("t").sk_gt("x".repeat(1020)).all(&db).await.expect("a key has room for one more byte");
    for (write, what) in [(doc(1000, 22, 0).put(), "SK"), (doc(10, 10, 1014).put(), "GSI1SK")] {
        let error = write.send(&db).await.expect_err("too long");
        assert_eq!(error.kind(), ErrorKind::InvalidKey);
        assert!(error.to_string().contains(what), "{error}");
    }
    let update = Doc::update(("t", "a", "b")).set(Doc::C, "c".repeat(1023)).send(&db).await.expect_err("too long");
    assert_eq!(update.kind(), ErrorKind::InvalidKey);
    let long = "x".repeat(2047);
    for error in [
        Doc::query(long.as_str()).all(&db).await.expect_err("too long"),
        Doc::get((long.as_str(), "a", "b")).send(&db).await.expect_err("too long"),
        Doc::query("t").sk_gt("x".repeat(1022)).all(&db).await.expect_err("too long"),
        Doc::query("t").sk_eq("x").sk_gt("x".repeat(1021)).all(&db).await.expect_err("too long"),
        Doc::query("t").sk_lte("x".repeat(1022)).all(&db).await.expect_err("too long"),
        Doc::query("t").sk_eq("x".repeat(1000)).sk_eq("x".repeat(22)).all(&db).await.expect_err("too long"),
        Doc::query("t").sk_begins_with("x".repeat(1023)).all(&db).await.expect_err("too long"),
        Doc::query("").all(&db).await.expect_err("empty"),
        Doc::query("t").sk_eq("").all(&db).await.expect_err("empty"),
        Doc::query("t").sk_begins_with("").all(&db).await.expect_err("empty"),
        Doc::get(("t", "", "b")).send(&db).await.expect_err("empty"),
        Doc::delete(("t", "a#", "b")).send(&db).await.expect_err("delimiter"),
        Doc::update(("t", "a", "b\u{10FFFF}")).set(Doc::C, "x").send(&db).await.expect_err("last"),
        Doc::batch_get([("t", "a", "b\0")]).send(&db).await.expect_err("NUL"),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidKey, "{error}");
        assert!(!error.to_string().contains("xxx"));
    }
    let error = Doc::query("t").sk_between("b", "a").all(&db).await.expect_err("the wrong way round");
    assert!(error.is_validation());
    let batch = Doc::batch_put([doc(1, 1, 1023), doc(1, 1, 1)]).send(&db).await.expect_err("too long");
    assert_eq!(batch.kind(), ErrorKind::InvalidKey);
}

#[tokio::test]
async fn a_range_may_begin_after_the_longest_sort_key() {
    for room in 0..5 {
        let db = db_with::<Docs>().await;
        // The sort key has 4 bytes beside `a`.
        let long = "a".repeat(1020 - room);
        let doc = |a: &str, b: &str| Doc { t: "t".to_owned(), a: a.to_owned(), b: b.to_owned(), c: None };
        let [first, second, third] = [doc(&long, "1"), doc(&long, "2"), doc("b", "1")];
        Doc::batch_put([&first, &second, &third]).send(&db).await.expect("puts");
        let after_a = Doc::query("t").sk_gt(long.as_str());
        assert_eq!(after_a.all(&db).await.expect("a range on the first part"), [third]);
        let after_b = |b: &str| Doc::query("t").sk_eq(long.as_str()).sk_gt(b);
        assert_eq!(after_b("0").all(&db).await.expect("all"), [first, second.clone()]);
        assert_eq!(after_b("1").all(&db).await.expect("a range on the last part"), [second]);
        assert_eq!(after_b("2").descending().count(&db).await.expect("nothing sorts after it"), 0);
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Docs)]
#[pk = "T#{t}"]
#[sk = "D#{a}#{b}#{note}"]
struct Note {
    t: String,
    a: String,
    b: String,
    note: String,
}

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Doc)]
struct Tree {
    doc: Option<Doc>,
    notes: Vec<Note>,
}

#[tokio::test]
async fn a_subtree_may_reach_the_longest_sort_key() {
    for room in 0..8 {
        let db = db_with::<Docs>().await;
        // The sort key of a document has 4 bytes beside `b`. `room` bytes are left for what is below it.
        let doc = |letter: &str| Doc { t: "t".to_owned(), a: "a".to_owned(), b: letter.repeat(1020 - room), c: None };
        let parent = doc("b");
        parent.put().send(&db).await.expect("a put");
        doc("c").put().send(&db).await.expect("another put");
        let mut notes = Vec::new();
        for note in ["\u{1}", "n", "\u{7F}", "\u{7FF}", "\u{FFFF}", "\u{10FFFE}"] {
            // The delimiter takes one byte.
            if note.len() < room {
                let note = Note { t: "t".to_owned(), a: "a".to_owned(), b: parent.b.clone(), note: note.to_owned() };
                note.put().send(&db).await.expect("a note");
                notes.push(note);
            }
        }
        let tree = Tree::query("t").sk_subtree(Doc::sort_key(("a", parent.b.as_str()))).collect(&db).await;
        assert_eq!(tree.expect("a tree"), Tree { doc: Some(parent), notes });
    }
}
