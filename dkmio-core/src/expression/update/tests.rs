use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{Change, UpdateExpression, ValueAction};
use crate::attribute::{DocumentPath, OperandValue};
use crate::codec::Item;
use crate::expression::placeholders::{Placeholders, Text};

fn n(digits: &str) -> AttributeValue {
    AttributeValue::N(digits.to_owned())
}

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn path(text: &str) -> DocumentPath {
    DocumentPath::parse(text).unwrap()
}

fn value(text: &str) -> OperandValue {
    OperandValue::Value(s(text))
}

/// An update with actions on `a` to `h`, of which `c` is set in a document.
fn update() -> UpdateExpression {
    let mut update = UpdateExpression::default();
    update.set(Ok(path("a")), value("v"));
    update.remove(Ok(path("b")));
    update.set(Ok(path("c.d")), value("v"));
    update.value(ValueAction::Add, Ok(path("e")), OperandValue::Value(n("1")));
    update.set(Ok(path("f")), OperandValue::Path(path("g")));
    update.value(ValueAction::IfNotExists, Ok(path("g")), value("w"));
    update.value(ValueAction::Increment, Ok(path("h")), OperandValue::Value(n("1")));
    update
}

#[test]
fn the_effect_of_an_update_on_an_attribute_is_known_before_it() {
    let update = update();
    let effect = |name: &str| match update.change(name) {
        None => "none".to_owned(),
        Some(Change::Value(value)) => format!("is {}", value.as_s().unwrap()),
        Some(Change::Removed) => "removed".to_owned(),
        Some(Change::Unknown(path)) => format!("unknown by {path}"),
    };
    let effects = ["a", "b", "c", "d", "e", "f", "g", "h"].map(effect);
    let unknown = |path: &str| format!("unknown by {path}");
    let expected = [
        "is v".to_owned(),
        "removed".to_owned(),
        unknown("c.d"),
        "none".to_owned(),
        unknown("e"),
        unknown("f"),
        unknown("g"),
        unknown("h"),
    ];
    assert_eq!(effects, expected);
    let set = ["a", "b", "c", "e", "f", "g", "h"].map(|name| update.value_set(name).cloned());
    assert_eq!(set, [Some(s("v")), None, None, None, None, Some(s("w")), None]);
    assert_eq!(["a", "c", "d", "z"].map(|name| update.names(name)), [true, true, false, false]);
    let mut nested = UpdateExpression::default();
    nested.set(Ok(path("a")), value("v"));
    nested.set(Ok(path("a.b")), value("v"));
    nested.remove(Ok(path("c[0]")));
    nested.value(ValueAction::Add, Ok(path("d.e")), OperandValue::Value(n("1")));
    let set = AttributeValue::Ss(vec!["x".to_owned()]);
    nested.value(ValueAction::Delete, Ok(path("f.g")), OperandValue::Value(set));
    let paths: Vec<_> = nested.nested_paths().map(ToString::to_string).collect();
    assert_eq!(paths, ["a.b", "c[0]", "d.e", "f.g"]);
}

#[test]
fn an_update_is_carried_out_in_an_item_that_it_leaves_as_it_is() {
    let item = |attributes: &[(&str, AttributeValue)]| {
        Item::from(
            attributes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<HashMap<_, _>>(),
        )
    };
    let done = item(&[("a", n("1.0")), ("new", s("old"))]);
    let of = |change: &dyn Fn(&mut UpdateExpression)| {
        let mut update = UpdateExpression::default();
        update.set(Ok(path("a")), OperandValue::Value(n("1")));
        update.remove(Ok(path("b")));
        update.set_derived("new", s("x"), true);
        change(&mut update);
        update
    };
    let update = of(&|_| ());
    assert!(update.is_carried_out_in(&done));
    assert!(!update.is_carried_out_in(&item(&[("a", n("2")), ("new", s("old"))])));
    assert!(!update.is_carried_out_in(&item(&[("new", s("old"))])));
    assert!(!update.is_carried_out_in(&item(&[("a", n("1"))])));
    assert!(!update.is_carried_out_in(&item(&[("a", n("1")), ("new", s("x")), ("b", s("x"))])));
    let set = || OperandValue::Value(AttributeValue::Ns(vec!["1".to_owned()]));
    let unknown: [&dyn Fn(&mut UpdateExpression); 7] = [
        &|update| update.set(Ok(path("c.d")), value("v")),
        &|update| update.remove(Ok(path("c.d"))),
        &|update| update.set(Ok(path("new")), OperandValue::Path(path("a"))),
        &|update| update.value(ValueAction::IfNotExists, Ok(path("a")), OperandValue::Value(n("1"))),
        &|update| update.value(ValueAction::Add, Ok(path("a")), OperandValue::Value(n("1"))),
        &|update| update.value(ValueAction::Delete, Ok(path("a")), set()),
        &|update| update.remove(DocumentPath::parse("")),
    ];
    for change in unknown {
        assert!(!of(change).is_carried_out_in(&done));
    }
}

