//! Parts of a transaction: what they are made of, and how they are sent.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{self, AttributeValue, TransactWriteItem};
use serde::Serialize;

use crate::client::{RequestBody, TableRef};
use crate::codec::Item;
use crate::error::{Error, ErrorKind};
use crate::expression::ConditionNode;
use crate::key::{CanonicalKey, EncodedKey};
use crate::operation::{Delete, Put, Update};
use crate::request::{EncodedItem, Rendered, WriteCondition};
use crate::table::Table;
use crate::transaction::condition_check::{Check, Conditional};
use crate::ttl::Ttl;

/// What can be a part of a [`TransactWrite`](super::TransactWrite): a put, an update, a delete or a check, with all its
/// conditions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a part of a transaction",
    label = "not a part of a transaction",
    note = "a transaction takes `order.put()`, `Orders::update(..)`, `Orders::delete(..)` without `return_..`, \
            and `Orders::check(..)` with a `condition`, `if_exists` or `if_not_exists`"
)]
pub trait TransactPart: sealed::Sealed {
    /// The table of the item.
    type Table: Table;

    #[doc(hidden)]
    fn into_part(self) -> Part;
}

mod sealed {
    use super::{Check, Conditional, Delete, Put, Update};

    pub trait Sealed {}
    impl<T> Sealed for Put<T> {}
    impl<T> Sealed for Update<T> {}
    impl<T> Sealed for Delete<T> {}
    impl<T> Sealed for Check<T, Conditional> {}
}

/// One part, rendered when it is sent.
#[doc(hidden)]
#[derive(Clone)]
pub struct Part {
    pub(super) table: TableRef,
    pub(super) action: Action,
    render: Arc<Render>,
}

/// Renders a part with what has expired at a time.
type Render = dyn Fn(Ttl) -> Result<Content, Error> + Send + Sync;

impl Part {
    fn new(
        table: TableRef,
        action: Action,
        render: impl Fn(Ttl) -> Result<Content, Error> + Send + Sync + 'static,
    ) -> Self {
        Self { table, action, render: Arc::new(render) }
    }

    pub(super) fn content(&self, now: Ttl) -> Result<Content, Error> {
        (self.render)(now)
    }
}

/// Without keys and values.
impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part").field("table", &self.table.name()).field("action", &self.action).finish_non_exhaustive()
    }
}

/// What a part does, by its name in the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Put,
    Update,
    Delete,
    ConditionCheck,
}

impl Action {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Put => "Put",
            Self::Update => "Update",
            Self::Delete => "Delete",
            Self::ConditionCheck => "ConditionCheck",
        }
    }
}

/// What a part is sent with.
pub(super) struct Content {
    pub(super) attributes: Attributes,
    pub(super) key: CanonicalKey,
    /// Bytes that are certain to count against the limit of a transaction.
    pub(super) size: usize,
    pub(super) rendered: Rendered,
}

/// What a part is about.
pub(super) enum Attributes {
    /// The item of a put.
    Item(EncodedItem),
    /// The key of anything else.
    Key(Item),
}

impl Attributes {
    pub(super) fn item(&self) -> Result<&Item, Error> {
        match self {
            Self::Item(item) => item.item(),
            Self::Key(key) => Ok(key),
        }
    }

    /// As the SDK takes it.
    fn into_sdk(self, body: &mut RequestBody) -> Result<HashMap<String, AttributeValue>, Error> {
        match self {
            Self::Item(item) => Ok(body.item(item.text())?),
            Self::Key(key) => Ok(key.into_inner()),
        }
    }
}

impl Content {
    fn of_key(key: EncodedKey, rendered: Rendered) -> Self {
        let canonical = key.canonical();
        Self { attributes: Attributes::Key(key.into_map().into()), key: canonical, size: 0, rendered }
    }

    fn of_item(item: EncodedItem, rendered: Rendered) -> Self {
        Self { key: item.key().clone(), size: item.size(), attributes: Attributes::Item(item), rendered }
    }
}

