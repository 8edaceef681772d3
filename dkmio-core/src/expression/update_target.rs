//! The paths that an update may name.

use crate::attribute::{
    Any, Attribute, AttributeOf, DocumentPath, Path, PathDepth, PathError, Removable, UntypedPath, Updatable,
};

/// An attribute of `T` that an update in the guard state `G` may set.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an attribute of `{T}`",
    label = "not an attribute",
    note = "name an attribute by its constant, as in `Orders::TOTAL`, or by its stored name, as in `dkmio::attr(\"total\")`"
)]
pub trait UpdateTarget<T, G = ()> {
    /// The type of the attribute's value.
    type Value;

    /// Returns the path as data.
    ///
    /// # Errors
    /// Returns an error if an untyped path is malformed.
    #[doc(hidden)]
    fn into_path(self) -> Result<DocumentPath, PathError>;
}

/// An attribute of `T` that an update in the guard state `G` may remove.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an attribute of `{T}`",
    label = "not an attribute",
    note = "name an attribute by its constant, as in `Orders::NOTE`, or by its stored name, as in `dkmio::attr(\"note\")`"
)]
pub trait RemoveTarget<T, G = ()> {
    /// Returns the path as data.
    ///
    /// # Errors
    /// Returns an error if an untyped path is malformed.
    #[doc(hidden)]
    fn into_removed(self) -> Result<DocumentPath, PathError>;
}

impl<T, A, V, P, G> UpdateTarget<T, G> for Path<A, V, P>
where
    A: Attribute + AttributeOf<T> + Updatable<G>,
    P: PathDepth<A, V>,
{
    type Value = V;

    fn into_path(self) -> Result<DocumentPath, PathError> {
        Ok(self.to_document_path())
    }
}

impl<T, A, V, P, G> RemoveTarget<T, G> for Path<A, V, P>
where
    A: Attribute + AttributeOf<T> + Updatable<G>,
    P: PathDepth<A, V>,
    P::Leaf: Removable,
{
    fn into_removed(self) -> Result<DocumentPath, PathError> {
        Ok(self.to_document_path())
    }
}

impl<T, G> UpdateTarget<T, G> for UntypedPath {
    type Value = Any;

    fn into_path(self) -> Result<DocumentPath, PathError> {
        self.into_document_path()
    }
}

impl<T, G> RemoveTarget<T, G> for UntypedPath {
    fn into_removed(self) -> Result<DocumentPath, PathError> {
        self.into_document_path()
    }
}
