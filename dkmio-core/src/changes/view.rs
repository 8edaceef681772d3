//! The views of streams, as types.

use super::image::{ChangeItem, Image};
use crate::codec::DecodeError;

/// The view of a stream: the `StreamViewType` of the table.
///
/// Implemented by [`NewAndOldImages`], [`NewImage`], [`OldImage`] and [`KeysOnly`].
pub trait StreamView: sealed::Sealed {
    /// The item after its change, as far as the view has it.
    #[doc(hidden)]
    type New: Side;
    /// The item before its change, as far as the view has it.
    #[doc(hidden)]
    type Old: Side;
    /// The name in the API, such as `NEW_IMAGE`.
    const NAME: &'static str;
}

/// A view that an incremental export can have.
#[diagnostic::on_unimplemented(
    message = "no export has the view `{Self}`",
    note = "use `NewAndOldImages` or `NewImage`, as the export was made"
)]
pub trait ExportView: StreamView {
    /// Whether the export has old images.
    #[doc(hidden)]
    const HAS_OLD_IMAGES: bool;
}

/// One side of a change: an image, or the key alone.
#[doc(hidden)]
pub trait Side {
    /// The type that it is decoded as.
    type Of<T: ChangeItem>;

    /// Whether it is an image.
    const IS_IMAGE: bool;

    /// Takes an image that is decoded already.
    fn of_image<T: ChangeItem>(image: T) -> Option<Self::Of<T>>;

    /// Decodes it. Returns `None` if the item is of another type. `other` is the image of the other side.
    ///
    /// # Errors
    /// Returns an error if there is no image where one has to be, or if it does not fit the type.
    fn read<T: ChangeItem>(
        image: Option<Image<'_>>,
        other: Option<Image<'_>>,
        keys: Image<'_>,
    ) -> Result<Option<Self::Of<T>>, DecodeError>;
}

/// The image of the item.
#[doc(hidden)]
#[derive(Debug)]
pub enum WholeItem {}

/// The key of the item.
#[doc(hidden)]
#[derive(Debug)]
pub enum KeyAlone {}

impl Side for WholeItem {
    type Of<T: ChangeItem> = T;

    const IS_IMAGE: bool = true;

    fn of_image<T: ChangeItem>(image: T) -> Option<T> {
        Some(image)
    }

    fn read<T: ChangeItem>(
        image: Option<Image<'_>>,
        _other: Option<Image<'_>>,
        _keys: Image<'_>,
    ) -> Result<Option<T>, DecodeError> {
        T::from_image(image.ok_or_else(|| DecodeError::new("the record has no such image"))?)
    }
}

impl Side for KeyAlone {
    type Of<T: ChangeItem> = T::Key;

    const IS_IMAGE: bool = false;

    fn of_image<T: ChangeItem>(_: T) -> Option<T::Key> {
        None
    }

    fn read<T: ChangeItem>(
        image: Option<Image<'_>>,
        other: Option<Image<'_>>,
        keys: Image<'_>,
    ) -> Result<Option<T::Key>, DecodeError> {
        T::from_keys(keys, image.or(other))
    }
}

/// An item after its change, or its key if the view has no image of it.
pub type New<T, V> = <<V as StreamView>::New as Side>::Of<T>;
/// An item before its change, or its key if the view has no image of it.
pub type Old<T, V> = <<V as StreamView>::Old as Side>::Of<T>;

macro_rules! views {
    ($($(#[$doc:meta])* $view:ident = $name:literal: $new:ident, $old:ident;)*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $view {}

        impl sealed::Sealed for $view {}

        impl StreamView for $view {
            type New = $new;
            type Old = $old;
            const NAME: &'static str = $name;
        })*
    };
}

views! {
    /// Records hold the item before and after its change.
    NewAndOldImages = "NEW_AND_OLD_IMAGES": WholeItem, WholeItem;
    /// Records hold the item after its change.
    NewImage = "NEW_IMAGE": WholeItem, KeyAlone;
    /// Records hold the item before its change.
    OldImage = "OLD_IMAGE": KeyAlone, WholeItem;
    /// Records hold the key of the item.
    KeysOnly = "KEYS_ONLY": KeyAlone, KeyAlone;
}

impl ExportView for NewAndOldImages {
    const HAS_OLD_IMAGES: bool = true;
}

impl ExportView for NewImage {
    const HAS_OLD_IMAGES: bool = false;
}

mod sealed {
    /// Keeps the views to those of DynamoDB.
    pub trait Sealed {}
}
