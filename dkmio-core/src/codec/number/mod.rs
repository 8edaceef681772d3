//! DynamoDB's numbers, which are text: parsed, compared and converted without rounding.
//!
//! As a module, `number` also serves `#[serde(with = "dkmio::number")]`: the field is stored as a number with all its digits, and
//! is read exactly, also behind serde's `flatten`, `tag` and `untagged`. It takes integers, floats, `rust_decimal::Decimal` (behind
//! the feature of that name) and [`Number`], and each in an `Option` (which needs `default` besides, to be read if it is absent).
//!
//! ```
//! use dkmio_core::codec::{from_item, number, to_item};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! #[serde(tag = "kind")]
//! enum Payment {
//!     Transfer {
//!         #[serde(with = "number")]
//!         cents: u128,
//!     },
//! }
//!
//! let item = to_item(&Payment::Transfer { cents: 20_000_000_000_000_000_001 })?;
//! assert_eq!(item.get("cents").unwrap().as_n().unwrap(), "20000000000000000001");
//! let Payment::Transfer { cents } = from_item(&item).unwrap();
//! assert_eq!(cents, 20_000_000_000_000_000_001);
//! # Ok::<(), dkmio_core::codec::EncodeError>(())
//! ```

mod convert;
mod exact;
mod parse;
mod serde_with;

use std::cmp::Ordering;
use std::error::Error;
use std::fmt;

pub(crate) use convert::{Misfit, Plain, canonical_float, exact_float, float, integer, plain};
pub use exact::Number;
pub(crate) use parse::parse;
pub use serde_with::{NumberField, StoredNumber, deserialize, serialize};

/// The number of significant digits that DynamoDB keeps ("Naming rules and data types").
pub const MAX_DIGITS: usize = 38;
/// The exponent of the largest magnitude, 9.9999999999999999999999999999999999999E+125.
const MAX_EXPONENT: i64 = 125;
/// The exponent of the smallest magnitude other than zero, 1E-130.
const MIN_EXPONENT: i64 = -130;

/// The reason why a text is not a number that DynamoDB can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NumberError {
    /// It is not a decimal number at all.
    NotANumber,
    /// It has more than [`MAX_DIGITS`] significant digits.
    TooManyDigits,
    /// Its magnitude is neither zero nor between 1E-130 and 9.9999999999999999999999999999999999999E+125.
    OutOfRange,
}

impl NumberError {
    /// Returns the text of the error.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::NotANumber => "not a number",
            Self::TooManyDigits => "a number of more than 38 significant digits",
            Self::OutOfRange => "a number outside DynamoDB's range",
        }
    }
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl Error for NumberError {}

/// Checks that DynamoDB can hold the number exactly.
///
/// # Errors
///
/// Returns an error if the text is not a number, has too many digits, or is out of range.
pub fn validate(text: &str) -> Result<(), NumberError> {
    let number = parse(text)?;
    if number.significant_digits() > MAX_DIGITS {
        return Err(NumberError::TooManyDigits);
    }
    if !number.is_zero() && !(MIN_EXPONENT..=MAX_EXPONENT).contains(&number.magnitude()) {
        return Err(NumberError::OutOfRange);
    }
    Ok(())
}

/// Returns the one text that all spellings of a number share: its significant digits and a power of ten.
///
/// ```
/// use dkmio_core::codec::number::canonical;
///
/// assert_eq!(canonical("1.0"), canonical("100E-2"));
/// assert_eq!(canonical("-1200").unwrap(), "-12E2");
/// assert_eq!(canonical("-0.00").unwrap(), "0");
/// ```
///
/// # Errors
///
/// Returns an error if the text is not a number.
pub fn canonical(text: &str) -> Result<String, NumberError> {
    let number = parse(text)?;
    let mut out = String::with_capacity(text.len());
    number.write_canonical(&mut out);
    Ok(out)
}

