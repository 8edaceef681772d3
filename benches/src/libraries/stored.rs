//! The text of the items that a library stores, as DynamoDB writes it.

use super::LibraryId;
use super::peers::Known;
use crate::items::Sample;

/// Returns the text of one item, with what else the library stores with each item.
pub(crate) fn text<T: Sample + Known>(number: usize, library: LibraryId) -> String {
    let mut text = dkmio_core::codec::json::to_text(&T::sample(number)).expect("an item").text;
    if let LibraryId::Peer(peer) = library
        && let Some(stored) = peer.stored::<T>()
    {
        // The closing brace comes off, so that further attributes can follow.
        text.truncate(text.len() - 1);
        text += &format!(",{stored}}}");
    }
    text
}

/// Returns a page of a query or scan.
pub(crate) fn page<T: Sample + Known>(count: usize, library: LibraryId) -> String {
    let items: Vec<String> = (0..count).map(|number| text::<T>(number, library)).collect();
    format!(r#"{{"Count":{count},"Items":[{}],"ScannedCount":{count}}}"#, items.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::Small;

    #[test]
    fn a_small_item_has_the_size_that_the_results_name() {
        let size = text::<Small>(7, LibraryId::Sdk).len();
        assert!((474..=494).contains(&size), "{size} bytes");
    }

    #[test]
    fn what_a_library_adds_leaves_an_item() {
        for library in LibraryId::all() {
            let read: Small = dkmio_core::codec::json::from_text(&text::<Small>(7, library)).expect("an item");
            assert_eq!(read, Small::sample(7));
        }
    }
}
