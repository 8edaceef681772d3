//! GetItem.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::attribute::DocumentPath;
use crate::client::Meter;
use crate::client::{Body, DynamoDb, Exchange, Operation};
use crate::codec::json;
use crate::codec::{DecodeError, Item};
use crate::error::{Error, Place};
use crate::expression::{ExpressionError, ProjectionPaths, Selection, has_expired};
use crate::key::EncodedKey;
use crate::request::Explanation;
use crate::request::KeptItem;
use crate::request::Rendered;
use crate::request::{FreeForm, Paths, Selected, Shape, Typed};
use crate::request::{Request, sendable};
use crate::request::{decode_at, readable_key};
use crate::table::{Expires, ProjectionOf, ReadableFrom, Table};
use crate::ttl::Ttl;

const OPERATION: Operation = Operation::read("GetItem");

/// Reads one item by its primary key: GetItem.
///
/// Made by [`DynamoTable::get`](crate::dynamo_table::DynamoTable::get).
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct Get<T, H = Typed<T>> {
    key: Result<EncodedKey, Error>,
    consistent: bool,
    paths: Result<Option<ProjectionPaths>, Error>,
    /// The attribute of the time to live, if an expired item counts as absent.
    live: Option<&'static str>,
    shape: H,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Get<T> {
    pub(crate) fn new(key: Result<EncodedKey, Error>) -> Self {
        Self { key, consistent: false, paths: Ok(None), live: None, shape: Typed::new(), table: PhantomData }
    }

    /// Reads only these attributes: one, or a tuple of up to twelve. The answer is a tuple of their types.
    pub fn select<X: Selection<T>>(self, selection: X) -> Get<T, Selected<T, X>> {
        let mut wanted = Vec::new();
        selection.collect(&mut wanted);
        let paths = ProjectionPaths::new(wanted).also(T::DEFINITION.key.partition.iter().map(|part| part.name));
        let shape = Selected { selection, paths: paths.clone(), source: PhantomData };
        self.with(Ok(Some(paths)), shape)
    }

    /// Reads the item into a partial struct, and no attribute beyond it.
    pub fn select_as<P: ReadableFrom<T> + DeserializeOwned>(self) -> Get<T, Typed<P>> {
        let wanted = <P as ProjectionOf>::ATTRIBUTES.iter().map(|name| DocumentPath::top(*name)).collect();
        let paths = ProjectionPaths::new(wanted).also(T::DEFINITION.key.partition.iter().map(|part| part.name));
        self.with(Ok(Some(paths)), Typed::new())
    }

    /// Reads these paths of the item, free-form: `["total", "address.city"]`; of no paths at all, everything.
    pub fn select_paths<'p>(self, paths: impl IntoIterator<Item = &'p str>) -> Get<T, Paths> {
        match crate::expression::parse_paths(paths) {
            Ok(paths) => {
                let paths = paths.also(T::DEFINITION.key.partition.iter().map(|part| part.name));
                self.with(Ok(Some(paths.clone())), Paths(paths))
            }
            Err(error) => self.with(Err(ExpressionError::from(error).into()), Paths(ProjectionPaths::default())),
        }
    }

    /// Reads the whole item free-form.
    pub fn item(self) -> Get<T, FreeForm> {
        let paths = self.paths.clone();
        self.with(paths, FreeForm)
    }

    fn with<H>(self, paths: Result<Option<ProjectionPaths>, Error>, shape: H) -> Get<T, H> {
        Get { key: self.key, consistent: self.consistent, paths, live: self.live, shape, table: PhantomData }
    }
}

impl<T: Table, H: Shape> Get<T, H> {
    /// Asks for a strongly consistent read, at twice the capacity.
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    /// Gives no item if it has expired and is not yet deleted; its time to live is read too. For tables that declare one.
    pub fn live(mut self) -> Self
    where
        T: Expires,
    {
        self.live = Some(T::TTL);
        self
    }

