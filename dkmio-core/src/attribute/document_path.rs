//! Document paths as data: names and list positions.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use crate::codec::PathStep;

/// A path from an item to a value in it: `address.city`, `items[0].qty`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentPath(Vec<PathStep>);

/// The reason why a text is not a document path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// The text, or a name in it, is empty.
    #[error("malformed path: a name in it is empty")]
    EmptyName,
    /// A bracket without its counterpart, or text after a closing one.
    #[error("malformed path: brackets hold a list position and end a name, as in `items[0].qty`")]
    Bracket,
    /// The text in brackets is not a list position.
    #[error("malformed path: a list position is a whole number from 0")]
    Position,
    /// More steps than DynamoDB's nesting limit of 32.
    #[error("malformed path: {steps} steps; the limit is {max}", max = DocumentPath::MAX_STEPS)]
    TooDeep {
        /// The number of steps in the path.
        steps: usize,
    },
}

impl DocumentPath {
    /// The deepest nesting DynamoDB stores (Developer Guide, "Quotas": nested attribute depth).
    pub const MAX_STEPS: usize = 32;

    /// Returns the path of a top-level attribute.
    #[must_use]
    pub fn top(name: impl Into<Cow<'static, str>>) -> Self {
        Self(vec![PathStep::Name(name.into())])
    }

    /// Parses a path such as `address.city` or `items[0].qty`.
    ///
    /// # Errors
    /// Returns an error if a name is empty, a bracket has no counterpart, a position is not a whole number, or the path has
    /// more than 32 steps.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let mut steps = Vec::new();
        for part in text.split('.') {
            parse_part(part, &mut steps)?;
        }
        if steps.len() > Self::MAX_STEPS {
            return Err(PathError::TooDeep { steps: steps.len() });
        }
        Ok(Self(steps))
    }

    /// Returns the path with one more step.
    #[must_use]
    pub fn join(mut self, step: PathStep) -> Self {
        self.0.push(step);
        self
    }

    /// Returns the path continued by another.
    #[must_use]
    pub fn chain(mut self, rest: Self) -> Self {
        self.0.extend(rest.0);
        self
    }

    /// Returns the steps, outermost first; there is at least one.
    #[must_use]
    pub fn steps(&self) -> &[PathStep] {
        &self.0
    }

    /// Returns the path that has the first `steps` steps of this one.
    pub(crate) fn beginning(&self, steps: usize) -> Self {
        Self(self.0.iter().take(steps).cloned().collect())
    }

    /// Returns the name of the top-level attribute the path starts with.
    #[must_use]
    pub fn root(&self) -> &str {
        match self.0.first() {
            Some(PathStep::Name(name)) => name,
            _ => "",
        }
    }

    /// Returns whether the paths are equal or one leads into the other. DynamoDB refuses two such paths in one update
    /// or projection.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        // `zip` ends with the shorter path. If all steps up to there are equal, it leads into the other.
        self.0.iter().zip(&other.0).all(|(a, b)| a == b)
    }
}

/// Reads a name and the list positions behind it.
fn parse_part(part: &str, steps: &mut Vec<PathStep>) -> Result<(), PathError> {
    let (name, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
    if name.contains(']') {
        return Err(PathError::Bracket);
    }
    if name.is_empty() {
        return Err(PathError::EmptyName);
    }
    steps.push(PathStep::Name(Cow::Owned(name.to_owned())));
    while !rest.is_empty() {
        let (index, behind) = rest.strip_prefix('[').and_then(|open| open.split_once(']')).ok_or(PathError::Bracket)?;
        // `parse` would accept `+1` as well.
        if index.is_empty() || !index.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PathError::Position);
        }
        steps.push(PathStep::Index(index.parse().map_err(|_| PathError::Position)?));
        rest = behind;
    }
    Ok(())
}

impl fmt::Display for DocumentPath {
    /// Writes the path as people do. A name with a character that has a meaning in paths is in backticks, with its
    /// control characters escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Index(index) => write!(f, "[{index}]")?,
                PathStep::Name(name) => {
                    if at > 0 {
                        f.write_str(".")?;
                    }
                    write_name(f, name)?;
                }
            }
        }
        Ok(())
    }
}

fn write_name(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    let is_plain = |c: char| !c.is_control() && !c.is_whitespace() && !['.', '[', ']', '`', '\\'].contains(&c);
    if name.chars().all(is_plain) {
        return f.write_str(name);
    }
    f.write_char('`')?;
    for c in name.chars() {
        match c {
            '`' | '\\' => write!(f, "\\{c}")?,
            // A line break in a name from outside must not begin a new line of a log.
            c if c.is_control() || c == '\u{2028}' || c == '\u{2029}' => write!(f, "{}", c.escape_default())?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('`')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> String {
        DocumentPath::parse(text).map_or_else(|e| e.to_string(), |p| format!("{:?}", p.steps()))
    }

    #[test]
    fn names_and_positions_are_read() {
        assert_eq!(parsed("a.b[0][12].c"), r#"[Name("a"), Name("b"), Index(0), Index(12), Name("c")]"#);
    }

    #[test]
    fn malformed_paths_are_refused() {
        for text in ["", ".", "a.", ".a", "a..b", "[0]"] {
            assert_eq!(DocumentPath::parse(text), Err(PathError::EmptyName), "{text}");
        }
        for text in ["a[0", "a]", "a[0]b", "a[0]]"] {
            assert_eq!(DocumentPath::parse(text), Err(PathError::Bracket), "{text}");
        }
        for text in ["a[]", "a[-1]", "a[x]", "a[99999999999999999999999]"] {
            assert_eq!(DocumentPath::parse(text), Err(PathError::Position), "{text}");
        }
        assert!(DocumentPath::parse(&vec!["a"; 33].join(".")).is_err());
    }

    #[test]
    fn a_path_overlaps_with_what_it_leads_into() {
        let path = |text| DocumentPath::parse(text).expect("path");
        assert!(path("a").overlaps(&path("a.b")));
        assert!(path("a[0].b").overlaps(&path("a[0]")));
        assert!(!path("a.b").overlaps(&path("a.c")));
        assert!(!path("ab").overlaps(&path("a")));
    }

    #[test]
    fn a_name_with_a_dot_is_quoted_for_the_reader() {
        assert_eq!(DocumentPath::top("a.b").join(PathStep::Index(1)).to_string(), "`a.b`[1]");
    }
}
