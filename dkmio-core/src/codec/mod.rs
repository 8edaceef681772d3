//! The item codec: serde values to and from DynamoDB values and DynamoDB JSON.
//!
//! [`to_item`] and [`from_item`] convert whole items, [`to_value`] and [`from_value`] single attribute values, and [`Item`] is
//! the free-form item, which any struct can flatten to keep what it does not declare. The codec knows no request and no client.
//!
//! # How Rust types are stored
//!
//! | Rust | DynamoDB |
//! |---|---|
//! | `None` in a field or a map value | the attribute is absent |
//! | `None` inside a list, array or tuple | `NULL`, since a position cannot be absent; it is read back as `None` |
//! | `()`, unit structs | `NULL` |
//! | integers up to 128 bits, `f32`, `f64` | `N`, as text; more than 38 digits, NaN and infinity are errors |
//! | [`Number`](number::Number), fields under `#[serde(with = "dkmio::number")]` | `N`, with all digits |
//! | `bool` / `String`, `&str`, `char`, unit enum variants | `BOOL` / `S` |
//! | fields under `#[serde(with = "dkmio::text")]` | `S`, as the value displays itself |
//! | `Vec<u8>`, `[u8; N]`, `&[u8]` and other byte buffers | `B`, empty ones too |
//! | [`Vector<N>`](Vector), other sequences and tuples | `L` |
//! | structs, maps | `M`; keys are strings, numbers of any size, `bool`, `char` or unit enum variants |
//! | enum variants with data | `M` with the variant's name as its one key, unless serde is told otherwise |
//! | fields under `#[serde(with = "dkmio::set", default)]`, [`Set`](set::Set) | `SS`, `NS`, `BS`; an empty set is absent |
//! | fields under `serde_dynamo`'s `string_set`, `number_set`, `binary_set` | the same |
//!
//! Any sequence of `u8` is bytes to serde, so `BTreeSet<u8>` and `(u8, u8)` are stored as `B` as well (and read back from it).
//! Types of other crates are stored as their serde implementation writes them: a `rust_decimal::Decimal`, for example, is a
//! string unless its field is under `dkmio::number`. No derive sees a value that is passed to [`Item::with`] or to an untyped
//! path, so wrap a decimal in a [`Number`](number::Number) there.
//!
//! # What is read
//!
//! Reading is tolerant where nothing is lost by it: `NULL` reads as `None`, a set as a list, a list as a set, a list of numbers as
//! bytes, and `5.0` as `5`. Everything else has to be of the type that was asked for. A field that another program may set to
//! `NULL` is therefore an `Option`; a Python program, for example, stores `NULL` for `None`. When such an item is put back, `NULL`
//! becomes absent, and a list under a set field becomes a set. A flattened [`Item`] keeps both as they were.
//!
//! # What serde's buffer can carry
//!
//! Behind `#[serde(flatten)]`, untagged and internally tagged enums serde buffers what it reads in a form without sets, without
//! bytes apart from lists, with numbers of at most 64 bits, and with text for every key of a map. dkmio reads past these limits:
//!
//! - An [`Item`] is exact, and so are [`Number`](number::Number) and fields under `dkmio::number`. Two different numbers of one
//!   item that have the same nearest `f64` cannot be told apart there, and are an error.
//! - Typed fields read sets, bytes, and maps with keys of up to 64 bits as usual.
//! - A type that takes any value, such as `serde_json::Value`, gets a number for a number: a 64-bit or 128-bit integer, or else
//!   the nearest `f64`. It never gets a string. Where the buffer or the type refuses 128 bits, it gets the `f64`.
//!
//! serde cannot read `i128` and `u128` fields, or maps with such keys, behind the buffer. Use `dkmio::number` for the fields.
#![doc = include_str!("serde_dynamo.md")]

mod any;
mod attribute_value;
pub mod binary;
pub mod bytes_as_list;
mod error;
mod item;
#[doc(hidden)]
pub mod json;
mod key_value;
pub(crate) mod magic_names;
pub mod number;
mod one_line;
mod path;
mod same;
pub mod set;
mod sidecar;
mod size;
#[cfg(test)]
mod tests;
pub mod text;
mod vector;

pub(crate) use any::{AnyValue, AnyValueRef};
pub(crate) use attribute_value::{LATEST_TTL, is_ttl};
pub use attribute_value::{from_absent, from_item, from_value, to_item, to_value};
pub(crate) use error::kind;
pub use error::{DecodeError, EncodeError};
pub use item::{IntoIter, Item, Iter};
pub(crate) use key_value::KeyValue;
pub(crate) use one_line::OneLine;
pub use path::PathStep;
pub(crate) use same::{is_same_map, is_same_value};
pub(crate) use size::{CONTAINER, ELEMENT, number_size};
pub use size::{MAX_ITEM_SIZE, MAX_NAME_SIZE, item_size, value_size};
pub use vector::{Vector, VectorLengthError};
