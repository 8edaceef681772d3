//! CreateTable for one table.

use std::marker::PhantomData;
use std::time::Duration;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::create_table::builders::CreateTableFluentBuilder;
use aws_sdk_dynamodb::types::{GlobalSecondaryIndex, StreamSpecification, StreamViewType, Tag};

use super::billing::Billing;
use super::request::awaitable;
use super::{schema, time_to_live, wait};
use crate::client::{DynamoDb, Exchange, Operation};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::expression::readable_text;
use crate::request::{Argument, Explanation, json_array, json_object};
use crate::table::{GlobalIndex, Index, IndexKind, Source, Table};

const OPERATION: Operation = Operation::write("CreateTable");

/// Creates a table as its struct declares it, with its indexes, and enables its time to live: CreateTable, DescribeTable
/// until table and indexes are active, and UpdateTimeToLive if there is a `#[ttl]` attribute.
///
/// Returned by [`DynamoTable::create_table`](crate::dynamo_table::DynamoTable::create_table).
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct CreateTable<T> {
    billing: Billing,
    index_billing: Vec<(&'static str, Billing)>,
    if_not_exists: bool,
    deletion_protection: bool,
    tags: Vec<(String, String)>,
    stream: Option<StreamViewType>,
    wait: Duration,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> CreateTable<T> {
    pub(crate) fn new() -> Self {
        Self {
            billing: Billing::OnDemand,
            index_billing: Vec::new(),
            if_not_exists: false,
            deletion_protection: false,
            tags: Vec::new(),
            stream: None,
            wait: wait::DEFAULT_WAIT,
            table: PhantomData,
        }
    }

    /// Sets on-demand billing, which is the default (`BillingMode = PAY_PER_REQUEST`).
    pub fn on_demand(mut self) -> Self {
        self.billing = Billing::OnDemand;
        self
    }

    /// Sets provisioned billing with these read and write capacity units per second (`BillingMode = PROVISIONED`).
    ///
    /// Each global index has as many units of its own, unless [`provisioned_index`](Self::provisioned_index) sets others.
    pub fn provisioned(mut self, read: u32, write: u32) -> Self {
        self.billing = Billing::Provisioned { read, write };
        self
    }

    /// Sets the capacity units of one global index of a [provisioned](Self::provisioned) table.
    pub fn provisioned_index<S>(mut self, _index: Index<S>, read: u32, write: u32) -> Self
    where
        S: GlobalIndex + Source<Table = T>,
    {
        if let Some(index) = S::INDEX {
            self.index_billing.retain(|(name, _)| *name != index.name);
            self.index_billing.push((index.name, Billing::Provisioned { read, write }));
        }
        self
    }

    /// Succeeds if a table of this name exists. Nothing of it is compared or changed but its time to live; to compare it
    /// see [`DynamoTable::verify_table`](crate::dynamo_table::DynamoTable::verify_table).
    pub fn if_not_exists(mut self) -> Self {
        self.if_not_exists = true;
        self
    }

    /// Protects the table from deletion (`DeletionProtectionEnabled = true`).
    pub fn deletion_protection(mut self) -> Self {
        self.deletion_protection = true;
        self
    }

    /// Adds a tag (`Tags`).
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.push((key.into(), value.into()));
        self
    }

    /// Enables the stream of the table's changes and sets what its records hold (`StreamSpecification`).
    pub fn stream_view(mut self, view: StreamViewType) -> Self {
        self.stream = Some(view);
        self
    }

    /// Sets how long to wait at most until the table and its indexes are active. The default is ten minutes.
    pub fn wait(mut self, limit: Duration) -> Self {
        self.wait = limit;
        self
    }

    /// Creates the table and waits until it can be used.
    ///
    /// # Errors
    ///
    /// Returns `TableInUse` if a table of this name exists, `Timeout` if it is not active in time (it has been created
    /// then), `Validation` if an index of an on-demand table has capacity units, and an error if the request is rejected
    /// by the service or cannot be delivered.
    pub async fn send(self, db: &DynamoDb) -> Result<(), Error> {
        let table = db.table_name::<T>();
        let place = ErrorContext::new(OPERATION.name, table.clone(), None);
        self.check().map_err(|error| error.with_context(&place))?;
        match self.create(db, &table, &place).await {
            Err(error) if self.if_not_exists && error.kind() == ErrorKind::TableInUse => {}
            created => created?,
        }
        wait::until_active(db, &table, &place, self.wait).await?;
        match T::DEFINITION.ttl {
            Some(attribute) => time_to_live::enable(db, &table, attribute).await,
            None => Ok(()),
        }
    }

    async fn create(&self, db: &DynamoDb, table: &str, place: &ErrorContext) -> Result<(), Error> {
        let request = self
            .input(db.client().create_table().table_name(table))
            .map_err(|error| Error::new(ErrorKind::Validation).with_source(error).with_context(place))?;
        let exchange = Exchange::new(OPERATION, place.clone());
        let request = |config| request.customize().config_override(config).send();
        exchange.send_plain(request).await.map(drop)
    }

    fn input(&self, request: CreateTableFluentBuilder) -> Result<CreateTableFluentBuilder, BuildError> {
        let definition = &T::DEFINITION;
        let local: Vec<_> =
            schema::indexes(definition, IndexKind::Local).map(schema::local_index).collect::<Result<_, _>>()?;
        let global = self.global_indexes()?;
        Ok(request
            .set_attribute_definitions(Some(schema::attribute_definitions(definition)?))
            .set_key_schema(Some(schema::key_schema(&definition.key)?))
            .set_local_secondary_indexes((!local.is_empty()).then_some(local))
            .set_global_secondary_indexes((!global.is_empty()).then_some(global))
            .billing_mode(self.billing.mode())
            .set_provisioned_throughput(self.billing.throughput()?)
            .set_deletion_protection_enabled(self.deletion_protection.then_some(true))
            .set_stream_specification(self.stream_specification()?)
            .set_tags(self.tags()?))
    }

    fn global_indexes(&self) -> Result<Vec<GlobalSecondaryIndex>, BuildError> {
        schema::indexes(&T::DEFINITION, IndexKind::Global)
            .map(|index| schema::global_index(index, self.billing_of(index.name).throughput()?))
            .collect()
    }

    fn billing_of(&self, index: &str) -> Billing {
        self.index_billing.iter().find(|(name, _)| *name == index).map_or(self.billing, |(_, billing)| *billing)
    }

    fn stream_specification(&self) -> Result<Option<StreamSpecification>, BuildError> {
        let Some(view) = &self.stream else { return Ok(None) };
        StreamSpecification::builder().stream_enabled(true).stream_view_type(view.clone()).build().map(Some)
    }

    fn tags(&self) -> Result<Option<Vec<Tag>>, BuildError> {
        let tags = self.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
        Ok(Some(tags.collect::<Result<Vec<_>, _>>()?).filter(|tags| !tags.is_empty()))
    }

    /// Checks that capacity units are set for a provisioned table only.
    fn check(&self) -> Result<(), Error> {
        match self.index_billing.first() {
            Some((index, _)) if self.billing == Billing::OnDemand => Err(Error::new(ErrorKind::Validation)
                .with_message(format!(
                    "index `{index}` has capacity units, but the table is on demand; use `provisioned`"
                ))),
            _ => Ok(()),
        }
    }

    /// Returns what the request would send.
    ///
    /// # Errors
    ///
    /// Returns the errors that [`send`](Self::send) finds before it sends.
    pub fn explain(&self) -> Result<Explanation, Error> {
        let definition = T::DEFINITION;
        self.check().map_err(|error| error.with_context(&ErrorContext::new(OPERATION.name, definition.name, None)))?;
        let mut explanation = Explanation::new(OPERATION.name, definition.name, None);
        explanation.parameter("KeySchema", schema::readable_key(&definition.key));
        let attributes = schema::key_attributes(&definition).into_iter();
        let attributes = attributes.map(|attribute| format!("{} ({})", attribute.name, attribute.key_type.letter()));
        explanation.parameter("AttributeDefinitions", attributes.collect::<Vec<_>>().join(", "));
        explanation.parameter("BillingMode", self.billing.to_string());
        self.explain_indexes(&mut explanation);
        self.explain_options(&mut explanation);
        self.explain_arguments(&mut explanation);
        Ok(explanation)
    }

    /// Adds the parameters as the API takes them.
    fn explain_arguments(&self, explanation: &mut Explanation) {
        let definition = &T::DEFINITION;
        explanation.argument("AttributeDefinitions", Argument::Json(schema::json_attribute_definitions(definition)));
        explanation.argument("KeySchema", Argument::Json(schema::json_key_schema(&definition.key)));
        let indexes = |kind| {
            let indexes = schema::indexes(definition, kind).map(|index| {
                let throughput = (kind == IndexKind::Global).then(|| self.billing_of(index.name).json_throughput());
                schema::json_index(index, throughput.flatten())
            });
            indexes.collect::<Vec<_>>()
        };
        for (name, kind) in [("LocalSecondaryIndexes", IndexKind::Local), ("GlobalSecondaryIndexes", IndexKind::Global)]
        {
            let indexes = indexes(kind);
            if !indexes.is_empty() {
                explanation.argument(name, Argument::Json(json_array(indexes)));
            }
        }
        explanation.argument("BillingMode", Argument::Text(self.billing.mode().as_str().to_owned()));
        if let Some(throughput) = self.billing.json_throughput() {
            explanation.argument("ProvisionedThroughput", Argument::Json(throughput));
        }
        if let Some(view) = &self.stream {
            let view = [("StreamEnabled", "true".to_owned()), ("StreamViewType", readable_text(view.as_str()))];
            explanation.argument("StreamSpecification", Argument::Json(json_object(view)));
        }
        if !self.tags.is_empty() {
            let tags = self.tags.iter();
            let tags =
                tags.map(|(key, value)| json_object([("Key", readable_text(key)), ("Value", readable_text(value))]));
            explanation.argument("Tags", Argument::Json(json_array(tags)));
        }
        if let Some(attribute) = definition.ttl {
            let table = || ("TableName", Argument::Text(definition.name.to_owned()));
            let specification = [("Enabled", "true".to_owned()), ("AttributeName", readable_text(attribute))];
            let specification = Argument::Json(json_object(specification));
            explanation.followed_by("wait table-exists", vec![table()]);
            explanation.followed_by("UpdateTimeToLive", vec![table(), ("TimeToLiveSpecification", specification)]);
        }
    }

    fn explain_indexes(&self, explanation: &mut Explanation) {
        for index in schema::indexes(&T::DEFINITION, IndexKind::Global) {
            let billing = self.index_billing.iter().find(|(name, _)| *name == index.name);
            let billing = billing.map_or_else(String::new, |(_, billing)| format!("; {billing}"));
            explanation.parameter("GlobalSecondaryIndex", schema::readable_index(index) + &billing);
        }
        for index in schema::indexes(&T::DEFINITION, IndexKind::Local) {
            explanation.parameter("LocalSecondaryIndex", schema::readable_index(index));
        }
    }

    fn explain_options(&self, explanation: &mut Explanation) {
        if self.deletion_protection {
            explanation.parameter("DeletionProtectionEnabled", "true");
        }
        if let Some(view) = &self.stream {
            explanation.parameter("StreamViewType", view.as_str());
        }
        for (key, value) in &self.tags {
            explanation.parameter("Tag", format!("{key} = {value}"));
        }
        if let Some(attribute) = T::DEFINITION.ttl {
            explanation.parameter("UpdateTimeToLive", format!("{attribute}, when the table is active"));
        }
    }
}

awaitable!(CreateTable => ());
