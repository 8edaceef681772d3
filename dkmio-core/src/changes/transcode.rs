//! Any input of serde as JSON text, so that the reader for text decodes events as well.
//!
//! `lambda_runtime` passes events through serde. Reading a record as `serde_json::value::RawValue` would need serde_json itself and
//! its feature `raw_value`, and would not work with other formats.

use std::fmt::{self, Write as _};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::codec::json::push_quoted;

/// The name under which serde_json passes a number with all its digits, if its feature `arbitrary_precision` is enabled anywhere. It is
/// written here as a member begins.
const EXACT_NUMBER: &str = "\"$serde_json::private::Number\":";

/// Writes the input as JSON.
pub(super) fn to_json<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let mut text = String::new();
    Transcoder(&mut text).deserialize(deserializer)?;
    Ok(text)
}

struct Transcoder<'t>(&'t mut String);

impl<'de> DeserializeSeed<'de> for Transcoder<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Transcoder<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event with `Records`, or a list of records")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        push_quoted(self.0, text);
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.0.push_str(itoa::Buffer::new().format(value));
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.0.push_str(itoa::Buffer::new().format(value));
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        write!(self.0, "{value}").map_err(E::custom)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.push_str("null");
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.push('[');
        let start = self.0.len();
        loop {
            let end = self.0.len();
            if end > start {
                self.0.push(',');
            }
            // Only the attempt to read tells whether another element follows. If none does, the comma is removed again.
            if seq.next_element_seed(Transcoder(self.0))?.is_none() {
                self.0.truncate(end);
                break;
            }
        }
        self.0.push(']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let before = self.0.len();
        self.0.push('{');
        let start = self.0.len();
        loop {
            let end = self.0.len();
            if end > start {
                self.0.push(',');
            }
            if map.next_key_seed(Name(self.0))?.is_none() {
                self.0.truncate(end);
                break;
            }
            self.0.push(':');
            map.next_value_seed(Transcoder(self.0))?;
            if end == start
                && let Some(digits) = self.0.get(start..).and_then(exact_number)
            {
                let digits = digits.to_owned();
                self.0.truncate(before);
                self.0.push_str(&digits);
                return Ok(());
            }
        }
        self.0.push('}');
        Ok(())
    }
}

/// The name of a member.
struct Name<'t>(&'t mut String);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(Transcoder(self.0))
    }
}

/// Returns the digits of a number that serde_json passes as a map with this one member.
///
/// An attribute of an item may have the same name. Its value is a map, and never a string.
fn exact_number(member: &str) -> Option<&str> {
    let digits = member.strip_prefix(EXACT_NUMBER)?.strip_prefix('"')?.strip_suffix('"')?;
    let is_part = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
    digits.bytes().all(is_part).then_some(digits)
}
