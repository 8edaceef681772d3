//! DynamoDB JSON on the wire, without the SDK's maps in between: answers are decoded from their bytes, requests are encoded
//! into theirs.
//!
//! What is read and written is what [`value`](crate::value) reads and writes, by the same rules.

mod answer;
mod aside;
mod capacity;
mod decode;
mod encode;
mod parse;
mod reader;

pub use answer::{Answer, answer};
pub(crate) use answer::{batch_answer, body_text, transaction_answer};
pub use aside::Aside;
pub use decode::{from_text, read_beside, read_borrowed, read_item};
pub(crate) use encode::with_text;
pub use encode::{ItemText, item_to_text, to_text};
pub use parse::item as parse_item;
pub(crate) use parse::{attributes as read_attributes, key_values};
pub use reader::Reader;
