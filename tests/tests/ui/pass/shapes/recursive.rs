// A struct may name itself `Self`, as serde allows: in its fields, in a projected struct, and as an owner of constants.
#![deny(warnings)]

use std::collections::BTreeMap;

use dkmio::{DynamoDocument, DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "nodes")]
#[gsi(by_name, name = "gsi-name", pk = name, projection = [children])]
struct Node {
    #[pk]
    id: String,
    name: String,
    children: Vec<Self>,
    parent: Option<Box<Self>>,
    #[serde(default)]
    named: BTreeMap<String, (Self, Self)>,
    bytes: [u8; Self::SIZE],
}

impl Node {
    const SIZE: usize = 2;
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoDocument)]
struct Tree<T>
where
    Self: Sized,
{
    value: T,
    left: Option<Box<Self>>,
}

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct App;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "PART#{id}"]
#[sk = "PART"]
struct Part {
    id: u32,
    parts: Vec<Self>,
}

fn node() -> Node {
    Node {
        id: "n1".to_owned(),
        name: "root".to_owned(),
        children: Vec::new(),
        parent: None,
        named: BTreeMap::new(),
        bytes: [1, 2],
    }
}

fn main() {
    let _ = Node::get("n1").select((Node::CHILDREN, Node::PARENT, Node::NAMED, Node::BYTES));
    let _ = Node::scan().filter(Node::CHILDREN.at(0).dot(Node::PARENT).dot(Node::NAME).eq("x"));
    let _ = Node::update("n1").append(Node::CHILDREN, [node()]);
    let _ = Tree::<u8>::LEFT.dot(Tree::<u8>::LEFT).dot(Tree::<u8>::VALUE).eq(3);
    let _ = Part::update(1).set(Part::PARTS, Vec::new());
    let entry = dkmio::Item::new().with("id", "n1").and_then(|item| item.with("name", "root")?.with("children", [node()]));
    let entry: NodeByName = dkmio::codec::from_item(&entry.expect("an item")).expect("an entry");
    assert_eq!(entry.children, [node()]);
}
