//! Numbers, as typed fields and as serde's untyped buffer want them.

use std::any::type_name;
use std::str::FromStr;

use serde::de::Visitor;

use super::view::{ValueSource, View};
use crate::codec::error::DecodeError;
use crate::codec::number::{Misfit, Plain, float, integer, plain};
use crate::codec::sidecar;

/// Reads an integer of the type named.
#[inline]
pub(super) fn as_integer<'de, S: ValueSource<'de>, T>(view: &View<'de, S>, name: &str) -> Result<T, DecodeError>
where
    T: FromStr + TryFrom<i128> + TryFrom<u128>,
{
    match view {
        View::Number(text) => integer(text).map_err(|misfit| misfit_error(misfit, name)),
        View::Byte(byte) => T::try_from(u128::from(*byte)).map_err(|_| misfit_error(Misfit::OutOfRange, name)),
        other => Err(other.mismatch("a number")),
    }
}

/// Reads a floating-point number of the type named.
pub(super) fn as_float<'de, S: ValueSource<'de>, T>(view: &View<'de, S>, name: &str) -> Result<T, DecodeError>
where
    T: FromStr + Into<f64> + From<u8> + Copy,
{
    match view {
        View::Number(text) => float(text).map_err(|misfit| misfit_error(misfit, name)),
        View::Byte(byte) => Ok(T::from(*byte)),
        other => Err(other.mismatch("a number")),
    }
}

/// Visits a number whose visitor did not say what it wants: as an integer of up to 128 bits, or else as the nearest `f64`; never
/// as text.
pub(super) fn visit_any_number<'de, V: Visitor<'de>>(visitor: V, text: &'de str) -> Result<V::Value, DecodeError> {
    match plain(text).map_err(|_| misfit_error(Misfit::NotANumber, "a number"))? {
        Plain::Unsigned(value) => visitor.visit_u64(value),
        Plain::Signed(value) => visitor.visit_i64(value),
        Plain::WideSigned(value) if takes_wide_integers::<V>(text) => visitor.visit_i128(value),
        Plain::WideUnsigned(value) if takes_wide_integers::<V>(text) => visitor.visit_u128(value),
        Plain::Float(value) => {
            if sidecar::stores_all_numbers() {
                sidecar::store_number(value, text);
            }
            visitor.visit_f64(value)
        }
        Plain::WideSigned(_) | Plain::WideUnsigned(_) | Plain::Inexact => {
            let nearest = float(text).map_err(|misfit| misfit_error(misfit, "f64"))?;
            sidecar::store_number(nearest, text);
            visitor.visit_f64(nearest)
        }
    }
}

/// Returns whether the visitor is to get an integer of 128 bits. serde's buffer refuses these, so for it no attempt is needed.
fn takes_wide_integers<'de, V: Visitor<'de>>(text: &str) -> bool {
    // The type is private to serde, so only its name tells. Under another name the decode would take one more attempt
    // and return the same.
    let is_buffer = type_name::<V::Value>().contains("::content::Content");
    !is_buffer && !sidecar::wants_alternative(text)
}

/// Returns the error for a number that does not fit the named type.
fn misfit_error(misfit: Misfit, name: &str) -> DecodeError {
    let found = match misfit {
        Misfit::NotANumber => "text that is not a number",
        Misfit::NotIntegral => "a number with a fraction",
        Misfit::OutOfRange => "a number out of its range",
    };
    DecodeError::mismatch(name, found)
}
