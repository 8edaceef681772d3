//! The forms in which parts are written into a key.

use crate::key::PartType;

/// The form of a part, and whether its letters are folded first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartForm {
    /// The form.
    pub form: Form,
    /// Whether letters are folded before the value is written.
    pub case: Option<Case>,
}

/// The form of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `{name}`: unchanged text, a boolean, or in a partition key an unpadded number.
    Plain,
    /// `{name:sorted}`: text in which every character sorts after the first character of the following text.
    Sorted,
    /// `{n:010}`: an unsigned integer, zero-padded to this many digits.
    Padded(usize),
    /// `{n:plain}`: an unpadded number, which does not sort by its value.
    Unpadded,
    /// `{at:day}`: the beginning of a timestamp.
    Truncated(Unit),
    /// `{path:rest}`: text that may contain the delimiter, at the end of a key.
    Rest,
    /// `{name:escaped}`: text in which the delimiter and `%` are percent-encoded.
    Escaped,
    /// `{id:raw}`: unchecked text.
    Raw,
    /// `{id:shard(16)}`: one of this many numbers, by a hash of the value.
    Shard(usize),
}

impl Form {
    /// Returns the form of a unique value at the end of the key of its sentinel item.
    #[must_use]
    pub const fn of_unique(part_type: PartType) -> Self {
        match part_type {
            PartType::Number => Self::Unpadded,
            PartType::Boolean => Self::Plain,
            PartType::String | PartType::Binary => Self::Rest,
        }
    }

    /// Returns the form of the scope before a unique value. It may contain the delimiter.
    #[must_use]
    pub const fn of_scope(part_type: PartType) -> Self {
        match part_type {
            PartType::Number => Self::Unpadded,
            PartType::Boolean => Self::Plain,
            PartType::String | PartType::Binary => Self::Escaped,
        }
    }
}

/// A folding of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `{email:lower}`
    Lower,
    /// `{email:upper}`
    Upper,
}

/// The unit to which a timestamp is truncated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// `2025`
    Year,
    /// `2025-01`
    Month,
    /// `2025-01-31`
    Day,
    /// `2025-01-31T08`
    Hour,
}

impl Unit {
    /// Returns the length of a truncated timestamp or date, in characters.
    pub(super) fn len(self) -> usize {
        match self {
            Self::Year => 4,
            Self::Month => 7,
            Self::Day => 10,
            Self::Hour => 13,
        }
    }
}

impl Case {
    /// Folds a text, each letter by itself. The folded beginning of a text is therefore the beginning of the folded text, which
    /// conditions on the beginning of a key rely on.
    pub(super) fn fold(self, text: &str) -> String {
        let mut folded = String::with_capacity(text.len());
        for letter in text.chars() {
            match self {
                // `str::to_lowercase` writes a sigma at the end of a word in another way than within it. One sigma for both
                // also makes a word equal to itself in capitals.
                Self::Lower if matches!(letter, 'Σ' | 'ς') => folded.push('σ'),
                Self::Lower => folded.extend(letter.to_lowercase()),
                Self::Upper => folded.extend(letter.to_uppercase()),
            }
        }
        folded
    }

    /// Returns whether a stored text can be a folded one.
    pub(super) fn has_folded(self, text: &str) -> bool {
        // Keys with a sigma at the end of a word were written as `str::to_lowercase` does until `backfill_keys` corrects them.
        self.fold(text) == text || self == Self::Lower && text.to_lowercase() == text
    }
}

impl PartForm {
    /// Returns whether two parts with these forms are written alike.
    #[must_use]
    pub const fn is_same(&self, other: &Self) -> bool {
        // `PartialEq` cannot be called in a constant.
        let case = match (self.case, other.case) {
            (None, None) => true,
            (Some(one), Some(other)) => one as u8 == other as u8,
            _ => false,
        };
        let form = match (self.form, other.form) {
            (Form::Padded(one), Form::Padded(other)) | (Form::Shard(one), Form::Shard(other)) => one == other,
            (Form::Truncated(one), Form::Truncated(other)) => one as u8 == other as u8,
            // These two write the same text. They only refuse different characters.
            (Form::Plain | Form::Sorted, Form::Plain | Form::Sorted) | (Form::Rest, Form::Rest) => true,
            (Form::Unpadded, Form::Unpadded) | (Form::Escaped, Form::Escaped) | (Form::Raw, Form::Raw) => true,
            _ => false,
        };
        case && form
    }

    /// Returns whether the key has the value with folded letters. Folded once more it gives the same key.
    pub(crate) const fn is_folded(&self) -> bool {
        self.case.is_some() && !matches!(self.form, Form::Truncated(_) | Form::Raw | Form::Shard(_))
    }

    /// Returns whether the value can be read back from the key.
    #[must_use]
    pub const fn is_lossless(&self) -> bool {
        self.case.is_none() && !matches!(self.form, Form::Truncated(_) | Form::Raw | Form::Shard(_))
    }
}
