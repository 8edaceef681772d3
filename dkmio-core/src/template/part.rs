//! A part of a key: its text from a value, and the value from its text.

use aws_sdk_dynamodb::types::AttributeValue;

use super::form::{Form, PartForm};
use super::shard::{shard_of, shard_text, shard_width};
use crate::codec::number;
use crate::key::{KeyError, PartType};

/// Sorts after every text that a part can contain.
pub(super) const LAST: char = '\u{10FFFF}';

/// The surroundings of a part: the delimiter of its table, and the text after the part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings {
    pub(super) delimiter: char,
    pub(super) after: &'static str,
}

impl Surroundings {
    /// Returns the first character of the text after the part, where the part ends.
    pub(super) fn end(&self) -> Option<char> {
        self.after.chars().next()
    }

    /// Returns whether the form `escaped` writes this character as its bytes.
    fn escapes(&self, character: char) -> bool {
        character == '%' || character == self.delimiter || Some(character) == self.end()
    }
}

/// An attribute in a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The name of the field, for messages.
    pub field: &'static str,
    /// The stored name of the attribute.
    pub attribute: &'static str,
    /// The type of the stored attribute.
    pub value_type: PartType,
    /// The form in which the value is written into the key.
    pub form: PartForm,
}

impl Part {
    /// Appends the value to a key.
    ///
    /// # Errors
    /// Returns an error if the part would make keys ambiguous or change their order. It names the field and never the value.
    pub(super) fn write(
        &self,
        value: &AttributeValue,
        surroundings: Surroundings,
        out: &mut String,
    ) -> Result<(), KeyError> {
        match (self.form.form, value) {
            // A number stored as text, or text stored as a number, would have the key of another item.
            _ if !self.has_type(value) => Err(self.misfit(self.expected())),
            (Form::Padded(width), AttributeValue::N(digits)) => self.write_padded(digits, width, out),
            (Form::Plain | Form::Unpadded, AttributeValue::N(digits)) => {
                let digits = plain_number(digits).ok_or_else(|| self.misfit("a number"))?;
                self.write_text(&digits, surroundings, out)
            }
            (Form::Truncated(unit), AttributeValue::S(text)) => {
                // All key forms of timestamps and dates begin with the same fixed positions.
                let kept = text.get(..unit.len()).filter(|kept| is_timestamp(kept));
                out.push_str(kept.ok_or_else(|| self.misfit("a timestamp or a date"))?);
                Ok(())
            }
            (Form::Shard(shards), AttributeValue::S(text)) => {
                out.push_str(&shard_text(shard_of(text, shards), shards));
                Ok(())
            }
            (Form::Shard(shards), AttributeValue::N(digits)) => {
                let digits = plain_number(digits).ok_or_else(|| self.misfit("a number"))?;
                out.push_str(&shard_text(shard_of(&digits, shards), shards));
                Ok(())
            }
            (Form::Plain, AttributeValue::Bool(value)) => {
                out.push_str(boolean_text(*value));
                Ok(())
            }
            (_, AttributeValue::S(text)) => match self.form.case {
                Some(case) => self.write_text(&case.fold(text), surroundings, out),
                None => self.write_text(text, surroundings, out),
            },
            _ => Err(self.misfit(self.expected())),
        }
    }

    fn has_type(&self, value: &AttributeValue) -> bool {
        match self.value_type {
            PartType::String => value.is_s(),
            PartType::Number => value.is_n(),
            PartType::Binary => value.is_b(),
            PartType::Boolean => value.is_bool(),
        }
    }

