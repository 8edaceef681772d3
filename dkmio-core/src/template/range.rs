//! Ranges on one part, as bounds of the whole key.

use aws_sdk_dynamodb::types::AttributeValue;

use super::Template;
use super::part::LAST;
use super::render::Leading;
use crate::key::{KeyError, MAX_SORT_KEY, end_of_sort_keys};

/// A range on the part after the leading ones.
#[derive(Debug, Clone, PartialEq)]
pub enum PartRange {
    /// `part > value`
    Gt(AttributeValue),
    /// `part >= value`
    Gte(AttributeValue),
    /// `part < value`
    Lt(AttributeValue),
    /// `part <= value`
    Lte(AttributeValue),
    /// `low <= part <= high`
    Between(AttributeValue, AttributeValue),
    /// The part begins with the value.
    BeginsWith(AttributeValue),
}

/// One condition on a key attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyBounds {
    /// Every key of the partition.
    All,
    /// One key.
    Equal(AttributeValue),
    /// The keys that begin with the text.
    BeginsWith(String),
    /// The keys between two texts, both included.
    Between(String, String),
    /// The keys up to a text, included.
    AtMost(String),
    /// The keys from a text on, included.
    AtLeast(String),
    /// A range on a number attribute.
    Number(PartRange),
}

impl Template {
    /// Turns the leading parts and a range on the part after them into one condition on the key attribute.
    ///
    /// The condition stays within the text of the leading parts. It selects every key of this template in the range, and no other key
    /// of this template. Keys of other templates may be among those it selects if they begin with the same text.
    ///
    /// # Errors
    /// Returns an error if a leading part or a bound cannot stand in a key.
    pub fn bounds(&self, leading: &[AttributeValue], range: Option<&PartRange>) -> Result<KeyBounds, KeyError> {
        if self.is_number() {
            return self.number_bounds(leading, range);
        }
        let Leading { text: prefix, next } = self.leading(leading)?;
        let Some((part, surroundings)) = next else { return Ok(KeyBounds::Equal(AttributeValue::S(prefix))) };
        let Some(range) = range else {
            return Ok(if prefix.is_empty() { KeyBounds::All } else { KeyBounds::BeginsWith(prefix) });
        };
        let with = |value: &AttributeValue| {
            let mut text = prefix.clone();
            part.write(value, surroundings, &mut text).map(|()| text)
        };
        // The last key with this part: no part contains the last character, so every rest sorts before it.
        let last_with = |text: String| {
            if surroundings.after.is_empty() { text } else { end_of_sort_keys(text + surroundings.after) }
        };
        // A text between the keys with this part and those after them. Where the part ends the key, NUL could not follow it.
        let after = |text: String| {
            let (start, behind) = match surroundings.after {
                "" => (text.clone(), text + "\u{1}"),
                after => (format!("{text}{after}"), format!("{text}{after}{LAST}")),
            };
            // The key itself may be so long that nothing can follow it.
            let has_room = behind.len() <= MAX_SORT_KEY || start.len() > MAX_SORT_KEY;
            let first = if has_room { None } else { first_behind(&start) };
            // If only other keys follow, the bound stays too long and is refused.
            first.filter(|first| first.starts_with(&prefix)).unwrap_or(behind)
        };
        let end = || end_of_sort_keys(prefix.clone());
        // DynamoDB rejects an empty bound.
        let up_to =
            |high| if prefix.is_empty() { KeyBounds::AtMost(high) } else { KeyBounds::Between(prefix.clone(), high) };
        let from = |low| if prefix.is_empty() { KeyBounds::AtLeast(low) } else { KeyBounds::Between(low, end()) };
        // A key condition has a single comparison, and of these only BETWEEN has two ends. It includes both, so a bound
        // that is excluded becomes the nearest text beyond it.
        Ok(match range {
            PartRange::Gte(low) => from(with(low)?),
            PartRange::Gt(low) => from(after(with(low)?)),
            PartRange::Lte(high) => up_to(last_with(with(high)?)),
            PartRange::Lt(high) => up_to(before(&with(high)?)),
            PartRange::Between(low, high) => KeyBounds::Between(with(low)?, last_with(with(high)?)),
            // Without the text after the part: the start may be only a piece of it.
            PartRange::BeginsWith(start) => KeyBounds::BeginsWith(with(start)?),
        })
    }

    fn number_bounds(&self, leading: &[AttributeValue], range: Option<&PartRange>) -> Result<KeyBounds, KeyError> {
        // The template of a number is one part, so a value for it is the whole key.
        if let Some(value) = leading.first() {
            return Ok(KeyBounds::Equal(self.number(value)?.clone()));
        }
        let Some(range) = range else { return Ok(KeyBounds::All) };
        range.values().try_for_each(|value| self.number(value).map(drop))?;
        Ok(KeyBounds::Number(range.clone()))
    }
}

impl PartRange {
    fn values(&self) -> impl Iterator<Item = &AttributeValue> {
        let (first, second) = match self {
            Self::Gt(value) | Self::Gte(value) | Self::Lt(value) | Self::Lte(value) | Self::BeginsWith(value) => {
                (value, None)
            }
            Self::Between(low, high) => (low, Some(high)),
        };
        std::iter::once(first).chain(second)
    }
}

/// Returns the first text that sorts after this one and after everything that begins with it, among texts that are no longer than a
/// sort key can be.
fn first_behind(text: &str) -> Option<String> {
    let mut characters = text.chars();
    while let Some(last) = characters.next_back() {
        let greater = match last {
            // The code points between these two are surrogates, which text does not have.
            '\u{D7FF}' => Some('\u{E000}'),
            last => char::from_u32(u32::from(last) + 1),
        };
        let kept = characters.as_str();
        // A greater character can have more bytes. Without room for it, no key continues `kept` with a greater one.
        if let Some(greater) = greater.filter(|greater| kept.len() + greater.len_utf8() <= MAX_SORT_KEY) {
            return Some(format!("{kept}{greater}"));
        }
    }
    None
}

/// Returns the last text that sorts before this one and before everything that begins with it, among
/// texts without U+10FFFF.
fn before(text: &str) -> String {
    let mut characters = text.chars();
    let Some(last) = characters.next_back() else { return String::new() };
    let less = match last {
        // The code points between these two are surrogates, which text does not have.
        '\u{E000}' => '\u{D7FF}',
        last => char::from_u32(u32::from(last).saturating_sub(1)).unwrap_or('\0'),
    };
    let mut before = characters.as_str().to_owned();
    before.push(less);
    end_of_sort_keys(before)
}
