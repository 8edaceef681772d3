//! What a cursor belongs to.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::codec::number;
use crate::cursor::bytes::{Fnv, write_value};
use crate::expression::KeyCondition;

/// The read a cursor belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) table: String,
    pub(crate) index: Option<String>,
    pub(crate) descending: bool,
    /// A fingerprint of the key condition; 0 for a scan.
    pub(crate) condition: u64,
}

impl Origin {
    /// A stable fingerprint of a key condition; equal numbers count as equal however they are written.
    pub(crate) fn fingerprint(condition: &KeyCondition) -> u64 {
        let mut hash = Fnv::default();
        for (name, operator, values) in condition.parts() {
            hash.write(name.as_bytes());
            hash.write(operator.as_bytes());
            for value in values {
                let mut bytes = Vec::new();
                match value {
                    AttributeValue::N(digits) => write_value(&AttributeValue::N(canonical(digits)), &mut bytes),
                    value => write_value(value, &mut bytes),
                }
                hash.write(&bytes);
            }
        }
        hash.finish()
    }
}

fn canonical(digits: &str) -> String {
    number::canonical(digits).unwrap_or_else(|_| digits.to_owned())
}
