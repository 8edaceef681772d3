//! Exact values past serde's data model, which knows neither sets nor numbers of 38 digits.
//!
//! Between our serializer, our deserializer and [`Item`](crate::codec::Item) there is other people's code: generated implementations,
//! and the buffer serde fills for flattened fields and for untagged and internally tagged enums. What that buffer cannot hold is
//! kept here for the length of one decoding, under the *place in memory* of the attribute's name. The name is borrowed from the
//! item being decoded, and serde hands on the same borrowed name; so a name found at that place is that attribute of that very
//! map, whatever the others are called. Nothing is kept of attributes that are read straight into their types.
//!
//! All state is per thread, and put back when the decoding ends, also by a panic; a decoding inside another has its own.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

thread_local! {
    static TEXT_WANTED: Cell<bool> = const { Cell::new(false) };
    static HANDED_OVER: RefCell<Option<HashMap<String, AttributeValue>>> = const { RefCell::new(None) };
    static DECODING: RefCell<Decoding> = const { RefCell::new(Decoding::new()) };
    /// Whether anything was set aside: most decodings do not, and pay nothing for those that do.
    static SET_ASIDE: Cell<bool> = const { Cell::new(false) };
}

/// Where a text is in memory, and how long it is: no other text of the item is there.
pub(crate) type Place = (usize, usize);

/// What one decoding has set aside.
struct Decoding {
    /// Exact values by place and length of their names.
    kept: Option<HashMap<Place, AttributeValue>>,
    /// Where the numbers are that serde's data model cannot hold.
    wide: Vec<Place>,
    /// Which of them are passed on as text, when others are rounded.
    texts: Option<Vec<Place>>,
}

impl Decoding {
    const fn new() -> Self {
        Self { kept: None, wide: Vec::new(), texts: None }
    }
}

/// A decoding in progress; what it set aside goes when this does.
pub(crate) struct Session {
    /// What the decoding around this one has set aside, if it has anything.
    outer: Option<Decoding>,
}

impl Session {
    /// Starts a decoding, inside another one or not.
    #[inline]
    pub(crate) fn enter() -> Self {
        Self { outer: if is_set_aside() { exchange(None) } else { None } }
    }

    /// The numbers that serde's data model could not hold, as far as they were read; and forgets them.
    pub(crate) fn take_wide(&self) -> Vec<Place> {
        DECODING.try_with(|decoding| std::mem::take(&mut decoding.borrow_mut().wide)).unwrap_or_default()
    }

    /// From now on rounds such numbers, but for these.
    pub(crate) fn round_all_but(&self, texts: Vec<Place>) {
        change(|decoding| decoding.texts = Some(texts));
    }
}

impl Drop for Session {
    #[inline]
    fn drop(&mut self) {
        if is_set_aside() || self.outer.is_some() {
            drop(exchange(self.outer.take()));
        }
    }
}

#[inline]
fn is_set_aside() -> bool {
    SET_ASIDE.try_with(Cell::get).unwrap_or(false)
}

/// Puts `other` in the place of what was set aside, and gives that back: to be dropped outside the cell, whose destructor might
/// look into it.
#[cold]
fn exchange(other: Option<Decoding>) -> Option<Decoding> {
    let was = SET_ASIDE.try_with(|set_aside| set_aside.replace(other.is_some())).unwrap_or(false);
    let old = DECODING.try_with(|decoding| decoding.replace(other.unwrap_or(Decoding::new()))).ok();
    old.filter(|_| was)
}

/// Changes what is set aside.
fn change<R>(change: impl FnOnce(&mut Decoding) -> R) -> Option<R> {
    let _ = SET_ASIDE.try_with(|set_aside| set_aside.set(true));
    DECODING.try_with(|decoding| change(&mut decoding.borrow_mut())).ok()
}

/// Notes a number that serde's data model cannot hold, and says whether it is passed on as text, rather than rounded.
pub(crate) fn passes_as_text(number: &str) -> bool {
    let place = place(number);
    let note = |decoding: &mut Decoding| {
        decoding.wide.push(place);
        decoding.texts.as_ref().is_none_or(|texts| texts.contains(&place))
    };
    change(note).unwrap_or(true)
}

/// Keeps the exact value of the attribute of that name while the decoding lasts. Empty names have no place in memory of their
/// own; a map that has one is kept as a whole.
pub(crate) fn keep(name: &str, value: AttributeValue) {
    if name.is_empty() {
        return;
    }
    change(|decoding| decoding.kept.get_or_insert_default().insert(place(name), value));
}

/// The exact value kept for the attribute of that name.
pub(crate) fn kept(name: &str) -> Option<AttributeValue> {
    if name.is_empty() {
        return None;
    }
    DECODING.try_with(|decoding| decoding.borrow().kept.as_ref()?.get(&place(name)).cloned()).ok().flatten()
}

/// Where a text is.
fn place(text: &str) -> Place {
    (text.as_ptr().addr(), text.len())
}

/// Runs a serialization in which [`text_wanted`] answers yes, once.
pub(crate) fn with_text_wanted<R>(run: impl FnOnce() -> R) -> R {
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            let _ = TEXT_WANTED.try_with(|wanted| wanted.set(false));
        }
    }
    let _reset = Reset;
    let _ = TEXT_WANTED.try_with(|wanted| wanted.set(true));
    run()
}

/// Whether the serializer that asks for a number is ours and takes its text.
pub(crate) fn text_wanted() -> bool {
    TEXT_WANTED.try_with(Cell::take).unwrap_or(false)
}

/// Puts down a whole map for the visitor called by `visit`, and clears it away should the visitor leave it.
pub(crate) fn hand_over<R>(map: HashMap<String, AttributeValue>, visit: impl FnOnce() -> R) -> R {
    struct Clear;
    impl Drop for Clear {
        fn drop(&mut self) {
            drop(take_over());
        }
    }
    let _clear = Clear;
    let _ = HANDED_OVER.try_with(|slot| slot.replace(Some(map)));
    visit()
}

/// Takes what was put down.
pub(crate) fn take_over() -> Option<HashMap<String, AttributeValue>> {
    HANDED_OVER.try_with(RefCell::take).ok().flatten()
}
