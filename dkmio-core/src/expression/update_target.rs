//! The paths that an update may name.

use crate::attribute::{
    Any, Attribute, AttributeOf, DocumentPath, Path, PathDepth, PathError, Removable, UntypedPath, Updatable,
};

/// An attribute of `T` that an update may set.
pub trait UpdateTarget<T> {
    /// The type of the attribute's value.
    type Value;

    /// Returns the path as data.
    ///
    /// # Errors
    /// Returns an error if an untyped path is malformed.
    #[doc(hidden)]
    fn into_path(self) -> Result<DocumentPath, PathError>;
}

/// An attribute of `T` that an update may remove.
pub trait RemoveTarget<T> {
    /// Returns the path as data.
    ///
    /// # Errors
    /// Returns an error if an untyped path is malformed.
    #[doc(hidden)]
    fn into_removed(self) -> Result<DocumentPath, PathError>;
}

impl<T, A, V, P> UpdateTarget<T> for Path<A, V, P>
where
    A: Attribute + AttributeOf<T> + Updatable,
    P: PathDepth<A, V>,
{
    type Value = V;

    fn into_path(self) -> Result<DocumentPath, PathError> {
        Ok(self.to_document_path())
    }
}

impl<T, A, V, P> RemoveTarget<T> for Path<A, V, P>
where
    A: Attribute + AttributeOf<T> + Updatable,
    P: PathDepth<A, V>,
    P::Leaf: Removable,
{
    fn into_removed(self) -> Result<DocumentPath, PathError> {
        Ok(self.to_document_path())
    }
}

impl<T> UpdateTarget<T> for UntypedPath {
    type Value = Any;

    fn into_path(self) -> Result<DocumentPath, PathError> {
        self.into_document_path()
    }
}

impl<T> RemoveTarget<T> for UntypedPath {
    fn into_removed(self) -> Result<DocumentPath, PathError> {
        self.into_document_path()
    }
}
