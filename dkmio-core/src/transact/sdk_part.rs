//! The parts of a transaction in the form of the SDK.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{self, AttributeValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem};

use super::part::{PartAction, RenderedPart};
use crate::client::RequestBody;
use crate::error::{Error, ErrorKind};

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
    pub(super) fn to_sdk(&self, table: &str, body: &mut RequestBody) -> Result<TransactWriteItem, Error> {
        let fields = Fields {
            table: table.to_owned(),
            attributes: self.target.to_sdk(body)?,
            names: self.rendered.names(),
            values: self.rendered.values(),
            update: self.rendered.update.clone(),
            condition: self.rendered.condition.clone(),
        };
        let built = match self.action {
            PartAction::Put => fields.put(),
            PartAction::Update => fields.update(),
            PartAction::Delete => fields.delete(),
            PartAction::ConditionCheck => fields.check(),
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
