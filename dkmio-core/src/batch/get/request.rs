//! Reads of one table in one batch.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::batch_request::GetOptions;
use super::explain::explain;
use super::incomplete::IncompleteBatchGet;
use super::key_list::KeyList;
use super::parts::{BatchGetParts, BatchGetResult, BatchTables, Sealed};
use super::protocol::{KeyState, OPERATION, TableKeys};
use crate::attribute::DocumentPath;
use crate::batch::request::batch_sendable;
use crate::batch::settings::{Settings, batch_settings};
use crate::batch::{BatchError, BatchExplanation, BatchRequest};
use crate::client::{DynamoDb, TableRef};
use crate::error::{Error, ErrorContext};
use crate::expression::{ExpressionError, Placeholders, ProjectionPaths, Selection, parse_paths};
use crate::key::{EncodedKey, KeyError, KeyFrom, KeyOf};
use crate::request::{AsItem, AsPaths, AsResult, AsTuple, AsType, DecodeAs, RequestLimits};
use crate::table::{ProjectionOf, ReadableFrom, Table};

/// Reads any number of items of one table by their primary keys (BatchGetItem), 100 keys in a request.
///
/// Returned by [`DynamoTable::batch_get`](crate::dynamo_table::DynamoTable::batch_get). The output is in the order of
/// the keys, with `None` if there is no such item. A key that is given twice is sent once, and its item is returned
/// twice.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let found = Orders::batch_get([("ana", "o2"), ("ana", "none")])
///     .consistent()
///     .send(&db)
///     .await?;
/// assert_eq!((found[0].is_some(), found[1].is_none()), (true, true));
///
/// let totals: Vec<Option<u64>> =
///     Orders::batch_get([("ana", "o1")]).select(Orders::TOTAL).send(&db).await?;
/// assert_eq!(totals, [Some(30)]);
/// # Ok(())
/// # }) }
/// ```
#[doc(alias = "BatchGetItem")]
#[must_use = "a batch does nothing until it is sent"]
pub struct BatchGet<T, H = AsType<T>> {
    /// The position in `keys` of each key given.
    positions: Vec<usize>,
    // Shared, because the requests and a batch that stopped early need the keys, too.
    keys: Arc<KeyList>,
    states: Vec<KeyState>,
    invalid: Option<Error>,
    consistent: bool,
    paths: Result<Option<ProjectionPaths>, Error>,
    // Shared, because a batch is `Clone` even if `H` is not.
    decode_as: Arc<H>,
    context: ErrorContext,
    table_ref: TableRef,
    settings: Settings<'static>,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> BatchGet<T> {
    pub(crate) fn new<K>(keys: impl IntoIterator<Item = K>) -> Self
    where
        T::Key: KeyFrom<K>,
    {
        Self::of_encoded(keys.into_iter().map(|key| T::Key::key_from(key).encode()))
    }

    /// Reads the items with these stored keys.
    pub(crate) fn of_encoded(keys: impl Iterator<Item = Result<EncodedKey, KeyError>>) -> Self {
        let (at_least, _) = keys.size_hint();
        // DynamoDB rejects a request with the same key twice, so the list has each key once.
        let (mut list, mut positions, mut invalid) = (KeyList::with_capacity(at_least), Vec::new(), None);
        for (at, key) in keys.enumerate() {
            match key.map_err(Error::from).and_then(|key| Ok(list.add(&key)?)) {
                Ok(position) => positions.push(position),
                Err(error) => _ = invalid.get_or_insert_with(|| error.with_position(at)),
            }
        }
        Self {
            positions,
            states: vec![KeyState::Unread; list.len()],
            keys: Arc::new(list),
            invalid,
            consistent: false,
            paths: Ok(None),
            decode_as: Arc::new(AsType::from_source::<T>()),
            context: ErrorContext::new(OPERATION.name, T::DEFINITION.name, None),
            table_ref: TableRef::of::<T>(),
            settings: Settings::default(),
            table: PhantomData,
        }
    }

    /// Reads only these attributes: one, or a tuple of up to twelve. The output is a tuple of their types.
    pub fn select<X: Selection<T>>(self, selection: X) -> BatchGet<T, AsTuple<T, X>> {
        let mut wanted = Vec::new();
        selection.collect(&mut wanted);
        let paths = with_keys::<T>(ProjectionPaths::of_selection(wanted));
        let decode_as = AsTuple::new(selection, paths.clone());
        self.with(Ok(Some(paths)), decode_as)
    }

    /// Reads the items into a partial struct, and no attribute beyond it.
    pub fn select_as<P: ReadableFrom<T> + DeserializeOwned>(self) -> BatchGet<T, AsType<P>> {
        let wanted = <P as ProjectionOf>::ATTRIBUTES.iter().map(|name| DocumentPath::top(*name)).collect();
        self.with(Ok(Some(with_keys::<T>(ProjectionPaths::new(wanted)))), AsType::partial::<T>())
    }

