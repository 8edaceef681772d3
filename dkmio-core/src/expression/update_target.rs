//! What an update may name.

use crate::attribute::{
    Any, Attribute, DocumentPath, Path, PathDepth, PathError, Removable, TopLevel, UntypedPath, Updatable,
};

/// An attribute of `T` that an update may set.
pub trait UpdateTarget<T> {
    /// What the attribute holds.
    type Value;

    /// The path as data.
    ///
    /// # Errors
    /// When an untyped path is malformed.
    fn into_path(self) -> Result<DocumentPath, PathError>;
}

/// An attribute of `T` that an update may remove.
pub trait RemoveTarget<T> {
    /// The path as data.
    ///
    /// # Errors
    /// When an untyped path is malformed.
    fn into_removed(self) -> Result<DocumentPath, PathError>;
}

/// An attribute of `T` that ADD and DELETE may name: a top-level one.
pub trait AddTarget<T>: UpdateTarget<T> {}

/// A path that ends at a declared attribute of the table itself.
#[diagnostic::on_unimplemented(
    message = "ADD and DELETE work on top-level attributes only",
    label = "a nested attribute",
    note = "use `increment` for a nested number; replace a nested set with `set`"
)]
pub trait IsTopLevel {}
impl IsTopLevel for TopLevel {}

impl<T, A, V, P> UpdateTarget<T> for Path<A, V, P>
where
    A: Attribute<Owner = T> + Updatable,
    P: PathDepth<A, V>,
{
    type Value = V;

    fn into_path(self) -> Result<DocumentPath, PathError> {
        Ok(self.to_document_path())
    }
}

impl<T, A, V, P> RemoveTarget<T> for Path<A, V, P>
where
    A: Attribute<Owner = T> + Updatable,
    P: PathDepth<A, V>,
    P::Leaf: Removable,
{
    fn into_removed(self) -> Result<DocumentPath, PathError> {
        Ok(self.to_document_path())
    }
}

impl<T, A, V, P> AddTarget<T> for Path<A, V, P>
where
    A: Attribute<Owner = T> + Updatable,
    P: PathDepth<A, V> + IsTopLevel,
{
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

impl<T> AddTarget<T> for UntypedPath {}
