//! DynamoDB's JSON: to and from the SDK's values, and when two are the same.

use std::collections::HashMap;

use dkmio::Item;
use dkmio::aws_sdk_dynamodb::primitives::Blob;
use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};

/// A value from DynamoDB's JSON.
pub(crate) fn value(json: &Value) -> AttributeValue {
    let (tag, inner) = tagged(json).unwrap_or_else(|| panic!("no value: {json}"));
    let text = || inner.as_str().expect("text").to_owned();
    let texts =
        || inner.as_array().expect("a set").iter().map(|m| m.as_str().expect("text").to_owned()).collect::<Vec<_>>();
    match tag {
        "S" => AttributeValue::S(text()),
        "N" => AttributeValue::N(text()),
        "B" => AttributeValue::B(Blob::new(from_base64(&text()))),
        "BOOL" => AttributeValue::Bool(inner.as_bool().expect("a flag")),
        "NULL" => AttributeValue::Null(true),
        "SS" => AttributeValue::Ss(texts()),
        "NS" => AttributeValue::Ns(texts()),
        "BS" => AttributeValue::Bs(texts().iter().map(|member| Blob::new(from_base64(member))).collect()),
        "L" => AttributeValue::L(inner.as_array().expect("a list").iter().map(value).collect()),
        _ => AttributeValue::M(attributes(inner)),
    }
}

/// The attributes of a JSON object.
pub(crate) fn attributes(json: &Value) -> HashMap<String, AttributeValue> {
    json.as_object().expect("an object").iter().map(|(name, inner)| (name.clone(), value(inner))).collect()
}

/// An item from DynamoDB's JSON.
pub(crate) fn item(json: &Value) -> Item {
    Item::from(attributes(json))
}

/// An item as DynamoDB's JSON.
pub(crate) fn item_json(item: &Item) -> Value {
    map_json(item.as_map())
}

fn map_json(map: &HashMap<String, AttributeValue>) -> Value {
    Value::Object(map.iter().map(|(name, value)| (name.clone(), to_json(value))).collect())
}

/// A value as DynamoDB's JSON.
pub(crate) fn to_json(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(digits) => json!({ "N": digits }),
        AttributeValue::B(bytes) => json!({ "B": to_base64(bytes.as_ref()) }),
        AttributeValue::Bool(flag) => json!({ "BOOL": flag }),
        AttributeValue::Null(_) => json!({ "NULL": true }),
        AttributeValue::Ss(set) => json!({ "SS": set }),
        AttributeValue::Ns(set) => json!({ "NS": set }),
        AttributeValue::Bs(set) => json!({ "BS": set.iter().map(|b| to_base64(b.as_ref())).collect::<Vec<_>>() }),
        AttributeValue::L(list) => json!({ "L": list.iter().map(to_json).collect::<Vec<_>>() }),
        AttributeValue::M(map) => json!({ "M": map_json(map) }),
        other => panic!("unknown value {other:?}"),
    }
}

/// JSON in which what DynamoDB takes for the same is the same: numbers in one form, sets in one order. Values are found
/// wherever they are.
pub(crate) fn canonical(json: &Value) -> Value {
    match (tagged(json), json) {
        (Some(("N", digits)), _) => json!({ "N": number(digits.as_str().expect("digits")) }),
        (Some((tag @ ("SS" | "BS" | "NS"), set)), _) => {
            let mut members: Vec<String> = set
                .as_array()
                .expect("a set")
                .iter()
                .map(|member| member.as_str().expect("a member"))
                .map(|member| if tag == "NS" { number(member) } else { member.to_owned() })
                .collect();
            members.sort();
            json!({ tag: members })
        }
        (_, Value::Object(map)) => {
            Value::Object(map.iter().map(|(name, inner)| (name.clone(), canonical(inner))).collect::<Map<_, _>>())
        }
        (_, Value::Array(list)) => Value::Array(list.iter().map(canonical).collect()),
        (_, other) => other.clone(),
    }
}

/// The tag and the content, if this is a value of DynamoDB's JSON.
fn tagged(json: &Value) -> Option<(&str, &Value)> {
    let map = json.as_object().filter(|map| map.len() == 1)?;
    let (tag, inner) = map.iter().next()?;
    let fits = match tag.as_str() {
        "S" | "N" | "B" => inner.is_string(),
        "BOOL" | "NULL" => inner.is_boolean(),
        "SS" | "NS" | "BS" => inner.as_array().is_some_and(|set| set.iter().all(Value::is_string)),
        "L" => inner.is_array(),
        "M" => inner.is_object(),
        _ => false,
    };
    fits.then_some((tag.as_str(), inner))
}

/// One text for equal numbers: significant digits and a power of ten.
pub(crate) fn number(text: &str) -> String {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i64 = exponent.trim_start_matches('+').parse().unwrap_or_else(|_| panic!("no number: {text}"));
    let (sign, magnitude) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa.trim_start_matches('+')),
    };
    let (whole, fraction) = magnitude.split_once('.').unwrap_or((magnitude, ""));
    let digits = format!("{whole}{fraction}");
    assert!(!digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()), "no number: {text}");
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return "0".to_owned();
    }
    let trailing = digits.len() - digits.trim_end_matches('0').len();
    format!("{sign}{significant}E{}", exponent - fraction.len() as i64 + trailing as i64)
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn to_base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let index = (bits >> (18 - 6 * at)) as usize & 63;
            out.push(if at <= chunk.len() { char::from(ALPHABET[index]) } else { '=' });
        }
    }
    out
}

fn from_base64(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in text.trim_end_matches('=').as_bytes().chunks(4) {
        let place = |byte: &u8| ALPHABET.iter().position(|letter| letter == byte).expect("base64") as u32;
        let bits = chunk.iter().fold(0, |bits, byte| bits << 6 | place(byte)) << (6 * (4 - chunk.len()));
        out.extend(bits.to_be_bytes()[1..].iter().take(chunk.len() * 6 / 8));
    }
    out
}

#[test]
fn numbers_and_sets_compare_by_value() {
    for (a, b) in [("1", "1.0"), ("100", "1E+2"), ("-0.150", "-15e-2"), ("0", "-0.00"), ("+7", "7")] {
        assert_eq!(number(a), number(b), "{a} {b}");
    }
    assert_ne!(number("1"), number("10"));
    assert_eq!(canonical(&json!({ "a": { "NS": ["2", "1.0"] } })), canonical(&json!({ "a": { "NS": ["1", "2.00"] } })));
}

#[test]
fn base64_is_base64() {
    for (bytes, text) in [
        (&b""[..], ""),
        (b"\0", "AA=="),
        (b"\0\xff", "AP8="),
        (b"\x01\x02\x03", "AQID"),
        (b"any carnal pleas", "YW55IGNhcm5hbCBwbGVhcw=="),
    ] {
        assert_eq!(to_base64(bytes), text);
        assert_eq!(from_base64(text), bytes);
    }
}
