//! DynamoDB JSON on the wire, without the SDK's maps in between: answers are decoded from their bytes, requests are encoded
//! into theirs.
//!
//! What is read and written is what [`value`](crate::codec) reads and writes, by the same rules.

mod arena;
mod consumed_capacity;
mod decode;
mod encode;
mod envelope;
mod parse;
mod reader;

pub use arena::Aside;
pub use decode::{from_text, read_beside, read_borrowed, read_item};
pub(crate) use encode::with_text;
pub use encode::{ItemText, item_to_text, to_text};
pub(crate) use envelope::body_text;
pub use envelope::{Answer, answer, batch_answer, transaction_answer};
pub use parse::item as parse_item;
pub(crate) use parse::{attributes as read_attributes, key_values, without_attributes};
pub use reader::Reader;
