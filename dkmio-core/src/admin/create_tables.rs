//! CreateTable for a list of tables.

use std::fmt;

use futures::future::BoxFuture;
use futures::{FutureExt as _, StreamExt as _, stream};

use super::create::CreateTable;
use crate::client::DynamoDb;
use crate::error::Error;
use crate::table::Table;

/// The number of tables that are created at the same time. DynamoDB allows 250 with indexes in an account:
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>.
const CONCURRENCY: usize = 25;

type Create = Box<dyn FnOnce(DynamoDb) -> BoxFuture<'static, Result<(), Error>> + Send>;

/// Creates several tables at the same time and waits until all of them can be used.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::admin::CreateTables;
///
/// let tables = CreateTables::new().add(Orders::create_table().if_not_exists());
/// tables.send(&db).await?;
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a request does nothing until it is sent"]
#[derive(Default)]
pub struct CreateTables {
    creates: Vec<Create>,
}

impl CreateTables {
    /// Returns an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a table, with the settings of its own request.
    #[allow(clippy::should_implement_trait, reason = "the same name as in a transaction; nothing is summed up")]
    pub fn add<T: Table + 'static>(mut self, table: CreateTable<T>) -> Self {
        // The requests have different types, so they are boxed to fit one list.
        self.creates.push(Box::new(move |db| async move { table.send(&db).await }.boxed()));
        self
    }

    /// Creates the tables and waits until all of them can be used.
    ///
    /// An error in one table does not stop the creation of the others.
    ///
    /// # Errors
    ///
    /// Returns the first error, in the order of the list; it names its table. See [`CreateTable::send`].
    pub async fn send(self, db: &DynamoDb) -> Result<(), Error> {
        let creates = self.creates.into_iter().map(|create| create(db.clone()));
        // All results are collected first, so that an error stops no other table.
        let created: Vec<_> = stream::iter(creates).buffered(CONCURRENCY).collect().await;
        created.into_iter().collect()
    }
}

impl fmt::Debug for CreateTables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateTables").field("tables", &self.creates.len()).finish()
    }
}