    /// Reads these paths of the items, free-form: `["total", "address.city"]`.
    pub fn select_paths<'p>(self, paths: impl IntoIterator<Item = &'p str>) -> BatchGet<T, AsPaths> {
        match parse_paths(paths) {
            Ok(paths) => {
                let paths = with_keys::<T>(paths);
                self.with(Ok(Some(paths.clone())), AsPaths(paths))
            }
            Err(error) => self.with(Err(ExpressionError::from(error).into()), AsPaths(ProjectionPaths::default())),
        }
    }

    /// Reads the whole items free-form.
    pub fn free_form(self) -> BatchGet<T, AsItem> {
        self.with(Ok(None), AsItem)
    }
}

impl<T, H> BatchGet<T, H> {
    /// Sets the meter and the limits on the time of each request.
    pub(crate) fn limits(mut self, limits: RequestLimits) -> Self {
        self.settings.limits = limits;
        self
    }

    fn with<G>(self, paths: Result<Option<ProjectionPaths>, Error>, decode_as: G) -> BatchGet<T, G> {
        BatchGet {
            positions: self.positions,
            keys: self.keys,
            states: self.states,
            invalid: self.invalid,
            consistent: self.consistent,
            paths,
            decode_as: Arc::new(decode_as),
            context: self.context,
            table_ref: self.table_ref,
            settings: self.settings,
            table: PhantomData,
        }
    }
}

/// Adds the key attributes. A response has no order, so its items are matched to the keys by them.
fn with_keys<T: Table>(paths: ProjectionPaths) -> ProjectionPaths {
    let paths = paths.also(T::DEFINITION.key.attributes().map(|part| part.name));
    match T::DEFINITION.entity {
        Some(entity) => paths.also(entity.recognizing()),
        None => paths,
    }
}

impl<T: Table, H: DecodeAs + Sync> BatchGet<T, H> {
    /// Makes the reads strongly consistent, at twice the capacity (`ConsistentRead = true`).
    #[doc(alias = "ConsistentRead")]
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    /// Returns an item that does not fit the type as an [`InvalidItem`](crate::request::InvalidItem), with its key and
    /// its attributes, instead of an error of the whole batch. An item of another entity of a shared table is still such
    /// an error.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// for order in Orders::batch_get([("ana", "o1"), ("ana", "o2")])
    ///     .try_items()
    ///     .send(&db)
    ///     .await?
    ///     .into_iter()
    ///     .flatten()
    /// {
    ///     match order {
    ///         Ok(order) => println!("{}", order.total),
    ///         Err(invalid) => println!("an order does not fit: {}", invalid.error()),
    ///     }
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn try_items(self) -> BatchGet<T, AsResult<Arc<H>>> {
        let key = T::DEFINITION.key.attributes().map(|part| part.name).collect();
        let (paths, decode_as) = (self.paths.clone(), self.decode_as.clone());
        self.with(paths, AsResult { decode_as, key })
    }

    /// Reads the table `name`, or the table with this ARN, instead of the one that the connection has for the type
    /// (`TableName`). The name is used unchanged, without the connection's prefix.
    #[doc(alias = "TableName")]
    pub fn table_name(mut self, name: impl Into<String>) -> Self {
        self.table_ref.rename(name);
        self
    }

    /// Returns the number of keys given.
    #[must_use]
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Returns whether no keys were given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Returns the keys and the options of the read of the table of this name.
    fn keys_in(&self, table: Arc<str>) -> Result<TableKeys, Error> {
        let mut names = Placeholders::default();
        let projection = self.projection(&mut names);
        // Only here is the name of the table known.
        let context = || ErrorContext::new(OPERATION.name, table.clone(), None);
        let projection = projection.map_err(|error| error.with_context(&context()))?;
        Ok(TableKeys {
            table,
            schema: T::DEFINITION.key,
            options: Arc::new(GetOptions { consistent: self.consistent, projection, names }),
            keys: self.keys.clone(),
            // A copy, because another part of the batch may still be refused.
            states: self.states.clone(),
        })
    }

    /// Returns the projection.
    ///
    /// # Errors
    /// Returns an error if a key or a path is refused.
    fn projection(&self, names: &mut Placeholders) -> Result<Option<String>, Error> {
        if let Some(error) = &self.invalid {
            return Err(error.clone());
        }
        let paths = self.paths.as_ref().map_err(Clone::clone)?.as_ref();
        // As in the other reads, a selection of no paths reads whole items.
        let paths = paths.filter(|paths| !paths.is_everything());
        let projection = paths.map(|paths| paths.render(names)).transpose()?;
        names.check()?;
        Ok(projection)
    }

