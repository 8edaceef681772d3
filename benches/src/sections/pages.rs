//! A table of many items, as the responses to a scan of it.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;

use crate::connector::Memory;
use crate::items::Small;
use crate::libraries::{LibraryId, text};

/// The number of items in a page.
pub(super) const PAGE: usize = 100;

/// The pages of a table. All have the same items; those before the last have a last evaluated key, the page's number.
pub(super) struct Pages {
    pages: Arc<Vec<Bytes>>,
    last: Bytes,
}

impl Pages {
    /// Makes a table of `count` pages, as a library stores its items.
    pub(super) fn new(count: usize, library: LibraryId) -> Self {
        let items: Vec<String> = (0..PAGE).map(|number| text::<Small>(number, library)).collect();
        let items = items.join(",");
        let head = format!(r#"{{"Count":{PAGE},"Items":[{items}],"ScannedCount":{PAGE}"#);
        let key = |page: usize| format!(r#","LastEvaluatedKey":{{"pk":{{"S":"page"}},"sk":{{"S":"{page}"}}}}}}"#);
        // Each page is built once, so that a response costs a shared buffer and not a copy.
        let pages = (0..count).map(|page| Bytes::from(head.clone() + &key(page))).collect();
        Self { pages: Arc::new(pages), last: Bytes::from(head + "}") }
    }

    /// Makes an HTTP client that responds to scans, by one segment or several.
    pub(super) fn memory(&self) -> Memory {
        let (pages, last) = (self.pages.clone(), self.last.clone());
        Memory::answering(move |body| {
            let request: Value = serde_json::from_slice(body).unwrap_or_default();
            let of_segment = pages_of(pages.len(), &request["Segment"], &request["TotalSegments"]);
            let at = request["ExclusiveStartKey"]["sk"]["S"].as_str().and_then(|page| page.parse::<usize>().ok());
            let page = at.map_or(0, |page| page + 1);
            if page + 1 < of_segment { pages[page].clone() } else { last.clone() }
        })
    }
}

/// Returns the number of pages of a segment. The remainder goes to the first segments.
fn pages_of(pages: usize, segment: &Value, segments: &Value) -> usize {
    let whole = |value: &Value| value.as_u64().and_then(|value| usize::try_from(value).ok());
    let (segment, segments) = (whole(segment).unwrap_or(0), whole(segments).unwrap_or(1).max(1));
    pages / segments + usize::from(segment < pages % segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_have_all_pages_between_them() {
        let of = |segment: usize| pages_of(100, &Value::from(segment), &Value::from(16));
        assert_eq!((0..16).map(of).sum::<usize>(), 100);
        assert_eq!(pages_of(100, &Value::Null, &Value::Null), 100);
    }
}
