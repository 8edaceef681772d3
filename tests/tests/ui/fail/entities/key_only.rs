//! Fields that cannot be stored inside the primary key alone.

use dkmio::{DynamoEntity, DynamoTable, Ttl, Vector};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = number("SK"), ttl = "expires_at")]
#[gsi(by_user, name = "by_user", pk = "user")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "ACCOUNT#{email:lower}#{user}"]
#[sk = "{expires_at}"]
#[index(by_user = App::by_user, pk = [user])]
struct Account {
    #[key_only]
    email: String,
    #[key_only]
    user: String,
    #[key_only]
    name: String,
    #[key_only]
    #[ttl]
    expires_at: Ttl,
}

#[derive(DynamoTable)]
#[dynamo(table = "docs", pk = "PK", sk = "SK")]
#[vector(meaning, name = "meaning", on = "embedding", dimensions = 2, distance = COSINE, pk = "tenant", filter = ["lang"])]
struct Docs;

// A search reads the attributes of the index, so a document without them would never be found.
#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Docs)]
#[pk = "TENANT#{tenant}"]
#[sk = "DOC#{lang}#{id}"]
#[index(by_meaning = Docs::meaning, on = embedding, pk = tenant, filter = lang)]
struct Doc {
    #[key_only]
    tenant: String,
    #[key_only]
    lang: String,
    #[key_only]
    id: String,
    embedding: Option<Vector<2>>,
}

fn main() {}
