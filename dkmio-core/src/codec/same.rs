//! Equality of stored values.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use super::number;

/// Returns whether two attributes are the same once they are stored: DynamoDB writes numbers in its own spelling, and
/// sets in any order.
pub(crate) fn is_same_value(left: &AttributeValue, right: &AttributeValue) -> bool {
    match (left, right) {
        (AttributeValue::N(left), AttributeValue::N(right)) => is_same_number(left, right),
        (AttributeValue::Ss(left), AttributeValue::Ss(right)) => is_same_set(left, right, String::as_str),
        (AttributeValue::Bs(left), AttributeValue::Bs(right)) => is_same_set(left, right, Blob::as_ref),
        (AttributeValue::Ns(left), AttributeValue::Ns(right)) => {
            is_same_set(left, right, |digits| number::canonical(digits).unwrap_or_else(|_| digits.clone()))
        }
        (AttributeValue::L(left), AttributeValue::L(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_same_value(left, right))
        }
        (AttributeValue::M(left), AttributeValue::M(right)) => is_same_map(left, right),
        _ => left == right,
    }
}

/// Returns whether two items are the same once they are stored.
pub(crate) fn is_same_map(left: &HashMap<String, AttributeValue>, right: &HashMap<String, AttributeValue>) -> bool {
    let is_in_right =
        |(name, value): (&String, &AttributeValue)| right.get(name).is_some_and(|other| is_same_value(value, other));
    left.len() == right.len() && left.iter().all(is_in_right)
}

fn is_same_number(left: &str, right: &str) -> bool {
    left == right || number::compare(left, right).is_ok_and(std::cmp::Ordering::is_eq)
}

/// Compares sets by a form in which equal elements are equal.
fn is_same_set<'s, E, K: Eq + Hash>(left: &'s [E], right: &'s [E], form: impl Fn(&'s E) -> K) -> bool {
    if left.len() != right.len() {
        return false;
    }
    // An item has room for a set of a hundred thousand elements, too many to compare each with each.
    let known: HashSet<K> = right.iter().map(&form).collect();
    // Sets have no order and no repetitions, so equal lengths and one direction are enough.
    left.iter().all(|element| known.contains(&form(element)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_sets_are_equal_in_any_order() {
        let numbers =
            |numbers: &mut dyn Iterator<Item = u32>| AttributeValue::Ns(numbers.map(|n| n.to_string()).collect());
        assert!(is_same_value(&numbers(&mut (0..100_000)), &numbers(&mut (0..100_000).rev())));
    }

    #[test]
    fn values_are_compared_as_they_are_stored() {
        let n = |digits: &str| AttributeValue::N(digits.to_owned());
        let ns = |digits: &[&str]| AttributeValue::Ns(digits.iter().map(|&digits| digits.to_owned()).collect());
        let map = |value: AttributeValue| AttributeValue::M(HashMap::from([("a".to_owned(), value)]));
        assert!(is_same_value(&map(AttributeValue::L(vec![n("1.50")])), &map(AttributeValue::L(vec![n("1.5")]))));
        assert!(is_same_value(&ns(&["1", "2e1"]), &ns(&["20", "1.0"])));
        assert!(!is_same_value(&ns(&["1", "2"]), &ns(&["1", "3"])) && !is_same_value(&ns(&["1"]), &ns(&["1", "3"])));
        assert!(is_same_value(&ns(&["x", "y"]), &ns(&["y", "x"])) && !is_same_value(&ns(&["x"]), &ns(&["y"])));
        let ss = |texts: &[&str]| AttributeValue::Ss(texts.iter().map(|&text| text.to_owned()).collect());
        assert!(is_same_value(&ss(&["a", "b"]), &ss(&["b", "a"])));
        assert!(!is_same_value(&ss(&["a", "b"]), &ss(&["a", "c"])) && !is_same_value(&ss(&["a"]), &ss(&["a", "c"])));
        let bs = |blobs: &[u8]| AttributeValue::Bs(blobs.iter().map(|&byte| vec![byte].into()).collect());
        assert!(is_same_value(&bs(&[1, 2]), &bs(&[2, 1])) && !is_same_value(&bs(&[1, 2]), &bs(&[1, 3])));
        let l = |numbers: &[&str]| AttributeValue::L(numbers.iter().map(|digits| n(digits)).collect());
        assert!(is_same_value(&l(&["1", "2"]), &l(&["1.0", "2"])) && !is_same_value(&l(&["1", "2"]), &l(&["2", "1"])));
        assert!(!is_same_value(&l(&["1"]), &l(&["1", "2"])) && !is_same_value(&n("1"), &n("x")));
        assert!(!is_same_value(&n("1"), &AttributeValue::S("1".to_owned())));
        assert!(!is_same_value(&map(n("1")), &map(n("2"))));
        assert!(!is_same_map(&HashMap::new(), &HashMap::from([("a".to_owned(), n("1"))])));
    }
}
