//! A test of whether a type is a decimal. The derive macros make it for each field that does not say how it is stored.

use std::marker::PhantomData;

/// The test: `BareDecimal::<T>::IS_BARE`. An inherent constant, which only decimals have, is found before that of
/// [`NotBareDecimal`].
#[doc(hidden)]
#[derive(Debug)]
pub struct BareDecimal<T: ?Sized>(PhantomData<T>);

/// The result for all other types.
#[doc(hidden)]
pub trait NotBareDecimal {
    /// Whether the type is a decimal.
    const IS_BARE: bool = false;
}

impl<T: ?Sized> NotBareDecimal for BareDecimal<T> {}

/// Wrappers are listed for the sake of aliases, whose content a macro does not see.
#[cfg(feature = "rust_decimal")]
macro_rules! bare {
    ($($type:ty),*) => {$(
        impl BareDecimal<$type> {
            /// Whether the type is a decimal.
            pub const IS_BARE: bool = true;
        }
    )*};
}
#[cfg(feature = "rust_decimal")]
bare!(
    rust_decimal::Decimal,
    Option<rust_decimal::Decimal>,
    Vec<rust_decimal::Decimal>,
    Option<Vec<rust_decimal::Decimal>>,
    Box<rust_decimal::Decimal>
);
