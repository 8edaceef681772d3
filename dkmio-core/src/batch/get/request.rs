//! Reads of one table.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::parts::{BatchGetParts, BatchSlot, Groups, Sealed};
use crate::attribute::DocumentPath;
use crate::batch::get::incomplete::BatchGetLeft;
use crate::batch::get::protocol::{Group, OPERATION, Slot};
use crate::batch::request::batch_sendable;
use crate::batch::settings::{Settings, batch_settings};
use crate::batch::{BatchError, BatchRequest};
use crate::client::DynamoDb;
use crate::client::Meter;
use crate::error::{Error, ErrorContext};
use crate::expression::{ExpressionError, Placeholders, ProjectionPaths, Selection, parse_paths};
use crate::key::{EncodedKey, KeyFrom, KeyOf};
use crate::request::{FreeForm, Paths, Selected, Shape, Typed};
use crate::table::{ProjectionOf, ReadableFrom, Table};

/// Reads any number of items of one table by their primary keys: BatchGetItem, 100 keys to a request.
///
/// Made by [`DynamoTable::batch_get`](crate::dynamo_table::DynamoTable::batch_get). The answer is in the order of the keys, with
/// none where there is no such item. A key that is given twice is asked for once and answered twice.
#[must_use = "a batch does nothing until it is sent"]
pub struct BatchGet<T, H = Typed<T>> {
    /// For each key given, where in `unique` it is.
    positions: Vec<usize>,
    unique: Vec<EncodedKey>,
    slots: Vec<Slot>,
    invalid: Option<Error>,
    consistent: bool,
    paths: Result<Option<ProjectionPaths>, Error>,
    shape: Arc<H>,
    place: ErrorContext,
    settings: Settings<'static>,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> BatchGet<T> {
    pub(crate) fn new<K>(keys: impl IntoIterator<Item = K>) -> Self
    where
        T::Key: KeyFrom<K>,
    {
        let place = ErrorContext::new(OPERATION.name, T::DEFINITION.name, None);
        let mut get = Self {
            positions: Vec::new(),
            unique: Vec::new(),
            slots: Vec::new(),
            invalid: None,
            consistent: false,
            paths: Ok(None),
            shape: Arc::new(Typed::new()),
            place,
            settings: Settings::default(),
            table: PhantomData,
        };
        let mut known = HashMap::new();
        for (at, key) in keys.into_iter().enumerate() {
            match T::Key::key_from(key).encode() {
                Ok(key) => get.add(key, &mut known),
                Err(error) => {
                    get.invalid.get_or_insert_with(|| Error::from(error).with_context(&get.place).with_position(at));
                }
            }
        }
        get
    }

    fn add(&mut self, key: EncodedKey, known: &mut HashMap<crate::key::CanonicalKey, usize>) {
        let position = match known.entry(key.canonical()) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                self.slots.push(Slot::Unread);
                self.unique.push(key);
                *new.insert(self.unique.len() - 1)
            }
        };
        self.positions.push(position);
    }

    /// Reads only these attributes: one, or a tuple of up to twelve. The answer is a tuple of their types.
    pub fn select<X: Selection<T>>(self, selection: X) -> BatchGet<T, Selected<T, X>> {
        let mut wanted = Vec::new();
        selection.collect(&mut wanted);
        let paths = with_keys::<T>(ProjectionPaths::new(wanted));
        let shape = Selected { selection, paths: paths.clone(), source: PhantomData };
        self.with(Ok(Some(paths)), shape)
    }

    /// Reads the items into a partial struct, and no attribute beyond it.
    pub fn select_as<P: ReadableFrom<T> + DeserializeOwned>(self) -> BatchGet<T, Typed<P>> {
        let wanted = <P as ProjectionOf>::ATTRIBUTES.iter().map(|name| DocumentPath::top(*name)).collect();
        self.with(Ok(Some(with_keys::<T>(ProjectionPaths::new(wanted)))), Typed::new())
    }

    /// Reads these paths of the items, free-form: `["total", "address.city"]`.
    pub fn select_paths<'p>(self, paths: impl IntoIterator<Item = &'p str>) -> BatchGet<T, Paths> {
        match parse_paths(paths) {
            Ok(paths) => {
                let paths = with_keys::<T>(paths);
                self.with(Ok(Some(paths.clone())), Paths(paths))
            }
            Err(error) => self.with(Err(ExpressionError::from(error).into()), Paths(ProjectionPaths::default())),
        }
    }

    /// Reads the whole items free-form.
    pub fn items(self) -> BatchGet<T, FreeForm> {
        self.with(Ok(None), FreeForm)
    }

    fn with<H>(self, paths: Result<Option<ProjectionPaths>, Error>, shape: H) -> BatchGet<T, H> {
        BatchGet {
            positions: self.positions,
            unique: self.unique,
            slots: self.slots,
            invalid: self.invalid,
            consistent: self.consistent,
            paths,
            shape: Arc::new(shape),
            place: self.place,
            settings: self.settings,
            table: PhantomData,
        }
    }
}

