//! Reads the items of index entries from their table.

use futures::TryStreamExt as _;
use serde::de::DeserializeOwned;

use super::BatchGet;
use crate::attribute::DocumentPath;
use crate::client::DynamoDb;
use crate::error::Error;
use crate::expression::ProjectionPaths;
use crate::key::KeyFrom;
use crate::read::{ItemStream, Read, ReadPlan, key_of_entry};
use crate::request::{AsItem, AsResult, AsType, InvalidItem};
use crate::table::{Source, Table};

/// The number of keys that are collected before their items are read: ten BatchGetItem requests.
const KEYS: usize = 1000;

/// The items of index entries. Returned by `hydrate`.
///
/// An index is updated some time after its table, so an entry can outlive its item.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "items may be missing"]
#[non_exhaustive]
pub struct Hydrated<T, K> {
    /// The whole items, in the order of the index.
    pub items: Vec<T>,
    /// The keys of the entries whose items no longer exist, in the order of the index.
    pub missing: Vec<K>,
}

impl<T, K> IntoIterator for Hydrated<T, K> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    /// Iterates over the items that exist.
    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

/// The output of `hydrate` for the table `T` after `try_items`.
type HydratedResults<T> = Hydrated<Result<T, InvalidItem>, <T as Table>::Key>;

/// The output of `hydrate` for the table `T`.
type HydratedTable<T> = Hydrated<T, <T as Table>::Key>;

impl<S: Source, M> Read<S, AsType<S::Item>, M>
where
    S::Table: DeserializeOwned + Send + 'static,
    <S::Table as Table>::Key: KeyFrom<<S::Table as Table>::Key> + Send,
{
    /// Reads the keys from the index and then the items themselves from the table (BatchGetItem), 100 keys in a
    /// request, in the order of the index.
    ///
    /// Use it for an index that does not project all attributes. It costs the read of the index and of each item. The
    /// items are those of the table: they may have changed since the index was written. The meter and the time limits
    /// of this read also apply to the batches.
    ///
    /// # Errors
    /// Returns an error if the read fails, or if a batch of items cannot be read; [`Error::batch`] then returns what is
    /// unprocessed of that batch.
    #[doc(alias = "BatchGetItem")]
    pub async fn hydrate(self, db: &DynamoDb) -> Result<HydratedTable<S::Table>, Error> {
        hydrate(self.plan, db, async |get: BatchGet<S::Table>, db| get.send(&db).await).await
    }
}

impl<S: Source, M> Read<S, AsResult<AsType<S::Item>>, M>
where
    S::Table: DeserializeOwned + Send + 'static,
    <S::Table as Table>::Key: KeyFrom<<S::Table as Table>::Key> + Send,
{
    /// Reads the keys from the index and then the items themselves from the table (BatchGetItem), as `hydrate` does
    /// without `try_items`. An item that does not fit the type is an [`InvalidItem`] at its position.
    ///
    /// # Errors
    /// Returns an error if the read fails, or if a batch of items cannot be read; [`Error::batch`] then returns what is
    /// unprocessed of that batch.
    #[doc(alias = "BatchGetItem")]
    pub async fn hydrate(self, db: &DynamoDb) -> Result<HydratedResults<S::Table>, Error> {
        hydrate(self.plan, db, async |get: BatchGet<S::Table>, db| get.try_items().send(&db).await).await
    }
}

/// Reads the keys and then their items, which `read` decodes.
async fn hydrate<T, O>(
    mut plan: ReadPlan,
    db: &DynamoDb,
    read: impl AsyncFn(BatchGet<T>, DynamoDb) -> Result<Vec<Option<O>>, Error>,
) -> Result<Hydrated<O, T::Key>, Error>
where
    T: Table + DeserializeOwned + Send + 'static,
    T::Key: KeyFrom<T::Key> + Send,
{
    // The key of a missing item is returned typed, so it needs the parts that the stored key does not tell.
    let keys = plan.cursor_attributes().map(|part| DocumentPath::top(part.name)).collect();
    plan.project(ProjectionPaths::new(keys).also(plan.stored_key_parts().into_iter()));
    let (consistent, limits) = (plan.consistent, plan.limits.clone());
    // The items are in the table of this read, which may have another name than the one that the connection has for the
    // type.
    let items_db = db.clone().with_table_name::<T>(db.actual_name(&plan.target).as_ref());
    let mut entries = ItemStream::new(plan, AsItem, db).try_chunks(KEYS);
    let mut hydrated = Hydrated { items: Vec::new(), missing: Vec::new() };
    while let Some(entries) = entries.try_next().await.map_err(|error| error.1)? {
        // The stored key rather than the typed one: a template may render parts so that they cannot be read back.
        let get = BatchGet::<T>::of_encoded(entries.iter().map(|entry| T::DEFINITION.key.key_of(entry)));
        // Otherwise an item could be older than its entry.
        let get = if consistent { get.consistent() } else { get }.limits(limits.clone());
        let items = read(get, items_db.clone()).await?;
        for (entry, item) in entries.iter().zip(items) {
            match item {
                Some(item) => hydrated.items.push(item),
                // Only a missing item needs its typed key.
                None => hydrated.missing.push(key_of_entry::<T>(entry.clone())?),
            }
        }
    }
    Ok(hydrated)
}
