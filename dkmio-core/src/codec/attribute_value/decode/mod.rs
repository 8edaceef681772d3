//! From attribute values to serde values.

mod key;
mod list;
mod map;
mod scalar;
mod ttl;
mod value;
mod values;
mod variant;
mod view;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Deserialize;

pub(crate) use self::list::visit_list;
pub(crate) use self::map::{visit_map, visit_struct};
pub(crate) use self::ttl::{LATEST_TTL, is_optional_ttl, is_ttl};
pub(crate) use self::value::Decoder;
use self::values::Values;
pub(crate) use self::variant::visit_variant;
pub(crate) use self::view::{Binary, Elements, Entries, ValueSource, View};
use crate::codec::error::DecodeError;
use crate::codec::item::Item;
use crate::codec::sidecar::{Alternatives, DecodeSession, NameAddress};

/// How deep lists and maps may nest: four times what the service allows. The decoder recurses, so without a limit a response could
/// overflow the stack.
const MAX_DEPTH: u8 = 128;

/// The state that all decoders of one decode share.
#[derive(Clone, Copy)]
pub(crate) struct Context {
    /// How many more levels may follow.
    levels: u8,
}

impl Context {
    /// Returns the context of an item.
    pub(crate) const fn outermost() -> Self {
        Self { levels: MAX_DEPTH }
    }

    /// Returns the context one level further in.
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
/// let item =
///     Item::new().with("order_id", "ord_1").unwrap().with("total", 12).unwrap();
/// let order: Order = from_item(&item)?;
/// assert_eq!((order.order_id, order.total, order.region), ("ord_1", 12, None));
/// # Ok::<(), dkmio_core::codec::DecodeError>(())
/// ```
///
/// # Errors
///
/// Returns an error if an attribute is missing or of another type than its field, if a number does not fit, or if a type's own
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
/// Returns an error in the cases of [`from_item`].
pub fn from_value<'de, T: Deserialize<'de>>(value: &'de AttributeValue) -> Result<T, DecodeError> {
    from_view(|| View::of(value))
}

/// Decodes an absent attribute: `None` for an `Option`.
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
/// Returns an error if the type has no value for an absent attribute.
pub fn from_absent<'de, T: Deserialize<'de>>() -> Result<T, DecodeError> {
    from_view(|| View::Absent)
}

/// Decodes with every choice in its first form, and if that fails, with as few of them in their second form as will do.
///
/// A number of more than 64 bits is passed on as an integer of 128 bits, which serde's buffer and some types refuse; its second
/// form is the nearest `f64`. The keys of a map are passed on as text; a buffered map with integers for keys needs numbers.
/// Which of the two a type takes can only be tried.
fn from_view<'de, T: Deserialize<'de>>(view: impl Fn() -> View<'de, Values>) -> Result<T, DecodeError> {
    let session = DecodeSession::enter();
    let first = decode(view());
    if !session.is_used() {
        return first;
    }
    let decoded = match first {
        Ok(value) => Ok(value),
        Err(error) => Attempts { view: &view, session: &session }.run().ok_or(error),
    };
    if !session.has_looked_up() {
        return decoded;
    }
    // A number that was looked up may share its `f64` with an exact one, which only this pass stores.
    session.store_all_numbers();
    decode(view())
}

/// How many choices are tried one by one. Each attempt decodes the whole item, so their number is bounded.
const MAX_TRIED: usize = 32;
/// Up to how many choices all combinations are tried: at most 15 attempts.
const MAX_COMBINED: usize = 4;

/// Further attempts at a decode that failed with every choice in its first form.
struct Attempts<'s, F> {
    view: &'s F,
    session: &'s DecodeSession,
}

impl<'de, F: Fn() -> View<'de, Values>> Attempts<'_, F> {
    /// Finds a combination that decodes. The session is left with it.
    fn run<T: Deserialize<'de>>(&self) -> Option<T> {
        let mut choices = self.choices();
        if choices.is_empty() {
            return None;
        }
        if let Some(value) = self.attempt(Alternatives::Always) {
            return Some(self.minimize().unwrap_or(value));
        }
        // An attempt that fails meets only the choices before its failure.
        choices.extend(self.choices());
        choices.sort_unstable();
        choices.dedup();
        if choices.len() <= MAX_COMBINED {
            let subset = |bits: usize| {
                let chosen = choices.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0);
                chosen.map(|(_, address)| *address).collect()
            };
            return (1..1 << choices.len()).find_map(|bits| self.attempt(Alternatives::Only(subset(bits))));
        }
        let tried = choices.len().min(MAX_TRIED);
        let one = choices.iter().take(tried).map(|address| vec![*address]);
        let all_but_one = choices
            .iter()
            .take(tried)
            .map(|left_out| choices.iter().copied().filter(|address| address != left_out).collect());
        one.chain(all_but_one).find_map(|addresses| self.attempt(Alternatives::Only(addresses)))
    }

    /// Returns choices to their first form, one by one, where the item still decodes. A number that its type takes
    /// exactly then keeps its digits beside one that is rounded.
    fn minimize<T: Deserialize<'de>>(&self) -> Option<T> {
        let all = self.choices();
        // A single choice is needed in its second form, since the first attempt failed without it.
        if all.len() < 2 {
            return None;
        }
        let mut needed = all.clone();
        let mut best = None;
        for address in all.into_iter().take(MAX_TRIED) {
            let fewer: Vec<_> = needed.iter().copied().filter(|other| *other != address).collect();
            if let Some(value) = self.attempt(Alternatives::Only(fewer.clone())) {
                best = Some(value);
                needed = fewer;
            }
        }
        // The last attempt may have failed, and a decode that stores all numbers may follow with these settings.
        self.session.set_alternatives(Alternatives::Only(needed));
        best
    }

    /// Returns the choices met since the last call, each once.
    fn choices(&self) -> Vec<NameAddress> {
        let mut choices = self.session.take_choices();
        choices.sort_unstable();
        choices.dedup();
        choices
    }

    fn attempt<T: Deserialize<'de>>(&self, alternatives: Alternatives) -> Option<T> {
        self.session.set_alternatives(alternatives);
        decode((self.view)()).ok()
    }
}

/// Decodes in one attempt, from any source. An error means that [`from_item`] has to decide.
pub(crate) fn decode_once<'de, S: ValueSource<'de>, T: Deserialize<'de>>(view: View<'de, S>) -> Result<T, DecodeError> {
    let session = DecodeSession::enter();
    let decoded = decode(view)?;
    // Only a pass that stores all numbers can tell such a number from one with the same `f64`.
    if session.has_looked_up() { Err(DecodeError::new("a number has to be looked up again")) } else { Ok(decoded) }
}

/// Decodes once.
fn decode<'de, S: ValueSource<'de>, T: Deserialize<'de>>(view: View<'de, S>) -> Result<T, DecodeError> {
    T::deserialize(Decoder::new(view, Context::outermost()))
}
