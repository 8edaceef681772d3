//! Paths to attributes that a struct does not declare.

use crate::attribute::document_path::{DocumentPath, PathError};
use crate::codec::PathStep;

/// A path given as text. It is checked before the request that uses it is sent.
///
/// Made by [`attr`] or [`attr_name`].
#[derive(Debug, Clone)]
pub struct UntypedPath(Result<DocumentPath, PathError>);

/// Returns the path `text`: names joined by dots, list positions in brackets (`address.city`, `items[0].qty`).
///
/// A malformed path is an error of the request that uses it. For a name that contains a dot or a bracket use [`attr_name`].
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::attr;
///
/// Orders::update(("ana", "o1"))
///     .set(attr("labels"), ["red", "blue"])
///     .send(&db)
///     .await?;
/// let orders = Orders::query("ana").filter(attr("labels[1]").eq("blue"));
/// assert_eq!(orders.count(&db).await?, 1);
/// # Ok(())
/// # }) }
/// ```
#[must_use]
pub fn attr(text: &str) -> UntypedPath {
    UntypedPath(DocumentPath::parse(text))
}

/// Returns the path of the top-level attribute with exactly this name, dots and brackets included.
#[must_use]
pub fn attr_name(name: impl Into<String>) -> UntypedPath {
    let name = name.into();
    UntypedPath(if name.is_empty() { Err(PathError::EmptyName) } else { Ok(DocumentPath::top(name)) })
}

impl UntypedPath {
    /// Returns the path continued by another.
    #[must_use]
    pub fn dot(self, rest: Self) -> Self {
        Self(self.0.and_then(|path| Ok(path.chain(rest.0?))))
    }

    /// Returns the path of the list element at `position`, counted from 0.
    #[must_use]
    pub fn at(self, position: usize) -> Self {
        Self(self.0.map(|path| path.join(PathStep::Index(position))))
    }

    /// Returns the path as data.
    ///
    /// # Errors
    /// Returns an error if the text is malformed.
    pub fn into_document_path(self) -> Result<DocumentPath, PathError> {
        self.0
    }
}
