//! From attribute values to serde values.

mod key;
mod list;
mod map;
mod scalar;
mod value;
mod values;
mod variant;
mod view;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Deserialize;

pub(crate) use crate::codec::attribute_value::decode::list::visit_list;
pub(crate) use crate::codec::attribute_value::decode::map::{visit_map, visit_struct};
pub(crate) use crate::codec::attribute_value::decode::value::Decoder;
use crate::codec::attribute_value::decode::values::Values;
pub(crate) use crate::codec::attribute_value::decode::variant::visit_variant;
pub(crate) use crate::codec::attribute_value::decode::view::{Binary, Elements, Entries, Source, View};
use crate::codec::error::DecodeError;
use crate::codec::item::Item;
use crate::codec::sidecar::Session;

/// How deep lists and maps may nest; four times what the service allows.
const MAX_DEPTH: u8 = 128;

/// What all of one decoding shares.
#[derive(Clone, Copy)]
pub(crate) struct Context {
    /// How many more levels may follow.
    levels: u8,
}

impl Context {
    /// The context of an item.
    const fn outermost() -> Self {
        Self { levels: MAX_DEPTH }
    }

    /// The context one level down.
    #[inline]
    pub(crate) fn deeper(self) -> Result<Self, DecodeError> {
        match self.levels.checked_sub(1) {
            Some(levels) => Ok(Self { levels }),
            None => Err(DecodeError::new("nested too deep")),
        }
    }
}

/// Decodes an item. Strings and bytes may be borrowed from it.
///
/// ```
/// use dkmio_core::codec::{Item, from_item};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Order<'a> {
///     order_id: &'a str,
///     total: u64,
///     region: Option<&'a str>,
/// }
///
/// let item = Item::new().with("order_id", "ord_1").unwrap().with("total", 12).unwrap();
/// let order: Order = from_item(&item)?;
/// assert_eq!((order.order_id, order.total, order.region), ("ord_1", 12, None));
/// # Ok::<(), dkmio_core::codec::DecodeError>(())
/// ```
///
/// # Errors
///
/// When an attribute is missing or of another type than its field, when a number does not fit, or when a type's own
/// implementation refuses a value. The error names the attribute, never its value.
pub fn from_item<'de, T: Deserialize<'de>>(item: &'de Item) -> Result<T, DecodeError> {
    from_view(|| View::of_map(item.as_map()))
}

/// Decodes a single attribute value. Strings and bytes may be borrowed from it.
///
/// ```
/// use dkmio_core::codec::from_value;
/// use aws_sdk_dynamodb::types::AttributeValue;
///
/// assert_eq!(from_value::<u8>(&AttributeValue::N("1E2".to_owned()))?, 100);
/// # Ok::<(), dkmio_core::codec::DecodeError>(())
/// ```
///
/// # Errors
///
/// As [`from_item`].
pub fn from_value<'de, T: Deserialize<'de>>(value: &'de AttributeValue) -> Result<T, DecodeError> {
    from_view(|| View::of(value))
}

/// Decodes an attribute that is not there: `None` for an `Option`.
///
/// ```
/// use dkmio_core::codec::from_absent;
///
/// assert_eq!(from_absent::<Option<u8>>()?, None);
/// assert_eq!(from_absent::<u8>().unwrap_err().to_string(), "missing");
/// # Ok::<(), dkmio_core::codec::DecodeError>(())
/// ```
///
/// # Errors
///
/// When the type has no value that stands for absence.
pub fn from_absent<'de, T: Deserialize<'de>>() -> Result<T, DecodeError> {
    from_view(|| View::Absent)
}

/// Decodes with numbers exact, and where that does not fit once more with the widest of them rounded.
fn from_view<'de, T: Deserialize<'de>>(view: impl Fn() -> View<'de, Values>) -> Result<T, DecodeError> {
    let session = Session::enter();
    let exact = decode(view());
    if exact.is_ok() || session.take_wide().is_empty() {
        return exact;
    }
    session.round_all_but(Vec::new());
    let rounded = decode(view())?;
    Ok(unround(view, &session).unwrap_or(rounded))
}

/// How many rounded numbers are looked at one by one.
const MAX_UNROUNDED: usize = 32;

/// Decodes with only those numbers rounded that do not decode otherwise: a decimal beside a float keeps its digits.
fn unround<'de, T: Deserialize<'de>>(view: impl Fn() -> View<'de, Values>, session: &Session) -> Option<T> {
    let mut wide = session.take_wide();
    wide.sort_unstable();
    wide.dedup();
    if wide.len() < 2 {
        return None;
    }
    let mut texts = Vec::new();
    let mut best = None;
    for place in wide.into_iter().take(MAX_UNROUNDED) {
        texts.push(place);
        session.round_all_but(texts.clone());
        match decode(view()) {
            Ok(value) => best = Some(value),
            Err(_) => drop(texts.pop()),
        }
    }
    best
}

/// Decodes once, with numbers exact, from any source.
pub(crate) fn decode_exact<'de, S: Source<'de>, T: Deserialize<'de>>(view: View<'de, S>) -> Result<T, DecodeError> {
    let _session = Session::enter();
    decode(view)
}

/// Decodes once.
fn decode<'de, S: Source<'de>, T: Deserialize<'de>>(view: View<'de, S>) -> Result<T, DecodeError> {
    T::deserialize(Decoder::new(view, Context::outermost()))
}
