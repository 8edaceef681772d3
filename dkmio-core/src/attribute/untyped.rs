//! Paths to what a struct does not declare.

use crate::attribute::document_path::{DocumentPath, PathError};
use crate::codec::PathStep;

/// A path written as text. It is checked before the request that uses it is sent.
#[derive(Debug, Clone)]
pub struct UntypedPath(Result<DocumentPath, PathError>);

/// The path `text`: names joined by dots, list positions in brackets (`address.city`, `items[0].qty`).
///
/// A malformed path is reported by the request it is used in. For a name that itself holds a dot or a bracket use
/// [`attr_name`].
#[must_use]
pub fn attr(text: &str) -> UntypedPath {
    UntypedPath(DocumentPath::parse(text))
}

/// The top-level attribute of exactly this name, dots and brackets included.
#[must_use]
pub fn attr_name(name: impl Into<String>) -> UntypedPath {
    let name = name.into();
    UntypedPath(if name.is_empty() { Err(PathError::EmptyName) } else { Ok(DocumentPath::top(name)) })
}

impl UntypedPath {
    /// The path continued by another.
    #[must_use]
    pub fn dot(self, rest: Self) -> Self {
        Self(self.0.and_then(|path| Ok(path.chain(rest.0?))))
    }

    /// The list element at `position`, counted from 0.
    #[must_use]
    pub fn at(self, position: usize) -> Self {
        Self(self.0.map(|path| path.join(PathStep::Index(position))))
    }

    /// The path as data.
    ///
    /// # Errors
    /// When the text was malformed.
    pub fn into_document_path(self) -> Result<DocumentPath, PathError> {
        self.0
    }
}
