//! Where in an item something is: the path an error names.

use std::fmt;

/// One step into an item: the name of an attribute or map entry, or the position in a list.
///
/// ```
/// use dkmio_core::codec::Segment;
///
/// assert_eq!(Segment::from("total"), Segment::Name("total".to_owned()));
/// assert_eq!(Segment::from(3), Segment::Index(3));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Segment {
    /// The name of an attribute, or of an entry of a map.
    Name(String),
    /// A position in a list, from 0.
    Index(usize),
}

impl From<&str> for Segment {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<String> for Segment {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<usize> for Segment {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// Segments in the order in which an unwinding error meets them: innermost first.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Path(Vec<Segment>);

impl Path {
    /// Puts a segment in front of all that is there.
    pub(crate) fn prefix(&mut self, segment: Segment) {
        self.0.push(segment);
    }

    /// Whether there is no segment.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// `items[0].qty`
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().rev().enumerate() {
            match segment {
                Segment::Name(name) if position == 0 => f.write_str(name)?,
                Segment::Name(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_like_a_document_path() {
        let mut path = Path::default();
        for segment in [Segment::from("qty"), 0.into(), "items".into(), 3.into(), "orders".into()] {
            path.prefix(segment);
        }
        assert_eq!(path.to_string(), "orders[3].items[0].qty");
    }
}