    /// Returns what the form writes, for messages.
    fn expected(&self) -> &'static str {
        match (self.form.form, self.value_type) {
            // A sign would sort before the digits: `-2` before `-1`, and both in the wrong place.
            (Form::Padded(_), _) => "an unsigned integer",
            (Form::Truncated(_), _) => "a timestamp or a date",
            (Form::Unpadded, _) | (_, PartType::Number) => "a number",
            (_, PartType::Boolean) => "a boolean",
            _ => "a string",
        }
    }

    fn write_padded(&self, digits: &str, width: usize, out: &mut String) -> Result<(), KeyError> {
        let is_integer = |digits: &String| digits.bytes().all(|byte| byte.is_ascii_digit());
        let digits = plain_number(digits).filter(is_integer).ok_or_else(|| self.misfit("an unsigned integer"))?;
        // A longer number would sort among the shorter ones, and could end in the digits of another part.
        if digits.len() > width {
            return Err(KeyError::TooManyDigits { field: self.field.into(), max: width });
        }
        out.extend(std::iter::repeat_n('0', width - digits.len()));
        out.push_str(&digits);
        Ok(())
    }

    fn write_text(&self, text: &str, surroundings: Surroundings, out: &mut String) -> Result<(), KeyError> {
        if self.form.form == Form::Raw {
            out.push_str(text);
            return Ok(());
        }
        if text.is_empty() {
            return Err(KeyError::EmptyPart { field: self.field.into() });
        }
        if !self.surely_takes(text, surroundings) {
            self.check_characters(text, surroundings)?;
        }
        match self.form.form {
            Form::Escaped => text.chars().for_each(|character| push_escaped(character, surroundings, out)),
            _ => out.push_str(text),
        }
        Ok(())
    }

    /// Returns whether a part without an order of its own can contain the text, where bytes tell that without decoding characters.
    /// They do for nearly every text.
    fn surely_takes(&self, text: &str, surroundings: Surroundings) -> bool {
        let bytes = text.as_bytes();
        if self.form.form == Form::Sorted || !text.is_ascii() {
            return false;
        }
        if self.can_hold_ends() {
            return memchr::memchr(0, bytes).is_none();
        }
        // A character of another alphabet cannot be in the text.
        let byte = |character: char| u8::try_from(character).unwrap_or(0);
        let end = surroundings.end().unwrap_or(surroundings.delimiter);
        memchr::memchr3(0, byte(surroundings.delimiter), byte(end), bytes).is_none()
    }

    /// Checks that the part can contain each character of a text.
    fn check_characters(&self, text: &str, surroundings: Surroundings) -> Result<(), KeyError> {
        let is_refused = self.refused(surroundings);
        // A text sorts as it must if no character of it sorts before the end of the part.
        let end = surroundings.end().filter(|_| self.form.form == Form::Sorted);
        let is_unsorted = |character| end.is_some_and(|end| character < end);
        let is_wrong = |&character: &char| is_refused(character) || is_unsorted(character);
        let Some(character) = text.chars().find(is_wrong) else { return Ok(()) };
        let field = self.field.into();
        Err(match end {
            Some(after) if !is_refused(character) => KeyError::UnsortedPart { field, after },
            _ => KeyError::ForbiddenCharacter { field, character },
        })
    }

    /// Returns whether the text of the part may contain what ends other parts.
    fn can_hold_ends(&self) -> bool {
        matches!(self.form.form, Form::Rest | Form::Escaped)
    }

    /// Returns a function that tells whether the part must not contain a character.
    fn refused(&self, surroundings: Surroundings) -> impl Fn(char) -> bool + use<> {
        let can_hold_ends = self.can_hold_ends();
        let delimiter = surroundings.delimiter;
        let end = surroundings.end().unwrap_or(delimiter);
        move |character| {
            // The bounds of ranges rely on the absence of these two characters; see `range`.
            let is_bound = character == '\0' || character == LAST;
            is_bound || !can_hold_ends && (character == delimiter || character == end)
        }
    }

    /// Returns the text of a part in a folded form, from its text in a key. Folded once more it is written in the same way.
    pub(super) fn folded_text(&self, text: &str) -> Option<String> {
        match self.form.form {
            Form::Escaped => unescaped(text),
            _ => Some(text.to_owned()),
        }
    }

    fn misfit(&self, expected: &'static str) -> KeyError {
        KeyError::PartForm { field: self.field.into(), expected }
    }

    /// Reads the part back from its text in a key. Returns `None` if this form cannot have written the text, and
    /// `Some(None)` if the text does not tell the value.
    pub(super) fn read(&self, text: &str, surroundings: Surroundings) -> Option<Option<AttributeValue>> {
        let is_text = || !text.is_empty() && !text.chars().any(self.refused(surroundings));
        let string = |text: String| Some(AttributeValue::S(text));
        Some(match (self.form.form, self.value_type) {
            (_, PartType::Boolean) => {
                let value = [false, true].into_iter().find(|value| boolean_text(*value) == text);
                Some(AttributeValue::Bool(value?))
            }
            (Form::Padded(width), _) => {
                let is_padded = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
                let digits = is_padded.then(|| text.trim_start_matches('0'))?;
                Some(AttributeValue::N(if digits.is_empty() { "0" } else { digits }.to_owned()))
            }
            (Form::Plain | Form::Unpadded, PartType::Number) => {
                // `01` and `1E2` are numbers, but not as this form writes them.
                Some(AttributeValue::N(plain_number(text).filter(|plain| plain == text)?))
            }
            (Form::Truncated(unit), _) => (text.len() == unit.len() && is_timestamp(text)).then_some(None)?,
            (Form::Shard(shards), _) => {
                let is_shard = text.len() == shard_width(shards) && text.bytes().all(|byte| byte.is_ascii_digit());
                (is_shard && text.parse::<usize>().is_ok_and(|shard| shard < shards)).then_some(None)?
            }
            (Form::Raw, _) => None,
            (Form::Escaped, _) => {
                // Only the text that this form writes for a value is read, so that equal values have equal keys.
                let writes_it = |value: &String| {
                    let mut again = String::new();
                    self.write_text(value, surroundings, &mut again).is_ok() && again == text
                };
                let value = unescaped(text).filter(writes_it)?;
                match self.form.case {
                    None => string(value),
                    // The value is written in folded letters, from which it cannot be read.
                    Some(case) => case.has_folded(&value).then_some(None)?,
                }
            }
            _ if !is_text() => return None,
            _ => match self.form.case {
                None => string(text.to_owned()),
                Some(case) => case.has_folded(text).then_some(None)?,
            },
        })
    }
}

