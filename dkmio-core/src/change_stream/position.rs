//! Where a shard is read from.

use std::fmt;

/// Where a shard is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Position {
    /// The oldest record that there is when the shard is read. Records that are trimmed before that are not missed.
    Oldest,
    /// The first record of the shard, whose sequence number it is if the shard was listed with one. No record may be missing.
    First(Option<String>),
    /// The records from this time on, in seconds since 1970. It stands for the end of a shard at that time, which has no sequence
    /// number of its own.
    Since(u64),
    /// The records behind the one with this sequence number.
    After(String),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Oldest => f.write_str("oldest"),
            Self::First(None) => f.write_str("first"),
            Self::First(Some(number)) => write!(f, "first {number}"),
            Self::Since(seconds) => write!(f, "since {seconds}"),
            Self::After(number) => write!(f, "after {number}"),
        }
    }
}

impl Position {
    /// Reads what `Display` writes.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (name, number) = text.split_once(' ').map_or((text, None), |(name, number)| (name, Some(number)));
        if number.is_some_and(|number| number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit())) {
            return None;
        }
        Some(match (name, number) {
            ("oldest", None) => Self::Oldest,
            ("first", number) => Self::First(number.map(str::to_owned)),
            ("since", Some(seconds)) => Self::Since(seconds.parse().ok()?),
            ("after", Some(number)) => Self::After(number.to_owned()),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_position_is_read_back_and_no_other_text_is() {
        let number = || "400".to_owned();
        for position in [
            Position::Oldest,
            Position::First(None),
            Position::First(Some(number())),
            Position::Since(1_700_000_000),
            Position::After(number()),
        ] {
            assert_eq!(Position::parse(&position.to_string()), Some(position));
        }
        for text in ["", "oldest 1", "since", "since x", "after", "after ", "after 1 2", "later"] {
            assert_eq!(Position::parse(text), None, "{text}");
        }
    }
}