    /// Returns the requests that the batch would send, with the declared name of the table.
    ///
    /// # Errors
    /// Returns the errors of sending it that are found before it is sent.
    pub fn explain(&self) -> Result<BatchExplanation, Error> {
        explain(self, &self.settings)
    }

    /// Decodes the item of a key.
    fn read(&self, at: usize) -> Result<BatchGetResult<H::Output>, Error> {
        let item = match self.positions.get(at).and_then(|position| self.states.get(*position)) {
            Some(KeyState::Found(item)) => item,
            Some(KeyState::Missing) => return Ok(BatchGetResult::Missing),
            _ => return Ok(BatchGetResult::Unprocessed),
        };
        item.check_entity::<T>(&self.context).map_err(|error| error.with_position(at))?;
        let read = item.decode(&*self.decode_as);
        let key = T::DEFINITION.key.attributes();
        read.map(BatchGetResult::Found).map_err(|error| item.item_error(error.within(at), &self.context, key))
    }
}

impl<T: Table, H: DecodeAs + Sync> Sealed for BatchGet<T, H> {}

impl<T: Table, H: DecodeAs + Sync> BatchGetParts for BatchGet<T, H> {
    type Output = Vec<Option<H::Output>>;
    type Results = Vec<BatchGetResult<H::Output>>;

    fn start(&mut self, db: &DynamoDb, tables: &mut BatchTables) -> Result<(), Error> {
        let name = db.checked_name(&self.table_ref).map_err(|error| error.with_context(&self.context))?;
        self.context = ErrorContext::new(OPERATION.name, name.clone(), None);
        tables.0.push_back(self.keys_in(name)?);
        Ok(())
    }

    fn declare(&self, tables: &mut BatchTables) -> Result<(), Error> {
        let name = self.table_ref.explained_name(OPERATION.name)?;
        tables.0.push_back(self.keys_in(name.into())?);
        Ok(())
    }

    fn finish(&mut self, tables: &mut BatchTables) {
        if let Some(keys) = tables.0.pop_front() {
            self.states = keys.states;
        }
    }

    fn output(&self) -> Result<Self::Output, Error> {
        let found = |result| match result {
            BatchGetResult::Found(item) => Some(item),
            // A batch that ends without an error has no unprocessed keys.
            BatchGetResult::Missing | BatchGetResult::Unprocessed => None,
        };
        (0..self.positions.len()).map(|at| self.read(at).map(found)).collect()
    }

    fn results(&self) -> Result<Self::Results, Error> {
        (0..self.positions.len()).map(|at| self.read(at)).collect()
    }

    fn unread(&self) -> usize {
        self.states.iter().filter(|state| state.is_unread()).count()
    }
}

impl<T: Table + 'static, H: DecodeAs + Sync + 'static> BatchRequest for BatchGet<T, H> {
    type Unprocessed = IncompleteBatchGet<Self>;

    async fn run(self, db: &DynamoDb) -> Result<Vec<Option<H::Output>>, BatchError<IncompleteBatchGet<Self>>> {
        self.into_unprocessed().run(db).await
    }

    fn into_unprocessed(self) -> IncompleteBatchGet<Self> {
        let settings = self.settings.clone();
        IncompleteBatchGet { parts: self, settings }
    }
}

batch_settings! { [T: Table, H: DecodeAs + Sync] BatchGet<T, H>, 'static }

batch_sendable! {
    /// Reads the items and returns, for each key in the order given, the item or `None`.
    ///
    /// # Errors
    /// Returns an error before any request if a key is empty or too long, with its
    /// [position](crate::batch::BatchFailure::entry), or if a path is malformed. Later, returns an error if an item
    /// does not fit the type, a request fails, there are too many rounds without progress, or the deadline passes.
    /// [`Error::batch`] then returns what was read and what is unprocessed.
    [T: Table + 'static, H: DecodeAs + Sync + 'static] BatchGet<T, H> => Vec<Option<H::Output>>, 'static
}

// A derived impl would require `T: Clone` and `H: Clone`.
impl<T, H> Clone for BatchGet<T, H> {
    fn clone(&self) -> Self {
        Self {
            positions: self.positions.clone(),
            keys: self.keys.clone(),
            states: self.states.clone(),
            invalid: self.invalid.clone(),
            consistent: self.consistent,
            paths: self.paths.clone(),
            decode_as: self.decode_as.clone(),
            context: self.context.clone(),
            table_ref: self.table_ref.clone(),
            settings: self.settings.clone(),
            table: PhantomData,
        }
    }
}

impl<T, H> fmt::Debug for BatchGet<T, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchGet")
            .field("keys", &self.positions.len())
            .field("consistent", &self.consistent)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
