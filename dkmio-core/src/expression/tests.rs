use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::Condition;
use super::condition::{ConditionNode, LeftOperand, is_above};
use super::expiry::{has_expired, is_live, is_not_live};
use super::limits::{IN_OPERANDS, OPERATORS};
use super::placeholders::{Placeholders, Text};
use super::projection::{ProjectionPaths, parse_paths};
use crate::attribute::{DocumentPath, OperandValue};
use crate::codec::{Item, PathStep};
use crate::ttl::Ttl;

fn n(digits: &str) -> AttributeValue {
    AttributeValue::N(digits.to_owned())
}

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn path(text: &str) -> DocumentPath {
    DocumentPath::parse(text).unwrap()
}

fn malformed() -> LeftOperand {
    LeftOperand::of(DocumentPath::parse("a..b"))
}

fn left(text: &str) -> LeftOperand {
    LeftOperand::Path(path(text))
}

fn value(text: &str) -> OperandValue {
    OperandValue::Value(s(text))
}

fn equal(name: &str) -> ConditionNode {
    ConditionNode::Compare(left(name), "=", value("v"))
}

fn is_in(name: &str, operands: usize) -> ConditionNode {
    ConditionNode::In(left(name), vec![value("v"); operands])
}

/// Returns the conditions on attributes of one letter.
fn each(letters: &str) -> impl Iterator<Item = ConditionNode> {
    letters.chars().map(|letter| equal(&letter.to_string()))
}

#[test]
fn conditions_stand_in_the_order_in_which_they_are_joined() {
    for (one, other) in [("a", "b"), ("ab", "c"), ("a", "bcd"), ("abc", "def"), ("abcd", "e"), ("ab", "cdefg")] {
        let expected = |joint: &str| {
            let each: Vec<_> = one.chars().chain(other.chars()).map(|letter| format!("{letter} = ..")).collect();
            each.join(joint)
        };
        let all = |letters| each(letters).reduce(ConditionNode::and).unwrap();
        assert_eq!(format!("{:?}", all(one).and(all(other))), expected(" AND "));
        let any = |letters| each(letters).reduce(ConditionNode::or).unwrap();
        assert_eq!(format!("{:?}", any(one).or(any(other))), expected(" OR "));
    }
}

#[test]
fn constants_are_folded_into_what_they_are_joined_with() {
    let constant = ConditionNode::Constant;
    for (node, expected) in [
        (constant(true).and(equal("a")), "a = .."),
        (equal("a").and(constant(true)), "a = .."),
        (constant(false).and(equal("a")), "false"),
        (equal("a").and(constant(false)), "false"),
        (constant(false).or(equal("a")), "a = .."),
        (equal("a").or(constant(false)), "a = .."),
        (constant(true).or(equal("a")), "true"),
        (equal("a").or(constant(true)), "true"),
        (constant(true).negate(), "false"),
        (equal("a").negate(), "NOT a = .."),
        (equal("a").negate().negate(), "a = .."),
    ] {
        assert_eq!(format!("{node:?}"), expected);
    }
}

#[test]
fn a_long_is_in_is_split_at_the_limit_of_operands() {
    let sizes = |node: ConditionNode| match node {
        ConditionNode::In(_, operands) => vec![operands.len()],
        ConditionNode::Or(parts) => parts
            .into_iter()
            .map(|part| match part {
                ConditionNode::In(_, operands) => operands.len(),
                _ => 0,
            })
            .collect(),
        _ => Vec::new(),
    };
    for (operands, expected) in
        [(1, vec![1]), (IN_OPERANDS, vec![100]), (IN_OPERANDS + 1, vec![100, 1]), (2 * IN_OPERANDS, vec![100, 100])]
    {
        let is_long = operands > IN_OPERANDS;
        assert_eq!(is_in("a", operands).has_long_in(), is_long);
        assert!(matches!(is_in("a", operands).split_long_in(), ConditionNode::In(..)) != is_long);
        assert_eq!(sizes(is_in("a", operands).split_long_in()), expected);
        // One that was split joins the OR around it.
        let any = equal("b").or(is_in("a", operands));
        assert_eq!(any.has_long_in(), is_long);
        assert_eq!(sizes(any.split_long_in()), [vec![0], expected.clone()].concat());
        let ConditionNode::And(mut all) = equal("b").and(is_in("a", operands)).split_long_in() else { panic!() };
        assert_eq!(sizes(all.pop_back().unwrap()), expected);
        assert_eq!(equal("b").and(is_in("a", operands)).has_long_in(), is_long);
        let ConditionNode::Not(inner) = is_in("a", operands).negate().split_long_in() else { panic!() };
        assert_eq!(sizes(*inner), expected);
        assert_eq!(is_in("a", operands).negate().has_long_in(), is_long);
    }
    assert!(!equal("a").has_long_in());
}

