//! Items that consist of numbers.

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

macro_rules! numbers {
    ($($name:ident: $type:ty = $make:expr),*) => {
        /// Twelve numbers.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
        #[cfg_attr(feature = "peers", derive(modyne::EntityDef))]
        #[dynamo(table = "items")]
        pub(crate) struct Numbers {
            #[pk]
            pub(crate) pk: String,
            #[sk]
            pub(crate) sk: String,
            $(pub(crate) $name: $type,)*
        }

        super::sample!(Numbers, |number| Self {
            pk: super::PARTITION.to_owned(),
            sk: super::sort_key(number),
            $($name: $make(number),)*
        });
    };
}

numbers!(
    n1: u64 = |n| n as u64, n2: i64 = |n| -(n as i64), n3: f64 = |n| n as f64 * 0.37, n4: u32 = |n| n as u32,
    n5: u64 = |n| n as u64 * 1_000_003, n6: i64 = |n| n as i64 - 50, n7: f64 = |n| n as f64 / 3.0, n8: u32 = |n| n as u32 % 7,
    n9: u64 = |n| n as u64 * 77, n10: i64 = |n| n as i64 * -9, n11: f64 = |n| n as f64 + 0.5, n12: u32 = |n| n as u32 * 3
);
