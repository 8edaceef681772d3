//! Views, from which queries read.

use std::marker::PhantomData;

use cqrs_es::persist::{PersistenceError, ViewContext, ViewRepository};
use cqrs_es::{Aggregate, View};
use dkmio::DynamoDb;

use crate::error::persistence_error;
use crate::row::ViewRow;

/// Stores views in the table of `R`, one item a view, with optimistic locking.
pub struct ViewStore<R> {
    db: DynamoDb,
    row: PhantomData<fn() -> R>,
}

impl<R: ViewRow> ViewStore<R> {
    /// Makes a repository on a connection. It sends nothing.
    #[must_use]
    pub fn new(db: &DynamoDb) -> Self {
        Self { db: db.clone(), row: PhantomData }
    }

    async fn row(&self, view_id: &str) -> Result<Option<R>, PersistenceError> {
        R::get(R::key_of(view_id)).consistent().send(&self.db).await.map_err(persistence_error)
    }
}

impl<R> Clone for ViewStore<R> {
    fn clone(&self) -> Self {
        Self { db: self.db.clone(), row: PhantomData }
    }
}

impl<V: View<A>, A: Aggregate, R: ViewRow> ViewRepository<V, A> for ViewStore<R> {
    async fn load(&self, view_id: &str) -> Result<Option<V>, PersistenceError> {
        let row = self.row(view_id).await?;
        Ok(row.map(|row| serde_json::from_str(row.parts().1)).transpose()?)
    }

    async fn load_with_context(&self, view_id: &str) -> Result<Option<(V, ViewContext)>, PersistenceError> {
        let Some(row) = self.row(view_id).await? else { return Ok(None) };
        let (version, payload) = row.parts();
        Ok(Some((serde_json::from_str(payload)?, ViewContext::new(view_id.to_owned(), version))))
    }

    async fn update_view(&self, view: V, context: ViewContext) -> Result<(), PersistenceError> {
        let row = R::new(&context.view_instance_id, context.version + 1, serde_json::to_string(&view)?);
        let put = match context.version {
            0 => row.put().if_not_exists(),
            version => row.put().condition(R::has_version(version)),
        };
        put.send(&self.db).await.map_err(persistence_error)
    }
}
