//! Attributes whose values dkmio writes: the version and the timestamps.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_dynamodb::types::AttributeValue;

use crate::ttl::Ttl;

/// The attributes of a table whose values dkmio writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManagedAttributes {
    /// The stored name of the `#[version]` field.
    pub version: Option<&'static str>,
    /// The `#[created_at]` field.
    pub created_at: Option<TimestampAttribute>,
    /// The `#[updated_at]` field.
    pub updated_at: Option<TimestampAttribute>,
}

/// A timestamp that dkmio writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimestampAttribute {
    /// Its stored name.
    pub name: &'static str,
    /// Its stored form.
    pub form: TimestampForm,
}

/// The stored form of a timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimestampForm {
    /// A number of seconds since 1970, as of a [`Ttl`].
    EpochSeconds,
    /// The key form of a timestamp: `2025-01-31T08:30:00.000000000Z`.
    KeyText,
}

impl ManagedAttributes {
    /// A table without such attributes.
    pub const NONE: Self = Self { version: None, created_at: None, updated_at: None };

    /// Returns whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.version.is_none() && self.created_at.is_none() && self.updated_at.is_none()
    }

    /// Returns the stored names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let timestamps = [self.created_at, self.updated_at].into_iter().flatten().map(|attribute| attribute.name);
        self.version.into_iter().chain(timestamps)
    }
}

impl TimestampAttribute {
    /// Returns the attribute's value for a time.
    pub(crate) fn value(&self, time: SystemTime) -> AttributeValue {
        match self.form {
            TimestampForm::EpochSeconds => AttributeValue::N(Ttl::at(time).epoch_seconds().to_string()),
            TimestampForm::KeyText => AttributeValue::S(key_text(time)),
        }
    }
}

/// The type of a `#[created_at]` or `#[updated_at]` field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a timestamp that dkmio writes",
    label = "not an optional timestamp",
    note = "declare the field as `Option<dkmio::Ttl>`, or as the `Option` of a timestamp with `#[serde(with = \"dkmio::key\", default)]`"
)]
pub trait TimestampField {}

/// The type of a `#[created_at]` or `#[updated_at]` field with `#[serde(with = "dkmio::key")]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a timestamp that dkmio writes",
    label = "not an optional timestamp",
    note = "declare the field as the `Option` of a timestamp of `chrono`, `time` or `jiff`"
)]
pub trait KeyTimestampField {}

#[diagnostic::do_not_recommend]
impl TimestampField for Option<Ttl> {}
#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl KeyTimestampField for Option<chrono::DateTime<chrono::Utc>> {}
#[cfg(feature = "time")]
#[diagnostic::do_not_recommend]
impl KeyTimestampField for Option<time::OffsetDateTime> {}
#[cfg(feature = "jiff")]
#[diagnostic::do_not_recommend]
impl KeyTimestampField for Option<jiff::Timestamp> {}

/// Returns the form of a timestamp that is stored by its type.
#[must_use]
pub const fn timestamp<T: TimestampField>() -> TimestampForm {
    TimestampForm::EpochSeconds
}

/// Returns the form of a timestamp in its key form.
#[must_use]
pub const fn key_timestamp<T: KeyTimestampField>() -> TimestampForm {
    TimestampForm::KeyText
}

/// An attribute that callers write. The trait has no implementation: its bound stands where dkmio writes the attribute,
/// for its message.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{A}` is written by dkmio and cannot be updated",
    label = "written by every write of the item",
    note = "remove this action: dkmio writes versions and timestamps itself"
)]
pub trait WrittenByCallers<A> {}

/// The writer of versions and timestamps, as it stands in messages.
#[doc(hidden)]
#[derive(Debug)]
pub struct Dkmio;

/// The last second of the year 9999, counted from 1970. Texts of later years would not sort by time.
const LATEST: u64 = 253_402_300_799;

/// Returns the key form of a time. A time before 1970 or after 9999 becomes the nearest one within these years.
fn key_text(time: SystemTime) -> String {
    // A clock before 1970 is wrong. The earliest time is written then, since a write cannot fail for it.
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    // A later year has five digits, and its text would sort before those of four.
    let since = since.min(Duration::new(LATEST, 999_999_999));
    let (days, second) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:09}Z", since.subsec_nanos())
}

/// Returns the date of a day counted from 1970-01-01.
///
/// Howard Hinnant's algorithm: years begin in March, so that the leap day is the last of its year.
fn civil(days: u64) -> (u64, u64, u64) {
    // 719,468 days lie between March 1 of the year 0 and 1970-01-01, and an era of 400 years has 146,097 days.
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_their_key_form() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.000000007Z"),
            (951_782_399, "2000-02-28T23:59:59.000000007Z"),
            (951_782_400, "2000-02-29T00:00:00.000000007Z"),
            (951_868_800, "2000-03-01T00:00:00.000000007Z"),
            (1_738_312_200, "2025-01-31T08:30:00.000000007Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000000007Z"),
            (LATEST, "9999-12-31T23:59:59.000000007Z"),
        ] {
            assert_eq!(key_text(UNIX_EPOCH + Duration::new(seconds, 7)), text);
        }
        assert_eq!(key_text(UNIX_EPOCH - Duration::from_secs(1)), "1970-01-01T00:00:00.000000000Z");
        assert_eq!(key_text(UNIX_EPOCH + Duration::from_secs(LATEST + 1)), "9999-12-31T23:59:59.999999999Z");
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn the_key_form_is_that_of_a_key() {
        use crate::key::DynamoKey as _;
        for day in (0..60_000).step_by(7) {
            let time = UNIX_EPOCH + Duration::new(day * 86_400 + day * 13 % 86_400, 123_456_789);
            let since = time.duration_since(UNIX_EPOCH).expect("a time after 1970");
            let of_key =
                chrono::DateTime::from_timestamp(since.as_secs() as i64, since.subsec_nanos()).expect("a time");
            let of_key = of_key.to_key().expect("a key");
            assert_eq!(of_key, AttributeValue::S(key_text(time)));
        }
    }
}
