//! Timestamps as keys, under `with = "dkmio::key"`: text that sorts by time.

use dkmio::{DynamoKey, DynamoTable};
use serde::{Deserialize, Serialize};

use crate::engine::{db_with, s};

/// Half a second past, and times around it; all in nanoseconds since 1970.
const NANOS: [i128; 6] = [-62_135_596_800_000_000_000, -1, 0, 1, 500_000_000, 1_738_312_200_000_000_000];

macro_rules! timestamps {
    ($($test:ident: $type:ty, |$nanos:ident| $of:expr;)*) => {$(
        #[tokio::test]
        async fn $test() {
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
            #[dynamo(table = "moments")]
            #[gsi(by_end, name = "gsi-end", pk = id, sk = end)]
            struct Moments {
                #[pk]
                id: String,
                #[sk]
                #[serde(with = "dkmio::key")]
                at: $type,
                #[serde(with = "dkmio::key", default)]
                end: Option<$type>,
            }
            let of = |$nanos: i128| -> $type { $of };
            let db = db_with::<Moments>().await;
            for nanos in NANOS.into_iter().rev() {
                let end = (nanos > 0).then(|| of(-nanos));
                Moments { id: "m".to_owned(), at: of(nanos), end }.put().send(&db).await.expect("put");
            }
            let all = Moments::query("m").all(&db).await.expect("a query");
            assert_eq!(all.iter().map(|moment| moment.at).collect::<Vec<_>>(), NANOS.map(of));
            let after = Moments::query("m").sk_gt(of(0)).select(Moments::AT).all(&db).await.expect("a query");
            assert_eq!(after, [of(1), of(500_000_000), of(1_738_312_200_000_000_000)]);
            let by_end = Moments::by_end().query("m").all(&db).await.expect("a query");
            assert_eq!(by_end.iter().map(|moment| moment.at).collect::<Vec<_>>(), [of(NANOS[5]), of(NANOS[4]), of(NANOS[3])]);
            let filtered = Moments::scan().filter(Moments::END.lt(of(-2))).count(&db).await.expect("a count");
            assert_eq!(filtered, 2);
            assert_eq!(of(500_000_000).to_key().expect("a key"), s("1970-01-01T00:00:00.500000000Z"));
            assert_eq!(<$type>::from_key(&s("1970-01-01T00:00:00.5Z")).expect("a key"), of(500_000_000));
            assert!(<$type>::from_key(&s("yesterday")).is_err());
        }
    )*};
}

timestamps! {
    chrono_date_times: chrono::DateTime<chrono::Utc>, |nanos| {
        let seconds = i64::try_from(nanos.div_euclid(1_000_000_000)).expect("seconds");
        chrono::DateTime::from_timestamp(seconds, u32::try_from(nanos.rem_euclid(1_000_000_000)).expect("nanos")).expect("a time")
    };
    time_offset_date_times: time::OffsetDateTime, |nanos| time::OffsetDateTime::from_unix_timestamp_nanos(nanos).expect("a time");
    jiff_timestamps: jiff::Timestamp, |nanos| jiff::Timestamp::from_nanosecond(nanos).expect("a time");
}

#[test]
fn an_offset_is_not_part_of_the_key() {
    let utc = time::OffsetDateTime::from_unix_timestamp(0).expect("a time");
    let local = utc.to_offset(time::UtcOffset::from_hms(2, 0, 0).expect("an offset"));
    assert_eq!(local.to_key().expect("a key"), utc.to_key().expect("a key"));
}

#[test]
fn years_that_would_not_sort_are_refused() {
    let far = chrono::DateTime::from_timestamp(300_000_000_000, 0).expect("a time");
    assert!(far.to_key().is_err(), "a year of five digits");
    let before = chrono::DateTime::from_timestamp(-70_000_000_000, 0).expect("a time");
    assert!(before.to_key().is_err(), "a year before 0");
    assert!(jiff::Timestamp::from_second(-70_000_000_000).expect("a time").to_key().is_err());
}
