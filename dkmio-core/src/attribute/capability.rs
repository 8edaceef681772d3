//! Which operator makes sense for which type: one trait for each capability, implemented for the types that are stored so.
//!
//! What an operator takes as its operand is in `operand`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use super::operand::kind::Any;
use super::stored::{Blob, Custom, Set};

/// Values that DynamoDB orders: strings, numbers and binary (`gt`, `gte`, `lt`, `lte`, `between`).
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no order in DynamoDB",
    label = "neither a string, a number nor binary",
    note = "compare with `eq` or `neq`, or compare a value inside it; a timestamp or decimal is stored in sorting order \
            under `#[serde(with = \"dkmio::key\")]`"
)]
pub trait Ordered {}

/// Values that have a prefix: strings and binary (`begins_with`).
#[diagnostic::on_unimplemented(
    message = "`begins_with` has no meaning for `{Self}`",
    label = "neither a string nor binary",
    note = "use `between`, `gte` or `lt` to ask for a range of numbers"
)]
pub trait Prefixed {
    /// The type of the prefix.
    type Prefix;
}

/// Values that contain others: strings, binary, lists and sets (`contains`).
#[diagnostic::on_unimplemented(
    message = "`contains` has no meaning for `{Self}`",
    label = "neither a string, binary, a list nor a set"
)]
pub trait Contains {
    /// The type of the part or element.
    type Element;
}

/// Values with a size: strings, binary, lists, maps and sets (`size`).
#[diagnostic::on_unimplemented(
    message = "`size` has no meaning for `{Self}`",
    label = "neither a string, binary, a list, a map nor a set"
)]
pub trait Measurable {}

/// Numbers: `increment` and `decrement` count with them.
#[diagnostic::on_unimplemented(message = "`{Self}` is not stored as a number", label = "not a number")]
pub trait NumberAttribute {}

/// Lists: elements can be added to them and reached by position.
#[diagnostic::on_unimplemented(message = "`{Self}` is not stored as a list", label = "not a list")]
pub trait ListAttribute {
    /// The type of the elements.
    type Element;
}

/// Maps whose entries have one type and any name.
#[diagnostic::on_unimplemented(message = "`{Self}` is not stored as a map with free names", label = "not a map")]
pub trait MapAttribute {
    /// The type of the entries.
    type Value;
}

/// Sets: `add` adds elements to them, and `delete` removes elements.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not stored as a set",
    label = "not a set",
    note = "a set is a collection under `#[serde(with = \"dkmio::set\", default)]`; \
            to drop elements of a list use `remove` with a position"
)]
pub trait SetAttribute {
    /// The collection the set is read into.
    type Collection;
    /// The type of the elements.
    type Element;
}

/// A collection whose elements can make a set.
pub trait Collection {
    /// The type of the elements.
    type Element;
}

impl<T> Collection for BTreeSet<T> {
    type Element = T;
}
impl<T, S> Collection for HashSet<T, S> {
    type Element = T;
}
impl<T> Collection for Vec<T> {
    type Element = T;
}

impl<C: Collection> SetAttribute for Set<C> {
    type Collection = C;
    type Element = C::Element;
}

impl NumberAttribute for Any {}

impl ListAttribute for Any {
    type Element = Any;
}

macro_rules! text {
    ($($type:ty),*) => {$(
        impl Ordered for $type {}
        impl Measurable for $type {}
        impl Prefixed for $type { type Prefix = String; }
        impl Contains for $type { type Element = String; }
    )*};
}
text!(String, &str, Cow<'_, str>, Box<str>, std::sync::Arc<str>, std::rc::Rc<str>);

impl Ordered for char {}

macro_rules! number {
    ($($type:ty),*) => {$(
        impl Ordered for $type {}
        impl NumberAttribute for $type {}
    )*};
}
number!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64, crate::codec::number::Number);

#[cfg(feature = "uuid")]
impl Ordered for uuid::Uuid {}
#[cfg(feature = "chrono")]
impl Ordered for chrono::NaiveDate {}
#[cfg(feature = "jiff")]
impl Ordered for jiff::civil::Date {}

impl<B> Ordered for Blob<B> {}
impl<B> Measurable for Blob<B> {}
impl<B> Prefixed for Blob<B> {
    type Prefix = Blob<Vec<u8>>;
}
macro_rules! bytes_prefixed {
    ($($type:ty $(, $size:ident)?);*) => {$(
        impl<$(const $size: usize)?> Prefixed for $type { type Prefix = Blob<Vec<u8>>; }
    )*};
}
bytes_prefixed!(Vec<u8>; Box<[u8]>; bytes::Bytes; [u8; N], N);

impl<B> Contains for Blob<B> {
    type Element = Blob<Vec<u8>>;
}

impl<F: Ordered, A> Ordered for Custom<F, A> {}
impl<F: Measurable, A> Measurable for Custom<F, A> {}

impl<C: Collection> Contains for Set<C> {
    type Element = C::Element;
}
impl<C> Measurable for Set<C> {}

macro_rules! list {
    ($($type:ty $(, $size:ident)?);*) => {$(
        impl<T $(, const $size: usize)?> ListAttribute for $type { type Element = T; }
        impl<T $(, const $size: usize)?> Contains for $type { type Element = T; }
        impl<T $(, const $size: usize)?> Measurable for $type {}
    )*};
}
list!(Vec<T>; VecDeque<T>; Box<[T]>; [T; N], N);

impl<K, T, S> MapAttribute for HashMap<K, T, S> {
    type Value = T;
}
impl<K, T, S> Measurable for HashMap<K, T, S> {}
impl<K, T> MapAttribute for BTreeMap<K, T> {
    type Value = T;
}
impl<K, T> Measurable for BTreeMap<K, T> {}
