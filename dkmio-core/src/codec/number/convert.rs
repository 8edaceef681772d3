//! Numbers between their text and Rust's own types.

use std::str::FromStr;

use crate::codec::number::parse::parse;
use crate::codec::number::{NumberError, validate};

/// The reason why a stored number does not fit the requested type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// The text is not a number.
    NotANumber,
    /// The number has a fraction.
    NotIntegral,
    /// The number is too large, too small, or negative.
    OutOfRange,
}

/// Reads an integer of any width, also if it is written as `1.0` or `1E2`.
pub(crate) fn integer<T>(text: &str) -> Result<T, Misfit>
where
    T: FromStr + TryFrom<i128> + TryFrom<u128>,
{
    if let Ok(value) = text.parse() {
        return Ok(value);
    }
    // DynamoDB returns integers without a point or an exponent, so few get here.
    let number = parse(text).map_err(|_| Misfit::NotANumber)?;
    if !number.is_integral() {
        return Err(Misfit::NotIntegral);
    }
    number.integer().and_then(signed).ok_or(Misfit::OutOfRange)
}

/// Returns the integer with that sign and absolute value.
fn signed<T: TryFrom<i128> + TryFrom<u128>>((negative, absolute): (bool, u128)) -> Option<T> {
    if negative { T::try_from(0_i128.checked_sub_unsigned(absolute)?).ok() } else { T::try_from(absolute).ok() }
}

/// Reads a floating-point number, rounded to the nearest. `T` has to be `f32` or `f64`.
pub(crate) fn float<T: FromStr + Into<f64> + Copy>(text: &str) -> Result<T, Misfit> {
    // Rust also reads words, such as `inf`. A text that starts with a digit is none of them.
    if !text.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        parse(text).map_err(|_| Misfit::NotANumber)?;
    }
    let value: T = text.parse().map_err(|_| Misfit::NotANumber)?;
    if value.into().is_finite() { Ok(value) } else { Err(Misfit::OutOfRange) }
}

/// Returns the text stored for a floating-point number: the shortest that reads back as the same.
///
/// # Errors
///
/// Returns an error for NaN, infinity, and magnitudes that DynamoDB does not hold.
pub(crate) fn canonical_float<T>(value: T) -> Result<String, NumberError>
where
    T: Into<f64> + Copy + std::fmt::Display + std::fmt::LowerExp,
{
    let wide: f64 = value.into();
    if !wide.is_finite() {
        return Err(NumberError::NotANumber);
    }
    let magnitude = wide.abs();
    // `-0.0` would be written as `-0`, and DynamoDB has one zero.
    if magnitude == 0.0 {
        return Ok("0".to_owned());
    }
    if (1e-7..1e21).contains(&magnitude) {
        // `Display` never uses an exponent, so beyond these bounds it would write many zeros. A number within them has at most
        // 17 significant digits, which DynamoDB always holds.
        return Ok(value.to_string());
    }
    let text = format!("{value:e}");
    validate(&text)?;
    Ok(text)
}

/// A number in a form of serde's data model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Plain {
    /// An integer from zero up.
    Unsigned(u64),
    /// A negative integer.
    Signed(i64),
    /// An integer that needs more bits than an `i128` has.
    WideUnsigned(u128),
    /// An integer of either sign that needs more than 64 bits.
    WideSigned(i128),
    /// A number whose shortest `f64` text denotes exactly this number.
    Float(f64),
    /// No form is exact.
    Inexact,
}

impl Plain {
    /// Returns whether serde's buffer holds this form, and writing it gives the same text again, to the character.
    pub(crate) fn restores(self, text: &str) -> bool {
        match self {
            Self::Unsigned(value) => value.to_string() == text,
            Self::Signed(value) => value.to_string() == text,
            Self::Float(value) => canonical_float(value).is_ok_and(|again| again == text),
            Self::WideUnsigned(_) | Self::WideSigned(_) | Self::Inexact => false,
        }
    }
}

/// Returns the form that denotes exactly the number of the text.
pub(crate) fn plain(text: &str) -> Result<Plain, NumberError> {
    if let Ok(value) = text.parse() {
        return Ok(Plain::Unsigned(value));
    }
    let number = parse(text)?;
    if let Some(whole) = number.integer() {
        // The narrowest form comes first, because serde's buffer holds at most 64 bits.
        let forms = [
            signed(whole).map(Plain::Unsigned),
            signed(whole).map(Plain::Signed),
            signed(whole).map(Plain::WideSigned),
            signed(whole).map(Plain::WideUnsigned),
        ];
        if let Some(form) = forms.into_iter().flatten().next() {
            return Ok(form);
        }
    }
    Ok(exact_float(text).map_or(Plain::Inexact, Plain::Float))
}

/// Returns the `f64` whose shortest text is the same number, if there is one.
pub(crate) fn exact_float(text: &str) -> Option<f64> {
    let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
    // The nearest `f64` to 0.1 is not 0.1, but is written as `0.1`. The text that would be written decides.
    let again = value.to_string();
    (parse(&again).ok()? == parse(text).ok()?).then_some(value)
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
    fn knows_which_form_gives_the_text_back() {
        for (text, expected) in [
            ("5", true),
            ("-5", true),
            ("5.0", false),
            ("+5", false),
            ("0.1", true),
            ("0.10", false),
            ("1e300", false),
            ("1e60", true),
            ("18446744073709551616", false),
            ("340282366920938463463374607431768211455", false),
            ("0.1000000000000000055511151231257827", false),
        ] {
            assert_eq!(plain(text).unwrap().restores(text), expected, "{text}");
        }
        assert_eq!([exact_float("0.1"), exact_float("-0"), exact_float("1E400")], [Some(0.1), Some(-0.0), None]);
        assert_eq!(exact_float("0.1000000000000000055511151231257827"), None);
    }

    #[test]
    fn finds_the_exact_plain_form() {
        assert_eq!(plain("5"), Ok(Plain::Unsigned(5)));
        assert_eq!(plain("-5.0"), Ok(Plain::Signed(-5)));
        assert_eq!(plain("0.1"), Ok(Plain::Float(0.1)));
        assert_eq!(plain("1E25"), Ok(Plain::WideSigned(10_i128.pow(25))));
        assert_eq!(plain("1E60"), Ok(Plain::Float(1e60)));
        assert_eq!(plain("0.1000000000000000055511151231257827"), Ok(Plain::Inexact));
        assert_eq!(plain("18446744073709551617"), Ok(Plain::WideSigned(18_446_744_073_709_551_617)));
        assert_eq!(plain("-9223372036854775809"), Ok(Plain::WideSigned(-9_223_372_036_854_775_809)));
        assert_eq!(plain(&u128::MAX.to_string()), Ok(Plain::WideUnsigned(u128::MAX)));
    }
}
