//! Keys of entities that fold the letters of a part.

use dkmio::{BatchWrite, Cursor, DynamoEntity, DynamoTable as _};
use dkmio_embedded::Operation;
use serde::{Deserialize, Serialize};

use crate::engine::db_with;
use crate::models::{Account, App, account};

/// Both of its keys fold the same part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TEAM#{name:lower}"]
#[sk = "TEAM#{name:lower}"]
#[index(listed = App::gsi1, pk = "TEAMS", sk = "{name:lower}")]
struct Team {
    name: String,
    size: u32,
}

fn team(name: &str) -> Team {
    Team { name: name.to_owned(), size: 1 }
}

#[tokio::test]
async fn a_part_of_both_keys_is_read_once() {
    let db = db_with::<App>().await;
    for name in ["Blue", "RED"] {
        team(name).put().send(&db).await.expect("a put");
    }
    assert_eq!(Team::query("red").keys().all(&db).await.expect("keys"), [team("RED").key()]);
    let listed = [team("Blue"), team("RED")];
    let keys = Team::listed().query(()).keys().all(&db).await.expect("keys");
    assert_eq!(keys, listed.clone().map(|team| team.key()));
    let hydrated = Team::listed().query(()).hydrate(&db).await.expect("items");
    assert_eq!((hydrated.items, hydrated.missing), (listed.to_vec(), Vec::new()));
}

#[tokio::test]
async fn a_key_without_its_item_has_the_folded_part() {
    let folded = account("ana@x", 1).key();
    let cursor = Cursor::after(&account("Ana@X", 1));
    assert_eq!(cursor.key::<Account>().expect("a key"), folded);
    let text = cursor.encode().parse::<Cursor>().expect("a cursor");
    assert_eq!(text.key::<Account>().expect("a key"), folded);

    let (db, faults) = crate::support::faulty();
    faults.on(Operation::BatchWriteItem).error(400, "AccessDeniedException", "no");
    let batch = BatchWrite::new().delete(account("Ana@X", 1).key());
    let error = batch.send(&db).await.expect_err("refused");
    let unprocessed: &BatchWrite = error.batch().and_then(|batch| batch.unprocessed()).expect("what is unprocessed");
    assert_eq!(unprocessed.deletes::<Account>().expect("keys"), [folded]);
}
