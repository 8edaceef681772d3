//! One statement with many parameters, in batches.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;
use futures::stream;
use serde::de::DeserializeOwned;

use super::batch_protocol::{OPERATION, StatementResult, Statements};
use super::parameters::StatementParameters;
use super::statement::{Scope, Target, parameters_of_key, prepare};
use crate::batch::{Driver, EntrySource, Settings, batch_settings};
use crate::client::{DynamoDb, TableRef};
use crate::error::{Error, ErrorContext, ErrorKind, StatementError};
use crate::request::{AsItem, AsType, DecodeAs, Request, sendable};
use crate::table::TableItem;

/// Reads one item for each of many parameters by a PartiQL SELECT statement: BatchExecuteStatement, 25 statements in a request.
///
/// `{source}` in the statement becomes the quoted name of the table on the connection. The output has one result for each
/// [`bind`](Self::bind), in their order: the item, `None` if there is no such item, or a [`StatementError`] if DynamoDB refused that
/// statement. Statements that are throttled, or fail within the service, are sent again, as unprocessed entries of a batch are.
///
/// A statement of a batch reads one item. So its WHERE clause must be an AND with `=` on every attribute of the primary key, which is
/// checked before anything is sent. AWS's manual does not say whether the clause may have more conditions. The embedded engine takes none:
/// such a statement gives a [`StatementError`]. To read by keys alone, [`batch_get`](crate::dynamo_table::DynamoTable::batch_get) reads 100 items in a
/// request.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html>
///
/// # Errors
///
/// Returns `Validation` before anything is sent if the statement is no single SELECT of at most 8,192 characters from `{source}`, if it has
/// another number of `?` than a binding has values, or if it may read more than one item; `Decode` if an item does not fit its type;
/// `UnexpectedEntity` if an item is a sentinel item, which is recognized if the statement selects the whole key; `Unprocessed` if statements
/// are still not processed after too many rounds, or at the deadline, or `Throttled` if the last request was throttled as a whole; and an
/// error if a request is rejected by the service or cannot be delivered.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::{PartiqlBatch, StatementError};
///
/// let one = "SELECT * FROM {source} WHERE user_id = ? AND order_id = ?";
/// let found: Vec<Result<Option<Orders>, StatementError>> =
///     PartiqlBatch::<Orders>::new(one)
///         .bind(("ana", "none"))
///         .bind(("ana", "o2"))
///         .send(&db)
///         .await?;
/// assert_eq!(found[0], Ok(None));
/// assert_eq!(found[1].as_ref().unwrap().as_ref().unwrap().total, 700);
/// # Ok(())
/// # }) }
/// ```
#[doc(alias = "BatchExecuteStatement")]
#[must_use = "a batch does nothing until it is sent"]
pub struct PartiqlBatch<T, H = AsType<T>> {
    statement: String,
    /// The parameters of each statement, or the first mistake in them, which is reported when the batch is sent.
    parameters: Result<Vec<Arc<[AttributeValue]>>, Error>,
    pub(super) consistent: bool,
    decode_as: H,
    pub(super) table: TableRef,
    pub(super) settings: Settings<'static>,
    of: PhantomData<fn() -> T>,
}

/// A batch that is checked.
pub(super) struct Prepared<'b> {
    /// The statement with the name of its table.
    pub(super) statement: String,
    pub(super) parameters: &'b [Arc<[AttributeValue]>],
    /// The numbers of the parameters that are the key.
    pub(super) key: Vec<usize>,
}

impl<T: TableItem> PartiqlBatch<T> {
    /// Creates a batch of one statement, which has parameters to be bound.
    pub fn new(statement: impl Into<String>) -> Self {
        Self {
            statement: statement.into(),
            parameters: Ok(Vec::new()),
            consistent: false,
            decode_as: AsType::from_source::<T>(),
            table: TableRef::of::<T>(),
            settings: Settings::default(),
            of: PhantomData,
        }
    }
}

impl<T: TableItem, H> PartiqlBatch<T, H> {
    /// Adds the statement with these parameters: a tuple with a value for each `?`, as serde writes it.
    ///
    /// # Errors
    ///
    /// A value that cannot be stored, and `None`, are refused when the batch is sent.
    pub fn bind(mut self, parameters: impl StatementParameters) -> Self {
        if let Ok(all) = &mut self.parameters {
            match parameters.encode() {
                Ok(parameters) => all.push(parameters.into()),
                Err(error) => self.parameters = Err(error.with_position(all.len())),
            }
        }
        self
    }

    /// Adds the statement with each of these parameters, as [`bind`](Self::bind) does.
    pub fn bind_all(self, parameters: impl IntoIterator<Item: StatementParameters>) -> Self {
        parameters.into_iter().fold(self, Self::bind)
    }

