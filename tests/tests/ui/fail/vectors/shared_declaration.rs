// A shared table has no fields, so a vector index names attributes in quotes and says the dimensions.
use dkmio::DynamoTable;

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "entity")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK")]
#[vector(by_field, name = "app-field", on = embedding, dimensions = 3, distance = COSINE)]
#[vector(by_filter, name = "app-filter", on = "embedding", dimensions = 3, distance = COSINE, filter = [lang])]
#[vector(by_length, name = "app-length", on = "embedding", distance = COSINE)]
#[vector(by_key, name = "app-key", on = "GSI1PK", dimensions = 3, distance = COSINE)]
struct App;

fn main() {}
