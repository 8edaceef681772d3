//! Writes the body of a request, member by member.

use aws_sdk_dynamodb::types::AttributeValue;

use super::writer::Writer;
use crate::codec::EncodeError;

/// Writes a JSON object. Names of members are written as they are and must not need to be escaped.
#[derive(Debug)]
pub(crate) struct ObjectWriter {
    writer: Writer,
    /// Whether the next member or element is the first in its object or array.
    is_first: bool,
}

impl ObjectWriter {
    /// Begins an object, with room for `capacity` bytes.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        let mut writer = Writer { text: String::with_capacity(capacity), ..Writer::default() };
        writer.text.push('{');
        Self { writer, is_first: true }
    }

    /// Begins the elements of an array, or the members of an object, without the brackets around them.
    pub(crate) fn fragment(capacity: usize) -> Self {
        Self::behind(String::with_capacity(capacity))
    }

    /// Begins elements or members behind a text, without a comma before the first.
    pub(crate) fn behind(text: String) -> Self {
        Self { writer: Writer { text, ..Writer::default() }, is_first: true }
    }

    /// Returns the text of a fragment, with the text behind which it was begun.
    pub(crate) fn into_fragment(self) -> String {
        self.writer.text
    }

    /// Returns the text of the whole object.
    pub(crate) fn finish(mut self) -> String {
        self.writer.text.push('}');
        self.writer.text
    }

    /// Writes the comma before a member or an element, unless it is the first.
    fn separate(&mut self) {
        if !std::mem::replace(&mut self.is_first, false) {
            self.writer.text.push(',');
        }
    }

    fn member(&mut self, name: &str) {
        self.separate();
        self.writer.text.push('"');
        self.writer.text.push_str(name);
        self.writer.text.push_str("\":");
    }

    /// Writes a string.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.member(name);
        self.writer.quoted(text);
    }

    /// Writes a string, if there is one.
    pub(crate) fn optional_text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// Writes a member that is true, or leaves it out.
    pub(crate) fn flag(&mut self, name: &str, is_set: bool) {
        if is_set {
            self.raw(name, "true");
        }
    }

    /// Writes a number.
    pub(crate) fn number(&mut self, name: &str, number: impl itoa::Integer) {
        self.raw(name, itoa::Buffer::new().format(number));
    }

    /// Writes a value that is JSON already.
    pub(crate) fn raw(&mut self, name: &str, json: &str) {
        self.member(name);
        self.writer.text.push_str(json);
    }

    /// Writes an object of attribute values.
    ///
    /// # Errors
    /// Returns an error if a value has a type that this version does not know.
    pub(crate) fn attributes<'n, 'v>(
        &mut self,
        name: &str,
        attributes: impl IntoIterator<Item = (&'n str, &'v AttributeValue)>,
    ) -> Result<(), EncodeError> {
        self.object(name, |object| attributes.into_iter().try_for_each(|(name, value)| object.attribute(name, value)))
    }

    /// Writes an attribute value under a name that may need to be escaped.
    ///
    /// # Errors
    /// Returns an error in the cases of [`attributes`](Self::attributes).
    pub(crate) fn attribute(&mut self, name: &str, value: &AttributeValue) -> Result<(), EncodeError> {
        self.name(name);
        self.value(value)
    }

    fn value(&mut self, value: &AttributeValue) -> Result<(), EncodeError> {
        if self.writer.value(value) { Ok(()) } else { Err(EncodeError::new("an attribute value of unknown type")) }
    }

    /// Writes an array of attribute values.
    ///
    /// # Errors
    /// Returns an error in the cases of [`attributes`](Self::attributes).
    pub(crate) fn values(&mut self, name: &str, values: &[AttributeValue]) -> Result<(), EncodeError> {
        self.array(name, |array| {
            values.iter().try_for_each(|value| {
                array.separate();
                array.value(value)
            })
        })
    }

    /// Writes a number of attribute values, each under `prefix` and its position.
    ///
    /// # Errors
    /// Returns an error in the cases of [`attributes`](Self::attributes).
    pub(crate) fn numbered_values(
        &mut self,
        name: &str,
        prefix: &str,
        values: &[AttributeValue],
    ) -> Result<(), EncodeError> {
        self.object(name, |object| {
            values.iter().enumerate().try_for_each(|(number, value)| {
                object.numbered(prefix, number);
                object.value(value)
            })
        })
    }

    /// Writes a number of strings, each under `prefix` and its position.
    pub(crate) fn numbered_texts(&mut self, name: &str, prefix: &str, texts: &[String]) {
        self.object(name, |object| {
            for (number, text) in texts.iter().enumerate() {
                object.numbered(prefix, number);
                object.writer.quoted(text);
            }
        });
    }

    fn numbered(&mut self, prefix: &str, number: usize) {
        self.separate();
        let text = &mut self.writer.text;
        text.push('"');
        text.push_str(prefix);
        text.push_str(itoa::Buffer::new().format(number));
        text.push_str("\":");
    }

    /// Writes an object that `write` fills.
    pub(crate) fn object<R>(&mut self, name: &str, write: impl FnOnce(&mut Self) -> R) -> R {
        self.member(name);
        self.enclosed('{', write, '}')
    }

    /// Writes an object under a name that may need to be escaped.
    pub(crate) fn object_of<R>(&mut self, name: &str, write: impl FnOnce(&mut Self) -> R) -> R {
        self.name(name);
        self.enclosed('{', write, '}')
    }

    /// Writes an array that `write` fills, under a name that may need to be escaped.
    pub(crate) fn array_of<R>(&mut self, name: &str, write: impl FnOnce(&mut Self) -> R) -> R {
        self.name(name);
        self.enclosed('[', write, ']')
    }

    /// Writes an array that `write` fills.
    pub(crate) fn array<R>(&mut self, name: &str, write: impl FnOnce(&mut Self) -> R) -> R {
        self.member(name);
        self.enclosed('[', write, ']')
    }

    /// Writes JSON as the next element of an array.
    pub(crate) fn raw_element(&mut self, json: &str) {
        self.separate();
        self.writer.text.push_str(json);
    }

    /// Writes an object as the next element of an array.
    pub(crate) fn element<R>(&mut self, write: impl FnOnce(&mut Self) -> R) -> R {
        self.separate();
        self.enclosed('{', write, '}')
    }

    fn name(&mut self, name: &str) {
        self.separate();
        self.writer.quoted(name);
        self.writer.text.push(':');
    }

    fn enclosed<R>(&mut self, open: char, write: impl FnOnce(&mut Self) -> R, close: char) -> R {
        self.writer.text.push(open);
        self.is_first = true;
        let written = write(self);
        self.writer.text.push(close);
        // What was written is itself a member or an element, so a comma precedes the next one.
        self.is_first = false;
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_elements_are_separated() {
        let mut body = ObjectWriter::with_capacity(16);
        body.text("a", "x\"y");
        body.flag("left out", false);
        body.flag("b", true);
        body.number("c", -3);
        body.object("d", |_| ());
        body.array("e", |array| {
            array.element(|object| object.raw("f", "[1]"));
            array.element(|object| object.optional_text("g", None));
        });
        body.object_of("quo\"ted", |object| object.number("h", 1_u8));
        body.numbered_texts("i", "#n", &["one".to_owned(), "two".to_owned()]);
        let values = [AttributeValue::S("s".to_owned()), AttributeValue::Bool(true)];
        body.numbered_values("j", ":v", &values).expect("known types");
        let key = [("k\n", &values[0])];
        body.attributes("k", key).expect("known types");
        let wanted = r##"{"a":"x\"y","b":true,"c":-3,"d":{},"e":[{"f":[1]},{}],"quo\"ted":{"h":1},"##.to_owned()
            + r##""i":{"#n0":"one","#n1":"two"},"j":{":v0":{"S":"s"},":v1":{"BOOL":true}},"k":{"k\n":{"S":"s"}}}"##;
        assert_eq!(body.finish(), wanted);
    }

    #[test]
    fn a_fragment_has_no_comma_before_its_first_element() {
        let mut list = ObjectWriter::behind("[0]".to_owned());
        list.element(|object| object.number("a", 1));
        list.raw_element("2");
        assert_eq!(list.into_fragment(), r#"[0]{"a":1},2"#);
    }
}
