//! Serde values to and from the SDK's attribute values. The result of a faster codec counts only if it succeeded, so every error comes from
//! this one.

mod decode;
mod encode;

pub(crate) use decode::{
    Binary, Context, Decoder, Elements, Entries, LATEST_TTL, ValueSource, View, decode_once, is_optional_ttl, is_ttl,
    visit_list, visit_map, visit_struct, visit_variant,
};
pub use decode::{from_absent, from_item, from_value};
pub(crate) use encode::{Encoder, MAX_DEPTH, is_bytes, key_text};
pub use encode::{to_item, to_value};
