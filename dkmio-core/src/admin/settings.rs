//! The settings of a table besides its declaration, and the request that creates it with them.

use std::time::Duration;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::create_table::builders::CreateTableFluentBuilder;
use aws_sdk_dynamodb::types::{GlobalSecondaryIndex, StreamSpecification, StreamViewType, Tag};

use super::billing::Billing;
use super::request::checked_name;
use super::{schema, time_to_live, wait};
use crate::client::{DynamoDb, Exchange, Operation, TableRef};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::expression::readable_text;
use crate::request::{json_array, json_object};
use crate::table::{IndexDefinition, IndexKind, TableDefinition};

const OPERATION: Operation = Operation::write("CreateTable");

/// A declaration with its settings, without its type.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) target: TableRef,
    pub(super) definition: TableDefinition,
    /// The entities of a shared table, as far as they are known.
    pub(super) entities: Vec<TableDefinition>,
    /// Whether CloudFormation generates the name of the table.
    pub(super) is_unnamed: bool,
    /// `None` is on demand for a new table. An existing table keeps its billing mode.
    pub(super) billing: Option<Billing>,
    pub(super) index_billing: Vec<(&'static str, Billing)>,
    pub(super) deletion_protection: bool,
    pub(super) tags: Vec<(String, String)>,
    pub(super) stream: Option<StreamViewType>,
}

impl Settings {
    /// Returns the billing mode of a new table.
    pub(super) fn billing(&self) -> Billing {
        self.billing.unwrap_or_default()
    }

    /// Returns the billing mode of a new global index.
    pub(super) fn billing_of(&self, index: &str) -> Billing {
        let own = self.index_billing.iter().find(|(name, _)| *name == index);
        own.map_or_else(|| self.billing(), |(_, billing)| *billing)
    }

    /// Checks that capacity units are set only for a provisioned table, and that a table with vector indexes has none.
    pub(super) fn check(&self) -> Result<(), Error> {
        if let (Some(index), Billing::Provisioned { .. }) = (self.definition.vector_indexes.first(), self.billing()) {
            return Err(Error::new(ErrorKind::Validation).with_message(format!(
                "a table with a vector index, such as `{}`, must be on demand; remove `provisioned`",
                index.name
            )));
        }
        match self.index_billing.first() {
            Some((index, _)) if self.billing() == Billing::OnDemand => Err(Error::new(ErrorKind::Validation)
                .with_message(format!(
                    "index `{index}` has capacity units, but the table is on demand; use `provisioned`"
                ))),
            _ => Ok(()),
        }
    }

    /// Adds a tag, or replaces the value of one: a key can have one value only.
    pub(super) fn set_tag(&mut self, key: String, value: String) {
        match self.tags.iter_mut().find(|(known, _)| *known == key) {
            Some(tag) => tag.1 = value,
            None => self.tags.push((key, value)),
        }
    }

    /// Creates the table, waits until it can be used, and enables its time to live.
    pub(super) async fn create(&self, db: &DynamoDb, if_not_exists: bool, limit: Duration) -> Result<(), Error> {
        let table = checked_name(db, &self.target, OPERATION.name)?;
        let context = ErrorContext::new(OPERATION.name, table.as_str(), None);
        self.check().map_err(|error| error.with_context(&context))?;
        match self.send_create(db, &table, &context).await {
            // CreateTable decides whether the table exists. A description before it could be outdated.
            Err(error) if if_not_exists && error.kind() == ErrorKind::TableInUse => {
                self.complete(db, &table, &context, limit).await
            }
            // The table exists from here on, and a second CreateTable would be rejected.
            Ok(()) => self.complete(db, &table, &context, limit).await.map_err(Error::with_maybe_applied),
            refused => refused,
        }
    }

    /// Waits until the table can be used, and enables its time to live.
    async fn complete(&self, db: &DynamoDb, table: &str, context: &ErrorContext, limit: Duration) -> Result<(), Error> {
        // DynamoDB rejects UpdateTimeToLive until the table is active.
        wait::until_active(db, table, context, limit).await?;
        match self.definition.ttl {
            Some(attribute) => time_to_live::enable(db, table, attribute).await,
            None => Ok(()),
        }
    }

    async fn send_create(&self, db: &DynamoDb, table: &str, context: &ErrorContext) -> Result<(), Error> {
        let request = self
            .input(db.client().create_table().table_name(table))
            .map_err(|error| Error::new(ErrorKind::Validation).with_source(error).with_context(context))?;
        let exchange = Exchange::new(OPERATION, context.clone());
        let request = |config| request.customize().config_override(config).send();
        exchange.send_plain(request).await.map(drop)
    }

    fn input(&self, request: CreateTableFluentBuilder) -> Result<CreateTableFluentBuilder, BuildError> {
        let definition = &self.definition;
        let local: Vec<_> =
            schema::indexes(definition, IndexKind::Local).map(schema::local_index).collect::<Result<_, _>>()?;
        let global = self.global_indexes()?;
        let vectors: Vec<_> = definition.vector_indexes.iter().map(schema::vector_index).collect::<Result<_, _>>()?;
        Ok(request
            .set_attribute_definitions(Some(schema::attribute_definitions(definition)?))
            .set_key_schema(Some(schema::key_schema(&definition.key)?))
            // DynamoDB rejects an empty list of indexes, so it is omitted.
            .set_local_secondary_indexes((!local.is_empty()).then_some(local))
            .set_global_secondary_indexes((!global.is_empty()).then_some(global))
            .set_vector_indexes((!vectors.is_empty()).then_some(vectors))
            .billing_mode(self.billing().mode())
            .set_provisioned_throughput(self.billing().throughput()?)
            .set_deletion_protection_enabled(self.deletion_protection.then_some(true))
            .set_stream_specification(self.stream_specification()?)
            .set_tags(Some(self.tags()?).filter(|tags| !tags.is_empty())))
    }

    fn global_indexes(&self) -> Result<Vec<GlobalSecondaryIndex>, BuildError> {
        schema::indexes(&self.definition, IndexKind::Global)
            .map(|index| schema::global_index(index, self.billing_of(index.name).throughput()?))
            .collect()
    }

    fn stream_specification(&self) -> Result<Option<StreamSpecification>, BuildError> {
        self.stream.as_ref().map(enabled_stream).transpose()
    }

    fn tags(&self) -> Result<Vec<Tag>, BuildError> {
        self.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
    }

    /// Returns the indexes of one kind as JSON, or `None` if there are none.
    pub(super) fn json_indexes(&self, kind: IndexKind) -> Option<String> {
        let index = |index: &IndexDefinition| {
            let throughput = (kind == IndexKind::Global).then(|| self.billing_of(index.name).json_throughput());
            schema::json_index(index, throughput.flatten())
        };
        let mut indexes = schema::indexes(&self.definition, kind).map(index).peekable();
        indexes.peek().is_some().then(|| json_array(indexes))
    }

    /// Returns the tags as JSON, or `None` if there are none.
    pub(super) fn json_tags(&self) -> Option<String> {
        let tags = self.tags.iter();
        let tags = tags.map(|(key, value)| json_object([("Key", readable_text(key)), ("Value", readable_text(value))]));
        (!self.tags.is_empty()).then(|| json_array(tags))
    }
}

/// Returns an enabled stream with this view.
pub(super) fn enabled_stream(view: &StreamViewType) -> Result<StreamSpecification, BuildError> {
    StreamSpecification::builder().stream_enabled(true).stream_view_type(view.clone()).build()
}