/// Returns the number of significant digits: those from the first to the last that is not zero.
///
/// # Errors
///
/// Returns an error if the text is not a number.
pub fn significant_digits(text: &str) -> Result<usize, NumberError> {
    Ok(parse(text)?.significant_digits())
}

/// Compares two numbers exactly.
///
/// # Errors
///
/// Returns an error if one of the texts is not a number.
pub fn compare(a: &str, b: &str) -> Result<Ordering, NumberError> {
    Ok(parse(a)?.compare(&parse(b)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_number_are_one() {
        for text in ["1", "1.0", "01", "+1", "100E-2", "0.1e1", "1.", "1E+0", "0.001E3"] {
            assert_eq!(canonical(text).as_deref(), Ok("1"), "{text}");
        }
        for text in ["0", "-0", "0.000", "0E5", ".0"] {
            assert_eq!(canonical(text).as_deref(), Ok("0"), "{text}");
        }
        for (text, expected) in [
            ("1E+2", "1E2"),
            ("-0.50", "-5E-1"),
            ("+1.20e-3", "12E-4"),
            ("1200", "12E2"),
            ("1E99999999999", "1E1000000000"),
        ] {
            assert_eq!(canonical(text).as_deref(), Ok(expected), "{text}");
        }
        for (text, digits) in [("0", 0), ("-0.0", 0), ("1", 1), ("-10.50", 3), ("1200", 2), ("0.0012", 2)] {
            assert_eq!(significant_digits(text), Ok(digits), "{text}");
        }
        assert_eq!(significant_digits("x"), Err(NumberError::NotANumber));
        assert_ne!(canonical("1"), canonical("-1"));
        assert_ne!(canonical("1"), canonical("10"));
    }

    #[test]
    fn other_text_is_not_a_number() {
        for text in [
            "", "-", "+", ".", "e1", "1e", "1e+", "1.2.3", "NaN", "inf", "infinity", " 1", "1 ", "0x1", "1_000", "--1",
            "١",
        ] {
            assert_eq!(canonical(text), Err(NumberError::NotANumber), "{text}");
        }
    }

    #[test]
    fn numbers_are_ordered_exactly() {
        let ascending = [
            "-1E100", "-12", "-1.5", "-1", "-0.1", "-1E-100", "0", "1E-100", "0.1", "0.11", "1", "1.5", "9", "10",
            "12", "1E100",
        ];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                assert_eq!(compare(a, b), Ok(i.cmp(&j)), "{a} {b}");
            }
        }
        let signs = ["-1.5", "-0", "0.0", "+1.5"].map(|text| parse(text).unwrap().is_negative());
        assert_eq!(signs, [true, false, false, false]);
        assert!(parse("-0").unwrap() == parse("0.00").unwrap() && parse("1.5").unwrap() == parse("15E-1").unwrap());
        assert!(parse("1.5").unwrap() != parse("-1.5").unwrap() && parse("1").unwrap() != parse("10").unwrap());
        assert!(parse("15").unwrap() != parse("16").unwrap());
        let long = "12345678901234567890123456789012345678";
        assert_eq!(compare(long, "12345678901234567890123456789012345679"), Ok(Ordering::Less));
        assert_eq!(compare("1.0", "100E-2"), Ok(Ordering::Equal));
    }

    #[test]
    fn knows_the_limits_of_the_service() {
        assert_eq!(validate(&"9".repeat(38)), Ok(()));
        assert_eq!(validate(&"9".repeat(39)), Err(NumberError::TooManyDigits));
        assert_eq!(validate(&format!("1{}", "0".repeat(60))), Ok(()));
        for (text, valid) in [
            ("1E-130", true),
            ("9.99E-131", false),
            ("9.9999999999999999999999999999999999999E+125", true),
            ("1E126", false),
            ("0E999", true),
            ("1E99999999999999999999", false),
        ] {
            assert_eq!(validate(text).is_ok(), valid, "{text}");
        }
    }
}
