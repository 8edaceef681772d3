//! GetItem.

use std::fmt;
use std::marker::PhantomData;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::get_item::GetItem;
use aws_sdk_dynamodb::operation::get_item::builders::GetItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use serde::de::DeserializeOwned;

use crate::attribute::DocumentPath;
use crate::client::{DynamoDb, Operation, OperationRequest, RequestBody, RequestFacts, Response, Tables};
use crate::codec::json::{self, ObjectWriter};
use crate::codec::{DecodeError, EncodeError};
use crate::error::{Error, ErrorContext};
use crate::expression::{ExpressionError, ProjectionPaths, Selection, has_expired, parse_paths};
use crate::key::EncodedKey;
use crate::request::{
    AsItem, AsPaths, AsResult, AsTuple, AsType, DecodeAs, Explanation, RawItem, RenderedExpressions, Request,
    RequestOptions, readable_key, request_options, sendable,
};
use crate::table::{Expires, ProjectionOf, ReadableFrom, Table};
use crate::ttl::Ttl;

const OPERATION: Operation = Operation::read("GetItem");

/// Reads one item by its primary key: GetItem.
///
/// Made by [`DynamoTable::get`](crate::dynamo_table::DynamoTable::get). The output is an `Option`: `None` if there is no such item.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let order: Option<Orders> = Orders::get(("ana", "o1")).send(&db).await?;
/// assert_eq!(order.map(|order| order.total), Some(30));
///
/// let total: Option<u64> = Orders::get(("ana", "o2"))
///     .consistent()
///     .select(Orders::TOTAL)
///     .send(&db)
///     .await?;
/// assert_eq!(total, Some(700));
/// assert_eq!(Orders::get(("ana", "o3")).send(&db).await?, None);
/// # Ok(())
/// # }) }
/// ```
///
/// # Methods
///
/// - What is read: [`consistent`](Self::consistent), [`live`](Self::live), [`table_name`](Self::table_name)
/// - What it becomes: the struct, or [`select`](Self::select), [`select_as`](Self::select_as), [`select_paths`](Self::select_paths), [`free_form`](Self::free_form), [`try_items`](Self::try_items)
/// - Its limits: [`timeout`](Self::timeout), [`retry_timeout`](Self::retry_timeout), [`meter`](Self::meter)
/// - [`explain`](Self::explain), [`send`](Self::send)
#[doc(alias = "GetItem")]
#[must_use = "a request does nothing until it is sent"]
#[derive(Clone)]
pub struct Get<T, H = AsType<T>> {
    /// The lookup, or the deferred error.
    lookup: Result<Lookup, Error>,
    decode_as: H,
    pub(crate) options: RequestOptions,
    table: PhantomData<fn() -> T>,
}

#[derive(Clone)]
struct Lookup {
    key: EncodedKey,
    consistent: bool,
    paths: Option<ProjectionPaths>,
    /// The attribute of the time to live, if an expired item counts as absent.
    live: Option<&'static str>,
}

impl<T: Table> Get<T> {
    pub(crate) fn new(key: Result<EncodedKey, Error>) -> Self {
        Self {
            lookup: key.map(|key| Lookup { key, consistent: false, paths: None, live: None }),
            decode_as: AsType::from_source::<T>(),
            options: RequestOptions::of::<T>(),
            table: PhantomData,
        }
    }

    /// Reads only these attributes (`ProjectionExpression`): one, or a tuple of up to twelve. The output is the
    /// attribute's type, or a tuple of their types.
    #[doc(alias = "ProjectionExpression")]
    pub fn select<X: Selection<T>>(self, selection: X) -> Get<T, AsTuple<T, X>> {
        let mut wanted = Vec::new();
        selection.collect(&mut wanted);
        let paths = with_partition_key::<T>(ProjectionPaths::of_selection(wanted));
        let decode_as = AsTuple::new(selection, paths.clone());
        self.project(Ok(paths), decode_as)
    }

