//! What can be a key: strings, integers, bytes, newtypes and enums, and timestamps that sort by time.

use chrono::{DateTime, TimeZone, Utc};
use dkmio::{DynamoDb, DynamoKey, DynamoTable};
use serde::{Deserialize, Serialize};

/// A newtype is a key of its own: a `SensorId` cannot be given where another string is wanted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
struct SensorId(String);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "readings")]
#[gsi(by_kind, name = "gsi-kind", pk = kind, sk = value)]
struct Readings {
    #[pk]
    sensor: SensorId,
    /// Stored with nine digits of the second, so that text sorts by time.
    #[sk]
    #[serde(with = "dkmio::key")]
    at: DateTime<Utc>,
    kind: Kind,
    value: i64,
}

/// An enum of unit variants is stored under serde's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    AirPressure,
    Temperature,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = DynamoDb::embedded().await?;
    Readings::create_table().send(&db).await?;

    let sensor = SensorId("attic".to_owned());
    for (minute, kind, value) in [(5, Kind::Temperature, -3), (1, Kind::AirPressure, 1013), (9, Kind::Temperature, 12)]
    {
        let at = Utc.with_ymd_and_hms(2025, 1, 31, 8, minute, 0).single().ok_or("no such time")?;
        Readings { sensor: sensor.clone(), at, kind, value }.put().send(&db).await?;
    }

    let from = Utc.with_ymd_and_hms(2025, 1, 31, 8, 2, 0).single().ok_or("no such time")?;
    let query = Readings::query(&sensor).sk_gte(from);
    println!("{}\n", query.explain()?);
    for reading in query.all(&db).await? {
        println!("{} {:?} {}", reading.at, reading.kind, reading.value);
    }

    let frost = Readings::by_kind().query(Kind::Temperature).sk_lt(0).all(&db).await?;
    println!("\nbelow zero: {:?}", frost.iter().map(|reading| reading.key()).collect::<Vec<_>>());

    let empty = Readings::get((SensorId(String::new()), from)).send(&db).await;
    if let Err(error) = empty {
        println!("\nan empty key never leaves the process: {error}");
    }
    Ok(())
}
