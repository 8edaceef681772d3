use aws_sdk_dynamodb::types::AttributeValue;

use super::{Placeholders, Text};
use crate::attribute::{DocumentPath, OperandValue};
use crate::codec::json::ObjectWriter;
use crate::expression::condition::{ConditionNode, LeftOperand};
use crate::expression::explained::{readable_attributes, readable_text, readable_value};
use crate::expression::limits::{EXPRESSION_BYTES, NAME_BYTES, OPERATORS, SUBSTITUTION_BYTES};

fn n(digits: &str) -> AttributeValue {
    AttributeValue::N(digits.to_owned())
}

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn path(text: &str) -> DocumentPath {
    DocumentPath::parse(text).unwrap()
}

fn left(text: &str) -> LeftOperand {
    LeftOperand::Path(path(text))
}

fn value(text: &str) -> OperandValue {
    OperandValue::Value(s(text))
}

#[test]
fn conditions_are_written_with_as_few_parentheses_as_needed_and_their_operators_counted() {
    use ConditionNode::{Between, Compare, Function, In};
    let equal = |name: &str| Compare(left(name), "=", value("v"));
    for (node, text, operators) in [
        (equal("a"), "#n0 = :v0", 1),
        (Compare(left("a.b[2].a"), "<>", OperandValue::Path(path("b"))), "#n0.#n1[2].#n0 <> #n1", 1),
        (Compare(LeftOperand::Size(path("a")), ">", value("v")), "size(#n0) > :v0", 2),
        (Compare(left("a"), "<", OperandValue::Size(path("b"))), "#n0 < size(#n1)", 2),
        (Between(left("a"), value("v"), value("w")), "#n0 BETWEEN :v0 AND :v1", 1),
        (Between(left("a"), value("v"), value("v")), "#n0 BETWEEN :v0 AND :v1", 1),
        (Between(left("a"), OperandValue::Path(path("b")), value("w")), "#n0 BETWEEN #n1 AND :v0", 1),
        (In(left("a"), vec![value("v")]), "#n0 IN (:v0)", 1),
        (In(left("a"), vec![value("v"), value("w"), value("x")]), "#n0 IN (:v0, :v1, :v2)", 1),
        (In(left("a"), vec![value("v"); 100]).and(equal("b")), "", 3),
        (Function("attribute_exists", left("a"), None), "attribute_exists(#n0)", 1),
        (Function("begins_with", left("a"), Some(value("v"))), "begins_with(#n0, :v0)", 1),
        (equal("a").negate(), "NOT #n0 = :v0", 2),
        (equal("a").and(equal("b")), "#n0 = :v0 AND #n1 = :v1", 3),
        (equal("a").or(equal("b")).or(equal("c")), "#n0 = :v0 OR #n1 = :v1 OR #n2 = :v2", 5),
        (equal("a").and(equal("b")).negate(), "NOT (#n0 = :v0 AND #n1 = :v1)", 4),
        (equal("a").or(equal("b")).and(equal("a")), "(#n0 = :v0 OR #n1 = :v1) AND #n0 = :v2", 5),
        (equal("a").and(equal("b")).or(equal("a").negate()), "(#n0 = :v0 AND #n1 = :v1) OR NOT #n0 = :v2", 6),
    ] {
        let (mut names, mut out) = (Placeholders::default(), Text::default());
        node.write(&mut names, &mut out).unwrap();
        assert!(text.is_empty() || out.as_str() == text, "{}", out.as_str());
        assert_eq!(out.operators, operators, "{}", out.as_str());
    }
    let reversed = Between(left("a"), value("w"), value("v"));
    let mixed = Between(left("a"), value("v"), OperandValue::Value(n("1")));
    let many = In(left("a"), vec![value("v"); 101]);
    for node in [reversed, mixed, many, Compare(left("a"), "=", OperandValue::Absent)] {
        assert!(node.write(&mut Placeholders::default(), &mut Text::default()).is_err());
    }
}

#[test]
fn an_expression_may_be_as_large_as_dynamodb_takes() {
    let text = |bytes: usize, operators: usize| {
        let mut out = Text::default();
        out.push_str(&"x".repeat(bytes));
        (0..operators).for_each(|_| out.operator());
        out.finish("filter").map(|text| text.len()).map_err(|error| error.to_string())
    };
    assert_eq!(text(EXPRESSION_BYTES, OPERATORS), Ok(4096));
    let too_long = "the filter expression has 4097 bytes; the limit is 4096";
    assert_eq!(text(EXPRESSION_BYTES + 1, 0), Err(too_long.to_owned()));
    let too_many = "the filter expression has 301 operators and functions; the limit is 300";
    assert_eq!(text(1, OPERATORS + 1), Err(too_many.to_owned()));
    assert!(Text::default().is_empty());
}