    /// Reads the item into a partial struct, and no attribute beyond it (`ProjectionExpression`).
    #[doc(alias = "ProjectionExpression")]
    pub fn select_as<P: ReadableFrom<T> + DeserializeOwned>(self) -> Get<T, AsType<P>> {
        let wanted = <P as ProjectionOf>::ATTRIBUTES.iter().map(|name| DocumentPath::top(*name)).collect();
        self.project(Ok(with_partition_key::<T>(ProjectionPaths::new(wanted))), AsType::partial::<T>())
    }

    /// Reads these paths of the item, free-form (`ProjectionExpression`): `["total", "address.city"]`. Without any paths
    /// it reads everything.
    #[doc(alias = "ProjectionExpression")]
    pub fn select_paths<'p>(self, paths: impl IntoIterator<Item = &'p str>) -> Get<T, AsPaths> {
        match parse_paths(paths).map(with_partition_key::<T>) {
            Ok(paths) => self.project(Ok(paths.clone()), AsPaths(paths)),
            // The request is refused before it is sent, so no item is decoded by these paths.
            Err(error) => self.project(Err(ExpressionError::from(error).into()), AsPaths(ProjectionPaths::default())),
        }
    }

    /// Reads the whole item free-form.
    pub fn free_form(self) -> Get<T, AsItem> {
        self.decoded_as(AsItem)
    }

    fn decoded_as<H>(self, decode_as: H) -> Get<T, H> {
        Get { lookup: self.lookup, decode_as, options: self.options, table: PhantomData }
    }

    fn project<H>(mut self, paths: Result<ProjectionPaths, Error>, decode_as: H) -> Get<T, H> {
        self.lookup = self.lookup.and_then(|lookup| Ok(Lookup { paths: Some(paths?), ..lookup }));
        self.decoded_as(decode_as)
    }
}

/// Adds the partition key. Without it, an item that has none of the wanted attributes would look like a missing one.
fn with_partition_key<T: Table>(paths: ProjectionPaths) -> ProjectionPaths {
    let paths = paths.also(T::DEFINITION.key.partition.iter().map(|part| part.name));
    match T::DEFINITION.entity {
        Some(entity) => paths.also(entity.recognizing()),
        None => paths,
    }
}

request_options! { [T: Table, H: DecodeAs] Get<T, H>; }

impl<T: Table, H: DecodeAs> Get<T, H> {
    /// Reads strongly consistently, at twice the capacity (`ConsistentRead`).
    #[doc(alias = "ConsistentRead")]
    pub fn consistent(mut self) -> Self {
        // An error of the key stays in its place, and sending reports it.
        if let Ok(lookup) = &mut self.lookup {
            lookup.consistent = true;
        }
        self
    }

    /// Treats an item that has expired and is not yet deleted as absent. Its time to live is read too. For tables that
    /// declare one.
    pub fn live(mut self) -> Self
    where
        T: Expires,
    {
        if let Ok(lookup) = &mut self.lookup {
            lookup.live = Some(T::TTL);
        }
        self
    }

    /// Returns an item that does not fit the type as an [`InvalidItem`](crate::request::InvalidItem), with its key and
    /// its attributes, instead of an error. All key attributes are read too.
    pub fn try_items(mut self) -> Get<T, AsResult<H>> {
        let key: Vec<_> = T::DEFINITION.key.attributes().map(|part| part.name).collect();
        if let Ok(lookup) = &mut self.lookup {
            // Without paths the whole item is read, its key included.
            lookup.paths = lookup.paths.take().map(|paths| paths.also(key.iter().copied()));
        }
        let decode_as = AsResult { decode_as: self.decode_as, key };
        Get { lookup: self.lookup, decode_as, options: self.options, table: PhantomData }
    }

