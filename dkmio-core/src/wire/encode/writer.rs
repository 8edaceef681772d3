//! The text of an item in the making, and its size by DynamoDB's accounting.

use std::fmt::{Display, Write as _};

use aws_sdk_dynamodb::types::AttributeValue;

use crate::value::{CONTAINER, ELEMENT, number_size};

/// The text written so far.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub(super) text: String,
    /// What DynamoDB counts for it, in bytes.
    pub(super) size: usize,
    /// Where in the text the names of entries are, of the maps that are open.
    pub(super) names: Vec<(usize, usize)>,
    /// Whether an attribute of the item itself is an empty list.
    pub(super) has_empty_list: bool,
}

/// A place to go back to.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    text: usize,
    size: usize,
    names: usize,
}

impl Writer {
    pub(super) fn mark(&self) -> Mark {
        Mark { text: self.text.len(), size: self.size, names: self.names.len() }
    }

    /// Takes back what was written since.
    pub(super) fn take_back(&mut self, mark: Mark) {
        self.text.truncate(mark.text);
        self.names.truncate(mark.names);
        self.size = mark.size;
    }

    /// A string value.
    pub(super) fn string(&mut self, text: &str) {
        self.text.push_str("{\"S\":");
        self.quoted(text);
        self.text.push('}');
        self.size += text.len();
    }

    /// A number whose text is known to be fit.
    pub(super) fn number(&mut self, number: impl Display) {
        self.text.push_str("{\"N\":\"");
        let start = self.text.len();
        // writing into a string cannot fail
        let _ = write!(self.text, "{number}");
        self.size += number_size(self.text.get(start..).unwrap_or_default());
        self.text.push_str("\"}");
    }

    pub(super) fn boolean(&mut self, value: bool) {
        self.text.push_str(if value { "{\"BOOL\":true}" } else { "{\"BOOL\":false}" });
        self.size += 1;
    }

    pub(super) fn null(&mut self) {
        self.text.push_str("{\"NULL\":true}");
        self.size += 1;
    }

    pub(super) fn binary(&mut self, bytes: &[u8]) {
        self.text.push_str("{\"B\":\"");
        self.base64(bytes);
        self.text.push_str("\"}");
        self.size += bytes.len();
    }

    fn base64(&mut self, bytes: &[u8]) {
        base64_simd::STANDARD.encode_append(bytes, &mut self.text);
    }

    /// The size of the start of a list or a map.
    pub(super) fn container(&mut self) {
        self.size += CONTAINER;
    }

    /// The size of an element, besides itself.
    pub(super) fn element(&mut self) {
        self.size += ELEMENT;
    }

    /// A name and its colon; `counted` is where names of its map are compared.
    pub(super) fn name(&mut self, name: &str) {
        let start = self.text.len();
        self.quoted(name);
        self.names.push((start, self.text.len()));
        self.text.push(':');
        self.size += name.len();
    }

    /// Whether two of the names since `base` are the same; forgets them.
    pub(super) fn has_same_names(&mut self, base: usize) -> bool {
        let names = self.names.get(base..).unwrap_or_default();
        let name = |&(start, end): &(usize, usize)| self.text.get(start..end);
        let same = if names.len() <= 24 {
            let mut pairs = names.iter().enumerate();
            pairs.any(|(at, one)| {
                let len = one.1 - one.0;
                names.iter().take(at).any(|other| other.1 - other.0 == len && name(other) == name(one))
            })
        } else {
            let mut sorted: Vec<_> = names.iter().map(name).collect();
            sorted.sort_unstable();
            sorted.windows(2).any(|pair| matches!(pair, [one, other] if one == other))
        };
        self.names.truncate(base);
        same
    }

    /// A JSON string.
    pub(super) fn quoted(&mut self, text: &str) {
        self.text.push('"');
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
            let (plain, special) = rest.split_at(at);
            self.text.push_str(plain);
            let mut characters = special.chars();
            self.escape(characters.next());
            rest = characters.as_str();
        }
        self.text.push_str(rest);
        self.text.push('"');
    }

    #[cold]
    fn escape(&mut self, character: Option<char>) {
        match character {
            Some('"') => self.text.push_str("\\\""),
            Some('\\') => self.text.push_str("\\\\"),
            Some('\n') => self.text.push_str("\\n"),
            Some('\r') => self.text.push_str("\\r"),
            Some('\t') => self.text.push_str("\\t"),
            Some(control) => {
                let _ = write!(self.text, "\\u{:04x}", u32::from(control));
            }
            None => {}
        }
    }

    /// An attribute value as it is; false when it is of a type this version does not know.
    pub(super) fn value(&mut self, value: &AttributeValue) -> bool {
        match value {
            AttributeValue::S(text) => self.string(text),
            AttributeValue::N(text) => {
                self.text.push_str("{\"N\":");
                self.quoted(text);
                self.text.push('}');
                self.size += number_size(text);
            }
            AttributeValue::B(bytes) => self.binary(bytes.as_ref()),
            AttributeValue::Bool(value) => self.boolean(*value),
            AttributeValue::Null(_) => self.null(),
            AttributeValue::Ss(texts) => self.set("SS", texts, |writer, text| {
                writer.quoted(text);
                writer.size += text.len();
            }),
            AttributeValue::Ns(texts) => self.set("NS", texts, |writer, text| {
                writer.quoted(text);
                writer.size += number_size(text);
            }),
            AttributeValue::Bs(blobs) => self.set("BS", blobs, |writer, bytes| {
                writer.text.push('"');
                writer.base64(bytes.as_ref());
                writer.text.push('"');
                writer.size += bytes.as_ref().len();
            }),
            AttributeValue::L(list) => return self.list(list),
            AttributeValue::M(map) => {
                self.text.push_str("{\"M\":");
                self.container();
                let known = self.attributes(map, true);
                self.text.push('}');
                return known;
            }
            _ => return false,
        }
        true
    }

    fn set<T>(&mut self, kind: &str, elements: &[T], write: impl Fn(&mut Self, &T)) {
        let _ = write!(self.text, "{{\"{kind}\":[");
        for (at, element) in elements.iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            write(self, element);
        }
        self.text.push_str("]}");
    }

    fn list(&mut self, list: &[AttributeValue]) -> bool {
        self.text.push_str("{\"L\":[");
        self.container();
        for (at, value) in list.iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            self.element();
            if !self.value(value) {
                return false;
            }
        }
        self.text.push_str("]}");
        true
    }

    /// The entries of a map, or the attributes of an item, in braces.
    pub(super) fn attributes(
        &mut self,
        map: &std::collections::HashMap<String, AttributeValue>,
        are_elements: bool,
    ) -> bool {
        self.text.push('{');
        for (at, (name, value)) in map.iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            self.quoted(name);
            self.text.push(':');
            self.size += name.len();
            if are_elements {
                self.element();
            }
            if !self.value(value) {
                return false;
            }
        }
        self.text.push('}');
        true
    }
}
