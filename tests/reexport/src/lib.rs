//! A library that re-exports dkmio. Its macro declares tables in the crates of its users, and names dkmio by `$crate`.

pub use dkmio;

/// Declares a table, a shared table with an entity, and a collection.
#[macro_export]
macro_rules! declare {
    ($users:ident, $shared:ident, $note:ident, $entry:ident) => {
        #[derive(Debug, Serialize, Deserialize, $crate::dkmio::DynamoTable)]
        #[dynamo(table = "users", crate = $crate::dkmio)]
        #[gsi(by_city, name = "gsi-city", pk = city, projection = KEYS_ONLY)]
        struct $users {
            #[pk]
            id: String,
            #[unique(lower)]
            email: String,
            city: Option<String>,
        }

        #[derive($crate::dkmio::DynamoTable)]
        #[dynamo(table = "shared", pk = "PK", sk = "SK", crate = $crate::dkmio)]
        #[dynamo(entity_attribute = "_et", entities = [$note])]
        #[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
        struct $shared;

        #[derive(Debug, Serialize, Deserialize, $crate::dkmio::DynamoEntity)]
        #[dynamo(table = $shared, crate = $crate::dkmio)]
        #[pk = "OWNER#{owner}"]
        #[sk = "NOTE#{id:03}"]
        #[index(by_topic = $shared::gsi1, pk = "TOPIC#{topic}", sk = "NOTE")]
        struct $note {
            owner: String,
            id: u32,
            topic: Option<String>,
        }

        #[derive(Debug, $crate::dkmio::DynamoCollection)]
        #[dynamo(partition = $note, crate = $crate::dkmio)]
        enum $entry {
            Note($note),
            #[other]
            Other($crate::dkmio::Item),
        }
    };
}
