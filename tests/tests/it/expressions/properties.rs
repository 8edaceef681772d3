//! Any tree of conditions is sent as an expression that DynamoDB takes and that means the tree.

use dkmio::{Condition, DynamoTable, attr};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Place, Room, Subjects, held, one};
use crate::conformance::request::normalized;

/// A condition of some shape.
#[derive(Debug, Clone)]
enum Tree {
    Leaf(usize),
    Not(Box<Tree>),
    And(Vec<Tree>),
    Or(Vec<Tree>),
}

const LEAVES: usize = 9;

fn leaf(which: usize) -> (Condition<Subjects>, Value, bool) {
    let path = |path: &str| json!({ "path": path });
    let number = |digits: &str| json!({ "value": { "N": digits } });
    let text = |text: &str| json!({ "value": { "S": text } });
    match which {
        0 => (Subjects::NUMBER.eq(10), json!({ "cmp": "=", "left": path("number"), "right": number("10") }), true),
        1 => (
            Subjects::OTHER.lt(Subjects::NUMBER),
            json!({ "cmp": "<", "left": path("other"), "right": path("number") }),
            false,
        ),
        2 => {
            (Subjects::TEXT.begins_with("he"), json!({ "fn": "begins_with", "args": [path("text"), text("he")] }), true)
        }
        3 => (
            Subjects::NUMBER.between(1, 5),
            json!({ "between": path("number"), "low": number("1"), "high": number("5") }),
            false,
        ),
        4 => (
            Subjects::PLACE.dot(Place::ROOMS).at(0).dot(Room::NAME).is_in(["hall", "den"]),
            json!({ "in": path("place.rooms[0].name"), "list": [text("hall"), text("den")] }),
            true,
        ),
        5 => (
            Subjects::TEXT.size().gt(attr("list").size::<Subjects>()),
            json!({ "cmp": ">", "left": { "size": "text" }, "right": { "size": "list" } }),
            true,
        ),
        6 => (attr("nowhere").exists(), json!({ "fn": "attribute_exists", "args": [path("nowhere")] }), false),
        7 => (
            Subjects::RENAMED.eq("here"),
            json!({ "cmp": "=", "left": path("`some.where`"), "right": text("here") }),
            true,
        ),
        _ => (Subjects::TAGS.contains("z"), json!({ "fn": "contains", "args": [path("tags"), text("z")] }), false),
    }
}

impl Tree {
    fn condition(&self) -> Condition<Subjects> {
        match self {
            Self::Leaf(which) => leaf(*which).0,
            Self::Not(inner) => !inner.condition(),
            Self::And(parts) => Condition::all(parts.iter().map(Self::condition)),
            Self::Or(parts) => Condition::any(parts.iter().map(Self::condition)),
        }
    }

    /// The tree as it is to be sent: AND in AND and OR in OR are one, NOT NOT is nothing.
    fn sent(&self) -> Value {
        match self {
            Self::Leaf(which) => leaf(*which).1,
            Self::Not(inner) => match inner.sent() {
                Value::Object(mut inner) if inner.contains_key("not") => inner.remove("not").expect("inner"),
                inner => json!({ "not": inner }),
            },
            Self::And(parts) => joined("and", parts),
            Self::Or(parts) => joined("or", parts),
        }
    }

    fn holds(&self) -> bool {
        match self {
            Self::Leaf(which) => leaf(*which).2,
            Self::Not(inner) => !inner.holds(),
            Self::And(parts) => parts.iter().all(Self::holds),
            Self::Or(parts) => parts.iter().any(Self::holds),
        }
    }
}

fn joined(word: &str, parts: &[Tree]) -> Value {
    let mut all = Vec::new();
    for part in parts {
        match part.sent() {
            Value::Object(mut same) if same.contains_key(word) => {
                all.extend(same.remove(word).and_then(|same| same.as_array().cloned()).expect("parts"));
            }
            other => all.push(other),
        }
    }
    if all.len() == 1 { all.remove(0) } else { json!({ word: all }) }
}

fn trees() -> impl Strategy<Value = Tree> {
    (0..LEAVES).prop_map(Tree::Leaf).prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|tree| Tree::Not(Box::new(tree))),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Tree::And),
            prop::collection::vec(inner, 1..4).prop_map(Tree::Or),
        ]
    })
}

fn block_on<T>(run: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(run)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Placeholders are all defined and all used, no parentheses are needless, and the text reads as the tree: all of
    /// it is asserted by `normalized`. The same tree is sent the same way twice.
    #[test]
    fn a_tree_is_sent_as_itself(tree in trees()) {
        let (db, faults) = crate::support::faulty();
        faults.on_any().always().respond(200, [("x", "y"); 0], r#"{"Items":[],"Count":0,"ScannedCount":0}"#);
        block_on(async {
            for _ in 0..2 {
                Subjects::query("s").filter(tree.condition()).all(&db).await.expect("nothing");
                Subjects::delete("s").condition(tree.condition()).send(&db).await.expect("nothing");
            }
        });
        let calls = faults.calls();
        let read = normalized("Query", calls[0].request().body());
        prop_assert_eq!(&read["ast"]["FilterExpression"], &tree.sent());
        let write = normalized("DeleteItem", calls[1].request().body());
        prop_assert_eq!(&write["ast"]["ConditionExpression"], &tree.sent());
        prop_assert_eq!(calls[0].request().body(), calls[2].request().body());
        prop_assert_eq!(calls[1].request().body(), calls[3].request().body());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    /// The engine finds what the tree means.
    #[test]
    fn a_tree_means_what_it_says(trees in prop::collection::vec(trees(), 16)) {
        block_on(async {
            let db = one().await;
            let expected: Vec<_> = trees.iter().map(Tree::holds).collect();
            assert_eq!(held(&db, trees.iter().map(Tree::condition).collect()).await, expected, "{trees:?}");
        });
    }
}