#[test]
fn names_and_values_may_be_as_large_as_dynamodb_takes() {
    let check = |names: &[usize], values: &[usize]| {
        let mut placeholders = Placeholders::default();
        let mut out = Text::default();
        for (letter, &bytes) in ('a'..).zip(names) {
            placeholders.path(&DocumentPath::top(letter.to_string().repeat(bytes)), &mut out);
        }
        for &bytes in values {
            placeholders.value(s(&"x".repeat(bytes)), &mut out);
        }
        placeholders.check().map_err(|error| error.to_string())
    };
    assert_eq!(check(&[NAME_BYTES], &[]), Ok(()));
    let too_long = "an attribute name has 65536 bytes; the limit is 65535";
    assert_eq!(check(&[1, NAME_BYTES + 1], &[]), Err(too_long.to_owned()));
    assert_eq!(check(&[10, 20], &[SUBSTITUTION_BYTES - 35, 5]), Ok(()));
    let too_many = "the names and values of the expressions have 2097153 bytes; the limit is 2097152";
    assert_eq!(check(&[10, 21], &[SUBSTITUTION_BYTES - 35, 5]), Err(too_many.to_owned()));
    assert_eq!(check(&[10, 20], &[SUBSTITUTION_BYTES - 35, 6]), Err(too_many.to_owned()));
}

#[test]
fn a_name_has_one_placeholder_and_each_value_its_own() {
    let mut placeholders = Placeholders::default();
    assert_eq!((placeholders.names(), placeholders.values()), (None, None));
    let mut body = ObjectWriter::with_capacity(16);
    placeholders.write_json(&mut body).unwrap();
    assert_eq!(body.finish(), "{}");
    let mut out = Text::default();
    for text in ["a", "b.a[10]", "c"] {
        placeholders.path(&path(text), &mut out);
        placeholders.value(s(text), &mut out);
    }
    assert_eq!(out.as_str(), "#n0:v0#n1.#n0[10]:v1#n2:v2");
    let names = placeholders.names().unwrap();
    assert_eq!(["#n0", "#n1", "#n2"].map(|name| names[name].as_str()), ["a", "b", "c"]);
    let values = placeholders.values().unwrap();
    assert_eq!([":v0", ":v1", ":v2"].map(|name| values[name].clone()), ["a", "b.a[10]", "c"].map(s));
    assert_eq!((names.len(), values.len()), (3, 3));
    let mut body = ObjectWriter::with_capacity(16);
    placeholders.write_json(&mut body).unwrap();
    let expected = r##"{"ExpressionAttributeNames":{"#n0":"a","#n1":"b","#n2":"c"},"##.to_owned()
        + r#""ExpressionAttributeValues":{":v0":{"S":"a"},":v1":{"S":"b.a[10]"},":v2":{"S":"c"}}}"#;
    assert_eq!(body.finish(), expected);
}

#[test]
fn an_expression_is_shown_with_its_names_and_values() {
    let mut placeholders = Placeholders::default();
    let mut out = Text::default();
    for number in 0..12 {
        placeholders.path(&DocumentPath::top(format!("name{number}")), &mut out);
        placeholders.value(n(&number.to_string()), &mut out);
    }
    for (expression, readable) in [
        ("", ""),
        ("#n0", "name0"),
        ("#n11 = :v10", r#"name11 = {"N":"10"}"#),
        ("size(#n1)[3] < :v2)", r#"size(name1)[3] < {"N":"2"})"#),
        ("#n1.#n10", "name1.name10"),
        // A placeholder of no meaning stays as it is.
        ("#n12 = :v12", "#n12 = :v12"),
    ] {
        assert_eq!(placeholders.readable(expression), readable);
    }
}

#[test]
fn values_are_shown_as_compact_json_in_a_fixed_order() {
    let map = |entries: &[(&str, AttributeValue)]| {
        entries
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect::<std::collections::HashMap<_, _>>()
    };
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let entries = || map(&[("b", n("2")), ("a\"", n("1")), ("c", AttributeValue::M(map(&[])))]);
    for (value, readable) in [
        (s("x \"\\\n\r\t\u{1}\u{1f} é"), r#"{"S":"x \"\\\n\r\t\u0001\u001f é"}"#),
        (n("1"), r#"{"N":"1"}"#),
        (AttributeValue::B(vec![1, 2].into()), r#"{"B":"AQI="}"#),
        (AttributeValue::Bool(true), r#"{"BOOL":true}"#),
        (AttributeValue::Bool(false), r#"{"BOOL":false}"#),
        (AttributeValue::Null(true), r#"{"NULL":true}"#),
        (AttributeValue::Ss(texts(&["b", "a", "c"])), r#"{"SS":["a","b","c"]}"#),
        (AttributeValue::Ns(texts(&["2", "1"])), r#"{"NS":["1","2"]}"#),
        (AttributeValue::Bs(vec![vec![2].into(), vec![1].into()]), r#"{"BS":["AQ==","Ag=="]}"#),
        (AttributeValue::L(vec![]), r#"{"L":[]}"#),
        (AttributeValue::L(vec![n("2"), s("x"), n("1")]), r#"{"L":[{"N":"2"},{"S":"x"},{"N":"1"}]}"#),
        (AttributeValue::M(entries()), r#"{"M":{"a\"":{"N":"1"},"b":{"N":"2"},"c":{"M":{}}}}"#),
    ] {
        assert_eq!(readable_value(&value), readable);
    }
    assert_eq!(readable_attributes(&entries()), r#"{"a\"":{"N":"1"},"b":{"N":"2"},"c":{"M":{}}}"#);
    assert_eq!(readable_text("a\"b"), r#""a\"b""#);
}