#[test]
fn conditions_nest_as_deep_as_dynamodb_takes_operators() {
    let leaf = || Condition::<()>::new(equal("a"));
    let is_too_deep = |condition: Condition<()>| matches!(condition.into_node(), ConditionNode::TooDeep);
    // AND in OR in AND, which do not join.
    let nested = |levels: usize, is_left: bool| {
        (0..levels).fold(leaf(), |inner, level| match (level % 2, is_left) {
            (0, true) => inner.and(leaf()),
            (0, false) => leaf().and(inner),
            (_, true) => inner.or(leaf()),
            (_, false) => leaf().or(inner),
        })
    };
    for is_left in [true, false] {
        assert!(!is_too_deep(nested(OPERATORS, is_left)));
        assert!(is_too_deep(nested(OPERATORS + 1, is_left)));
        // More of the same kind add no level, and neither does a constant.
        let same = (0..2 * OPERATORS).fold(nested(OPERATORS, is_left), |all, _| all.or(leaf()));
        assert!(!is_too_deep(same.and(Condition::all([])).or(Condition::any([]))));
        assert!(is_too_deep(!nested(OPERATORS, is_left)));
        assert!(!is_too_deep(!nested(OPERATORS - 1, is_left)));
        // A second negation takes the first away.
        let twice = || !!nested(OPERATORS - 1, is_left);
        let joined = twice().or(leaf()).and(leaf());
        assert!(!is_too_deep(twice().or(leaf())));
        assert!(is_too_deep(joined));
    }
    assert!(!is_too_deep((0..2 * OPERATORS).fold(leaf(), |all, _| all & leaf())));
    assert!(!is_too_deep((0..2 * OPERATORS).fold(leaf(), |any, _| any | leaf())));
}

#[test]
fn a_condition_on_a_value_holds_for_no_absent_item() {
    use ConditionNode::{Between, Compare, Constant, Function, In};
    let needed = || equal("a");
    let free = || Compare(left("a"), "<>", value("v"));
    for (node, expected) in [
        (needed(), true),
        (free(), false),
        (Compare(left("a"), "=", OperandValue::Path(path("b"))), false),
        (Compare(malformed(), "=", value("v")), false),
        (Between(left("a"), value("v"), value("v")), true),
        (Between(left("a"), OperandValue::Path(path("b")), value("v")), false),
        (Between(malformed(), value("v"), value("v")), false),
        (In(left("a"), vec![value("v")]), true),
        (Function("attribute_exists", left("a"), None), true),
        (Function("attribute_not_exists", left("a"), None), false),
        (Function("attribute_exists", malformed(), None), false),
        (free().and(needed()), true),
        (free().and(free()), false),
        (needed().or(needed()), true),
        (free().or(needed()), false),
        (needed().negate(), false),
        (Constant(true), false),
    ] {
        assert_eq!(node.needs_item(), expected, "{node:?}");
    }
}

#[test]
fn a_condition_tells_the_value_of_an_attribute() {
    use ConditionNode::{Compare, Function};
    let is_v = Some(Some(s("v")));
    let missing = || Function("attribute_not_exists", left("a"), None);
    for (node, expected) in [
        (equal("a"), is_v.clone()),
        (equal("b"), None),
        (equal("a.b"), None),
        (equal("b.a"), None),
        (Compare(left("a"), "<>", value("v")), None),
        (Compare(LeftOperand::Size(path("a")), "=", value("v")), None),
        (missing(), Some(None)),
        (Function("attribute_not_exists", left("a.b"), None), None),
        (Function("attribute_not_exists", left("b"), None), None),
        (Function("attribute_exists", left("a"), None), None),
        (equal("b").and(equal("a")), is_v),
        (equal("b").and(missing()), Some(None)),
        (equal("a").or(equal("b")), None),
        (equal("a").negate(), None),
    ] {
        assert_eq!(node.known("a").map(|known| known.cloned()), expected, "{node:?}");
    }
}

