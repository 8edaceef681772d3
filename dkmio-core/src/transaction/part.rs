//! The parts of a transaction, and their form for the SDK.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{self, AttributeValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use serde::Serialize;

use super::condition_check::{ConditionCheck, HasCondition};
use crate::client::{RequestBody, TableRef};
use crate::codec::Item;
use crate::error::{Error, ErrorKind};
use crate::expression::ConditionNode;
use crate::key::{CanonicalKey, EncodedKey};
use crate::operation::{Delete, Put, Update};
use crate::request::{EncodedItem, RenderedExpressions, ReturnsNothing, Sendable, WriteCondition};
use crate::table::{EntityDefinition, Table};

/// A part of a [`TransactWrite`](crate::transaction::TransactWrite): a put, an update, a delete or a condition check,
/// with all its conditions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a part of a transaction",
    label = "not a part of a transaction",
    note = "a transaction takes `order.put()`, `Orders::update(..)`, `Orders::delete(..)` and `Orders::condition_check(..)`"
)]
pub trait TransactPart: sealed::Sealed {
    /// The table of the item.
    type Table: Table;

    #[doc(hidden)]
    fn into_part(self) -> Part;
}

mod sealed {
    use super::{ConditionCheck, Delete, Put, Table, Update};

    pub trait Sealed {}
    impl<T: Table, R> Sealed for Put<T, R> {}
    impl<T: Table, R, G> Sealed for Update<T, R, G> {}
    impl<T: Table, R, G> Sealed for Delete<T, R, G> {}
    impl<T: Table, C, G> Sealed for ConditionCheck<T, C, G> {}
}

/// One part. It is rendered when it is sent, because a condition on the time to live needs the time.
#[doc(hidden)]
#[derive(Clone)]
pub struct Part {
    pub(super) table: TableRef,
    pub(super) action: Action,
    entity: Option<&'static EntityDefinition>,
    render: Arc<Render>,
}

/// Renders a part at the given time.
type Render = dyn Fn(SystemTime) -> Result<RenderedPart, Error> + Send + Sync;

impl Part {
    fn new<T: Table>(
        table: TableRef,
        action: Action,
        render: impl Fn(SystemTime) -> Result<RenderedPart, Error> + Send + Sync + 'static,
    ) -> Self {
        // A transaction can be cloned, so its parts share their closures by `Arc`.
        Self { table, action, entity: T::DEFINITION.entity, render: Arc::new(render) }
    }

    pub(super) fn render(&self, time: SystemTime) -> Result<RenderedPart, Error> {
        Ok(RenderedPart { entity: self.entity, ..(self.render)(time)? })
    }
}

/// Omits keys and values: items must not end up in logs.
impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part").field("table", &self.table.name()).field("action", &self.action).finish_non_exhaustive()
    }
}

/// The kind of a part, by its name in the API.
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

/// A part that is ready to be sent.
pub(super) struct RenderedPart {
    pub(super) target: PartTarget,
    pub(super) key: CanonicalKey,
    /// The size that counts against the limit of a transaction, in bytes. That of an update is not known here and is 0.
    pub(super) size: usize,
    pub(super) rendered: RenderedExpressions,
    /// The entity of the item, if the table is shared.
    pub(super) entity: Option<&'static EntityDefinition>,
}

/// The item of a part.
pub(super) enum PartTarget {
    /// The item of a put.
    Item(EncodedItem),
    /// The key of any other part.
    Key(Item),
}

impl PartTarget {
    pub(super) fn item(&self) -> Result<&Item, Error> {
        match self {
            Self::Item(item) => item.item(),
            Self::Key(key) => Ok(key),
        }
    }

    /// Returns the attributes for the SDK.
    fn to_sdk(&self, body: &mut RequestBody) -> Result<HashMap<String, AttributeValue>, Error> {
        match self {
            Self::Item(item) => Ok(body.item(item.text())?),
            Self::Key(key) => Ok(key.as_map().clone()),
        }
    }
}

