//! Versions of items: the types that a `#[version]` field may have.

use super::Table;

/// The version of the items of a table: the type of the field under `#[version]`, or `()` if the table has none.
///
/// Code that is generic over the table and writes by key needs tables without a version: `T: DynamoTable<Version = ()>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a version",
    label = "not an unsigned integer",
    note = "declare the `#[version]` field as `u32`, `u64` or another unsigned integer"
)]
pub trait ItemVersion: Copy + Send + Sync + 'static + sealed::Sealed {
    /// The decision that a write by key still lacks: `()` for none, or [`VersionUnchecked`].
    type Blind: Send + Sync + 'static;

    /// Returns the version of this number, if the type has it.
    #[doc(hidden)]
    fn from_number(number: u64) -> Option<Self>;

    /// Returns the version as a number.
    #[doc(hidden)]
    fn number(self) -> u64;
}

/// The version of a table that has one.
#[diagnostic::on_unimplemented(
    message = "the table has no version",
    label = "no field of the struct is marked `#[version]`",
    note = "mark an unsigned integer with `#[version]`, or use `.condition(..)`"
)]
pub trait VersionNumber: ItemVersion {}

/// The decision that a write by key of an item of `T` lacks.
pub type BlindOf<T> = <<T as Table>::Version as ItemVersion>::Blind;

/// The state of a write by key that does not say which version it expects. It cannot be sent yet.
#[derive(Debug, Clone, Copy)]
pub struct VersionUnchecked;

mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for () {}

#[diagnostic::do_not_recommend]
impl ItemVersion for () {
    type Blind = ();

    fn from_number(_: u64) -> Option<Self> {
        Some(())
    }

    fn number(self) -> u64 {
        0
    }
}

macro_rules! versions {
    ($($type:ty)*) => {$(
        impl sealed::Sealed for $type {}

        #[diagnostic::do_not_recommend]
        impl ItemVersion for $type {
            type Blind = VersionUnchecked;

            fn from_number(number: u64) -> Option<Self> {
                Self::try_from(number).ok()
            }

            fn number(self) -> u64 {
                // None of these types has more than 64 bits.
                u64::try_from(self).unwrap_or(u64::MAX)
            }
        }

        #[diagnostic::do_not_recommend]
        impl VersionNumber for $type {}
    )*};
}
versions! { u8 u16 u32 u64 usize }
