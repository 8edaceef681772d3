//! Steps into an item, and the path that an error names.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// One step into an item: the name of an attribute or map entry, or the position in a list.
///
/// ```
/// use dkmio_core::codec::PathStep;
///
/// assert_eq!(PathStep::from("total"), PathStep::Name("total".into()));
/// assert_eq!(PathStep::from(3), PathStep::Index(3));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PathStep {
    /// The name of an attribute, or of an entry of a map.
    Name(Cow<'static, str>),
    /// A position in a list, counted from 0.
    Index(usize),
}

impl From<&str> for PathStep {
    fn from(name: &str) -> Self {
        Self::Name(Cow::Owned(name.to_owned()))
    }
}

impl From<String> for PathStep {
    fn from(name: String) -> Self {
        Self::Name(Cow::Owned(name))
    }
}

impl From<Cow<'static, str>> for PathStep {
    fn from(name: Cow<'static, str>) -> Self {
        Self::Name(name)
    }
}

impl From<usize> for PathStep {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// A name as messages show it. Characters that would break a line or hide text are escaped, since users may choose names.
pub(crate) struct EscapedName<'a>(pub(crate) &'a str);

impl fmt::Display for EscapedName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            // `escape_debug` also escapes quotes, which do no harm within a line.
            '\'' | '"' => f.write_char(character),
            other => other.escape_debug().try_for_each(|part| f.write_char(part)),
        })
    }
}

/// One step of an error's path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ErrorStep {
    Declared(PathStep),
    /// An entry of a map. Its key is data, so it is not shown.
    MapEntry,
}

/// Where in an item an error is. The steps stand in the order in which an unwinding error meets them: innermost first.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct ErrorPath(Vec<ErrorStep>);

impl ErrorPath {
    /// Adds a step in front of all others.
    pub(crate) fn prefix(&mut self, step: PathStep) {
        self.0.push(ErrorStep::Declared(step));
    }

    /// Adds an entry of a map in front of all steps.
    pub(crate) fn prefix_entry(&mut self) {
        self.0.push(ErrorStep::MapEntry);
    }

    /// Returns whether there are no steps.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Writes `items[0].qty`, or `labels{..}` for an entry of a map.
impl fmt::Display for ErrorPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Steps were added while the error went outward.
        for (position, step) in self.0.iter().rev().enumerate() {
            match step {
                ErrorStep::Declared(PathStep::Name(name)) if position == 0 => write!(f, "{}", EscapedName(name))?,
                ErrorStep::Declared(PathStep::Name(name)) => write!(f, ".{}", EscapedName(name))?,
                ErrorStep::Declared(PathStep::Index(index)) => write!(f, "[{index}]")?,
                // The keys of a map are data. Names of fields are declared by the program.
                ErrorStep::MapEntry => f.write_str("{..}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_path_reads_like_a_document_path() {
        let mut path = ErrorPath::default();
        for step in [PathStep::from("qty"), 0.into(), "items".into(), 3.into(), "orders".into()] {
            path.prefix(step);
        }
        assert_eq!(path.to_string(), "orders[3].items[0].qty");
    }

    #[test]
    fn an_entry_of_a_map_is_shown_without_its_key() {
        let mut path = ErrorPath::default();
        path.prefix("qty".into());
        path.prefix_entry();
        path.prefix("lines".into());
        assert_eq!(path.to_string(), "lines{..}.qty");
    }

    #[test]
    fn names_are_escaped() {
        assert_eq!(EscapedName("it's \"a\" name, π").to_string(), "it's \"a\" name, π");
        assert_eq!(EscapedName("a\nERROR \u{1b}[0m\u{202e}").to_string(), "a\\nERROR \\u{1b}[0m\\u{202e}");
    }
}
