//! Numbers between their text and Rust's own types.

use std::str::FromStr;

use crate::codec::number::parse::{Number, parse};
use crate::codec::number::{NumberError, validate};

/// Why a stored number is not one of the type asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// The text is no number.
    NotANumber,
    /// The number has a fraction.
    NotIntegral,
    /// The number is too large, too small, or negative.
    OutOfRange,
}

/// Reads an integer of any width, also when written as `1.0` or `1E2`.
pub(crate) fn integer<T>(text: &str) -> Result<T, Misfit>
where
    T: FromStr + TryFrom<i128> + TryFrom<u128>,
{
    if let Ok(value) = text.parse() {
        return Ok(value);
    }
    let number = parse(text).map_err(|_| Misfit::NotANumber)?;
    if !number.is_integral() {
        return Err(Misfit::NotIntegral);
    }
    number.integer().and_then(signed).ok_or(Misfit::OutOfRange)
}

/// Puts sign and absolute value together.
fn signed<T: TryFrom<i128> + TryFrom<u128>>((negative, absolute): (bool, u128)) -> Option<T> {
    if negative { T::try_from(0_i128.checked_sub_unsigned(absolute)?).ok() } else { T::try_from(absolute).ok() }
}

/// Reads a floating-point number, rounded to the nearest; `f32` and `f64` only.
pub(crate) fn float<T: FromStr + Into<f64> + Copy>(text: &str) -> Result<T, Misfit> {
    // what starts with a digit is a number to us whenever it is one to Rust, which knows words for some as well
    if !text.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        parse(text).map_err(|_| Misfit::NotANumber)?;
    }
    let value: T = text.parse().map_err(|_| Misfit::NotANumber)?;
    if value.into().is_finite() { Ok(value) } else { Err(Misfit::OutOfRange) }
}

/// The text stored for a floating-point number: the shortest that reads back as the same.
///
/// # Errors
///
/// NaN, infinity, and magnitudes DynamoDB does not hold.
pub(crate) fn canonical_float<T>(value: T) -> Result<String, NumberError>
where
    T: Into<f64> + Copy + std::fmt::Display + std::fmt::LowerExp,
{
    let wide: f64 = value.into();
    if !wide.is_finite() {
        return Err(NumberError::NotANumber);
    }
    let magnitude = wide.abs();
    if magnitude == 0.0 {
        return Ok("0".to_owned());
    }
    if (1e-7..1e21).contains(&magnitude) {
        // of at most 17 digits, which DynamoDB always holds
        return Ok(value.to_string());
    }
    let text = format!("{value:e}");
    validate(&text)?;
    Ok(text)
}

/// A number in the widest form serde's own buffer carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Plain {
    /// An integer from zero up.
    Unsigned(u64),
    /// A negative integer.
    Signed(i64),
    /// A number whose shortest `f64` text denotes just it.
    Float(f64),
    /// None of these is exact.
    Text,
}

impl Plain {
    /// Whether writing the plain form gives the same text again, to the character.
    pub(crate) fn restores(self, text: &str) -> bool {
        match self {
            Self::Unsigned(value) => value.to_string() == text,
            Self::Signed(value) => value.to_string() == text,
            Self::Float(value) => canonical_float(value).is_ok_and(|again| again == text),
            Self::Text => false,
        }
    }
}

/// The plain form that denotes exactly the number of the text.
pub(crate) fn plain(text: &str) -> Result<Plain, NumberError> {
    if let Ok(value) = text.parse() {
        return Ok(Plain::Unsigned(value));
    }
    let number = parse(text)?;
    if let Some(whole) = number.integer() {
        if let Some(value) = signed(whole) {
            return Ok(Plain::Unsigned(value));
        }
        if let Some(value) = signed(whole) {
            return Ok(Plain::Signed(value));
        }
    }
    Ok(exact_float(text, &number).map_or(Plain::Text, Plain::Float))
}

/// The `f64` whose shortest text is the same number.
fn exact_float(text: &str, number: &Number<'_>) -> Option<f64> {
    let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
    let again = value.to_string();
    (parse(&again).ok()? == *number).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_integers_in_any_spelling() {
        assert_eq!(integer::<u8>("255"), Ok(255));
        assert_eq!(integer::<u8>("1E2"), Ok(100));
        assert_eq!(integer::<i8>("-128.0"), Ok(-128));
        assert_eq!(integer::<u8>("-0"), Ok(0));
        assert_eq!(integer::<u128>("34028236692093846346337460743176821145.0E1"), Ok(u128::MAX - 5));
        assert_eq!(integer::<i128>(&i128::MIN.to_string()), Ok(i128::MIN));
    }

    #[test]
    fn refuses_what_does_not_fit() {
        assert_eq!(integer::<u8>("256"), Err(Misfit::OutOfRange));
        assert_eq!(integer::<u8>("-1"), Err(Misfit::OutOfRange));
        assert_eq!(integer::<i64>("1.5"), Err(Misfit::NotIntegral));
        assert_eq!(integer::<i64>("1E100"), Err(Misfit::OutOfRange));
        assert_eq!(integer::<i64>("x"), Err(Misfit::NotANumber));
        assert_eq!(float::<f64>("inf"), Err(Misfit::NotANumber));
        assert_eq!(float::<f64>("1E999"), Err(Misfit::OutOfRange));
        assert_eq!(float::<f32>("1E39"), Err(Misfit::OutOfRange));
    }

    #[test]
    fn writes_floats_in_their_shortest_text() {
        for (value, text) in
            [(0.1, "0.1"), (1.0, "1"), (-0.0, "0"), (1e21, "1e21"), (1.5e-10, "1.5e-10"), (-2.5, "-2.5")]
        {
            assert_eq!(canonical_float(value).as_deref(), Ok(text));
        }
        assert_eq!(canonical_float(0.1_f32).as_deref(), Ok("0.1"));
        assert_eq!(canonical_float(f64::NAN), Err(NumberError::NotANumber));
        assert_eq!(canonical_float(f64::INFINITY), Err(NumberError::NotANumber));
        assert_eq!(canonical_float(1e126), Err(NumberError::OutOfRange));
        assert_eq!(canonical_float(9e-131), Err(NumberError::OutOfRange));
    }

    #[test]
    fn finds_the_exact_plain_form() {
        assert_eq!(plain("5"), Ok(Plain::Unsigned(5)));
        assert_eq!(plain("-5.0"), Ok(Plain::Signed(-5)));
        assert_eq!(plain("0.1"), Ok(Plain::Float(0.1)));
        assert_eq!(plain("1E25"), Ok(Plain::Float(1e25)));
        assert_eq!(plain("0.1000000000000000055511151231257827"), Ok(Plain::Text));
        assert_eq!(plain("18446744073709551617"), Ok(Plain::Text));
    }
}
