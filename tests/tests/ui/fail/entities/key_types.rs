//! Key attributes of a shared table that have another type in another place.

use dkmio::DynamoTable;

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = number("SK"), entity_attribute = "_et", ttl = "expires_at")]
#[gsi(inverted, name = "inverted", pk = "SK", sk = "PK")]
#[gsi(gsi1, name = "gsi1", pk = "GSI1PK", sk = "at")]
#[gsi(gsi2, name = "gsi2", pk = ["GSI2PK", "city"], sk = number("at"))]
#[gsi(by_kind, name = "by_kind", pk = number("_et"))]
#[lsi(expiring, name = "expiring", sk = "expires_at")]
#[vector(meaning, name = "meaning", on = "embedding", dimensions = 3, distance = COSINE, pk = "PK", filter = [number("city")])]
struct App;

fn main() {}
