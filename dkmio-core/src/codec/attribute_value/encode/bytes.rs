//! Which Rust types are bytes, for sequences that are empty.
//!
//! A sequence is stored as binary if its elements are `u8`. An empty one has no elements to tell by, and serde does not say of
//! what type they would be. The name of the Rust type does. It is compared with names that the same compiler gives, so it does
//! not matter how they are spelled; a type behind a `#[serde(transparent)]` wrapper is not recognized.

use std::any::type_name;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

/// Returns whether a value of this type is bytes if it is a sequence.
#[cold]
pub(crate) fn is_bytes<T: ?Sized>() -> bool {
    let mut name = type_name::<T>();
    while let Some(inner) = without_wrapper(name) {
        name = inner;
    }
    let sequences = [
        type_name::<Vec<u8>>(),
        type_name::<[u8]>(),
        // Only empty sequences are asked about, so no other length of an array has to be known.
        type_name::<[u8; 0]>(),
        type_name::<VecDeque<u8>>(),
        type_name::<BTreeSet<u8>>(),
        type_name::<HashSet<u8>>(),
    ];
    sequences
        .iter()
        // Each wrapper that was stripped has left its closing bracket at the end.
        .any(|sequence| name.strip_prefix(sequence).is_some_and(|rest| rest.bytes().all(|byte| byte == b'>')))
}

/// Returns the name of the type inside a wrapper that serde does not show.
fn without_wrapper(name: &str) -> Option<&str> {
    let wrappers = [type_name::<Box<u8>>(), type_name::<Rc<u8>>(), type_name::<Arc<u8>>(), type_name::<Cow<'_, u8>>()];
    let prefixes = wrappers.iter().filter_map(|wrapper| wrapper.strip_suffix("u8>")).chain(["&mut ", "&"]);
    prefixes.into_iter().find_map(|prefix| name.strip_prefix(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_of_bytes_are_known_by_their_type() {
        assert!(is_bytes::<Vec<u8>>());
        assert!(is_bytes::<&[u8]>());
        assert!(is_bytes::<&&mut [u8; 0]>());
        assert!(is_bytes::<Box<[u8]>>());
        assert!(is_bytes::<Cow<'_, [u8]>>());
        assert!(is_bytes::<Arc<Vec<u8>>>());
        assert!(is_bytes::<Rc<Box<[u8]>>>());
        assert!(is_bytes::<VecDeque<u8>>());
        assert!(is_bytes::<BTreeSet<u8>>());
        assert!(is_bytes::<HashSet<u8>>());
    }

    #[test]
    fn other_sequences_are_lists() {
        assert!(!is_bytes::<Vec<u16>>());
        assert!(!is_bytes::<Vec<Vec<u8>>>());
        assert!(!is_bytes::<Vec<(u8, u8)>>());
        assert!(!is_bytes::<Vec<Option<u8>>>());
        assert!(!is_bytes::<u8>());
        assert!(!is_bytes::<str>());
    }
}