#[test]
fn all_paths_of_a_condition_are_visited() {
    use ConditionNode::{Between, Compare, Function, In};
    let operand = |text: &str| OperandValue::Path(path(text));
    let node = Compare(left("a"), "=", operand("b"))
        .and(Between(LeftOperand::Size(path("c")), operand("d"), OperandValue::Size(path("e"))))
        .and(In(left("f"), vec![value("v"), operand("g")]).negate())
        .and(Function("begins_with", left("h"), Some(operand("i"))).or(Compare(malformed(), "=", value("v"))));
    let mut visited = Vec::new();
    node.paths(&mut |path| visited.push(path.to_string()));
    assert_eq!(visited.concat(), "abcdefghi");
}

#[test]
fn values_of_one_type_are_ordered_as_dynamodb_orders_them() {
    let b = |bytes: &[u8]| AttributeValue::B(bytes.to_vec().into());
    for (low, high) in
        [(s("a"), s("b")), (s("Z"), s("a")), (b(&[1]), b(&[1, 0])), (n("9"), n("10")), (n("-2"), n("-1"))]
    {
        assert!(is_above(&high, &low));
        assert!(!is_above(&low, &high));
        assert!(!is_above(&low, &low));
    }
    assert!(!is_above(&s("b"), &n("1")) && !is_above(&n("1"), &s("b")) && !is_above(&n("x"), &n("1")));
}

