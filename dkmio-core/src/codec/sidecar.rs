//! Exact values past serde's data model, which knows neither sets nor numbers of 38 digits.
//!
//! Between our serializer, our deserializer and [`Item`](super::Item) runs code that is not ours: generated implementations, and
//! the buffer that serde fills for flattened fields and for untagged and internally tagged enums. What that buffer cannot hold
//! is stored here while a decode runs. There are three kinds of entries:
//!
//! - *Values by the address of their name.* The name is borrowed from the item being decoded, and serde passes the same borrowed
//!   name on. No other name of the item lies at that address, so a name found there is that attribute of that very map, whatever
//!   the others are called.
//! - *Numbers by the `f64` that was passed on for them*, for types that ask for the exact number ([`number`](super::number)).
//! - *Choices*: places where a type may want one of two forms, and only trying tells which one it takes.
//!
//! Nothing is stored for attributes that are read straight into their types. All state is per thread, and is restored when the
//! decode ends, also by a panic; a decode inside another one has its own.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use aws_sdk_dynamodb::types::AttributeValue;

use super::number::canonical;

// All access is by `try_with`: a destructor that runs while its thread ends may encode or decode too, and `with` would
// panic there.
thread_local! {
    static TEXT_WANTED: Cell<bool> = const { Cell::new(false) };
    static PASSED_MAP: RefCell<Option<HashMap<String, AttributeValue>>> = const { RefCell::new(None) };
    static SIDECAR: RefCell<Sidecar> = const { RefCell::new(Sidecar::new()) };
    /// Whether the sidecar holds anything. Most decodes leave it empty and pay nothing for it.
    static IS_USED: Cell<bool> = const { Cell::new(false) };
}

/// The address and the length of a text in memory. No other text of the item has both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NameAddress(usize, usize);

impl NameAddress {
    fn of(text: &str) -> Self {
        Self(text.as_ptr().addr(), text.len())
    }
}

/// What one decode has stored.
struct Sidecar {
    /// Exact values by the address of their names.
    values: Option<HashMap<NameAddress, AttributeValue>>,
    /// The texts of numbers by the bits of the `f64` passed on for them; `None` for numbers that share one.
    numbers: Option<HashMap<u64, Option<String>>>,
    /// Whether numbers that are exact as `f64` are stored too.
    stores_all_numbers: bool,
    /// Whether a number was looked up.
    has_looked_up: bool,
    /// The choices met so far.
    choices: Vec<NameAddress>,
    alternatives: Alternatives,
}

/// Which choices take their second form.
#[derive(Debug, Clone)]
pub(crate) enum Alternatives {
    Never,
    Always,
    /// These take it, in sorted order: an item has room for thousands of choices, and each is looked up.
    Only(Vec<NameAddress>),
}

impl Sidecar {
    const fn new() -> Self {
        Self {
            values: None,
            numbers: None,
            stores_all_numbers: false,
            has_looked_up: false,
            choices: Vec::new(),
            alternatives: Alternatives::Never,
        }
    }
}

/// A decode in progress. Dropping it removes what the decode has stored.
pub(crate) struct DecodeSession {
    /// The sidecar of the decode around this one, if it has stored anything.
    outer: Option<Sidecar>,
}

impl DecodeSession {
    /// Starts a decode, inside another one or not.
    #[inline]
    pub(crate) fn enter() -> Self {
        Self { outer: if is_used() { swap(None) } else { None } }
    }

    /// Returns whether there may be choices, or numbers that were looked up.
    #[inline]
    pub(crate) fn is_used(&self) -> bool {
        is_used()
    }

    /// Removes and returns the choices met so far.
    pub(crate) fn take_choices(&self) -> Vec<NameAddress> {
        SIDECAR.try_with(|sidecar| std::mem::take(&mut sidecar.borrow_mut().choices)).unwrap_or_default()
    }

    /// Sets the form of each choice for the next attempt.
    pub(crate) fn set_alternatives(&self, alternatives: Alternatives) {
        change(|sidecar| sidecar.alternatives = alternatives);
    }

    /// Returns whether a number was looked up. If so, the decode has to be repeated with
    /// [`store_all_numbers`](Self::store_all_numbers), as the number found may share its `f64` with one that was not
    /// stored.
    pub(crate) fn has_looked_up(&self) -> bool {
        is_used() && SIDECAR.try_with(|sidecar| sidecar.borrow().has_looked_up).unwrap_or(false)
    }

    /// Makes the next attempt store every number that is passed on as an `f64`.
    pub(crate) fn store_all_numbers(&self) {
        change(|sidecar| sidecar.stores_all_numbers = true);
    }
}

impl Drop for DecodeSession {
    #[inline]
    fn drop(&mut self) {
        if is_used() || self.outer.is_some() {
            drop(swap(self.outer.take()));
        }
    }
}

#[inline]
fn is_used() -> bool {
    IS_USED.try_with(Cell::get).unwrap_or(false)
}

/// Replaces the sidecar and returns the old one. Drop it outside the cell, since its destructor might access the sidecar.
#[cold]
fn swap(other: Option<Sidecar>) -> Option<Sidecar> {
    let was_used = IS_USED.try_with(|is_used| is_used.replace(other.is_some())).unwrap_or(false);
    let old = SIDECAR.try_with(|sidecar| sidecar.replace(other.unwrap_or(Sidecar::new()))).ok();
    old.filter(|_| was_used)
}

