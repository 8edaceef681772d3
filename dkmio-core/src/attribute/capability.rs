//! The capabilities of stored values that operators need: one trait for each, implemented for the types that are stored
//! so.
//!
//! The operands of the operators are in `operand`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use super::operand::kind::Any;
use super::stored::{Blob, Custom, Set};

/// Values that DynamoDB orders: strings, numbers and binary (`gt`, `gte`, `lt`, `lte`, `between`).
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no order in DynamoDB",
    label = "neither a string, a number nor binary",
    note = "compare with `eq` or `neq`, or compare a value inside it",
    note = "a timestamp or decimal has an order if its field has `#[serde(with = \"dkmio::key\")]`"
)]
pub trait Ordered {}

/// Values that have a prefix: strings and binary (`begins_with`).
#[diagnostic::on_unimplemented(
    message = "`begins_with` has no meaning for `{Self}`",
    label = "neither a string nor binary",
    note = "for a range of numbers use `between`, `gte` or `lt`; on a sort key that is `sk_between`, `sk_gte` or `sk_lt`"
)]
pub trait Prefixed {
    /// The type of the prefix.
    type Prefix;
}

/// Values that contain others: strings, binary, lists and sets (`contains`).
#[diagnostic::on_unimplemented(
    message = "`contains` has no meaning for `{Self}`",
    label = "neither a string, binary, a list nor a set",
    note = "compare a number with `eq`, `between` or `is_in`; go into a document with `dot`, and into a map with `entry`"
)]
pub trait Contains {
    /// The type of the part or element.
    type Element;
}

/// Values with a size: strings, binary, lists, maps and sets (`size`).
#[diagnostic::on_unimplemented(
    message = "`size` has no meaning for `{Self}`",
    label = "neither a string, binary, a list, a map nor a set",
    note = "compare the value itself, with `eq`, `gt` or `between`"
)]
pub trait Measurable {}

/// Structs whose attributes are declared: those under `#[derive(DynamoDocument)]`. Editors offer `dot` for their paths alone.
#[doc(hidden)]
pub trait Document {}

/// Numbers: `increment` and `decrement` count with them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not stored as a number",
    label = "not a number",
    note = "`increment` and `decrement` count; to replace a value of another type use `set`"
)]
pub trait NumberAttribute {
    /// The type of the change: the attribute's own. If the attribute is not a number, rustc reports that alone and not
    /// the operand, too.
    #[doc(hidden)]
    type Number;
}

/// Lists: elements can be added to them and reached by position.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not stored as a list",
    label = "not a list",
    note = "to add elements to a set use `add`; to add an entry to a map use `set` with `entry`"
)]
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

// Otherwise rustc would list some of these types under the message of the trait.
#[diagnostic::do_not_recommend]
impl<C: Collection> SetAttribute for Set<C> {
    type Collection = C;
    type Element = C::Element;
}

#[diagnostic::do_not_recommend]
impl NumberAttribute for Any {
    type Number = Self;
}

#[diagnostic::do_not_recommend]
impl ListAttribute for Any {
    type Element = Any;
}

macro_rules! text {
    ($($type:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl Ordered for $type {}
        #[diagnostic::do_not_recommend]
        impl Measurable for $type {}
        #[diagnostic::do_not_recommend]
        impl Prefixed for $type { type Prefix = String; }
        #[diagnostic::do_not_recommend]
        impl Contains for $type { type Element = String; }
    )*};
}
text!(String, &str, Cow<'_, str>, Box<str>, std::sync::Arc<str>, std::rc::Rc<str>);

#[diagnostic::do_not_recommend]
impl Ordered for char {}

macro_rules! number {
    ($($type:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl Ordered for $type {}
        #[diagnostic::do_not_recommend]
        impl NumberAttribute for $type { type Number = Self; }
    )*};
}
number!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64, crate::codec::number::Number);

#[cfg(feature = "uuid")]
#[diagnostic::do_not_recommend]
impl Ordered for uuid::Uuid {}
#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl Ordered for chrono::NaiveDate {}
#[cfg(feature = "jiff")]
#[diagnostic::do_not_recommend]
impl Ordered for jiff::civil::Date {}

#[diagnostic::do_not_recommend]
impl<B> Ordered for Blob<B> {}
#[diagnostic::do_not_recommend]
impl<B> Measurable for Blob<B> {}
#[diagnostic::do_not_recommend]
impl<B> Prefixed for Blob<B> {
    type Prefix = Blob<Vec<u8>>;
}
macro_rules! bytes_prefixed {
    ($($type:ty $(, $size:ident)?);*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$(const $size: usize)?> Prefixed for $type { type Prefix = Blob<Vec<u8>>; }
    )*};
}
bytes_prefixed!(Vec<u8>; Box<[u8]>; bytes::Bytes; [u8; N], N);

#[diagnostic::do_not_recommend]
impl<B> Contains for Blob<B> {
    type Element = Blob<Vec<u8>>;
}

#[diagnostic::do_not_recommend]
impl<F: Ordered, A> Ordered for Custom<F, A> {}
#[diagnostic::do_not_recommend]
impl<F: Measurable, A> Measurable for Custom<F, A> {}

#[diagnostic::do_not_recommend]
impl<C: Collection> Contains for Set<C> {
    type Element = C::Element;
}
#[diagnostic::do_not_recommend]
impl<C> Measurable for Set<C> {}

macro_rules! list {
    ($($type:ty $(, $size:ident)?);*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T $(, const $size: usize)?> ListAttribute for $type { type Element = T; }
        #[diagnostic::do_not_recommend]
        impl<T $(, const $size: usize)?> Contains for $type { type Element = T; }
        #[diagnostic::do_not_recommend]
        impl<T $(, const $size: usize)?> Measurable for $type {}
    )*};
}
list!(Vec<T>; VecDeque<T>; Box<[T]>; [T; N], N);

#[diagnostic::do_not_recommend]
impl<K, T, S> MapAttribute for HashMap<K, T, S> {
    type Value = T;
}
#[diagnostic::do_not_recommend]
impl<K, T, S> Measurable for HashMap<K, T, S> {}
#[diagnostic::do_not_recommend]
impl<K, T> MapAttribute for BTreeMap<K, T> {
    type Value = T;
}
#[diagnostic::do_not_recommend]
impl<K, T> Measurable for BTreeMap<K, T> {}