#[test]
fn an_item_expires_at_its_time_unless_that_is_below_zero() {
    let now = Ttl::from_epoch_seconds(1000);
    for (digits, expected) in
        [("-1", false), ("0", true), ("999", true), ("1000", true), ("1000.5", false), ("1001", false), ("1E9", false)]
    {
        assert_eq!(has_expired(Some(&n(digits)), now), expected, "{digits}");
    }
    assert!(!has_expired(Some(&s("1")), now) && !has_expired(None, now) && !has_expired(Some(&n("x")), now));
    let readable = |node: &ConditionNode| {
        let mut names = Placeholders::default();
        let mut text = Text::default();
        node.write(&mut names, &mut text).unwrap();
        names.readable(text.as_str())
    };
    let live = is_live("ttl", now);
    assert_eq!(readable(&live), r#"NOT ttl BETWEEN {"N":"0"} AND {"N":"1000"}"#);
    let not_live = is_not_live("id", "ttl", now);
    assert_eq!(readable(&not_live), r#"attribute_not_exists(id) OR ttl BETWEEN {"N":"0"} AND {"N":"1000"}"#);
}

fn projection(paths: &[&'static str]) -> ProjectionPaths {
    parse_paths(paths.iter().copied()).unwrap()
}

#[test]
fn attributes_that_dkmio_adds_to_a_projection_are_taken_out_of_the_item() {
    let paths = projection(&["a", "b.c"]).also(["a", "key", "key"].into_iter());
    assert_eq!(paths.render(&mut Placeholders::default()).unwrap(), "#n0, #n1.#n2, #n3");
    assert_eq!(["a", "b", "key", "other"].map(|name| paths.is_extra(name)), [false, false, true, false]);
    assert!(paths.has_extra() && !paths.is_everything());
    let mut item = Item::from(HashMap::from(["a", "b", "key", "other"].map(|name| (name.to_owned(), s("v")))));
    paths.strip(&mut item);
    assert_eq!(["a", "b", "key", "other"].map(|name| item.get(name).is_some()), [true, true, false, true]);
    assert!(!projection(&["a"]).has_extra());
    // Without a path the read returns whole items, in which the key is not too much.
    let everything = projection(&[]).also(["key"].into_iter());
    assert!(everything.is_everything() && !everything.has_extra() && !everything.is_extra("key"));
    assert_eq!(["a", "b", "c"].map(|name| paths.position_of(name)), [Some(0), Some(1), None]);
}

#[test]
fn selected_elements_of_a_list_are_found_without_gaps() {
    let paths =
        projection(&["a", "b.c", "l[1].x", "l[3]", "l[1].y", "l[5]", "m[2][4]", "m[2][1]", "m[0][3]", "m[2][4].z"]);
    let (name, index) = (|name: &str| PathStep::from(name), |at: usize| PathStep::from(at));
    for (path, expected) in [
        ("a", vec![]),
        ("b.c", vec![name("c")]),
        ("l[1].x", vec![index(0), name("x")]),
        ("l[3]", vec![index(1)]),
        ("l[5]", vec![index(2)]),
        ("m[2][4]", vec![index(1), index(1)]),
        ("m[2][1]", vec![index(1), index(0)]),
        ("m[0][3]", vec![index(0), index(0)]),
        ("m[2][4].z", vec![index(1), index(1), name("z")]),
    ] {
        assert_eq!(paths.returned_steps(&self::path(path)), expected, "{path}");
    }
}

#[test]
fn an_element_that_is_selected_in_part_before_another_one_is_read_as_a_whole() {
    let (name, index) = (|name: &str| PathStep::from(name), |at: usize| PathStep::from(at));
    for (paths, sent, steps) in [
        (
            &["l[0].zip", "l[1].zip"][..],
            "l[1].zip, l[0]",
            vec![vec![index(0), name("zip")], vec![index(1), name("zip")]],
        ),
        (
            &["l[4]", "l[2].b[3].x", "l[2].b[7].y", "l[2].a"],
            "l[4], l[2]",
            vec![
                vec![index(1)],
                vec![index(0), name("b"), index(3), name("x")],
                vec![index(0), name("b"), index(7), name("y")],
                vec![index(0), name("a")],
            ],
        ),
        (
            &["l[2].a[7].y", "l[2].a[3].x", "l[2].a[3].y"],
            "l[2].a[7].y, l[2].a[3]",
            vec![
                vec![index(0), name("a"), index(1), name("y")],
                vec![index(0), name("a"), index(0), name("x")],
                vec![index(0), name("a"), index(0), name("y")],
            ],
        ),
        (&["l[1][0]", "l[0][1]"], "l[1][0], l[0]", vec![vec![index(1), index(0)], vec![index(0), index(1)]]),
        (
            &["l[0]", "l[1].x", "m.x"],
            "l[0], l[1].x, m.x",
            vec![vec![index(0)], vec![index(1), name("x")], vec![name("x")]],
        ),
        (&["m.l[5].x", "m.l[5].y"], "m.l[5].x, m.l[5].y", vec![vec![name("l"), index(0), name("x")]]),
        (&["a[0].x", "b[1].x"], "a[0].x, b[1].x", vec![vec![index(0), name("x")], vec![index(0), name("x")]]),
    ] {
        let selection = ProjectionPaths::of_selection(paths.iter().map(|path| self::path(path)).collect());
        let mut names = Placeholders::default();
        let rendered = selection.render(&mut names).unwrap();
        assert_eq!(names.readable(&rendered), sent, "{paths:?}");
        for (path, steps) in paths.iter().zip(steps) {
            assert_eq!(selection.returned_steps(&self::path(path)), steps, "{path}");
        }
    }
}

#[test]
fn of_several_overlapping_paths_those_given_first_are_named() {
    for (paths, expected) in [
        (&["a", "b", "a.b", "ab"][..], Some("`a` and `a.b` overlap; name one of them")),
        (&["a.b", "a"], Some("`a.b` and `a` overlap; name one of them")),
        (&["b", "a", "b"], Some("`b` is named twice; name it once")),
        (&["x", "a.b", "a", "x"], Some("`x` is named twice; name it once")),
        (&["a.b", "x", "x", "a"], Some("`a.b` and `a` overlap; name one of them")),
        (&["a", "b", "ab", "l[1]", "l[2]", "l[10]"], None),
        (&[], None),
    ] {
        let rendered = projection(paths).render(&mut Placeholders::default());
        assert_eq!(rendered.err().map(|error| error.to_string()).as_deref(), expected, "{paths:?}");
    }
}