/// The keys are always asked for: an answer has no order, and its items are told apart by them.
fn with_keys<T: Table>(paths: ProjectionPaths) -> ProjectionPaths {
    paths.also(T::DEFINITION.key.attributes().map(|part| part.name))
}

impl<T: Table, H: Shape + Sync> BatchGet<T, H> {
    /// Asks for strongly consistent reads, at twice the capacity.
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    /// How many keys were given.
    #[must_use]
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether no keys were given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Takes out what only the keys' being asked for has brought, and reads the rest.
    fn read(&self, at: usize) -> Result<BatchSlot<H::Output>, Error> {
        let item = match self.positions.get(at).and_then(|position| self.slots.get(*position)) {
            Some(Slot::Found(item)) => item,
            Some(Slot::Missing) => return Ok(BatchSlot::Missing),
            _ => return Ok(BatchSlot::Unprocessed),
        };
        let read = match &self.paths {
            Ok(Some(paths)) if paths.has_extra() => item.decode_without(&*self.shape, |name| paths.is_extra(name)),
            _ => item.decode(&*self.shape),
        };
        read.map(BatchSlot::Found).map_err(|error| item.response().item_error(error.within(at), &self.place))
    }
}

impl<T: Table, H: Shape + Sync> Sealed for BatchGet<T, H> {}

impl<T: Table, H: Shape + Sync> BatchGetParts for BatchGet<T, H> {
    type Answer = Vec<Option<H::Output>>;
    type Slots = Vec<BatchSlot<H::Output>>;

    fn groups(&mut self, db: &DynamoDb, groups: &mut Groups) -> Result<(), Error> {
        self.place = ErrorContext::new(OPERATION.name, db.table_name::<T>(), None);
        let place = &self.place;
        if let Some(error) = &self.invalid {
            return Err(error.clone());
        }
        let mut names = Placeholders::default();
        let paths = self.paths.as_ref().map_err(Clone::clone)?.as_ref();
        let projection = paths.map(|paths| paths.render(&mut names)).transpose();
        groups.give(Group {
            table: db.table_name::<T>().into(),
            schema: T::DEFINITION.key,
            consistent: self.consistent,
            projection: projection.map_err(|error| Error::from(error).with_context(place))?,
            names: names.names(),
            keys: self.unique.clone(),
            // a copy: another part of the batch may still be refused
            slots: self.slots.clone(),
        });
        Ok(())
    }

    fn restore(&mut self, groups: &mut Groups) {
        if let Some(group) = groups.next_back() {
            self.slots = group.slots;
        }
    }

    fn answer(&self) -> Result<Self::Answer, Error> {
        let found = |slot| match slot {
            BatchSlot::Found(item) => Some(item),
            BatchSlot::Missing | BatchSlot::Unprocessed => None,
        };
        (0..self.positions.len()).map(|at| self.read(at).map(found)).collect()
    }

    fn slots(&self) -> Result<Self::Slots, Error> {
        (0..self.positions.len()).map(|at| self.read(at)).collect()
    }

    fn unread(&self) -> usize {
        self.slots.iter().filter(|slot| slot.is_unread()).count()
    }
}

impl<T: Table, H: Shape + Sync> BatchRequest for BatchGet<T, H> {
    type Answer = Vec<Option<H::Output>>;
    type Left = BatchGetLeft<Self>;

    async fn execute(self, db: &DynamoDb, meter: Meter) -> Result<Self::Answer, BatchError<BatchGetLeft<Self>>> {
        self.into_left().execute(db, meter).await
    }

    fn into_left(self) -> BatchGetLeft<Self> {
        let settings = self.settings.clone();
        BatchGetLeft { parts: self, settings }
    }
}

batch_settings! { [T: Table, H: Shape + Sync] BatchGet<T, H>, 'static }

batch_sendable! {
    /// Reads the items: for each key, in the order given, the item or none.
    ///
    /// # Errors
    /// Before any request: a key that is empty or too long, with its [position](Error::entry), or a malformed path.
    /// Later: an item that does not fit the type, whatever the service or the connection says, as many rounds without
    /// progress as the backoff allows, the deadline. The error holds what was read and what is left.
    [T: Table, H: Shape + Sync] BatchGet<T, H>, 'static
}

impl<T, H> Clone for BatchGet<T, H> {
    fn clone(&self) -> Self {
        Self {
            positions: self.positions.clone(),
            unique: self.unique.clone(),
            slots: self.slots.clone(),
            invalid: self.invalid.clone(),
            consistent: self.consistent,
            paths: self.paths.clone(),
            shape: self.shape.clone(),
            place: self.place.clone(),
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
