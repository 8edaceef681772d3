//! Numbers, as typed fields and as serde's untyped buffer want them.

use std::str::FromStr;

use serde::de::Visitor;

use crate::codec::attribute_value::decode::view::{Source, View};
use crate::codec::error::DecodeError;
use crate::codec::number::{Misfit, Plain, float, integer, plain};
use crate::codec::sidecar;

/// Reads an integer of the type named.
#[inline]
pub(super) fn as_integer<'de, S: Source<'de>, T>(view: &View<'de, S>, name: &str) -> Result<T, DecodeError>
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
pub(super) fn as_float<'de, S: Source<'de>, T>(view: &View<'de, S>, name: &str) -> Result<T, DecodeError>
where
    T: FromStr + Into<f64> + From<u8> + Copy,
{
    match view {
        View::Number(text) => float(text).map_err(|misfit| misfit_error(misfit, name)),
        View::Byte(byte) => Ok(T::from(*byte)),
        other => Err(other.mismatch("a number")),
    }
}

/// Visits a number whose reader did not say what it wants: as an integer or float where that is exact, else as text.
pub(super) fn visit_any_number<'de, V: Visitor<'de>>(visitor: V, text: &'de str) -> Result<V::Value, DecodeError> {
    match plain(text).map_err(|_| misfit_error(Misfit::NotANumber, "a number"))? {
        Plain::Unsigned(value) => visitor.visit_u64(value),
        Plain::Signed(value) => visitor.visit_i64(value),
        Plain::Float(value) => visitor.visit_f64(value),
        Plain::Text if sidecar::passes_as_text(text) => visitor.visit_borrowed_str(text),
        Plain::Text => visitor.visit_f64(float(text).map_err(|misfit| misfit_error(misfit, "f64"))?),
    }
}

/// The error for a number that is not one of the type named.
fn misfit_error(misfit: Misfit, name: &str) -> DecodeError {
    let found = match misfit {
        Misfit::NotANumber => "text that is no number",
        Misfit::NotIntegral => "a number with a fraction",
        Misfit::OutOfRange => "a number out of its range",
    };
    DecodeError::mismatch(name, found)
}
