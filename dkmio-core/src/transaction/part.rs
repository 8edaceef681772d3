//! The parts of a transaction as the caller gives them.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use serde::Serialize;

use super::condition_check::{ConditionCheck, HasCondition};
use crate::client::TableRef;
use crate::error::Error;
use crate::expression::ConditionNode;
use crate::key::EncodedKey;
use crate::operation::{Delete, Put, Update};
use crate::request::{RenderedExpressions, ReturnsNothing, Sendable, WriteCondition};
use crate::table::{EntityDefinition, Table};
use crate::transact::{PartAction, RenderedPart, RenderedWrite};

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
    pub(super) action: PartAction,
    entity: Option<&'static EntityDefinition>,
    render: Arc<Render>,
}

/// Renders a part at the given time.
type Render = dyn Fn(SystemTime) -> Result<RenderedWrite, Error> + Send + Sync;

impl Part {
    fn new<T: Table>(
        table: TableRef,
        action: PartAction,
        render: impl Fn(SystemTime) -> Result<RenderedWrite, Error> + Send + Sync + 'static,
    ) -> Self {
        // A transaction can be cloned, so its parts share their closures by `Arc`.
        Self { table, action, entity: T::DEFINITION.entity, render: Arc::new(render) }
    }

    pub(super) fn render(&self, time: SystemTime) -> Result<RenderedWrite, Error> {
        Ok((self.render)(time)?.of_entity(self.entity))
    }
}

/// Omits keys and values: items must not end up in logs.
impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part").field("table", &self.table.name()).field("action", &self.action).finish_non_exhaustive()
    }
}

impl<T: Table + Serialize + 'static, R: ReturnsNothing + 'static> TransactPart for Put<T, R> {
    type Table = T;

    fn into_part(self) -> Part {
        Part::new::<T>(self.options.table.clone(), PartAction::Put, move |time| Ok(self.render(time)?.into_write()))
    }
}

impl<T: Table + 'static, R: ReturnsNothing + 'static, G: Sendable> TransactPart for Update<T, R, G> {
    type Table = T;

    fn into_part(self) -> Part {
        Part::new::<T>(self.options.table.clone(), PartAction::Update, move |time| Ok(self.render(time)?.into_write()))
    }
}

impl<T: Table + 'static, R: ReturnsNothing + 'static, G: Sendable> TransactPart for Delete<T, R, G> {
    type Table = T;

    fn into_part(self) -> Part {
        Part::new::<T>(self.options.table.clone(), PartAction::Delete, move |_| Ok(self.render()?.into_write()))
    }
}

impl<T: Table + 'static, C: HasCondition + 'static, G: Sendable> TransactPart for ConditionCheck<T, C, G> {
    type Table = T;

    fn into_part(self) -> Part {
        Part::new::<T>(self.table.clone(), PartAction::ConditionCheck, move |_| {
            let (key, rendered) = self.render()?;
            Ok(RenderedPart::of_key(PartAction::ConditionCheck, key.clone(), rendered).into())
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
    let exists = WriteCondition::default().and_exists::<T>();
    let not_exists = WriteCondition::default().and_not_exists::<T>();
    exists.node().clone().or(not_exists.node().clone())
}
