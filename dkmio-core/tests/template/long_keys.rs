//! Ranges on parts of the longest sort keys.

use dkmio_core::key::MAX_SORT_KEY;
use dkmio_core::template::KeyBounds;

use crate::{BARE, BARE_LAST, LAST_PART, SORTED, is_in, ranges, s, selects};

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