    /// Returns what the request would send.
    ///
    /// # Errors
    /// Returns the errors of sending it that are found before it is sent.
    pub fn explain(&self) -> Result<Explanation, Error> {
        let table = self.options.table.explained_name(OPERATION.name)?;
        let context = ErrorContext::new(OPERATION.name, table, None);
        let (key, rendered) = self.render().map_err(|error| error.with_context(&context))?;
        let mut explanation = Explanation::new(OPERATION.name, table, None);
        explanation.parameter("Key", readable_key(key));
        if self.lookup.as_ref().is_ok_and(|lookup| lookup.consistent) {
            explanation.parameter("ConsistentRead", "true");
        }
        explanation.return_consumed_capacity(self.options.limits.return_consumed_capacity().as_ref());
        rendered.explain(&mut explanation);
        explanation.note_templates(T::DEFINITION.entity);
        Ok(explanation)
    }

    pub(crate) fn render(&self) -> Result<(&EncodedKey, RenderedExpressions), Error> {
        let lookup = self.lookup.as_ref().map_err(Clone::clone)?;
        Ok((&lookup.key, lookup.render()?))
    }

    /// Returns the attribute of the time to live, if an expired item counts as absent.
    fn live_attribute(&self) -> Option<&'static str> {
        self.lookup.as_ref().ok()?.live
    }

    /// Reads the item of a response. Returns `None` if it has expired.
    ///
    /// # Errors
    /// Returns an error if the item is of another entity, or if it does not fit the type.
    pub(crate) fn read(&self, item: &RawItem, now: Ttl, context: &ErrorContext) -> Result<Option<H::Output>, Error> {
        item.check_entity::<T>(context)?;
        self.decode(item, now).map_err(|error| self.with_key(item.response().item_error(error, context)))
    }

    /// Adds the key to the error that the item could not be decoded. The item may lack a part of it: a projection asks for the
    /// partition key alone.
    fn with_key(&self, error: Error) -> Error {
        match &self.lookup {
            Ok(lookup) => error.with_item_key(lookup.key.to_map().into()),
            Err(_) => error,
        }
    }

    /// Decodes the item of a response, unless it has expired. Omits the time to live if the user did not ask for it.
    fn decode(&self, item: &RawItem, now: Ttl) -> Result<Option<H::Output>, DecodeError> {
        let Some(attribute) = self.live_attribute() else { return item.decode(&self.decode_as).map(Some) };
        // Checked before decoding: an expired item counts as absent even if it does not fit its type.
        if has_expired(item.to_item()?.get(attribute), now) {
            return Ok(None);
        }
        let paths = self.lookup.as_ref().ok().and_then(|lookup| lookup.paths.as_ref());
        match paths {
            // The time to live was read for the check alone, so the output must not have it.
            Some(paths) if !paths.is_everything() && !paths.wanted().iter().any(|path| path.root() == attribute) => {
                item.decode_without(&self.decode_as, |name| name == attribute).map(Some)
            }
            _ => item.decode(&self.decode_as).map(Some),
        }
    }

    /// Decodes the item straight from the text of the response.
    fn decode_response(
        &self,
        response: &Response,
        db: &DynamoDb,
        context: &ErrorContext,
    ) -> Result<Option<H::Output>, Error> {
        // Only these two need the item twice. Any other is decoded while the response is read.
        let is_plain = self.live_attribute().is_none() && T::DEFINITION.entity.is_none();
        let (mut found, mut raw, mut is_invalid) = (None, None, false);
        let envelope = response.text().and_then(|text| {
            json::read_envelope(text, |reader, _| {
                // Every projection has the partition key, so an item without attributes is a missing one. Some emulators
                // return it.
                if reader.is_at_empty_object() {
                    return reader.skip();
                }
                if is_plain {
                    found = Some(self.decode_as.read_text(reader).inspect_err(|_| is_invalid = true)?);
                } else {
                    raw = Some(RawItem::next(reader, response)?);
                }
                Ok(())
            })
        });
        let envelope = envelope.map_err(|error| {
            let error = response.item_error(error, context);
            // Any other error is about the response and not about its item.
            if is_invalid { self.with_key(error) } else { error }
        })?;
        self.options.limits.record(&envelope.consumed_capacity);
        match raw {
            Some(item) => self.read(&item, db.now(), context),
            None => Ok(found),
        }
    }
}

