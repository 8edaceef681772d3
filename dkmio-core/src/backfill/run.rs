//! The items of a backfill: each is corrected with as many requests as it takes.

use std::collections::HashMap;
use std::sync::Mutex;

use aws_sdk_dynamodb::operation::update_item::UpdateItem;

use super::correction::{Correction, ItemState, state_of};
use super::report::Outcome;
use super::reserved::Reserved;
use crate::client::{CapacityMeter, DynamoDb, Operation};
use crate::codec::Item;
use crate::error::{Error, ErrorKind};
use crate::key::CanonicalKey;
use crate::read::RateLimit;
use crate::request::{
    InvalidItem, Nothing, RenderedExpressions, RequestLimits, RequestOptions, WriteRequest, WriteTarget, write_output,
};
use crate::retry::{RetryLoop, RetryPolicy};
use crate::table::{EntityDefinition, TableItem};

/// How often an item is corrected anew that another writer changes in between.
const MAX_ATTEMPTS: usize = 8;
const UPDATE: Operation = Operation::write("UpdateItem");

/// What all items of a backfill need.
pub(super) struct Run<'b> {
    pub(super) entity: &'static EntityDefinition,
    pub(super) options: &'b RequestOptions,
    pub(super) is_dry_run: bool,
    /// The values whose sentinel items a dry run found missing, each with the item that would own it.
    pub(super) claims: Mutex<HashMap<CanonicalKey, CanonicalKey>>,
    pub(super) rate: Option<RateLimit>,
    pub(super) consumed: CapacityMeter,
    pub(super) db: &'b DynamoDb,
}

impl Run<'_> {
    /// Corrects one item and its sentinel items.
    pub(super) async fn correct<T: TableItem>(&self, item: Item) -> Result<(Outcome, Reserved), Error> {
        if self.entity.uniques.is_empty() {
            return Ok((self.correct_keys::<T>(item).await?, Reserved::default()));
        }
        let outcome = self.correct_keys::<T>(item.clone()).await?;
        match outcome {
            Outcome::Correct | Outcome::Written | Outcome::OtherKey(_) => {}
            _ => return Ok((outcome, Reserved::default())),
        }
        match self.reserve::<T>(item.clone()).await {
            Ok(reserved) if reserved.has_conflict => Ok((Outcome::Conflict, reserved)),
            Ok(reserved) => Ok((outcome, reserved)),
            Err(error) if error.kind() == ErrorKind::InvalidKey => {
                let key = T::DEFINITION.key.attributes().map(|part| part.name);
                Ok((Outcome::Invalid(InvalidItem::new(item, key, error)), Reserved::default()))
            }
            Err(error) => Err(error),
        }
    }

    /// Corrects the keys of one item, as often as other writers change it.
    async fn correct_keys<T: TableItem>(&self, mut item: Item) -> Result<Outcome, Error> {
        for _ in 0..MAX_ATTEMPTS {
            if !self.entity.owns_item(&item) {
                return Ok(Outcome::OtherEntity);
            }
            let correction = match state_of(&T::DEFINITION, self.entity, &item) {
                ItemState::Correct => return Ok(Outcome::Correct),
                ItemState::OtherKey => return Ok(Outcome::OtherKey(item)),
                ItemState::Invalid(error) => {
                    let key = T::DEFINITION.key.attributes().map(|part| part.name);
                    return Ok(Outcome::Invalid(InvalidItem::new(item, key, error)));
                }
                // A dry run counts what it would write.
                ItemState::Incorrect(_) if self.is_dry_run => return Ok(Outcome::Written),
                ItemState::Incorrect(correction) => correction,
            };
            match self.write::<T>(&correction).await {
                Ok(()) => return Ok(Outcome::Written),
                Err(error) if error.is_condition_failed() => match error.old_item_free_form() {
                    Some(current) => item = current.clone(),
                    None => return Ok(Outcome::Deleted),
                },
                Err(error) => return Err(error),
            }
        }
        Ok(Outcome::Conflict)
    }

    async fn write<T: TableItem>(&self, correction: &Correction) -> Result<(), Error> {
        let exchange = self.options.exchange(UPDATE, self.db)?;
        let context = exchange.context();
        let rendered = rendered(correction).map_err(|error| error.with_context(context))?;
        self.limited(async |limits| {
            let send = || async {
                let target = WriteTarget::Key(&correction.key);
                let request = WriteRequest::<UpdateItem>::returning::<Nothing>(context, target, &rendered, limits);
                let response = exchange.begin().send_request(self.db, &request).await?;
                write_output::<Nothing>(&response, limits, context, &T::DEFINITION.key)
            };
            RetryLoop::run(RetryPolicy::default(), |wait| self.db.sleep(wait), send).await
        })
        .await
    }

    /// Sends a write when the rate allows it, and counts what it consumes.
    pub(super) async fn limited(
        &self,
        send: impl AsyncFnOnce(&RequestLimits) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let reservation = match &self.rate {
            Some(rate) => Some(rate.reserve(self.db).await?),
            None => None,
        };
        let meter = CapacityMeter::new();
        let limits = RequestLimits { meter: Some(meter.clone()), ..self.options.limits.clone() };
        let sent = send(&limits).await;
        let units = meter.take().total;
        if let Some(reservation) = reservation {
            // A write whose condition fails costs as much, and returns no capacity.
            reservation.correct(Some(units).filter(|units| *units > 0.0));
        }
        self.consumed.add_total(units);
        sent
    }
}

fn rendered(correction: &Correction) -> Result<RenderedExpressions, Error> {
    let mut rendered = RenderedExpressions::default();
    rendered.update = Some(correction.update.render(&mut rendered.placeholders)?);
    rendered.condition(&correction.condition)?;
    Ok(rendered.checked()?)
}
