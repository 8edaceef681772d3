//! GetItem.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::attribute::DocumentPath;
use crate::client::Meter;
use crate::client::{DynamoDb, Exchange, Operation, RequestBody, Response};
use crate::codec::DecodeError;
use crate::codec::json;
use crate::error::{Error, ErrorContext};
use crate::expression::{ExpressionError, ProjectionPaths, Selection, has_expired};
use crate::key::EncodedKey;
use crate::request::Explanation;
use crate::request::RawItem;
use crate::request::Rendered;
use crate::request::readable_key;
use crate::request::{FreeForm, Paths, Selected, Shape, Typed};
use crate::request::{Request, RequestOptions, request_options, sendable};
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
    pub(crate) options: RequestOptions,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> Get<T> {
    pub(crate) fn new(key: Result<EncodedKey, Error>) -> Self {
        Self {
            key,
            consistent: false,
            paths: Ok(None),
            live: None,
            shape: Typed::new(),
            options: RequestOptions::of::<T>(),
            table: PhantomData,
        }
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
        Get {
            key: self.key,
            consistent: self.consistent,
            paths,
            live: self.live,
            shape,
            options: self.options,
            table: PhantomData,
        }
    }
}

request_options! { [T: Table, H: Shape] Get<T, H>; }

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
        let place = ErrorContext::new(OPERATION.name, self.options.table.name(), None);
        let (key, rendered) = self.rendered().map_err(|error| error.with_context(&place))?;
        let mut explanation = Explanation::new(OPERATION.name, self.options.table.name(), None);
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

    /// Decodes an item that was found, unless it has expired. The time to live is left out if it was not asked for.
    pub(crate) fn decode(&self, item: &RawItem, now: Ttl) -> Result<Option<H::Output>, DecodeError> {
        let Some(attribute) = self.live else { return item.decode(&self.shape).map(Some) };
        if has_expired(item.to_item()?.get(attribute), now) {
            return Ok(None);
        }
        match &self.paths {
            Ok(Some(paths)) if !paths.wanted().iter().any(|path| path.root() == attribute) => {
                item.decode_without(&self.shape, |name| name == attribute).map(Some)
            }
            _ => item.decode(&self.shape).map(Some),
        }
    }

    /// Decodes the item straight from the text of the response.
    fn decode_response(
        &self,
        response: &Response,
        db: &DynamoDb,
        meter: &Meter,
    ) -> Result<Option<H::Output>, DecodeError> {
        let mut found = None;
        let envelope = json::read_envelope(response.text()?, |reader, _| {
            found = match self.live {
                None => Some(self.shape.read_text(reader)?),
                Some(_) => self.decode(&RawItem::next(reader, response)?, db.now())?,
            };
            Ok(())
        })?;
        meter.record(&envelope.consumed_capacity);
        Ok(found)
    }
}

impl<T: Table, H: Shape + Sync> Request for Get<T, H> {
    type Answer = Option<H::Output>;

    async fn execute(self, db: &DynamoDb, meter: Meter) -> Result<Self::Answer, Error> {
        let place = self.options.place(OPERATION, db)?;
        let (key, rendered) = self.rendered().map_err(|error| error.with_context(&place))?;
        let request = db
            .client()
            .get_item()
            .set_table_name(place.table_name())
            .set_key(Some(key.into_map()))
            .set_consistent_read(self.consistent.then_some(true))
            .set_expression_attribute_names(rendered.names())
            .set_projection_expression(rendered.projection)
            .set_return_consumed_capacity(meter.asks());
        let exchange = Exchange::new(OPERATION, place.clone());
        let request = |config| request.customize().config_override(config).send();
        let response = exchange.send(RequestBody::default(), request).await?;
        self.decode_response(&response, db, &meter).map_err(|error| response.item_error(error, &place))
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
