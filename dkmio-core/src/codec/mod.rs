//! The item codec: serde values to and from DynamoDB items.
//!
//! [`to_item`] and [`from_item`] convert whole items, [`to_value`] and [`from_value`] single attribute values, and [`Item`] is
//! the free-form item, which any struct can flatten to keep what it does not declare.
//!
//! # How Rust types are stored
//!
//! | Rust | DynamoDB |
//! |---|---|
//! | `None` in a field or a map value | the attribute is absent; never `NULL` |
//! | `None` inside a list, tuple or set | an error: a list cannot hold an absent element |
//! | `()`, unit structs | `NULL` |
//! | integers up to 128 bits, `f32`, `f64` | `N`, as text; more than 38 digits, NaN and infinity are errors |
//! | `bool` / `String`, `&str`, `char`, unit enum variants | `BOOL` / `S` |
//! | `Vec<u8>`, `[u8; N]`, `&[u8]` and other byte buffers | `B`; an empty one needs [`binary`] |
//! | other sequences and tuples | `L` |
//! | structs, maps | `M`; keys are strings, integers, `bool`, `char` or unit enum variants |
//! | enum variants with data | `M` with the variant's name as its one key, unless serde is told otherwise |
//! | fields marked `#[serde(with = "dkmio::set", default)]` | `SS`, `NS`, `BS`; an empty set is absent ([`set`]) |
//!
//! Any sequence of `u8` is bytes to serde, so `BTreeSet<u8>` and `(u8, u8)` are stored as `B` as well (and read back from it).
//!
//! # What serde's buffer can carry
//!
//! Behind `#[serde(flatten)]`, untagged and internally tagged enums serde buffers what it reads in a form without sets, without
//! bytes apart from lists, and with numbers of at most 64 bits. An [`Item`] read out of that buffer is exact all the same; typed
//! fields read sets and bytes as usual. A number that neither 64-bit integers nor the shortest form of an `f64` denote exactly
//! is handed on as its text, which decimal types read exactly; where that does not decode, the whole is read again with such
//! numbers rounded to `f64`, as few of them as will do (beyond 32 of them, all the others). `i128` and `u128` fields cannot be read behind the buffer: serde refuses them.

mod any;
mod attribute_value;
pub mod binary;
mod error;
mod item;
#[doc(hidden)]
pub mod json;
mod key_value;
pub(crate) mod magic_names;
pub mod number;
mod one_line;
mod path;
pub mod set;
mod sidecar;
mod size;

pub(crate) use any::{AnyValue, AnyValueRef};
pub use attribute_value::{from_absent, from_item, from_value, to_item, to_value};
pub use error::{DecodeError, EncodeError};
pub use item::{IntoIter, Item, Iter};
pub(crate) use key_value::KeyValue;
pub(crate) use one_line::OneLine;
pub use path::Segment;
pub(crate) use size::{CONTAINER, ELEMENT, number_size};
pub use size::{MAX_ITEM_SIZE, item_size, value_size};
