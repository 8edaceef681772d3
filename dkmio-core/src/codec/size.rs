//! The size of an item by DynamoDB's accounting.
//!
//! The rules are those of "DynamoDB Item sizes and formats" and "Naming rules and data types" in the Amazon DynamoDB developer
//! guide. The guide calls the size of a number approximate; the estimate here rounds up.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::codec::number;

/// The largest item DynamoDB stores, names included: 400 KB ("Service, account, and table quotas").
pub const MAX_ITEM_SIZE: usize = 400 * 1024;

/// The longest attribute name that DynamoDB stores, in bytes ("Service, account, and table quotas").
pub const MAX_NAME_SIZE: usize = 64 * 1024 - 1;

/// The size of a list or a map without its elements.
pub(crate) const CONTAINER: usize = 3;
/// The size that each element of a list or a map adds to its own.
pub(crate) const ELEMENT: usize = 1;

/// Returns the size of an item in bytes: the names and values of its attributes, as DynamoDB counts them against [`MAX_ITEM_SIZE`].
///
/// ```
/// use dkmio_core::codec::{Item, item_size};
///
/// let item = Item::new().with("name", "Ana").unwrap();
/// assert_eq!(item_size(item.as_map()), 4 + 3);
/// ```
#[must_use]
pub fn item_size(item: &HashMap<String, AttributeValue>) -> usize {
    item.iter().map(|(name, value)| name.len() + value_size(value)).sum()
}

/// Returns the size of one attribute value in bytes, without its name.
#[must_use]
pub fn value_size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(text) => number_size(text),
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::Ss(texts) => texts.iter().map(String::len).sum(),
        AttributeValue::Ns(texts) => texts.iter().map(|text| number_size(text)).sum(),
        AttributeValue::Bs(blobs) => blobs.iter().map(|bytes| bytes.as_ref().len()).sum(),
        AttributeValue::L(list) => CONTAINER + list.iter().map(|value| ELEMENT + value_size(value)).sum::<usize>(),
        AttributeValue::M(map) => CONTAINER + map.len() * ELEMENT + item_size(map),
        // `BOOL`, `NULL`, and types that the service may add.
        _ => 1,
    }
}

/// Returns the size of a number: one byte for every two significant digits, one more, and one for a minus sign.
pub(crate) fn number_size(text: &str) -> usize {
    // Most stored numbers are such integers, which need no parse.
    if let Some(size) = integer_size(text) {
        return size;
    }
    match number::parse(text) {
        Ok(number) => number.significant_digits().div_ceil(2) + 1 + usize::from(number.is_negative()),
        // Not a number. The check of numbers reports it; here it only must not look small.
        Err(_) => text.len(),
    }
}

/// Returns the size of an integer that is written without leading zeros, and `None` for any other number.
fn integer_size(text: &str) -> Option<usize> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if !matches!(digits, [b'1'..=b'9', ..]) || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let significant = digits.iter().rposition(|digit| *digit != b'0')? + 1;
    Some(significant.div_ceil(2) + 1 + usize::from(negative))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_numbers_by_their_significant_digits() {
        for (text, size) in [
            ("0", 1),
            ("5", 2),
            ("12", 2),
            ("123", 3),
            ("-123", 4),
            ("1200", 2),
            ("-10200", 4),
            ("007", 2),
            ("-0", 1),
            ("-0.0", 1),
            ("-0.5", 3),
            ("10", 2),
            ("90210", 3),
            ("-99", 3),
            ("12345678901234567890123456789012345678", 20),
            ("-1.2345E-100", 5),
            ("no number", 9),
            ("0.5", 2),
            ("1E100", 2),
        ] {
            assert_eq!(value_size(&AttributeValue::N(text.to_owned())), size, "{text}");
            // Integers without leading zeros are counted without a parse, which must give the same.
            let is_plain = number::parse(text).is_ok_and(|number| number.is_integral() && !number.is_zero())
                && text.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit())
                && !text.starts_with('0');
            assert_eq!(integer_size(text), is_plain.then_some(size), "{text}");
        }
    }

    #[test]
    fn counts_containers_and_their_elements() {
        let list = AttributeValue::L(vec![AttributeValue::Bool(true), AttributeValue::S("ab".to_owned())]);
        assert_eq!(value_size(&list), 3 + (1 + 1) + (1 + 2));
        let map = AttributeValue::M(HashMap::from([("é".to_owned(), AttributeValue::Null(true))]));
        assert_eq!(value_size(&map), 3 + 1 + 2 + 1);
        assert_eq!(value_size(&AttributeValue::Ss(vec!["a".to_owned(), "bcd".to_owned()])), 4);
        assert_eq!(value_size(&AttributeValue::Ns(vec!["1".to_owned(), "123".to_owned()])), 2 + 3);
        assert_eq!(value_size(&AttributeValue::Bs(vec![vec![1].into(), vec![2, 3].into()])), 3);
        let two = HashMap::from(
            [("a", "x"), ("bc", "yz")].map(|(name, text)| (name.to_owned(), AttributeValue::S(text.to_owned()))),
        );
        assert_eq!(item_size(&two), 1 + 1 + 2 + 2);
        assert_eq!(value_size(&AttributeValue::M(two)), 3 + 2 + 6);
        assert_eq!(value_size(&AttributeValue::L(Vec::new())), 3);
    }
}