/// Returns the text of a boolean in a key.
fn boolean_text(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// Returns whether the text is the beginning of a timestamp: `2025`, `2025-01`, `2025-01-31` or `2025-01-31T08`.
fn is_timestamp(text: &str) -> bool {
    text.bytes().zip(b"0000-00-00T00").all(|(byte, form)| match form {
        b'0' => byte.is_ascii_digit(),
        form => byte == *form,
    })
}

/// The largest power of ten that a number can have (Developer Guide, "Supported data types and naming rules").
const MAX_EXPONENT: usize = 130;

/// Returns the one text of a number without an exponent: `1200`, `-0.5`.
fn plain_number(text: &str) -> Option<String> {
    let canonical = number::canonical(text).ok()?;
    let Some((digits, exponent)) = canonical.split_once('E') else { return Some(canonical) };
    let exponent: i32 = exponent.parse().ok()?;
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    // Without a limit a few characters could ask for gigabytes of zeros.
    let shift = usize::try_from(exponent.unsigned_abs()).ok().filter(|shift| *shift <= MAX_EXPONENT)?;
    if exponent >= 0 {
        return Some([sign, digits, &"0".repeat(shift)].concat());
    }
    // A digit stands before the point, as in `0.5`.
    let padded = ["0".repeat((shift + 1).saturating_sub(digits.len())).as_str(), digits].concat();
    let (whole, fraction) = padded.split_at_checked(padded.len().checked_sub(shift)?)?;
    Some([sign, whole, ".", fraction].concat())
}

/// Appends a character, or its bytes percent-encoded if a key must not contain it there.
fn push_escaped(character: char, surroundings: Surroundings, out: &mut String) {
    if !surroundings.escapes(character) {
        return out.push(character);
    }
    // Four bits are always one hexadecimal digit.
    let digit = |digit: u8| char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase();
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
    }
}

/// Returns the text without percent-encoding.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_of_no_text_that_the_part_takes_what_it_refuses() {
        let characters = ['a', 'Z', '0', '#', '|', '%', 'é', '\u{a7}', '漢', '\0', LAST];
        for form in [Form::Plain, Form::Rest, Form::Escaped, Form::Sorted] {
            for delimiter in ['#', '|', '\u{a7}'] {
                for after in ["", "#END", "|", "é", "\u{a7}x"] {
                    let form = PartForm { form, case: None };
                    let part = Part { field: "name", attribute: "name", value_type: PartType::String, form };
                    let surroundings = Surroundings { delimiter, after };
                    for character in characters {
                        // Bytes are looked for in blocks, so the character stands at both ends of short and long texts.
                        for fill in [0, 1, 7, 31, 32, 64] {
                            let fill = "z".repeat(fill);
                            for text in [format!("{character}{fill}"), format!("{fill}{character}")] {
                                let checked = part.check_characters(&text, surroundings);
                                assert!(
                                    checked.is_ok() || !part.surely_takes(&text, surroundings),
                                    "{text:?} in {form:?} before {after:?}, with {delimiter:?}"
                                );
                            }
                        }
                    }
                    let plain = part.surely_takes("plain-text_1", surroundings);
                    assert_eq!(plain, form.form != Form::Sorted, "{form:?}");
                }
            }
        }
    }
}