#[test]
fn an_update_without_an_action_is_empty_unless_it_has_a_mistake() {
    let mut update = UpdateExpression::default();
    assert!(update.is_empty() && update.check_not_empty().is_err());
    update.value(ValueAction::Add, Ok(path("a")), OperandValue::Absent);
    update.value(ValueAction::Delete, Ok(path("a")), OperandValue::Absent);
    update.list(ValueAction::Append, Ok(path("a")), std::iter::empty());
    assert!(update.is_empty());
    update.value(ValueAction::Increment, Ok(path("a")), OperandValue::Absent);
    assert!(!update.is_empty() && update.check_not_empty().is_ok());
    assert!(!self::update().is_empty());
}

#[test]
fn updates_are_written_by_clauses_and_their_operators_counted() {
    let written = |update: &UpdateExpression| {
        let (mut names, mut out) = (Placeholders::default(), Text::default());
        update.write(&mut names, &mut out).unwrap();
        (names.readable(out.as_str()), out.operators)
    };
    let one = || OperandValue::Value(n("1"));
    let set = || OperandValue::Value(AttributeValue::Ss(vec!["x".to_owned()]));
    type Write<'a> = &'a dyn Fn(&mut UpdateExpression);
    let cases: [(Write<'_>, &str, usize); 10] = [
        (&|update| update.set(Ok(path("a")), value("v")), r#"SET a = {"S":"v"}"#, 1),
        (&|update| update.set(Ok(path("a")), OperandValue::Path(path("b"))), "SET a = b", 1),
        (&|update| update.set(Ok(path("a")), OperandValue::Absent), "REMOVE a", 1),
        (&|update| update.remove(Ok(path("a"))), "REMOVE a", 1),
        (
            &|update| update.value(ValueAction::IfNotExists, Ok(path("a")), value("v")),
            r#"SET a = if_not_exists(a, {"S":"v"})"#,
            2,
        ),
        (
            &|update| update.value(ValueAction::Decrement, Ok(path("a")), one()),
            r#"SET a = if_not_exists(a, {"N":"0"}) - {"N":"1"}"#,
            3,
        ),
        (
            &|update| update.list(ValueAction::Append, Ok(path("a")), std::iter::once(one())),
            r#"SET a = list_append(if_not_exists(a, {"L":[]}), {"L":[{"N":"1"}]})"#,
            3,
        ),
        (
            &|update| update.list(ValueAction::Prepend, Ok(path("a")), std::iter::once(one())),
            r#"SET a = list_append({"L":[{"N":"1"}]}, if_not_exists(a, {"L":[]}))"#,
            3,
        ),
        (&|update| update.value(ValueAction::Add, Ok(path("a")), one()), r#"ADD a {"N":"1"}"#, 1),
        (&|update| update.value(ValueAction::Delete, Ok(path("a")), set()), r#"DELETE a {"SS":["x"]}"#, 1),
    ];
    for (action, text, operators) in cases {
        let mut update = UpdateExpression::default();
        action(&mut update);
        assert_eq!(written(&update), (text.to_owned(), operators));
    }
    let mut update = UpdateExpression::default();
    update.value(ValueAction::Delete, Ok(path("f")), set());
    update.value(ValueAction::Add, Ok(path("e")), one());
    update.remove(Ok(path("c")));
    update.remove(Ok(path("d")));
    update.set_derived("a", n("2"), false);
    update.set_derived("b", n("3"), true);
    let text =
        r#"SET a = {"N":"2"}, b = if_not_exists(b, {"N":"3"}) REMOVE c, d ADD e {"N":"1"} DELETE f {"SS":["x"]}"#;
    assert_eq!(written(&update), (text.to_owned(), 7));
}