    /// Reads strongly consistently, at twice the capacity (`ConsistentRead`).
    #[doc(alias = "ConsistentRead")]
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    /// Sends the statements to the table `name`, or to the table with this ARN, instead of the one that the connection has for the type.
    /// The name is used unchanged, without the connection's prefix.
    pub fn table_name(mut self, name: impl Into<String>) -> Self {
        self.table.rename(name);
        self
    }

    /// Reads the items into `P`: for a statement that selects some attributes.
    pub fn decode_as<P: DeserializeOwned + Send>(self) -> PartiqlBatch<T, AsType<P>> {
        self.decoded_as(AsType::new())
    }

    /// Leaves the items free-form.
    pub fn free_form(self) -> PartiqlBatch<T, AsItem> {
        self.decoded_as(AsItem)
    }

    fn decoded_as<P>(self, decode_as: P) -> PartiqlBatch<T, P> {
        let Self { statement, parameters, consistent, table, settings, .. } = self;
        PartiqlBatch { statement, parameters, consistent, decode_as, table, settings, of: PhantomData }
    }

    /// Checks the statement, and every binding.
    ///
    /// # Errors
    /// Returns an error if the batch must not be sent.
    pub(super) fn prepare(&self, table: &str) -> Result<Prepared<'_>, Error> {
        let invalid = |message: String| Error::new(ErrorKind::Validation).with_message(message);
        let parameters = self.parameters.as_ref().map_err(Clone::clone)?;
        // The output of a statement need not have the entity attribute or the whole key, by which an item is
        // recognized.
        if T::DEFINITION.shared.is_some() {
            return Err(invalid("a statement cannot tell the entities of a shared table; use a query".to_owned()));
        }
        let target = Target { table, index: None, key: &T::DEFINITION.key, scope: Scope::OneItem };
        let mut statement = String::new();
        for (at, bound) in parameters.iter().enumerate() {
            // The statement is the same for all, but its number of `?` is compared with that of each binding.
            let prepared = prepare(&self.statement, bound.len(), &target);
            statement = prepared.map_err(|message| invalid(message).with_position(at))?;
        }
        let key = match parameters.is_empty() {
            true => Vec::new(),
            false => parameters_of_key(&self.statement, &T::DEFINITION.key).map_err(invalid)?,
        };
        Ok(Prepared { statement, parameters, key })
    }
}

batch_settings! { [T: TableItem, H] PartiqlBatch<T, H>, 'static }

impl<T: TableItem, H: DecodeAs + Sync> Request for PartiqlBatch<T, H> {
    type Output = Vec<Result<Option<H::Output>, StatementError>>;

    async fn execute(self, db: &DynamoDb) -> Result<Self::Output, Error> {
        let declared = || ErrorContext::new(OPERATION.name, self.table.declared_name(), None);
        let table = db.checked_name(&self.table).map_err(|error| error.with_context(&declared()))?;
        let context = ErrorContext::new(OPERATION.name, table.clone(), None);
        let Prepared { statement, parameters, key } =
            self.prepare(&table).map_err(|error| error.with_context(&context))?;
        let statements = Statements::new(db, table, statement.into(), self.consistent, parameters);
        let entries = Statements::entries(parameters, &key).into_iter().map(Ok);
        // The driver keeps entries of a source apart that are for one item.
        let source = Some(EntrySource::new(stream::iter(entries.collect::<Vec<_>>())));
        let finished = Driver::new(statements, self.settings.clone()).source(source).run().await;
        if let Some((_, error)) = finished.stopped {
            return Err(error);
        }
        let results = finished.protocol.into_results().into_iter().enumerate();
        results.map(|(at, result)| self.read(at, result, &context)).collect()
    }
}

impl<T: TableItem, H: DecodeAs> PartiqlBatch<T, H> {
    fn read(
        &self,
        at: usize,
        result: StatementResult,
        context: &ErrorContext,
    ) -> Result<Result<Option<H::Output>, StatementError>, Error> {
        match result {
            StatementResult::Missing => Ok(Ok(None)),
            StatementResult::Failed { code, message } => Ok(Err(StatementError::new(at, code, message))),
            StatementResult::Found(item) => {
                // The key may be that of a sentinel item, which is no item of the table's type.
                item.check_entity::<T>(context).map_err(|error| error.with_position(at))?;
                let read = item.decode(&self.decode_as);
                let key = T::DEFINITION.key.attributes();
                let read = read.map_err(|error| item.item_error(error.within(at), context, key))?;
                Ok(Ok(Some(read)))
            }
        }
    }
}

sendable! {
    /// Sends the statements. The output has one result for each binding, in their order.
    ///
    /// # Errors
    ///
    /// Returns an error in the cases of [`PartiqlBatch`].
    [T: TableItem, H: DecodeAs + Sync] PartiqlBatch<T, H>
}

/// Omits the parameters, and the statement, which may have values in it.
impl<T: TableItem, H> fmt::Debug for PartiqlBatch<T, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartiqlBatch")
            .field("table", &self.table.name())
            .field("statements", &self.parameters.as_ref().map_or(0, Vec::len))
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
