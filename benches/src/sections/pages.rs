//! A table of many items, as the responses to a scan of it.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;

use crate::connector::Memory;
use crate::items::Small;
use crate::libraries::{LibraryId, text};

/// The number of items in a page.
pub(super) const PAGE: usize = 100;

/// The text of a page without its last evaluated key. All pages have the same items.
pub(super) struct Texts {
    head: String,
}

impl Texts {
    /// Makes the text, as a library stores its items.
    pub(super) fn new(library: LibraryId) -> Self {
        let items: Vec<String> = (0..PAGE).map(|number| text::<Small>(number, library)).collect();
        Self { head: format!(r#"{{"Count":{PAGE},"Items":[{}],"ScannedCount":{PAGE}"#, items.join(",")) }
    }

    /// Returns the text of a page. Those before the last have a last evaluated key, the page's number.
    pub(super) fn page(&self, page: usize, last: bool) -> String {
        let head = &self.head;
        match last {
            true => format!("{head}}}"),
            false => format!(r#"{head},"LastEvaluatedKey":{{"pk":{{"S":"page"}},"sk":{{"S":"{page}"}}}}}}"#),
        }
    }
}

/// The pages of a table.
pub(super) struct Pages {
    pages: Arc<Vec<Bytes>>,
    last: Bytes,
}

impl Pages {
    /// Makes a table of `count` pages, as a library stores its items.
    pub(super) fn new(count: usize, library: LibraryId) -> Self {
        let texts = Texts::new(library);
        // Each page is built once, so that a response costs a shared buffer and not a copy.
        let pages = (0..count).map(|page| Bytes::from(texts.page(page, false))).collect();
        Self { pages: Arc::new(pages), last: Bytes::from(texts.page(count, true)) }
    }

    /// Makes an HTTP client that responds to scans, by one segment or several.
    pub(super) fn memory(&self) -> Memory {
        let (pages, last) = (self.pages.clone(), self.last.clone());
        Memory::responding(move |body| match asked(body, pages.len()) {
            (_, true) => last.clone(),
            (page, false) => pages[page].clone(),
        })
    }
}

/// Returns which page of a table of `pages` pages a scan asks for, and whether it is the last of its segment.
pub(super) fn asked(body: &[u8], pages: usize) -> (usize, bool) {
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let of_segment = pages_of(pages, &request["Segment"], &request["TotalSegments"]);
    let at = request["ExclusiveStartKey"]["sk"]["S"].as_str().and_then(|page| page.parse::<usize>().ok());
    let page = at.map_or(0, |page| page + 1);
    (page, page + 1 >= of_segment)
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

    #[test]
    fn the_last_page_of_a_segment_has_no_key() {
        assert_eq!(asked(b"{}", 2), (0, false));
        assert_eq!(asked(br#"{"ExclusiveStartKey":{"sk":{"S":"0"}}}"#, 2), (1, true));
    }
}
