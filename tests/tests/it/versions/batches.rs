//! Batches of a table with a version, which skip the checks by name.

use dkmio::{BatchWrite, DynamoTable};

use super::{Note, note, stored};
use crate::engine::db_with;

#[tokio::test]
async fn an_unconditional_batch_writes_items_as_they_are() {
    let db = db_with::<Note>().await;
    let copy = Note { version: 7, ..note("copy") };
    Note::batch_put_unconditional([&copy]).send(&db).await.expect("a batch");
    assert_eq!(stored(&db).await, copy);
    let other = Note { version: 3, ..copy };
    BatchWrite::new().put_unconditional(&other).send(&db).await.expect("a batch");
    assert_eq!(stored(&db).await, other);
}

#[tokio::test]
async fn an_unconditional_batch_deletes_any_version() {
    let db = db_with::<Note>().await;
    for version in [0, 7] {
        let note = Note { version, ..note("copy") };
        Note::batch_put_unconditional([&note]).send(&db).await.expect("a batch");
        if version == 0 {
            Note::batch_delete_unconditional(["n"]).send(&db).await.expect("a batch");
        } else {
            BatchWrite::new().delete_unconditional(Note::key_of("n")).send(&db).await.expect("a batch");
        }
        assert_eq!(Note::get("n").send(&db).await.expect("a read"), None);
    }
}
