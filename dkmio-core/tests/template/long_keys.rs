//! Ranges on parts of the longest sort keys.

use proptest::prelude::*;

use dkmio_core::aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::key::{MAX_SORT_KEY, PartType};
use dkmio_core::template::{KeyBounds, PartRange};

use crate::{
    BARE, BARE_LAST, LAST_PART, LONG_TEXT, NUMBERED, REST, SORTED, hostile, is_in, n, ranges, s, selects, text,
};

/// DynamoDB refuses a bound of more bytes than a sort key may have.
#[test]
fn a_range_has_bounds_that_fit_into_a_sort_key() {
    let endings = ["$", "a", "~", "é", "\u{D7FF}", "\u{E000}", "\u{10FFFE}"];
    for (template, leading, behind) in
        [(LAST_PART, vec![s("x")], ""), (SORTED, vec![s("x")], "#c"), (BARE, vec![], "#c"), (BARE_LAST, vec![], "")]
    {
        let prefix = template.bounds(&leading, None).unwrap();
        let prefix = if let KeyBounds::BeginsWith(prefix) = &prefix { prefix.as_str() } else { "" };
        // Parts of keys with 0 to 5 bytes of room.
        let parts = (0..6).flat_map(|room| {
            let bytes = MAX_SORT_KEY - prefix.len() - behind.len() - room;
            endings.map(|ending| format!("{}{ending}", "m".repeat(bytes - ending.len())))
        });
        let keys: Vec<(String, String)> = parts.map(|part| (format!("{prefix}{part}{behind}"), part)).collect();
        for (_, part) in &keys {
            for range in ranges(&s(part.as_str()), &s(part.as_str())) {
                let bounds = template.bounds(&leading, range.as_ref()).unwrap();
                let texts = match &bounds {
                    KeyBounds::Between(low, high) => vec![low, high],
                    KeyBounds::BeginsWith(text) | KeyBounds::AtMost(text) | KeyBounds::AtLeast(text) => vec![text],
                    _ => Vec::new(),
                };
                assert!(
                    texts.is_sorted() && texts.iter().all(|text| text.len() <= MAX_SORT_KEY),
                    "{range:?} {bounds:?}"
                );
                for (key, of_key) in &keys {
                    let wanted = is_in(range.as_ref(), &s(of_key.as_str()));
                    assert_eq!(selects(&bounds, key), wanted, "{range:?} {bounds:?} {key}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_range_begins_after_a_key_that_is_as_long_as_keys_can_be(
        template in prop::sample::select(vec![SORTED, LAST_PART, REST, NUMBERED, LONG_TEXT]), room in 0_usize..8,
        (low, others) in (hostile(), prop::collection::vec(hostile(), 1..12)), (low_number, numbers) in (0_u32..999, prop::collection::vec(0_u32..999, 12)),
        rest in prop::sample::select(vec!["\u{1}", "z", "\u{7F}", "\u{7FF}", "\u{FFFF}", "\u{10FFFE}"]),
    ) {
        let is_number = template.parts().nth(1).is_some_and(|part| part.value_type == PartType::Number);
        let value = |text: &str, number: u32| if is_number { n(number) } else { s(text) };
        let low = value(&low, low_number);
        let parts_of = |leading: &AttributeValue, next: &AttributeValue| {
            [leading.clone(), next.clone(), s(rest)].into_iter().take(template.parts().count()).collect::<Vec<_>>()
        };
        let length = |leading: &AttributeValue| {
            template.render_all(&parts_of(leading, &low)).map(|key| text(&key).len())
        };
        // What follows the part is counted, too: `room` bytes are left for a key that goes on.
        let Ok(shortest) = length(&s("x")) else { return Ok(()) };
        let behind = if template.parts().count() > 2 { rest.len() } else { 0 };
        let leading = s("x".repeat((1025 + behind).saturating_sub(room).saturating_sub(shortest)));
        let bounds = template.bounds(std::slice::from_ref(&leading), Some(&PartRange::Gt(low.clone()))).unwrap();
        let KeyBounds::Between(first, last) = &bounds else { return Err(TestCaseError::fail("a range")) };
        prop_assert!(first.len() <= 1024 && last.len() <= 1024 && first <= last, "{} {}", first.len(), last.len());
        for (other, number) in others.iter().zip(numbers) {
            for next in [value(other, number), low.clone()] {
                let Ok(key) = template.render_all(&parts_of(&leading, &next)) else { continue };
                let wanted = is_in(Some(&PartRange::Gt(low.clone())), &next);
                if text(&key).len() <= 1024 {
                    prop_assert_eq!(selects(&bounds, text(&key)), wanted, "{:?} {:?}", &low, next);
                }
            }
        }
    }
}
