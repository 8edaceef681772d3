//! Formats figures.

/// The text where there is no figure.
const NONE: &str = "-";

/// Formats a ratio, to two places.
pub(crate) fn ratio(ratio: Option<f64>) -> String {
    ratio.map_or(NONE.to_owned(), |ratio| format!("{ratio:.2}"))
}

/// Formats a count, with a comma between its thousands.
pub(crate) fn count(count: Option<f64>) -> String {
    let Some(count) = count else { return NONE.to_owned() };
    let digits = format!("{:.0}", count.abs());
    let mut shown = if count < 0.0 { "-".to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// Formats seconds, in the unit that fits.
pub(crate) fn duration(seconds: Option<f64>) -> String {
    match seconds {
        None => NONE.to_owned(),
        Some(seconds) if seconds < 1e-3 => format!("{:.1} µs", seconds * 1e6),
        Some(seconds) if seconds < 1.0 => format!("{:.1} ms", seconds * 1e3),
        Some(seconds) => format!("{seconds:.2} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_apart() {
        assert_eq!(count(Some(999.4)), "999");
        assert_eq!(count(Some(1000.0)), "1,000");
        assert_eq!(count(Some(6_320_123.0)), "6,320,123");
        assert_eq!(count(Some(-1234.0)), "-1,234");
    }

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(duration(Some(0.000_028_7)), "28.7 µs");
        assert_eq!(duration(Some(0.012_6)), "12.6 ms");
        assert_eq!(duration(Some(2.5)), "2.50 s");
    }

    #[test]
    fn where_there_is_no_figure_there_is_a_dash() {
        assert_eq!([ratio(None), count(None), duration(None)], ["-", "-", "-"]);
    }
}
