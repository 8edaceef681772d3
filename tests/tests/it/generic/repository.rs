//! A repository with no other bounds than `DynamoTable` and serde's: for tables without a version, since it writes by key.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use dkmio::{Cursor, DynamoDb, DynamoTable, Error, ItemStream, Page, Query, TransactGet, TransactWrite};
use futures::TryStreamExt as _;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::engine::db_with;

struct Repository<T> {
    db: DynamoDb,
    table: PhantomData<fn() -> T>,
}

impl<T: DynamoTable<Version = (), Unique = ()> + Serialize + DeserializeOwned + Send + Sync + 'static> Repository<T> {
    fn new(db: DynamoDb) -> Self {
        Self { db, table: PhantomData }
    }

    async fn find(&self, key: T::Key) -> Result<Option<T>, Error> {
        T::get(key).consistent().send(&self.db).await
    }

    async fn find_by_reference(&self, key: &T::Key) -> Result<Option<T>, Error> {
        T::get(key).send(&self.db).await
    }

    async fn save(&self, item: &T) -> Result<Option<T>, Error> {
        item.put().return_old().send(&self.db).await
    }

    async fn touch(&self, key: T::Key) -> Result<T, Error> {
        T::update(key).set(dkmio::attr("touched"), true).if_exists().return_new().send(&self.db).await
    }

    async fn remove(&self, key: T::Key) -> Result<(), Error> {
        T::delete(key).if_exists().send(&self.db).await
    }

    fn partition(&self, key: &T::Key) -> Query<T> {
        T::query_partition_of(key)
    }

    async fn page(&self, key: &T::Key, from: Option<Cursor>) -> Result<Page<T>, Error> {
        let query = self.partition(key).page_size(1);
        match from {
            Some(cursor) => query.start_from(cursor).page(&self.db).await,
            None => query.page(&self.db).await,
        }
    }

    fn stream(&self) -> ItemStream<T> {
        T::scan().stream(&self.db)
    }

    async fn all(&self) -> Result<Vec<T>, Error> {
        T::scan().all(&self.db).await
    }

    async fn save_all(&self, items: &[T]) -> Result<(), Error> {
        T::batch_put(items).send(&self.db).await?;
        Ok(())
    }

    async fn find_all(&self, keys: Vec<T::Key>) -> Result<Vec<Option<T>>, Error> {
        T::batch_get(keys).send(&self.db).await
    }

    async fn remove_all(&self, items: &[T]) -> Result<(), Error> {
        T::batch_delete(items.iter().map(T::key)).send(&self.db).await?;
        Ok(())
    }

    async fn replace(&self, old: T::Key, new: &T) -> Result<(), Error> {
        TransactWrite::new().delete(T::delete(old)).put(new.put()).send(&self.db).await
    }

    async fn both(&self, one: T::Key, other: T::Key) -> Result<(Option<T>, Option<T>), Error> {
        TransactGet::new((T::get(one), T::get(other))).send(&self.db).await
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "generic-notes")]
struct Notes {
    #[pk]
    user: String,
    #[sk]
    note: u32,
    text: String,
}

fn note(user: &str, note: u32) -> Notes {
    Notes { user: user.to_owned(), note, text: format!("note {note}") }
}

#[tokio::test]
async fn a_generic_repository_needs_no_other_bounds() {
    let notes = Repository::<Notes>::new(db_with::<Notes>().await);
    let items = [note("ana", 1), note("ana", 2), note("luis", 1)];
    notes.save_all(&items).await.expect("written");
    assert_eq!(notes.find(items[0].key()).await.expect("read").as_ref(), Some(&items[0]));
    assert_eq!(notes.find_by_reference(&items[2].key()).await.expect("read").as_ref(), Some(&items[2]));
    assert_eq!(notes.save(&items[1]).await.expect("replaced").as_ref(), Some(&items[1]));
    assert_eq!(notes.touch(items[1].key()).await.expect("updated"), items[1]);
    assert_eq!(notes.partition(&items[1].key()).all(&notes.db).await.expect("read"), items[..2]);

    let first = notes.page(&items[0].key(), None).await.expect("a page");
    assert_eq!(first.items, items[..1]);
    let second = notes.page(&items[0].key(), first.next).await.expect("a page");
    assert_eq!(second.items, items[1..2]);

    let streamed: Vec<Notes> = notes.stream().try_collect().await.expect("a stream");
    let names: BTreeSet<_> = streamed.iter().map(|note| (note.user.as_str(), note.note)).collect();
    assert_eq!(names, BTreeSet::from([("ana", 1), ("ana", 2), ("luis", 1)]));
    assert_eq!(notes.all().await.expect("read").len(), 3);

    let found = notes.find_all(vec![items[2].key(), Notes::key_of("nobody", 1_u32)]).await.expect("read");
    assert_eq!(found, [Some(items[2].clone()), None]);
    notes.replace(items[2].key(), &note("luis", 2)).await.expect("replaced");
    let both = notes.both(items[2].key(), Notes::key_of("luis", 2_u32)).await.expect("read");
    assert_eq!(both, (None, Some(note("luis", 2))));
    notes.remove(items[0].key()).await.expect("deleted");
    notes.remove_all(&[note("ana", 2), note("luis", 2)]).await.expect("deleted");
    assert_eq!(notes.all().await.expect("read"), []);
}
