//! Writes the text of an item, and counts its size by DynamoDB's accounting.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::mem;

use aws_sdk_dynamodb::types::AttributeValue;

use super::name::{Name, sign_of, signs_differ};
use crate::codec::json::parse;
use crate::codec::json::reader::Reader;
use crate::codec::{CONTAINER, DecodeError, ELEMENT, number_size, value_size};

/// The text written so far.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub(super) text: String,
    /// The size by DynamoDB's accounting, in bytes.
    pub(super) size: usize,
    /// Where in the text the names of the open maps are.
    pub(super) names: Vec<Name>,
    /// Whether the entries of maps are written in the order of their names.
    pub(super) is_sorted: bool,
    /// Whether a text was escaped.
    pub(super) has_escape: bool,
}

/// How an empty list is written.
const EMPTY_LIST: &str = "{\"L\":[]}";

/// Returns whether JSON requires that the byte is escaped.
fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Returns whether JSON requires that a character of the text is escaped.
#[inline]
pub(super) fn needs_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    if let Some(last) = bytes.last_chunk() {
        // Nearly no text has one, so all words are looked at without a branch for each.
        let special = |word: &[u8; 8]| special_bits(u64::from_le_bytes(*word));
        // The last eight bytes overlap the word before them, so no shorter rest remains.
        return bytes.as_chunks().0.iter().fold(special(last), |found, word| found | special(word)) != 0;
    }
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            // Two halves cover four to seven bytes, and may overlap.
            let [first, last] = [first, last].map(|half: &[u8; 4]| u64::from(u32::from_le_bytes(*half)));
            special_bits(first | last << 32) != 0
        }
        _ => bytes.iter().copied().any(is_special),
    }
}

/// Returns a number other than 0 if one of eight bytes is [special](is_special).
const fn special_bits(word: u64) -> u64 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let quote = word ^ (LOW * b'"' as u64);
    let backslash = word ^ (LOW * b'\\' as u64);
    let control = word.wrapping_sub(LOW * 0x20) & !word;
    let equal = (quote.wrapping_sub(LOW) & !quote) | (backslash.wrapping_sub(LOW) & !backslash);
    (equal | control) & HIGH
}

/// Up to this number, each name is compared with each other one.
// Sorting pays only for many names, such as those of a flattened map.
const MANY_NAMES: usize = 24;

