//! The size of entries as DynamoDB JSON.
//!
//! The service limits a request by its JSON (Developer Guide, "Quotas": 16 MB for BatchWriteItem). The JSON is larger
//! than the stored item: it has types, quotes and escapes, and binary as base64.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

/// The size of `{"SS":}` around a value and a comma.
const TYPE: usize = 8;
/// The size of `"",` around a name or a text, and of the colon after a name.
const QUOTES: usize = 4;

/// Returns an upper bound of the size of a map of attributes.
pub(crate) fn attributes_size(attributes: &HashMap<String, AttributeValue>) -> usize {
    2 + attributes.iter().map(|(name, value)| text_size(name) + value_size(value)).sum::<usize>()
}

fn value_size(value: &AttributeValue) -> usize {
    TYPE + match value {
        AttributeValue::S(text) | AttributeValue::N(text) => text_size(text),
        AttributeValue::B(bytes) => binary_size(bytes.as_ref()),
        AttributeValue::Ss(texts) | AttributeValue::Ns(texts) => {
            2 + texts.iter().map(|text| text_size(text)).sum::<usize>()
        }
        AttributeValue::Bs(blobs) => 2 + blobs.iter().map(|bytes| binary_size(bytes.as_ref())).sum::<usize>(),
        AttributeValue::L(list) => 2 + list.iter().map(|value| 1 + value_size(value)).sum::<usize>(),
        AttributeValue::M(map) => attributes_size(map),
        _ => 8,
    }
}

fn binary_size(bytes: &[u8]) -> usize {
    QUOTES + bytes.len().div_ceil(3) * 4
}

/// Returns an upper bound of the size of a text. Quotes and backslashes take two bytes, control characters up to six.
fn text_size(text: &str) -> usize {
    QUOTES
        + text
            .bytes()
            .map(|byte| match byte {
                b'"' | b'\\' => 2,
                0..=0x1F => 6,
                _ => 1,
            })
            .sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::primitives::Blob;

    #[test]
    fn escapes_and_base64_count() {
        let item = HashMap::from([
            ("a".to_owned(), AttributeValue::S("\"\\\u{1}x".to_owned())),
            ("b".to_owned(), AttributeValue::B(Blob::new([0; 4]))),
        ]);
        let sent = r#"{"a":{"S":"\"\\\u0001x"},"b":{"B":"AAAAAA=="}}"#.len();
        let size = attributes_size(&item);
        assert!((sent..sent + 16).contains(&size), "{size} for {sent}");
    }
}