impl Lookup {
    fn render(&self) -> Result<RenderedExpressions, ExpressionError> {
        let mut rendered = RenderedExpressions::default();
        // The paths are copied only if the time to live is added to them.
        let with_live = || self.paths.clone().map(|paths| paths.also(self.live.into_iter()));
        match self.live {
            Some(_) => rendered.projection(with_live().as_ref())?,
            None => rendered.projection(self.paths.as_ref())?,
        }
        rendered.checked()
    }
}

impl<T: Table, H: DecodeAs + Sync> Request for Get<T, H> {
    type Output = Option<H::Output>;

    async fn execute(self, db: &DynamoDb) -> Result<Self::Output, Error> {
        let context = self.options.context(OPERATION, db)?;
        let (key, rendered) = self.render().map_err(|error| error.with_context(&context))?;
        // The span of a request begins with its exchange, and a request that is refused has none.
        let exchange = self.options.limits.exchange(OPERATION, context);
        let request = GetItemRequest {
            context: exchange.context(),
            key,
            consistent: self.lookup.as_ref().is_ok_and(|lookup| lookup.consistent),
            rendered: &rendered,
            return_consumed_capacity: self.options.limits.return_consumed_capacity(),
        };
        let response = exchange.send_request(db, &request).await?;
        self.decode_response(&response, db, exchange.context())
    }
}

/// The parameters of a GetItem request.
struct GetItemRequest<'r> {
    context: &'r ErrorContext,
    key: &'r EncodedKey,
    consistent: bool,
    rendered: &'r RenderedExpressions,
    return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

impl OperationRequest for GetItemRequest<'_> {
    type Operation = GetItem;

    fn fluent(&self, client: &Client, _: &mut RequestBody) -> Result<GetItemFluentBuilder, Error> {
        Ok(client
            .get_item()
            .set_table_name(self.context.table_name())
            .set_key(Some(self.key.to_map()))
            .set_consistent_read(self.consistent.then_some(true))
            .set_expression_attribute_names(self.rendered.names())
            .set_projection_expression(self.rendered.projection.clone())
            .set_return_consumed_capacity(self.return_consumed_capacity.clone()))
    }

    fn write_json(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
        body.optional_text("TableName", self.context.table.as_deref());
        body.attributes("Key", self.key.iter())?;
        body.flag("ConsistentRead", self.consistent);
        body.optional_text("ReturnConsumedCapacity", self.return_consumed_capacity.as_ref().map(|all| all.as_str()));
        self.rendered.write_json(body)
    }

    fn tables(&self) -> Tables {
        // The context of a request on one table always names it.
        Tables::One(self.context.table.clone().unwrap_or_default())
    }

    fn note(&self, facts: &mut RequestFacts) {
        facts.consistent_read = self.consistent.then_some(true);
    }
}

sendable! {
    /// Sends the request. The output is `None` if the item does not exist.
    ///
    /// # Errors
    /// Returns an error if the key is empty or too long, if a path is malformed, if the item does not fit the type, or if
    /// the request is rejected by the service or cannot be delivered.
    [T: Table, H: DecodeAs + Sync] Get<T, H>
}

/// Omits the key.
impl<T, H> fmt::Debug for Get<T, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lookup = self.lookup.as_ref().ok();
        f.debug_struct("Get")
            .field("table", &self.options.table.name())
            .field("consistent", &lookup.is_some_and(|lookup| lookup.consistent))
            .field("paths", &lookup.and_then(|lookup| lookup.paths.as_ref()))
            .finish_non_exhaustive()
    }
}
