//! Values of the three types that keys have, and of a fourth that only parts of keys have.

use std::borrow::Cow;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::codec::number;

/// The value of a key attribute, or of a part of one.
#[derive(Clone)]
pub(crate) enum KeyValue<'v> {
    Text(Cow<'v, str>),
    Number(Cow<'v, str>),
    Binary(Cow<'v, [u8]>),
    /// A part of a rendered key. No key attribute is a boolean.
    Boolean(bool),
    /// A value of a type that no key has.
    Other,
}

impl<'v> From<&'v AttributeValue> for KeyValue<'v> {
    fn from(value: &'v AttributeValue) -> Self {
        match value {
            AttributeValue::S(text) => Self::Text(Cow::Borrowed(text)),
            AttributeValue::N(digits) => Self::Number(Cow::Borrowed(digits)),
            AttributeValue::B(bytes) => Self::Binary(Cow::Borrowed(bytes.as_ref())),
            AttributeValue::Bool(value) => Self::Boolean(*value),
            _ => Self::Other,
        }
    }
}

impl KeyValue<'_> {
    /// Returns the value as the type of the SDK. `NULL` stands for values of types that no key has.
    pub(crate) fn to_attribute_value(&self) -> AttributeValue {
        match self {
            Self::Text(text) => AttributeValue::S(text.to_string()),
            Self::Number(digits) => AttributeValue::N(digits.to_string()),
            Self::Binary(bytes) => AttributeValue::B(Blob::new(bytes.to_vec())),
            Self::Boolean(value) => AttributeValue::Bool(*value),
            Self::Other => AttributeValue::Null(true),
        }
    }

    /// Appends a length-prefixed encoding, so that keys of several parts never collide.
    pub(crate) fn write_canonical(&self, out: &mut Vec<u8>) {
        let mut write = |kind: u8, value: &[u8]| {
            out.push(kind);
            // The length separates the parts: `("a", "bc")` and `("ab", "c")` are different keys.
            out.extend_from_slice(&value.len().to_be_bytes());
            out.extend_from_slice(value);
        };
        match self {
            Self::Text(text) => write(b'S', text.as_bytes()),
            // `1`, `1.0` and `1E0` are the same key to DynamoDB.
            Self::Number(digits) => match number::canonical(digits) {
                Ok(canonical) => write(b'N', canonical.as_bytes()),
                // Not a number. DynamoDB rejects such a key, and until then it equals only itself.
                Err(_) => write(b'N', digits.as_bytes()),
            },
            Self::Binary(bytes) => write(b'B', bytes),
            Self::Boolean(value) => write(b'T', &[u8::from(*value)]),
            Self::Other => write(b'?', &[]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_equal_in_every_spelling_and_told_apart_otherwise() {
        let written = |values: &[AttributeValue]| {
            let mut out = Vec::new();
            values.iter().for_each(|value| KeyValue::from(value).write_canonical(&mut out));
            out
        };
        let s = |text: &str| AttributeValue::S(text.to_owned());
        let n = |digits: &str| AttributeValue::N(digits.to_owned());
        let b = |bytes: &[u8]| AttributeValue::B(Blob::new(bytes));
        assert_eq!(written(&[n("1.0"), s("a")]), written(&[n("10E-1"), s("a")]));
        let different = [
            vec![s("a"), s("bc")],
            vec![s("ab"), s("c")],
            vec![s("abc")],
            // Alike but for the lengths of their parts.
            vec![s("aS"), s("b")],
            vec![s("a"), s("Sb")],
            vec![b(b"abc")],
            vec![s("1")],
            vec![n("1")],
            vec![n("2")],
            vec![n("x")],
            vec![s("")],
            vec![AttributeValue::Bool(true)],
            vec![AttributeValue::Bool(false)],
            vec![AttributeValue::Null(true)],
            vec![],
        ];
        let texts: std::collections::HashSet<_> = different.iter().map(|values| written(values)).collect();
        assert_eq!(texts.len(), different.len());
        for value in [s("a"), n("1.0"), b(&[1]), AttributeValue::Bool(true), AttributeValue::Bool(false)] {
            assert_eq!(KeyValue::from(&value).to_attribute_value(), value);
        }
        assert_eq!(KeyValue::Other.to_attribute_value(), AttributeValue::Null(true));
    }
}
