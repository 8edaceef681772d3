//! Items as DynamoDB JSON, in any spelling that JSON allows.

use aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::Item;

/// How a text is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// As DynamoDB writes it.
    Compact,
    /// With white space wherever it may be.
    Spaced,
    /// Every character of every string as an escape, also in the names of attributes and types.
    Escaped,
    /// Strings escaped, names of attributes and types as they are.
    EscapedValues,
}

pub(crate) const SPELLINGS: [Spelling; 4] =
    [Spelling::Compact, Spelling::Spaced, Spelling::Escaped, Spelling::EscapedValues];

pub(crate) fn item_text(item: &Item, spelling: Spelling) -> String {
    let mut out = String::new();
    Writer { spelling, out: &mut out }.object(item.iter());
    out
}

struct Writer<'o> {
    spelling: Spelling,
    out: &'o mut String,
}

impl Writer<'_> {
    fn space(&mut self) {
        if self.spelling == Spelling::Spaced {
            self.out.push_str(" \n\t");
        }
    }

    fn token(&mut self, token: &str) {
        self.space();
        self.out.push_str(token);
        self.space();
    }

    fn string(&mut self, text: &str, escaped: bool) {
        self.space();
        if escaped {
            self.out.push('"');
            for unit in text.encode_utf16() {
                self.out.push_str(&format!("\\u{unit:04x}"));
            }
            self.out.push('"');
        } else {
            self.out.push_str(&serde_json::to_string(text).unwrap());
        }
        self.space();
    }

    fn name(&mut self, text: &str) {
        self.string(text, self.spelling == Spelling::Escaped);
        self.token(":");
    }

    fn text(&mut self, text: &str) {
        self.string(text, matches!(self.spelling, Spelling::Escaped | Spelling::EscapedValues));
    }

    fn object<'v>(&mut self, entries: impl Iterator<Item = (&'v str, &'v AttributeValue)>) {
        self.token("{");
        for (at, (name, value)) in entries.enumerate() {
            if at > 0 {
                self.token(",");
            }
            self.name(name);
            self.value(value);
        }
        self.token("}");
    }

    fn array<T>(&mut self, elements: &[T], write: impl Fn(&mut Self, &T)) {
        self.token("[");
        for (at, element) in elements.iter().enumerate() {
            if at > 0 {
                self.token(",");
            }
            write(self, element);
        }
        self.token("]");
    }

    fn value(&mut self, value: &AttributeValue) {
        let base64 = |bytes: &[u8]| base64_simd::STANDARD.encode_to_string(bytes);
        self.token("{");
        match value {
            AttributeValue::S(text) => (self.name("S"), self.text(text)).1,
            AttributeValue::N(text) => (self.name("N"), self.text(text)).1,
            AttributeValue::B(bytes) => (self.name("B"), self.string(&base64(bytes.as_ref()), false)).1,
            AttributeValue::Bool(value) => (self.name("BOOL"), self.token(&value.to_string())).1,
            AttributeValue::Null(value) => (self.name("NULL"), self.token(&value.to_string())).1,
            AttributeValue::L(list) => (self.name("L"), self.array(list, Self::value)).1,
            AttributeValue::M(map) => {
                self.name("M");
                self.object(map.iter().map(|(name, value)| (name.as_str(), value)));
            }
            AttributeValue::Ss(texts) => (self.name("SS"), self.array(texts, |w, text| w.text(text))).1,
            AttributeValue::Ns(texts) => (self.name("NS"), self.array(texts, |w, text| w.text(text))).1,
            AttributeValue::Bs(blobs) => {
                self.name("BS");
                self.array(blobs, |w, bytes| w.string(&base64(bytes.as_ref()), false));
            }
            other => panic!("unknown {other:?}"),
        }
        self.token("}");
    }
}
