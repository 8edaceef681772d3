//! From the entries of an index to the items themselves.

use futures::TryStreamExt as _;
use serde::de::DeserializeOwned;

use super::{BatchGet, BatchRequest as _};
use crate::attribute::DocumentPath;
use crate::client::DynamoDb;
use crate::client::Meter;
use crate::error::Error;
use crate::expression::ProjectionPaths;
use crate::key::{KeyFrom, KeyOf};
use crate::read::{ItemStream, Read, ReadPlan};
use crate::request::{FreeForm, Typed};
use crate::table::{Source, Table};

/// How many keys are gathered before their items are read: ten requests of BatchGetItem.
const KEYS: usize = 1000;

/// The items that the entries of an index stand for: made by `hydrate`.
///
/// An index follows its table some time later, so an entry can outlive its item.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "items may be gone"]
#[non_exhaustive]
pub struct Hydrated<T, K> {
    /// The items, whole, in the order of the index.
    pub items: Vec<T>,
    /// The keys, in the order of the index, of the entries whose items are gone since.
    pub gone: Vec<K>,
}

impl<T, K> IntoIterator for Hydrated<T, K> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    /// The items that are there.
    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

/// What `hydrate` gives for the table `T`.
type HydratedTable<T> = Hydrated<T, <T as Table>::Key>;

impl<S: Source, M> Read<S, Typed<S::Item>, M>
where
    S::Table: DeserializeOwned + Send + 'static,
    <S::Table as Table>::Key: KeyFrom<<S::Table as Table>::Key> + Send,
{
    /// Reads the keys from the index and then the items themselves from the table (BatchGetItem, up to 100 keys in a
    /// request), in the order of the index.
    ///
    /// It is meant for an index that does not project everything, and costs the read of the index and of each item. The
    /// items are as the table has them: they may have changed since the index was written.
    ///
    /// # Errors
    /// Returns an error if the read or a batch fails: one of the kind `Unprocessed` if items could not be read.
    #[doc(alias = "BatchGetItem")]
    pub async fn hydrate(self, db: &DynamoDb) -> Result<HydratedTable<S::Table>, Error> {
        hydrate(self.plan, db).await
    }
}

async fn hydrate<T>(mut plan: ReadPlan, db: &DynamoDb) -> Result<HydratedTable<T>, Error>
where
    T: Table + DeserializeOwned + Send + 'static,
    T::Key: KeyFrom<T::Key> + Send,
{
    let keys = plan.cursor_attributes().map(|part| DocumentPath::top(part.name)).collect();
    plan.project(ProjectionPaths::new(keys));
    let consistent = plan.consistent;
    let mut entries = ItemStream::new(plan, FreeForm, db, Meter::default()).try_chunks(KEYS);
    let mut hydrated = Hydrated { items: Vec::new(), gone: Vec::new() };
    while let Some(entries) = entries.try_next().await.map_err(|error| error.1)? {
        let keys = entries.iter().map(T::Key::from_item).collect::<Result<Vec<_>, _>>()?;
        let get = BatchGet::<T>::new(keys.iter().cloned());
        let get = if consistent { get.consistent() } else { get };
        let items = get.execute(db, Meter::default()).await?;
        for (key, item) in keys.into_iter().zip(items) {
            match item {
                Some(item) => hydrated.items.push(item),
                None => hydrated.gone.push(key),
            }
        }
    }
    Ok(hydrated)
}
