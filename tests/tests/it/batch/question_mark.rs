//! `?` on a batch: with every error type, with owned and with borrowed items, and in a task of its own.

use dkmio::{BatchGet, BatchGetTables, BatchWrite, DynamoDb, DynamoTable, IncompleteBatchGet};
use dkmio_embedded::Operation::{BatchGetItem, BatchWriteItem};
use futures::{StreamExt as _, stream};

use super::model::{Blobs, Rows, ready, row, rows};

/// The error of an application.
#[derive(Debug, thiserror::Error)]
enum AppError {
    #[error("the database: {0}")]
    Database(#[from] dkmio::Error),
}

/// An error type from which the error of dkmio can be got back.
trait Holds {
    fn into_dkmio(self) -> dkmio::Error;
}

impl Holds for dkmio::Error {
    fn into_dkmio(self) -> dkmio::Error {
        self
    }
}

impl Holds for AppError {
    fn into_dkmio(self) -> dkmio::Error {
        let Self::Database(error) = self;
        error
    }
}

impl Holds for anyhow::Error {
    fn into_dkmio(self) -> dkmio::Error {
        self.downcast().expect("an error of dkmio")
    }
}

impl Holds for Box<dyn std::error::Error + Send + Sync> {
    fn into_dkmio(self) -> dkmio::Error {
        *self.downcast().expect("an error of dkmio")
    }
}

/// How many of the entries a batch of writes keeps.
fn unprocessed_writes(error: impl Holds) -> usize {
    let error = error.into_dkmio();
    let batch = error.batch().expect("a batch");
    batch.unprocessed::<BatchWrite>().expect("writes").len()
}

/// How many of the keys a batch of reads keeps.
fn unprocessed_reads(error: impl Holds) -> usize {
    let error = error.into_dkmio();
    let batch = error.batch().expect("a batch");
    batch.unprocessed::<IncompleteBatchGet<BatchGet<Rows>>>().expect("reads").len()
}

async fn refusing() -> DynamoDb {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).always().error(400, "AccessDeniedException", "no");
    faults.on(BatchGetItem).always().error(400, "AccessDeniedException", "no");
    db
}

