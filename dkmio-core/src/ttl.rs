//! Time to live: when an item expires.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::Error as _};

use crate::attribute::{NumberAttribute, Operand, OperandValue, Ordered, kind};
use crate::codec::{LATEST_TTL, is_ttl};

/// The time at which an item expires, in seconds since 1970 (UTC): the type of a `#[ttl]` field, stored as a number.
///
/// DynamoDB deletes an expired item some time later, typically within days. Until then reads still return it, unless they call
/// `live`.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use dkmio::{DynamoDb, DynamoTable, Ttl};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, Serialize, Deserialize, DynamoTable)]
/// #[dynamo(table = "sessions")]
/// struct Sessions {
///     #[pk]
///     id: String,
///     #[ttl]
///     expires_at: Option<Ttl>,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), dkmio::Error> {
/// # let db = DynamoDb::embedded().await?;
/// Sessions::create_table().send(&db).await?; // enables the time to live, too
/// let in_a_day = Ttl::from_now(Duration::from_secs(24 * 60 * 60));
/// Sessions { id: "s1".to_owned(), expires_at: Some(in_a_day) }
///     .put()
///     .send(&db)
///     .await?;
///
/// Sessions::update("s1")
///     .set(Sessions::EXPIRES_AT, Ttl::from_epoch_seconds(1))
///     .send(&db)
///     .await?;
/// assert!(Sessions::get("s1").live().send(&db).await?.is_none());
/// # Ok(()) }
/// ```
///
/// # Values
///
/// A value above 10¹² is refused when it is written: it is a time in milliseconds, and DynamoDB would keep the item forever. Any
/// year up to 9999 can be written.
///
/// DynamoDB accepts any value in the attribute, and ignores what is not a number of seconds. Such a value, for example `-1`, a
/// string, or a time in milliseconds, reads as `None` if the field is an `Option<Ttl>`: the item never expires. For a field of
/// type `Ttl` it is an error. Inside serde's `tag`, `untagged` and `flatten` it is an error for an `Option<Ttl>` too, since serde
/// reads the field there.
#[doc(alias("TTL", "TimeToLive"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ttl(u64);

impl Ttl {
    /// Returns the time `lifetime` from now, by the system's clock.
    #[must_use]
    pub fn from_now(lifetime: Duration) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        // A lifetime of `Duration::MAX` would overflow.
        Self(now.saturating_add(lifetime).as_secs())
    }

    /// Returns the time to live that ends at `time`. A time before 1970 counts as 1970. Fractions of a second are cut off.
    #[must_use]
    pub fn at(time: SystemTime) -> Self {
        Self(time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs())
    }

    /// Returns the time to live that ends this number of seconds after 1970.
    #[must_use]
    pub const fn from_epoch_seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Returns the number of seconds since 1970.
    #[must_use]
    pub const fn epoch_seconds(self) -> u64 {
        self.0
    }

    /// Returns whether the item counts as expired at `now`.
    #[must_use]
    pub fn is_expired_at(self, now: SystemTime) -> bool {
        // The last second counts as expired, as in the conditions on live items.
        self <= Self::at(now)
    }
}

impl From<SystemTime> for Ttl {
    fn from(time: SystemTime) -> Self {
        Self::at(time)
    }
}

/// The error for a time to live outside the range of the type it is converted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the time to live is outside the range of the other type")]
pub struct TtlOutOfRange;

impl TryFrom<Ttl> for SystemTime {
    type Error = TtlOutOfRange;

    fn try_from(ttl: Ttl) -> Result<Self, TtlOutOfRange> {
        UNIX_EPOCH.checked_add(Duration::from_secs(ttl.0)).ok_or(TtlOutOfRange)
    }
}

impl Ttl {
    #[cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]
    fn from_signed(seconds: i64) -> Self {
        // Only a time before 1970 is negative, and it counts as 1970.
        Self(u64::try_from(seconds).unwrap_or_default())
    }

    #[cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]
    fn to_signed(self) -> Result<i64, TtlOutOfRange> {
        i64::try_from(self.0).map_err(|_| TtlOutOfRange)
    }
}

/// Conversions between a type of another crate and [`Ttl`], and its use where an attribute's value is asked for.
#[cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]
macro_rules! time_type {
    ($feature:literal $type:ty: |$time:ident| $seconds:expr, |$from:ident| $into:expr) => {
        #[cfg(feature = $feature)]
        impl From<$type> for Ttl {
            /// Converts the time. A time before 1970 counts as 1970, and fractions of a second are cut off.
            fn from($time: $type) -> Self {
                Self::from_signed($seconds)
            }
        }

        #[cfg(feature = $feature)]
        impl TryFrom<Ttl> for $type {
            type Error = TtlOutOfRange;

            fn try_from(ttl: Ttl) -> Result<Self, TtlOutOfRange> {
                let $from = ttl.to_signed()?;
                $into
            }
        }

        #[cfg(feature = $feature)]
        #[diagnostic::do_not_recommend]
        impl Operand<Ttl, kind::Value> for $type {
            fn operand(self) -> OperandValue {
                OperandValue::encode(&Ttl::from(self))
            }
        }
    };
}
#[cfg(feature = "chrono")]
time_type!("chrono" chrono::DateTime<chrono::Utc>: |time| time.timestamp(),
    |seconds| chrono::DateTime::from_timestamp(seconds, 0).ok_or(TtlOutOfRange));
#[cfg(feature = "time")]
time_type!("time" time::OffsetDateTime: |time| time.unix_timestamp(),
    |seconds| time::OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| TtlOutOfRange));
#[cfg(feature = "jiff")]
time_type!("jiff" jiff::Timestamp: |time| time.as_second(),
    |seconds| jiff::Timestamp::from_second(seconds).map_err(|_| TtlOutOfRange));

impl Serialize for Ttl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 > LATEST_TTL {
            return Err(S::Error::custom("a time to live is in seconds; this looks like milliseconds"));
        }
        serializer.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for Ttl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A float also reads a fraction, which is cut off. It holds every whole second up to the latest time to live.
        let seconds = f64::deserialize(deserializer)?;
        if !is_ttl(seconds) {
            return Err(D::Error::custom("a time to live is a number of seconds since 1970, at most 1e12"));
        }
        Ok(Self(seconds as u64))
    }
}

#[diagnostic::do_not_recommend]
impl Ordered for Ttl {}
#[diagnostic::do_not_recommend]
impl NumberAttribute for Ttl {
    type Number = Self;
}

#[diagnostic::do_not_recommend]
impl Operand<Ttl, kind::Value> for SystemTime {
    fn operand(self) -> OperandValue {
        OperandValue::encode(&Ttl::at(self))
    }
}

/// The type of a `#[ttl]` field: [`Ttl`] or `Option<Ttl>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a time to live",
    label = "not a time",
    note = "declare the `#[ttl]` field as `dkmio::Ttl` or `Option<dkmio::Ttl>`"
)]
pub trait TtlField {
    /// Returns when the item expires, if it does.
    fn expires(&self) -> Option<Ttl>;
}

#[diagnostic::do_not_recommend]
impl TtlField for Ttl {
    fn expires(&self) -> Option<Ttl> {
        Some(*self)
    }
}

#[diagnostic::do_not_recommend]
impl TtlField for Option<Ttl> {
    fn expires(&self) -> Option<Ttl> {
        *self
    }
}
