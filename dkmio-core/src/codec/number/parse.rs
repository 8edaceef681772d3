//! Parses the text of a number into its parts, without copying a digit.

use std::cmp::Ordering;
use std::fmt::Write as _;

use crate::codec::number::NumberError;

/// Larger exponents are cut to this one, which is far beyond any range.
// An exponent of any length must not overflow the sums below.
const EXPONENT_CAP: i64 = 1_000_000_000;

/// The parts of a number's text. The significant digits start and end with one that is not zero. Zero has none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ParsedNumber<'a> {
    negative: bool,
    /// The significant digits, of which some may stand after the point.
    head: &'a [u8],
    tail: &'a [u8],
    /// The power of ten of the last significant digit.
    exponent: i64,
}

/// Reads the text of a number.
///
/// # Errors
///
/// Returns an error if the text is not a decimal number.
pub(crate) fn parse(text: &str) -> Result<ParsedNumber<'_>, NumberError> {
    let (negative, unsigned) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let (mantissa, exponent) = match unsigned.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (&unsigned[..at], parse_exponent(&unsigned[at + 1..])?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = match mantissa.iter().position(|&byte| byte == b'.') {
        Some(at) => (&mantissa[..at], &mantissa[at + 1..]),
        None => (mantissa, &[][..]),
    };
    // One side of the point may be empty, as in `1.` and `.5`, which programs in other languages write.
    let only_digits = whole.iter().chain(fraction).all(u8::is_ascii_digit);
    if !only_digits || (whole.is_empty() && fraction.is_empty()) {
        return Err(NumberError::NotANumber);
    }
    Ok(ParsedNumber::trimmed(negative, whole, fraction, exponent))
}

/// Reads what follows the `E`.
fn parse_exponent(text: &[u8]) -> Result<i64, NumberError> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(NumberError::NotANumber);
    }
    let magnitude = digits.iter().fold(0_i64, |sum, digit| (sum * 10 + i64::from(digit - b'0')).min(EXPONENT_CAP));
    Ok(if negative { -magnitude } else { magnitude })
}

impl<'a> ParsedNumber<'a> {
    /// Strips leading and trailing zeros.
    fn trimmed(negative: bool, whole: &'a [u8], fraction: &'a [u8], exponent: i64) -> Self {
        let mut head = without_leading_zeros(whole);
        let mut tail = without_trailing_zeros(fraction);
        let mut exponent = exponent - length(tail);
        if head.is_empty() {
            tail = without_leading_zeros(tail);
        }
        if tail.is_empty() {
            let digits = without_trailing_zeros(head);
            exponent += length(head) - length(digits);
            head = digits;
        }
        if head.is_empty() && tail.is_empty() {
            // Without a sign and an exponent all spellings of zero are equal.
            return Self { negative: false, head: &[], tail: &[], exponent: 0 };
        }
        Self { negative, head, tail, exponent }
    }

    /// Returns whether it is below zero.
    pub(crate) fn is_negative(&self) -> bool {
        self.negative
    }

    /// Returns whether it is zero.
    pub(crate) fn is_zero(&self) -> bool {
        self.head.is_empty() && self.tail.is_empty()
    }

    /// Returns the number of significant digits. Zero has none.
    pub(crate) fn significant_digits(&self) -> usize {
        self.head.len() + self.tail.len()
    }

    /// Returns the power of ten of the first significant digit.
    pub(crate) fn magnitude(&self) -> i64 {
        self.exponent + length(self.head) + length(self.tail) - 1
    }

    /// Returns the significant digits, as characters.
    fn digits(&self) -> impl Iterator<Item = u8> + use<'a> {
        self.head.iter().chain(self.tail).copied()
    }

    /// Returns sign and absolute value of an integer of at most 128 bits.
    pub(crate) fn integer(&self) -> Option<(bool, u128)> {
        let power = u32::try_from(self.exponent).ok()?;
        let digits =
            self.digits().try_fold(0_u128, |sum, digit| sum.checked_mul(10)?.checked_add(u128::from(digit - b'0')))?;
        Some((self.negative, digits.checked_mul(10_u128.checked_pow(power)?)?))
    }

    /// Returns whether it is an integer, of any size.
    pub(crate) fn is_integral(&self) -> bool {
        // Trailing zeros were stripped, so a negative exponent means that there is a fraction.
        self.exponent >= 0
    }

    /// Compares two numbers.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        match self.signum().cmp(&other.signum()) {
            Ordering::Equal if self.negative => other.compare_absolute(self),
            Ordering::Equal => self.compare_absolute(other),
            unequal => unequal,
        }
    }

    fn signum(&self) -> i8 {
        match (self.is_zero(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    fn compare_absolute(&self, other: &Self) -> Ordering {
        // Significant digits start without zeros, so at the same magnitude they compare as text does.
        self.magnitude().cmp(&other.magnitude()).then_with(|| self.digits().cmp(other.digits()))
    }

    /// Writes the canonical text.
    pub(crate) fn write_canonical(&self, out: &mut String) {
        if self.is_zero() {
            out.push('0');
            return;
        }
        if self.negative {
            out.push('-');
        }
        out.extend(self.digits().map(char::from));
        if self.exponent != 0 {
            // Writing into a string cannot fail.
            let _ = write!(out, "E{}", self.exponent);
        }
    }
}

impl PartialEq for ParsedNumber<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.negative == other.negative && self.exponent == other.exponent && self.digits().eq(other.digits())
    }
}

/// Returns the digits from the first that is not zero.
fn without_leading_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    &digits[zeros..]
}

/// Returns the digits up to the last that is not zero.
fn without_trailing_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().rev().take_while(|&&digit| digit == b'0').count();
    &digits[..digits.len() - zeros]
}

/// Returns a count of digits as an exponent.
fn length(digits: &[u8]) -> i64 {
    i64::try_from(digits.len()).unwrap_or(EXPONENT_CAP)
}