    /// What the request would send.
    ///
    /// # Errors
    /// The same as sending it, before it is sent.
    pub fn explain(&self) -> Result<Explanation, Error> {
        let place = Place::new(OPERATION.name, T::DEFINITION.name, None);
        let (key, rendered) = self.rendered().map_err(|error| error.at(&place))?;
        let mut explanation = Explanation::new(OPERATION.name, T::DEFINITION.name, None);
        explanation.parameter("Key", readable_key(&key));
        if self.consistent {
            explanation.parameter("ConsistentRead", "true");
        }
        rendered.explain(&mut explanation);
        Ok(explanation)
    }

    pub(crate) fn rendered(&self) -> Result<(EncodedKey, Rendered), Error> {
        let mut rendered = Rendered::default();
        let paths = self.paths.clone()?.map(|paths| paths.also(self.live.into_iter()));
        rendered.projection(paths.as_ref())?;
        Ok((self.key.clone()?, rendered.checked()?))
    }

    /// The item, unless it has expired; without the time to live where it was not asked for.
    fn unexpired(&self, mut item: Item, now: Ttl) -> Option<Item> {
        let Some(attribute) = self.live else { return Some(item) };
        if has_expired(item.get(attribute), now) {
            return None;
        }
        if let Ok(Some(paths)) = &self.paths
            && !paths.wanted().iter().any(|path| path.root() == attribute)
        {
            item.remove(attribute);
        }
        Some(item)
    }

    /// Reads an item that was kept, unless it has expired.
    pub(crate) fn read_kept(&self, item: &KeptItem, now: Ttl) -> Result<Option<H::Output>, DecodeError> {
        match self.live {
            None => item.get(&self.shape).map(Some),
            Some(_) => self.unexpired(item.to_item()?, now).map(|item| self.shape.read(item)).transpose(),
        }
    }

    fn read_item(&self, item: Item, db: &DynamoDb) -> Result<Option<H::Output>, DecodeError> {
        self.unexpired(item, db.now()).map(|item| self.shape.read(item)).transpose()
    }

    /// Reads the item straight from the answer's bytes.
    fn read_body(&self, body: &Body, db: &DynamoDb, meter: &Meter) -> Result<Option<H::Output>, DecodeError> {
        let mut found = None;
        let answer = json::read_envelope(body.text()?, |reader, _| {
            found = match self.live {
                None => Some(self.shape.read_text(reader)?),
                Some(_) => self.read_item(json::read_attributes(reader)?.into(), db)?,
            };
            Ok(())
        })?;
        meter.record(&answer.consumed_capacity);
        Ok(found)
    }
}

impl<T: Table, H: Shape + Sync> Request for Get<T, H> {
    type Answer = Option<H::Output>;

    async fn execute(self, db: &DynamoDb, meter: Meter) -> Result<Self::Answer, Error> {
        let place = Place::new(OPERATION.name, db.table_name::<T>(), None);
        let (key, rendered) = self.rendered().map_err(|error| error.at(&place))?;
        let exchange = Exchange::capturing(OPERATION, place.clone());
        let request = db
            .client()
            .get_item()
            .set_table_name(place.table_name())
            .set_key(Some(key.into_map()))
            .set_consistent_read(self.consistent.then_some(true))
            .set_expression_attribute_names(rendered.names())
            .set_projection_expression(rendered.projection)
            .set_return_consumed_capacity(meter.asks())
            .customize()
            .config_override(exchange.hooks());
        let (output, body) = exchange.run_capturing(std::pin::pin!(request.send())).await?;
        let read = match &body {
            Some(body) => self.read_body(body, db, &meter),
            None => {
                meter.record(&output.consumed_capacity);
                output.item.map_or(Ok(None), |item| self.read_item(item.into(), db))
            }
        };
        read.map_err(|error| decode_at(error, &place, body.as_ref()))
    }
}

sendable! {
    /// Sends the request; none when there is no such item.
    ///
    /// # Errors
    /// When the key is empty or too long, a path is malformed, the item does not fit the type, and whatever the service
    /// or the connection says.
    [T: Table, H: Shape + Sync] Get<T, H>
}
