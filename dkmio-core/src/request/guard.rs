//! Guard states: what a write by key still has to say before it can be sent.

use crate::error::{Error, ErrorKind};
use crate::table::{Guarded, ItemVersion as _, Table};

/// The guard state of a write that can be sent.
///
/// A write of an item that has a version says which one it expects.
#[diagnostic::on_unimplemented(
    message = "this write does not check the item's version",
    label = "which version is expected?",
    note = "start from the item you read (`item.guarded()`), pass the expected version (`.if_version(3)`), or overwrite any version \
            (`.any_version()`)"
)]
pub trait Sendable: Send + Sync + 'static + sealed::Sealed {
    /// What the write returns, if no item is asked for.
    #[doc(hidden)]
    type Written<T: Table>: Send;

    /// Returns the output of a write that wrote this version.
    #[doc(hidden)]
    fn written<T: Table>(version: u64) -> Result<Self::Written<T>, Error>;
}

/// The state of an update that was made from an item. It returns the new version, if the table has one.
#[derive(Debug, Clone, Copy)]
pub struct OfItem;

mod sealed {
    pub trait Sealed {}
    impl Sealed for () {}
    impl Sealed for super::OfItem {}
    impl Sealed for super::Guarded {}
}

#[diagnostic::do_not_recommend]
impl Sendable for () {
    type Written<T: Table> = ();

    fn written<T: Table>(_: u64) -> Result<(), Error> {
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl Sendable for Guarded {
    type Written<T: Table> = ();

    fn written<T: Table>(_: u64) -> Result<(), Error> {
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl Sendable for OfItem {
    type Written<T: Table> = T::Version;

    fn written<T: Table>(version: u64) -> Result<T::Version, Error> {
        version_of::<T>(version)
    }
}

/// Returns a version of an item of `T`.
///
/// # Errors
/// Returns an error if the type of the version does not have it.
pub(crate) fn version_of<T: Table>(version: u64) -> Result<T::Version, Error> {
    T::Version::from_number(version).ok_or_else(largest_version)
}

/// Returns the version after this one.
///
/// # Errors
/// Returns an error if the type of the version does not have it: an item with it could not be read again.
pub(crate) fn next_version<T: Table>(version: u64) -> Result<u64, Error> {
    // A version that stayed the same would let the write of another caller pass unnoticed.
    let next = version.checked_add(1).ok_or_else(largest_version)?;
    version_of::<T>(next).map(|_| next)
}

fn largest_version() -> Error {
    Error::new(ErrorKind::Validation).with_message("the version is the largest one of its type; use a larger type")
}