impl RenderedPart {
    fn of_key(key: EncodedKey, rendered: RenderedExpressions) -> Self {
        let canonical = key.canonical();
        Self { target: PartTarget::Key(key.into_map().into()), key: canonical, size: 0, rendered, entity: None }
    }

    fn of_item(item: EncodedItem, rendered: RenderedExpressions) -> Self {
        Self { key: item.key().clone(), size: item.size(), target: PartTarget::Item(item), rendered, entity: None }
    }
}

impl<T: Table + Serialize + 'static, R: ReturnsNothing + 'static> TransactPart for Put<T, R> {
    type Table = T;

    fn into_part(self) -> Part {
        Part::new::<T>(self.options.table.clone(), Action::Put, move |time| {
            let (item, rendered) = self.render(time)?;
            Ok(RenderedPart::of_item(item.into_owned(), rendered))
        })
    }
}

impl<T: Table + 'static, R: ReturnsNothing + 'static, G: Sendable> TransactPart for Update<T, R, G> {
    type Table = T;

    fn into_part(self) -> Part {
        Part::new::<T>(self.options.table.clone(), Action::Update, move |time| {
            self.render(time).map(|sent| RenderedPart::of_key(sent.key.clone(), sent.rendered))
        })
    }
}

impl<T: Table + 'static, R: ReturnsNothing + 'static, G: Sendable> TransactPart for Delete<T, R, G> {
    type Table = T;

    fn into_part(self) -> Part {
        Part::new::<T>(self.options.table.clone(), Action::Delete, move |_| {
            self.render().map(|(key, rendered)| RenderedPart::of_key(key.clone(), rendered))
        })
    }
}

impl<T: Table + 'static, C: HasCondition + 'static, G: Sendable> TransactPart for ConditionCheck<T, C, G> {
    type Table = T;

    fn into_part(self) -> Part {
        Part::new::<T>(self.table.clone(), Action::ConditionCheck, move |_| {
            self.render().map(|(key, rendered)| RenderedPart::of_key(key.clone(), rendered))
        })
    }
}

impl<T: Table, C: HasCondition, G> ConditionCheck<T, C, G> {
    fn render(&self) -> Result<(&EncodedKey, RenderedExpressions), Error> {
        let mut rendered = RenderedExpressions::default();
        rendered.condition(self.condition.node())?;
        if rendered.condition.is_none() {
            // The condition always holds. The service requires one, and without this part the positions of the others
            // would change.
            rendered.condition(&always::<T>())?;
        }
        Ok((self.key.as_ref().map_err(Clone::clone)?, rendered.checked()?))
    }
}

/// Returns a condition that always holds: the item exists or does not exist.
fn always<T: Table>() -> ConditionNode {
    let exists = |exists| WriteCondition::default().and_exists::<T>(exists).node().clone();
    exists(true).or(exists(false))
}

/// The parameters of any kind of part.
struct Fields {
    table: String,
    attributes: HashMap<String, AttributeValue>,
    names: Option<HashMap<String, String>>,
    values: Option<HashMap<String, AttributeValue>>,
    update: Option<String>,
    condition: Option<String>,
}

impl RenderedPart {
    /// Returns the part for the SDK.
    pub(super) fn to_sdk(
        &self,
        action: Action,
        table: &str,
        body: &mut RequestBody,
    ) -> Result<TransactWriteItem, Error> {
        let fields = Fields {
            table: table.to_owned(),
            attributes: self.target.to_sdk(body)?,
            names: self.rendered.names(),
            values: self.rendered.values(),
            update: self.rendered.update.clone(),
            condition: self.rendered.condition.clone(),
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

// The SDK's four builders have these setters in common, but no trait.
macro_rules! build {
    ($fields:ident, $builder:ident, $key:ident) => {
        types::$builder::builder()
            .table_name($fields.table)
            .$key(Some($fields.attributes))
            .set_expression_attribute_names($fields.names)
            .set_expression_attribute_values($fields.values)
            // Only a condition that does not hold returns the old item.
            .set_return_values_on_condition_check_failure(
                $fields.condition.as_ref().map(|_| ReturnValuesOnConditionCheckFailure::AllOld),
            )
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
