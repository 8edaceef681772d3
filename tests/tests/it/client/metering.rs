//! One meter for requests of every kind.

use dkmio::{CapacityMeter, DynamoTable, TransactGet, TransactWrite};
use serde::{Deserialize, Serialize};

use crate::engine::db_with;
use crate::support::faulty;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "meters")]
struct Meters {
    #[pk]
    id: String,
}

fn row() -> Meters {
    Meters { id: "m".to_owned() }
}

#[tokio::test]
async fn a_meter_sums_over_requests_of_every_kind() {
    let db = db_with::<Meters>().await;
    let meter = CapacityMeter::new();
    let mut before = 0.0;
    let mut grows = |what: &str| {
        let total = meter.capacity().total;
        assert!(total > before, "{what} is not counted: {total}");
        before = total;
    };
    // The first request of an operation takes another path than those that follow.
    for _ in 0..2 {
        row().put().meter(&meter).send(&db).await.unwrap();
        grows("put");
        Meters::get("m").consistent().meter(&meter).send(&db).await.unwrap();
        grows("get");
        Meters::batch_get(["m"]).meter(&meter).send(&db).await.unwrap();
        grows("batch of reads");
        Meters::batch_put([row()]).meter(&meter).send(&db).await.unwrap();
        grows("batch of writes");
        Meters::query("m").meter(&meter).all(&db).await.unwrap();
        grows("query");
        Meters::scan().meter(&meter).all(&db).await.unwrap();
        grows("scan");
        Meters::update("m").set(dkmio::attr("x"), 1).meter(&meter).send(&db).await.unwrap();
        grows("update");
        TransactWrite::new().put(row().put()).meter(&meter).send(&db).await.unwrap();
        grows("transaction of writes");
        TransactGet::new((Meters::get("m"),)).meter(&meter).send(&db).await.unwrap();
        grows("transaction of reads");
        row().put().idempotent().meter(&meter).send(&db).await.unwrap();
        grows("idempotent put");
        Meters::delete("m").return_old().meter(&meter).send(&db).await.unwrap();
        grows("delete");
    }
    assert_eq!(meter.capacity().tables.len(), 1);
    assert!(meter.take().total > 0.0);
    assert_eq!(meter.capacity(), dkmio::Capacity::default());
}

#[tokio::test(start_paused = true)]
async fn a_request_without_a_meter_does_not_ask_for_its_capacity() {
    let (db, faults) = faulty();
    let _ = row().put().send(&db).await;
    let _ = row().put().meter(&CapacityMeter::new()).send(&db).await;
    let asked = |call: &dkmio_embedded::Call| call.request().body().get("ReturnConsumedCapacity").cloned();
    assert_eq!(faults.calls().iter().map(asked).collect::<Vec<_>>(), [None, Some("INDEXES".into())]);
}
