//! Declarations of shared tables that DynamoDB would refuse.

use dkmio::DynamoTable;

#[derive(DynamoTable)]
#[dynamo(table = "keys", pk = "PK", sk = "PK", entity_attribute = "PK")]
#[gsi(empty, name = "empty", pk = "")]
#[gsi(twice, name = "twice", pk = "A", sk = number("A"))]
#[gsi(list, name = "list", pk = ["A", "B", "A"])]
#[lsi(own, name = "own", sk = "PK")]
#[lsi(several, name = "several", sk = ["A", "B"])]
#[lsi(other, name = "other", pk = "A", sk = "B")]
struct Keys;

#[derive(DynamoTable)]
#[dynamo(table = "indexes", pk = "PK", sk = "SK", entity_attribute = "", ttl = "")]
#[gsi(none, name = "none", pk = "A", projection = [])]
#[gsi(twice, name = "twice", pk = "A", projection = ["B", "C", "B", ""])]
#[lsi(lsi1, name = "lsi1", sk = "A")]
#[lsi(lsi2, name = "lsi2", sk = "A")]
#[lsi(lsi3, name = "lsi3", sk = "A")]
#[lsi(lsi4, name = "lsi4", sk = "A")]
#[lsi(lsi5, name = "lsi5", sk = "A")]
#[lsi(lsi6, name = "lsi6", sk = "A")]
struct Indexes;

#[derive(DynamoTable)]
#[dynamo(table = "projected", pk = "PK")]
#[gsi(gsi1, name = "gsi1", pk = "A", projection = [
    "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10", "a11", "a12", "a13", "a14", "a15", "a16", "a17",
    "a18", "a19", "a20", "a21", "a22", "a23", "a24", "a25", "a26", "a27", "a28", "a29", "a30", "a31", "a32", "a33", "a34",
    "a35", "a36", "a37", "a38", "a39", "a40", "a41", "a42", "a43", "a44", "a45", "a46", "a47", "a48", "a49",
])]
#[gsi(gsi2, name = "gsi2", pk = "B", projection = [
    "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10", "a11", "a12", "a13", "a14", "a15", "a16", "a17",
    "a18", "a19", "a20", "a21", "a22", "a23", "a24", "a25", "a26", "a27", "a28", "a29", "a30", "a31", "a32", "a33", "a34",
    "a35", "a36", "a37", "a38", "a39", "a40", "a41", "a42", "a43", "a44", "a45", "a46", "a47", "a48", "a49", "a50",
])]
struct Projected;

#[derive(DynamoTable)]
#[dynamo(table = "named", pk = "PK")]
#[gsi(query, name = "query", pk = "A")]
#[gsi(match, name = "match", pk = "A")]
struct Named;

fn main() {
    let _ = Named::query("pk");
}