/// A position to return to.
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

    /// Removes the text written since the mark.
    pub(super) fn take_back(&mut self, mark: Mark) {
        self.text.truncate(mark.text);
        self.names.truncate(mark.names);
        self.size = mark.size;
    }

    /// Writes a string value.
    #[inline]
    pub(super) fn string(&mut self, text: &str) {
        self.between("{\"S\":\"", text, "\"}");
        self.size += text.len();
    }

    /// Writes an integer.
    #[inline]
    pub(super) fn integer(&mut self, number: impl itoa::Integer) {
        self.number(itoa::Buffer::new().format(number));
    }

    /// Writes a number. Assumes that DynamoDB can hold it.
    pub(super) fn number(&mut self, number: &str) {
        self.text.push_str("{\"N\":\"");
        self.text.push_str(number);
        self.text.push_str("\"}");
        self.size += number_size(number);
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

    /// Writes a list without elements.
    pub(super) fn empty_list(&mut self) {
        self.text.push_str(EMPTY_LIST);
        self.container();
    }

    /// Removes an empty list that was just written.
    pub(super) fn take_back_empty_list(&mut self) {
        self.text.truncate(self.text.len().saturating_sub(EMPTY_LIST.len()));
        self.size = self.size.saturating_sub(CONTAINER);
    }

    /// Counts the size of a list or a map without its elements.
    pub(super) fn container(&mut self) {
        self.size += CONTAINER;
    }

    /// Counts the size that an element adds to its own.
    pub(super) fn element(&mut self) {
        self.size += ELEMENT;
    }

    /// Writes a name and its colon.
    #[inline]
    pub(super) fn name(&mut self, name: &str) {
        let start = self.text.len();
        self.between("\"", name, "\":");
        self.names.push(Name { start, end: self.text.len() - 1, sign: sign_of(name) });
        self.size += name.len();
    }

    /// Returns whether two of the names since `base` are the same.
    pub(super) fn has_same_names(&self, base: usize) -> bool {
        let names = self.names.get(base..).unwrap_or_default();
        if names.len() > MANY_NAMES {
            // A flattened map may have thousands of names, for which comparing all pairs would take too long.
            let mut sorted: Vec<_> = names.iter().map(|name| self.text_of(name)).collect();
            sorted.sort_unstable();
            return sorted.windows(2).any(|pair| matches!(pair, [one, other] if one == other));
        }
        if signs_differ(names) {
            return false;
        }
        names.iter().enumerate().any(|(at, one)| {
            let before = names.get(..at).unwrap_or_default();
            // Texts are compared only where signs are equal, which those of different names rarely are.
            before.iter().any(|other| other.sign == one.sign)
                && before.iter().any(|other| self.text_of(other) == self.text_of(one))
        })
    }

    /// Returns whether a name differs from its text.
    pub(super) fn has_escaped_name(&self) -> bool {
        let is_escaped = |name: &Name| name.content(&self.text).is_some_and(|content| content.contains('\\'));
        self.has_escape && self.names.iter().any(is_escaped)
    }

    /// Removes attributes of the item. Its names have to be recorded, and written without escapes.
    ///
    /// # Errors
    /// Returns an error if the value of such an attribute cannot be read back.
    pub(super) fn remove(&mut self, is_removed: impl Fn(&str) -> bool) -> Result<(), DecodeError> {
        let mut at = 0;
        while let Some(&name) = self.names.get(at) {
            let content = name.content(&self.text).unwrap_or_default();
            if !is_removed(content) {
                at += 1;
                continue;
            }
            let value = parse::value(&Reader::starting(&self.text, name.end + 1))?;
            self.size = self.size.saturating_sub(content.len() + value_size(&value));
            // A member goes with the comma behind it. The last one goes with the comma before it.
            let range = match (self.names.get(at + 1), at) {
                (Some(next), _) => name.start..next.start,
                (None, 0) => name.start..self.text.len() - 1,
                (None, _) => name.start - 1..self.text.len() - 1,
            };
            let removed = range.len();
            self.text.drain(range);
            self.names.remove(at);
            for later in self.names.iter_mut().skip(at) {
                later.start -= removed;
                later.end -= removed;
            }
        }
        Ok(())
    }

    fn text_of(&self, name: &Name) -> Option<&str> {
        self.text.get(name.start..name.end)
    }

    /// Writes a JSON string.
    pub(super) fn quoted(&mut self, text: &str) {
        self.between("\"", text, "\"");
    }

    /// Writes the content of a JSON string. `before` has to end with its opening quote, and `behind` has to start with its closing one.
    #[inline(always)]
    fn between(&mut self, before: &str, text: &str, behind: &str) {
        self.text.reserve(before.len() + text.len() + behind.len());
        self.text.push_str(before);
        if needs_escape(text) {
            self.escaped(text);
        } else {
            self.text.push_str(text);
        }
        self.text.push_str(behind);
    }

    #[cold]
    fn escaped(&mut self, text: &str) {
        self.has_escape = true;
        let mut rest = text;
        while let Some(at) = rest.bytes().position(is_special) {
            let (plain, special) = rest.split_at(at);
            self.text.push_str(plain);
            let mut characters = special.chars();
            self.escape(characters.next());
            rest = characters.as_str();
        }
        self.text.push_str(rest);
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

    /// Writes an attribute value. Returns false if it is of a type that this version does not know.
    pub(super) fn value(&mut self, value: &AttributeValue) -> bool {
        match value {
            AttributeValue::S(text) => self.string(text),
            // The text comes from the caller and need not be a number, so it may have to be escaped.
            AttributeValue::N(text) => {
                self.text.push_str("{\"N\":");
                self.quoted(text);
                self.text.push('}');
                self.size += number_size(text);
            }
            AttributeValue::B(bytes) => self.binary(bytes.as_ref()),
            AttributeValue::Bool(value) => self.boolean(*value),
            // DynamoDB rejects `NULL` with any value but true.
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

    /// Writes the entries of a map, or the attributes of an item, in braces.
    pub(super) fn attributes(&mut self, map: &HashMap<String, AttributeValue>, are_elements: bool) -> bool {
        if self.is_sorted {
            self.entries(map.iter().collect::<BTreeMap<_, _>>(), are_elements)
        } else {
            self.entries(map, are_elements)
        }
    }

    fn entries<'v>(
        &mut self,
        entries: impl IntoIterator<Item = (&'v String, &'v AttributeValue)>,
        are_elements: bool,
    ) -> bool {
        self.text.push('{');
        for (at, (name, value)) in entries.into_iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            // A `HashMap` has no name twice, so names are not recorded.
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

/// Appends a JSON string.
pub(crate) fn push_quoted(out: &mut String, text: &str) {
    let mut writer = Writer { text: mem::take(out), ..Writer::default() };
    writer.quoted(text);
    *out = writer.text;
}

#[cfg(test)]
mod tests;