macro_rules! question_mark {
    ($($name:ident: $error:ty;)*) => {$(
        mod $name {
            use super::*;

            type Result<T = ()> = std::result::Result<T, $error>;

            async fn collected(db: &DynamoDb, item: &Rows) -> Result {
                BatchWrite::new().put(item).delete(Rows::key_of(7_u64)).send(db).await?;
                Ok(())
            }

            async fn put_owned(db: &DynamoDb, items: Vec<Rows>) -> Result {
                Rows::batch_put(items).send(db).await?;
                Ok(())
            }

            async fn put_borrowed(db: &DynamoDb, items: &[Rows]) -> Result {
                Rows::batch_put(items).concurrency(2).on_progress(|_| {}).send(db).await?;
                Ok(())
            }

            async fn put_mapped(db: &DynamoDb, items: &[Rows]) -> Result {
                let version = String::from("2");
                Rows::batch_put(items.iter().map(|row| Rows { note: Some(version.clone()), ..row.clone() })).send(db).await?;
                Ok(())
            }

            async fn stream_owned(db: &DynamoDb, items: Vec<Rows>) -> Result {
                Rows::batch_put_stream(stream::iter(items)).send(db).await?;
                Ok(())
            }

            async fn stream_borrowed(db: &DynamoDb, items: &[Rows]) -> Result {
                let source = stream::iter(items).then(|row| async move { row });
                Rows::batch_put_stream(source).send(db).await?;
                Ok(())
            }

            async fn delete_borrowed(db: &DynamoDb, ids: &[u64]) -> Result {
                Rows::batch_delete(ids.iter().copied()).send(db).await?;
                Ok(())
            }

            async fn get(db: &DynamoDb, ids: &[u64]) -> Result<Vec<Option<Rows>>> {
                let found = Rows::batch_get(ids.iter().copied()).send(db).await?;
                Ok(found)
            }

            async fn get_tables(db: &DynamoDb, ids: &[u64]) -> Result {
                let parts = (Rows::batch_get(ids.iter().copied()), Blobs::batch_get([("a", b"x".to_vec())]));
                let (_, _) = BatchGetTables::new(parts).send(db).await?;
                Ok(())
            }

            #[tokio::test]
            async fn keeps_what_is_unprocessed() {
                let db = refusing().await;
                let items = rows(0..3);
                assert_eq!(unprocessed_writes(collected(&db, &row(1)).await.unwrap_err()), 2);
                assert_eq!(unprocessed_writes(put_owned(&db, items.clone()).await.unwrap_err()), 3);
                assert_eq!(unprocessed_writes(put_borrowed(&db, &items).await.unwrap_err()), 3);
                assert_eq!(unprocessed_writes(put_mapped(&db, &items).await.unwrap_err()), 3);
                assert_eq!(unprocessed_writes(stream_owned(&db, items.clone()).await.unwrap_err()), 3);
                assert_eq!(unprocessed_writes(stream_borrowed(&db, &items).await.unwrap_err()), 3);
                assert_eq!(unprocessed_writes(delete_borrowed(&db, &[1, 2]).await.unwrap_err()), 2);
                assert_eq!(unprocessed_reads(get(&db, &[1, 2]).await.unwrap_err()), 2);
                assert!(get_tables(&db, &[1]).await.unwrap_err().into_dkmio().batch().is_some());
            }

            #[tokio::test]
            async fn works_in_a_task() {
                let db = refusing().await;
                let task = tokio::spawn(async move {
                    let items = rows(0..3);
                    let mut kept = vec![
                        unprocessed_writes(collected(&db, &items[0]).await.unwrap_err()),
                        unprocessed_writes(put_owned(&db, items.clone()).await.unwrap_err()),
                        unprocessed_writes(put_borrowed(&db, &items).await.unwrap_err()),
                        unprocessed_writes(put_mapped(&db, &items).await.unwrap_err()),
                        unprocessed_writes(stream_owned(&db, items.clone()).await.unwrap_err()),
                        unprocessed_writes(stream_borrowed(&db, &items).await.unwrap_err()),
                        unprocessed_writes(delete_borrowed(&db, &[1, 2]).await.unwrap_err()),
                        unprocessed_reads(get(&db, &[1, 2]).await.unwrap_err()),
                    ];
                    let direct = Rows::batch_put(&items).send(&db).await.unwrap_err();
                    kept.push(unprocessed_writes(direct));
                    kept
                });
                assert_eq!(task.await.expect("the task ends"), [2, 3, 3, 3, 3, 3, 2, 2, 3]);
            }
        }
    )*};
}

question_mark! {
    of_dkmio: dkmio::Error;
    of_thiserror: AppError;
    of_anyhow: anyhow::Error;
    boxed: Box<dyn std::error::Error + Send + Sync>;
}

/// The rest of a source is not lost: what was taken is in the error, and `taken` says where the rest begins.
#[tokio::test(start_paused = true)]
async fn a_slice_can_be_written_from_where_the_batch_stopped() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).nth(3).error(400, "AccessDeniedException", "no");
    let items = rows(0..1000);
    let error = Rows::batch_put(&items).concurrency(1).send(&db).await.expect_err("refused");
    let batch = error.batch().expect("a batch");
    assert!(batch.has_rest());
    assert_eq!(batch.done(), 50);
    batch.unprocessed::<BatchWrite>().expect("what was taken").clone().send(&db).await.expect("written");
    Rows::batch_put(&items[batch.taken()..]).send(&db).await.expect("written");
    assert_eq!(super::model::stored_ids(&db).await, Vec::from_iter(0..1000));
}

/// `Unprocessed` of a stream is the stream itself.
#[tokio::test(start_paused = true)]
async fn a_stream_continues_where_the_batch_stopped() {
    let (db, faults) = ready().await;
    faults.on(BatchWriteItem).nth(3).error(400, "AccessDeniedException", "no");
    let source = stream::iter(rows(0..1000)).map(Ok::<_, dkmio::Error>);
    let error = Rows::batch_put_stream(source).concurrency(1).send_or_unprocessed(&db).await.expect_err("refused");
    assert_eq!(error.done(), 50);
    error.into_unprocessed().send(&db).await.expect("written");
    assert_eq!(super::model::stored_ids(&db).await, Vec::from_iter(0..1000));
}