impl<T: Table + Serialize + 'static> TransactPart for Put<T> {
    type Table = T;

    fn into_part(self) -> Part {
        Part::new(self.options.table.clone(), Action::Put, move |now| {
            let (item, rendered) = self.rendered_at(now)?;
            Ok(Content::of_item(item, rendered))
        })
    }
}

impl<T: Table + 'static> TransactPart for Update<T> {
    type Table = T;

    fn into_part(self) -> Part {
        Part::new(self.options.table.clone(), Action::Update, move |_| {
            self.rendered().map(|(key, rendered)| Content::of_key(key, rendered))
        })
    }
}

impl<T: Table + 'static> TransactPart for Delete<T> {
    type Table = T;

    fn into_part(self) -> Part {
        Part::new(self.options.table.clone(), Action::Delete, move |_| {
            self.rendered().map(|(key, rendered)| Content::of_key(key, rendered))
        })
    }
}

impl<T: Table + 'static> TransactPart for Check<T, Conditional> {
    type Table = T;

    fn into_part(self) -> Part {
        Part::new(self.options.table.clone(), Action::ConditionCheck, move |_| {
            self.rendered().map(|(key, rendered)| Content::of_key(key, rendered))
        })
    }
}

impl<T: Table> Check<T, Conditional> {
    fn rendered(&self) -> Result<(EncodedKey, Rendered), Error> {
        let mut rendered = Rendered::default();
        rendered.condition(self.condition.node())?;
        if rendered.condition.is_none() {
            // it always holds; the service wants one all the same, and positions are to stay
            rendered.condition(&always::<T>())?;
        }
        Ok((self.key.clone()?, rendered.checked()?))
    }
}

/// A condition that holds for any item and for none.
fn always<T: Table>() -> ConditionNode {
    let exists = |exists| WriteCondition::default().and_exists::<T>(exists).node().clone();
    exists(true).or(exists(false))
}

/// Everything a part may be sent with.
struct Fields {
    table: String,
    attributes: HashMap<String, AttributeValue>,
    names: Option<HashMap<String, String>>,
    values: Option<HashMap<String, AttributeValue>>,
    update: Option<String>,
    condition: Option<String>,
}

impl Content {
    /// The part as the SDK takes it.
    pub(super) fn into_sdk(
        self,
        action: Action,
        table: String,
        body: &mut RequestBody,
    ) -> Result<TransactWriteItem, Error> {
        let fields = Fields {
            table,
            attributes: self.attributes.into_sdk(body)?,
            names: self.rendered.names(),
            values: self.rendered.values(),
            update: self.rendered.update,
            condition: self.rendered.condition,
        };
        let built = match action {
            Action::Put => fields.put(),
            Action::Update => fields.update(),
            Action::Delete => fields.delete(),
            Action::ConditionCheck => fields.check(),
        };
        built.map_err(|error| Error::new(ErrorKind::Validation).with_source(error))
    }
}

/// The SDK's four builders have these setters in common, and no trait.
macro_rules! build {
    ($fields:ident, $builder:ident, $key:ident) => {
        types::$builder::builder()
            .table_name($fields.table)
            .$key(Some($fields.attributes))
            .set_expression_attribute_names($fields.names)
            .set_expression_attribute_values($fields.values)
            .set_return_values_on_condition_check_failure(WriteCondition::returns_on_failure(
                $fields.condition.as_ref(),
            ))
            .set_condition_expression($fields.condition)
    };
}

impl Fields {
    fn put(self) -> Result<TransactWriteItem, BuildError> {
        Ok(TransactWriteItem::builder().put(build!(self, Put, set_item).build()?).build())
    }

    fn update(self) -> Result<TransactWriteItem, BuildError> {
        let update = build!(self, Update, set_key).set_update_expression(self.update).build()?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn delete(self) -> Result<TransactWriteItem, BuildError> {
        Ok(TransactWriteItem::builder().delete(build!(self, Delete, set_key).build()?).build())
    }

    fn check(self) -> Result<TransactWriteItem, BuildError> {
        Ok(TransactWriteItem::builder().condition_check(build!(self, ConditionCheck, set_key).build()?).build())
    }
}
