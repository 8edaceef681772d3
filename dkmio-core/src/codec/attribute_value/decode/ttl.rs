//! Times to live that no `Ttl` can be read from.
//!
//! DynamoDB accepts any value in the attribute that holds a time to live, and ignores what is not a number of seconds. An item
//! must stay readable then: in an `Option` such a value reads as `None`. Between the `Option` and the `Ttl` inside it there is only
//! code of the standard library, which cannot turn an error into `None`. So the decoder looks at the value beforehand.

use std::any::type_name;

use super::view::{ValueSource, View};
use crate::codec::number::float;

/// The latest time to live, in seconds since 1970. A larger number is one of milliseconds: all times since 2001 are larger.
pub(crate) const LATEST_TTL: u64 = 1_000_000_000_000;

/// The name of `Option<Ttl>`, a type that this module must not import.
const OPTIONAL_TTL: &str = "core::option::Option<dkmio_core::ttl::Ttl>";

/// Returns whether a value of type `T` is an optional time to live. It compares constants, so the compiler removes the
/// comparison.
#[inline(always)]
pub(crate) fn is_optional_ttl<T>() -> bool {
    let name = type_name::<T>();
    name.len() == OPTIONAL_TTL.len() && name == OPTIONAL_TTL
}

/// Returns whether a time to live can be read from the value.
pub(super) fn is_usable_ttl<'de, S: ValueSource<'de>>(view: &View<'de, S>) -> bool {
    match view {
        View::Number(text) => float::<f64>(text).is_ok_and(is_ttl),
        _ => false,
    }
}

/// Returns whether a number of seconds since 1970 is a time to live.
pub(crate) fn is_ttl(seconds: f64) -> bool {
    (0.0..=LATEST_TTL as f64).contains(&seconds)
}
