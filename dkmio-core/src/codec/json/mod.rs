//! DynamoDB JSON, without the SDK's maps in between: responses are decoded from their text, requests are encoded into theirs.
//!
//! The rules are those of `codec::attribute_value`. A value that the fast paths here do not handle goes there.

mod arena;
mod consumed_capacity;
mod decode;
mod encode;
mod envelope;
mod given;
mod parse;
mod reader;
mod stored_value;
mod whole;

pub use arena::ItemArena;
pub(crate) use decode::{Attributes, find_inside};
pub use decode::{from_text, read_borrowed, read_borrowed_in, read_item};
pub use encode::{ItemText, item_to_text, to_text};
pub(crate) use encode::{ObjectWriter, item_to_sorted_text, push_quoted, with_text};
pub use envelope::{
    Envelope, FailedStatement, SearchEnvelope, read_batch_get, read_batch_statements, read_envelope, read_search,
    read_transact_get,
};
pub(crate) use given::{check_item, read_given_item};
pub use parse::item as parse_item;
pub(crate) use parse::{
    attributes as read_attributes, key_values, key_values_until, list_elements, map_entries, object_members,
    selected_values, without_attributes,
};
pub use reader::Reader;
pub use stored_value::StoredValue;
pub(crate) use whole::{as_utf8, as_utf8_of_file, read_whole, without_mark};
