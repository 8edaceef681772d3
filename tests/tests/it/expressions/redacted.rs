//! `Debug` of conditions and requests names attributes and never shows a value.

use std::fmt::Debug;

use dkmio::{Condition, attr};

use crate::models::{Orders, Status};

/// Stands in every value and key below.
const MARKER: &str = "s3cr3t";
const NUMBER: u64 = 424_242;

fn condition() -> Condition<Orders> {
    Orders::STATUS.eq(Status::Pending) & Orders::TOTAL.gt(NUMBER) | !attr("address.city").eq(MARKER)
}

#[track_caller]
fn assert_shows(request: impl Debug, wanted: &[&str]) {
    for text in [format!("{request:?}"), format!("{request:#?}")] {
        assert!(!text.contains(MARKER), "a value is shown: {text}");
        assert!(!text.contains(&NUMBER.to_string()), "a number is shown: {text}");
        for wanted in wanted {
            assert!(text.contains(wanted), "`{wanted}` is not in: {text}");
        }
    }
}

#[test]
fn a_condition_reads_as_in_explain() {
    let text = format!("{:?}", condition());
    assert_eq!(text, "Condition((status = .. AND total > ..) OR NOT address.city = ..)");
    for (condition, text) in [
        (Orders::TOTAL.between(1, NUMBER), "Condition(total BETWEEN .. AND ..)"),
        (Orders::TOTAL.is_in([NUMBER, 2]), "Condition(total IN (.., ..))"),
        (Orders::TAGS.contains(MARKER), "Condition(contains(tags, ..))"),
        (Orders::TAGS.size().gt(NUMBER), "Condition(size(tags) > ..)"),
        (Orders::TOTAL.gt(Orders::PAID), "Condition(total > paid)"),
        (Orders::REGION.exists(), "Condition(attribute_exists(region))"),
        (Condition::all([]), "Condition(true)"),
        (Condition::any([]), "Condition(false)"),
        (
            attr("a[").eq(MARKER),
            "Condition(<malformed path: brackets hold a list position and end a name, as in `items[0].qty`>)",
        ),
    ] {
        assert_eq!(format!("{condition:?}"), text);
    }
    assert_shows(Orders::TAGS.size(), &["tags"]);
}
