//! From the hits of a search to the items themselves.

use serde::de::DeserializeOwned;

use super::builder::Search;
use super::hit::Hit;
use crate::attribute::DocumentPath;
use crate::batch::{BatchGet, Hydrated};
use crate::client::DynamoDb;
use crate::error::Error;
use crate::expression::ProjectionPaths;
use crate::key::KeyFrom;
use crate::read::key_of_entry;
use crate::request::AsType;
use crate::table::{EntityDefinition, Table, VectorSource};

/// What `hydrate` returns for the vector index `S`.
type HydratedHits<S> =
    Hydrated<Hit<<S as VectorSource>::Table, <S as VectorSource>::Metric>, <<S as VectorSource>::Table as Table>::Key>;

impl<S: VectorSource> Search<S, AsType<S::Item>>
where
    S::Table: DeserializeOwned + Send + 'static,
    <S::Table as Table>::Key: KeyFrom<<S::Table as Table>::Key> + Send,
{
    /// Finds the keys in the index and then reads the whole items, with their vectors, from the table (BatchGetItem), with the scores and
    /// in the order of the hits. Items that have been deleted since are [`missing`](Hydrated::missing).
    ///
    /// The items may have changed since the index was updated, and no longer fit the score. The meter and the limits on time of this search
    /// are those of the batch, too.
    ///
    /// # Errors
    ///
    /// Returns an error in the cases of [`Search`], or if the items cannot be read.
    #[doc(alias = "BatchGetItem")]
    pub async fn hydrate(self, db: &DynamoDb) -> Result<HydratedHits<S>, Error> {
        let (limits, target) = (self.options.limits.clone(), self.options.table.clone());
        let definition = <S::Table as Table>::DEFINITION;
        let keys = definition.key.attributes().map(|part| DocumentPath::top(part.name)).collect();
        // The key of a missing item is returned typed, so it needs the parts that the stored key does not tell.
        let parts = definition.entity.into_iter().flat_map(EntityDefinition::lossy_key_parts);
        let parts = parts.filter(|name| S::DEFINITION.projects(&definition, name));
        let hits = self.project(ProjectionPaths::new(keys).also(parts)).free_form().send(db).await?;
        let get = BatchGet::<S::Table>::of_encoded(
            hits.iter().map(|hit| <S::Table as Table>::DEFINITION.key.key_of(&hit.item)),
        );
        // The items are in the table that the search was given, which may have another name than the connection's.
        let db = db.clone().with_table_name::<S::Table>(db.actual_name(&target).as_ref());
        let mut hydrated = Hydrated { items: Vec::new(), missing: Vec::new() };
        for (hit, item) in hits.iter().zip(get.limits(limits).send(&db).await?) {
            match item {
                Some(item) => hydrated.items.push(hit.with_item(item)),
                None => hydrated.missing.push(key_of_entry::<S::Table>(hit.item.clone())?),
            }
        }
        Ok(hydrated)
    }
}
