//! The table, as dynamodb-facade has to know it.

#![allow(missing_docs, unreachable_pub, reason = "made by its macros")]

use dynamodb_facade::StringAttribute;

use crate::items::TABLE;

dynamodb_facade::attribute_definitions! {
    Pk { "pk": StringAttribute }
    Sk { "sk": StringAttribute }
}

dynamodb_facade::table_definitions! {
    Items {
        type PartitionKey = Pk;
        type SortKey = Sk;
        fn table_name() -> String { TABLE.to_owned() }
    }
}