fn change<R>(change: impl FnOnce(&mut Sidecar) -> R) -> Option<R> {
    let _ = IS_USED.try_with(|is_used| is_used.set(true));
    SIDECAR.try_with(|sidecar| change(&mut sidecar.borrow_mut())).ok()
}

/// Stores the exact value of the attribute of that name while the decode lasts.
///
/// Empty names have no address of their own. A map that has one is stored as a whole instead.
pub(crate) fn store(name: &str, value: AttributeValue) {
    if name.is_empty() {
        return;
    }
    change(|sidecar| sidecar.values.get_or_insert_default().insert(NameAddress::of(name), value));
}

/// Returns the exact value stored for the attribute of that name.
///
/// The address tells the attribute apart from all others: the item is borrowed for the whole decode, so no name of it is moved
/// or freed meanwhile, and a name that serde has copied lies elsewhere and finds nothing.
pub(crate) fn load(name: &str) -> Option<AttributeValue> {
    if name.is_empty() || !is_used() {
        return None;
    }
    SIDECAR.try_with(|sidecar| sidecar.borrow().values.as_ref()?.get(&NameAddress::of(name)).cloned()).ok().flatten()
}

/// Notes that a choice has to be made at that text, and returns whether the second form is wanted.
pub(crate) fn wants_alternative(text: &str) -> bool {
    let address = NameAddress::of(text);
    change(|sidecar| {
        sidecar.choices.push(address);
        match &sidecar.alternatives {
            Alternatives::Never => false,
            Alternatives::Always => true,
            Alternatives::Only(addresses) => addresses.binary_search(&address).is_ok(),
        }
    })
    .unwrap_or(false)
}

/// Returns whether numbers that are exact as `f64` are to be stored too.
pub(crate) fn stores_all_numbers() -> bool {
    is_used() && SIDECAR.try_with(|sidecar| sidecar.borrow().stores_all_numbers).unwrap_or(false)
}

/// Stores the text of a number that is passed on as this `f64`.
pub(crate) fn store_number(value: f64, text: &str) {
    change(|sidecar| match sidecar.numbers.get_or_insert_default().entry(value.to_bits()) {
        Entry::Vacant(entry) => drop(entry.insert(Some(text.to_owned()))),
        Entry::Occupied(mut entry) => {
            // Two spellings of one number, such as `1.0` and `1`, are not ambiguous.
            let is_same = entry.get().as_ref().is_some_and(|other| canonical(other) == canonical(text));
            if !is_same {
                // Two numbers have the same nearest `f64`. Which of them was passed on cannot be told, and a guess
                // could be wrong.
                entry.insert(None);
            }
        }
    });
}

/// A number as it was stored, found by the `f64` passed on for it.
pub(crate) enum LoadedNumber {
    /// None was stored, so the `f64` is exact.
    Exact,
    Text(String),
    /// Two different numbers have this nearest `f64`.
    Ambiguous,
}

/// Returns the exact number for which this `f64` was passed on.
pub(crate) fn load_number(value: f64) -> LoadedNumber {
    if !is_used() {
        return LoadedNumber::Exact;
    }
    let found = SIDECAR.try_with(|sidecar| {
        let mut sidecar = sidecar.borrow_mut();
        let found = sidecar.numbers.as_ref()?.get(&value.to_bits()).cloned()?;
        sidecar.has_looked_up = true;
        Some(found)
    });
    match found {
        Ok(Some(Some(text))) => LoadedNumber::Text(text),
        Ok(Some(None)) => LoadedNumber::Ambiguous,
        _ => LoadedNumber::Exact,
    }
}

/// Runs a serialization in which [`text_wanted`] returns true once.
pub(crate) fn with_text_wanted<R>(run: impl FnOnce() -> R) -> R {
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            let _ = TEXT_WANTED.try_with(|wanted| wanted.set(false));
        }
    }
    // The type may fail, panic or not ask at all. A flag that stays set would turn the next number on this thread into
    // text.
    let _reset = Reset;
    let _ = TEXT_WANTED.try_with(|wanted| wanted.set(true));
    run()
}

/// Returns whether the serializer that a number is written to is ours, and takes its text.
pub(crate) fn text_wanted() -> bool {
    TEXT_WANTED.try_with(Cell::take).unwrap_or(false)
}

/// Passes a whole map to the visitor that `visit` calls. If the visitor does not take it, it is dropped.
pub(crate) fn pass_map<R>(map: HashMap<String, AttributeValue>, visit: impl FnOnce() -> R) -> R {
    struct Clear;
    impl Drop for Clear {
        fn drop(&mut self) {
            drop(take_map());
        }
    }
    let _clear = Clear;
    let _ = PASSED_MAP.try_with(|slot| slot.replace(Some(map)));
    visit()
}

/// Takes the map that was passed.
pub(crate) fn take_map() -> Option<HashMap<String, AttributeValue>> {
    PASSED_MAP.try_with(RefCell::take).ok().flatten()
}

/// Wraps a single value in a map, so that it can be passed as one.
pub(crate) fn wrap_value(value: AttributeValue) -> HashMap<String, AttributeValue> {
    HashMap::from([(String::new(), value)])
}

#[cfg(test)]
mod tests;
