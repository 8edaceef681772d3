//! Key templates: keys that are rendered from stored values, as data.
//!
//! A template is pure: it renders a key from values, reads the values back from a key, and turns a range on one part
//! into bounds of the whole key. It does not know structs, requests or expressions.
//!
//! Templates are injective: different parts never render to the same key, except parts that a lossy form makes equal. A part is
//! never empty, and it never contains the delimiter, the first character of the text after it, NUL or U+10FFFF. Each part
//! therefore ends where that character stands, and a key with U+10FFFF at its end sorts after every key with the same start.

mod form;
mod overlap;
mod parse;
mod part;
mod range;
mod render;
mod shard;

pub use form::{Case, Form, PartForm, Unit};
pub use overlap::{is_same_text, may_overlap};
pub use part::Part;
pub use range::{KeyBounds, PartRange};

use crate::key::{KeyText, KeyType, PartType};

/// A key attribute that is rendered from other attributes: `PK = "TENANT#{tenant}"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// The stored name of the key attribute that it renders.
    pub key: &'static str,
    /// The type of the key attribute. A number has a single part and no text.
    pub key_type: KeyType,
    /// The character that separates the parts of the keys of its table.
    pub delimiter: char,
    /// Text and parts, in order. Two parts have text between them.
    pub elements: &'static [Element],
    /// The template with `*` for every part, and `**` for a part that may contain the delimiter. A truncated timestamp is a pattern of its
    /// own, such as `*-*-*`, because the delimiter may be `-`.
    pub pattern: &'static str,
    /// The template as it is written, for `explain`.
    pub source: &'static str,
}

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// Text that stands in every key.
    Text(&'static str),
    /// The value of an attribute.
    Part(Part),
}

impl Template {
    /// Returns the parts of the key, in order.
    pub fn parts(&self) -> impl Iterator<Item = &'static Part> + Clone + use<> {
        self.elements.iter().filter_map(|element| match element {
            Element::Part(part) => Some(part),
            Element::Text(_) => None,
        })
    }

    /// Returns the text before the first part.
    #[must_use]
    pub fn leading_text(&self) -> &'static str {
        match self.elements.first() {
            Some(Element::Text(text)) => text,
            _ => "",
        }
    }

    /// Returns whether the attribute is a number, which is the part itself.
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.key_type == KeyType::Number
    }

    /// Returns the text after the element at a position, empty if the key ends there.
    fn text_after(&self, at: usize) -> &'static str {
        match self.elements.get(at + 1) {
            Some(Element::Text(text)) => text,
            _ => "",
        }
    }
}

/// Returns whether keys sort by a part of this form and type, if `after` is the text after it: the part can then have a
/// range condition.
///
/// Text of a fixed length sorts wherever it stands. Other text does at the end of a key, and before more text if every character
/// of it sorts after the first one of that text.
#[must_use]
pub const fn sorts(form: &PartForm, text: KeyText, part_type: PartType, after: &str) -> bool {
    match form.form {
        Form::Sorted | Form::Padded(_) | Form::Truncated(_) | Form::Rest => true,
        // Digits without zeros, percent signs and hashes sort otherwise than the values that they stand for.
        Form::Unpadded | Form::Escaped | Form::Raw | Form::Shard(_) => false,
        Form::Plain => match (part_type, text) {
            // Texts of one length and alphabet, such as UUIDs, are compared at their own positions, whatever follows.
            (PartType::String, KeyText::Fixed(_)) => true,
            (PartType::String, _) => after.is_empty(),
            // As text `10` sorts before `9`. A range of booleans is one of them, or both.
            (PartType::Number | PartType::Binary | PartType::Boolean, _) => false,
        },
    }
}
