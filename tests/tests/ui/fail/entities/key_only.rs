//! Fields that cannot be stored inside the primary key alone.

use dkmio::{DynamoEntity, DynamoTable, Ttl};
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

fn main() {}
