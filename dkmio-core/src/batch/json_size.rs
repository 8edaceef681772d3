//! The size of keys as DynamoDB JSON.
//!
//! The service limits a request by its JSON (Developer Guide, "Quotas": 16 MB for BatchWriteItem). The JSON is larger
//! than the stored key: it has types, quotes and escapes, and binary as base64.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

/// The size of `:{"S":}` around the value of an attribute, and of a comma.
const ATTRIBUTE: usize = 8;
/// The size of the braces around the key, without the comma that its last attribute lacks.
const BRACES: usize = 1;
const QUOTES: usize = 2;

/// Returns the size of a key as DynamoDB JSON in bytes.
pub(crate) fn key_json_size(key: &HashMap<String, AttributeValue>) -> usize {
    BRACES + key.iter().map(|(name, value)| text_size(name) + ATTRIBUTE + value_size(value)).sum::<usize>()
}

fn value_size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => text_size(text),
        AttributeValue::B(bytes) => QUOTES + bytes.as_ref().len().div_ceil(3) * 4,
        // An attribute of another type is in no key: DynamoDB rejects the request.
        _ => 0,
    }
}

/// Returns the size of a text in JSON. Control characters without an escape of their own take six bytes.
fn text_size(text: &str) -> usize {
    let escaped = text.bytes().map(|byte| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | b'\x08' | b'\x0C' => 2,
        0..=0x1F => 6,
        _ => 1,
    });
    QUOTES + escaped.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use aws_sdk_dynamodb::primitives::Blob;

    #[test]
    fn the_size_of_a_key_is_that_of_its_json() {
        let text = "a\"\\\u{1}\n\t\u{1F}é";
        let keys = [
            vec![("id", AttributeValue::S("x".to_owned()), "S", "x")],
            vec![("a\"b", AttributeValue::S(text.to_owned()), "S", text)],
            vec![
                ("id", AttributeValue::N("-1.5".to_owned()), "N", "-1.5"),
                ("hash", AttributeValue::B(Blob::new([0; 4])), "B", "AAAAAA=="),
            ],
            vec![("hash", AttributeValue::B(Blob::new([0; 3])), "B", "AAAA")],
        ];
        for key in keys {
            let json: BTreeMap<_, _> =
                key.iter().map(|(name, _, tag, text)| (*name, BTreeMap::from([(*tag, *text)]))).collect();
            let json = serde_json::to_string(&json).expect("JSON");
            let key = key.into_iter().map(|(name, value, ..)| (name.to_owned(), value)).collect();
            assert_eq!(key_json_size(&key), json.len(), "{json}");
        }
    }
}
