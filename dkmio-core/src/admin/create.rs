//! CreateTable for one table.

use std::time::Duration;

use aws_sdk_dynamodb::types::StreamViewType;

use super::request::awaitable;
use super::spec::TableSpec;
use super::{schema, wait};
use crate::client::DynamoDb;
use crate::error::{Error, ErrorContext};
use crate::expression::readable_text;
use crate::request::{Argument, Explanation, json_object};
use crate::table::{GlobalIndex, Index, IndexKind, Source, Table};

const OPERATION: &str = "CreateTable";

/// Creates a table as its struct declares it, with its indexes, and enables its time to live: CreateTable,
/// DescribeTable until table and indexes are active, and UpdateTimeToLive if there is a `#[ttl]` attribute.
///
/// Returned by [`DynamoTable::create_table`](crate::dynamo_table::DynamoTable::create_table).
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct CreateTable<T> {
    spec: TableSpec<T>,
    if_not_exists: bool,
    wait: Duration,
}

impl<T: Table> TableSpec<T> {
    /// Creates the table: CreateTable, and UpdateTimeToLive if there is a `#[ttl]` attribute.
    pub fn create(self) -> CreateTable<T> {
        CreateTable { spec: self, if_not_exists: false, wait: wait::DEFAULT_WAIT }
    }
}

impl<T: Table> CreateTable<T> {
    pub(crate) fn new() -> Self {
        TableSpec::new().create()
    }

    /// Creates the table `name` instead of the one that the connection has for the type (`TableName`). The name is
    /// used unchanged, without the connection's prefix. It allows one type to be in several tables, such as one for each year.
    #[doc(alias = "TableName")]
    pub fn table_name(mut self, name: impl Into<String>) -> Self {
        self.spec = self.spec.named(name);
        self
    }

    /// Sets on-demand billing, which is the default (`BillingMode = PAY_PER_REQUEST`).
    #[doc(alias = "BillingMode")]
    pub fn on_demand(mut self) -> Self {
        self.spec = self.spec.on_demand();
        self
    }

    /// Sets provisioned billing with these read and write capacity units per second (`BillingMode = PROVISIONED`).
    ///
    /// Each global index has as many units of its own, unless [`provisioned_index`](Self::provisioned_index) sets
    /// others.
    #[doc(alias = "BillingMode")]
    pub fn provisioned(mut self, read: u32, write: u32) -> Self {
        self.spec = self.spec.provisioned(read, write);
        self
    }

    /// Sets the capacity units of one global index of a [provisioned](Self::provisioned) table.
    pub fn provisioned_index<S>(mut self, index: Index<S>, read: u32, write: u32) -> Self
    where
        S: GlobalIndex + Source<Table = T>,
    {
        self.spec = self.spec.provisioned_index(index, read, write);
        self
    }

    /// Succeeds if a table of this name exists. Changes only its time to live, and compares nothing. To compare the
    /// table see [`DynamoTable::verify_table`](crate::dynamo_table::DynamoTable::verify_table).
    pub fn if_not_exists(mut self) -> Self {
        self.if_not_exists = true;
        self
    }

    /// Protects the table from deletion (`DeletionProtectionEnabled = true`).
    #[doc(alias = "DeletionProtectionEnabled")]
    pub fn deletion_protection(mut self) -> Self {
        self.spec = self.spec.deletion_protection();
        self
    }

    /// Adds a tag (`Tags`).
    #[doc(alias = "Tags")]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.spec = self.spec.tag(key, value);
        self
    }

    /// Enables the stream of the table's changes and sets the content of its records (`StreamSpecification`).
    #[doc(alias = "StreamSpecification")]
    pub fn stream_view(mut self, view: StreamViewType) -> Self {
        self.spec = self.spec.stream_view(view);
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
    /// Returns `TableInUse` if a table of this name exists, `Timeout` if it is not active in time, `Validation` if an index
    /// of an on-demand table has capacity units or a provisioned table has a vector index, and an error if the request is
    /// rejected by the service or cannot be delivered. After an error with [`maybe_applied`](Error::maybe_applied) the table
    /// may have been created.
    pub async fn send(self, db: &DynamoDb) -> Result<(), Error> {
        self.spec.settings.create(db, self.if_not_exists, self.wait).await
    }

    /// Returns the parameters that the request would send.
    ///
    /// # Errors
    ///
    /// Returns the errors that [`send`](Self::send) finds before it sends.
    pub fn explain(&self) -> Result<Explanation, Error> {
        let definition = T::DEFINITION;
        let settings = &self.spec.settings;
        let name = settings.target.explained_name(OPERATION)?;
        // `explain` needs no connection, so the error has the declared name and not that of a connection.
        settings.check().map_err(|error| error.with_context(&ErrorContext::new(OPERATION, name, None)))?;
        let mut explanation = Explanation::new(OPERATION, name, None);
        explanation.parameter("KeySchema", schema::readable_key(&definition.key));
        let attributes = schema::key_attributes(&definition).into_iter();
        let attributes = attributes.map(|attribute| format!("{} ({})", attribute.name, attribute.key_type.letter()));
        explanation.parameter("AttributeDefinitions", attributes.collect::<Vec<_>>().join(", "));
        explanation.parameter("BillingMode", settings.billing().to_string());
        self.explain_indexes(&mut explanation);
        self.explain_options(&mut explanation);
        self.explain_arguments(&mut explanation);
        Ok(explanation)
    }

    /// Adds the parameters in the form of the API.
    fn explain_arguments(&self, explanation: &mut Explanation) {
        let (definition, settings) = (&T::DEFINITION, &self.spec.settings);
        explanation.argument("AttributeDefinitions", Argument::Json(schema::json_attribute_definitions(definition)));
        explanation.argument("KeySchema", Argument::Json(schema::json_key_schema(&definition.key)));
        for (name, kind) in [("LocalSecondaryIndexes", IndexKind::Local), ("GlobalSecondaryIndexes", IndexKind::Global)]
        {
            if let Some(indexes) = settings.json_indexes(kind) {
                explanation.argument(name, Argument::Json(indexes));
            }
        }
        if let Some(indexes) = schema::json_vector_indexes(definition) {
            explanation.argument("VectorIndexes", Argument::Json(indexes));
        }
        explanation.argument("BillingMode", Argument::Text(settings.billing().mode().as_str().to_owned()));
        if let Some(throughput) = settings.billing().json_throughput() {
            explanation.argument("ProvisionedThroughput", Argument::Json(throughput));
        }
        if let Some(view) = &settings.stream {
            let view = [("StreamEnabled", "true".to_owned()), ("StreamViewType", readable_text(view.as_str()))];
            explanation.argument("StreamSpecification", Argument::Json(json_object(view)));
        }
        if let Some(tags) = settings.json_tags() {
            explanation.argument("Tags", Argument::Json(tags));
        }
        if let Some(attribute) = definition.ttl {
            let table = || ("TableName", Argument::Text(settings.target.name().to_owned()));
            let specification = [("Enabled", "true".to_owned()), ("AttributeName", readable_text(attribute))];
            let specification = Argument::Json(json_object(specification));
            // DynamoDB rejects UpdateTimeToLive until the table is active.
            explanation.followed_by("wait table-exists", vec![table()]);
            explanation.followed_by("UpdateTimeToLive", vec![table(), ("TimeToLiveSpecification", specification)]);
        }
    }

    fn explain_indexes(&self, explanation: &mut Explanation) {
        for index in schema::indexes(&T::DEFINITION, IndexKind::Global) {
            let billing = self.spec.settings.index_billing.iter().find(|(name, _)| *name == index.name);
            let billing = billing.map_or_else(String::new, |(_, billing)| format!("; {billing}"));
            explanation.parameter("GlobalSecondaryIndex", schema::readable_index(index) + &billing);
        }
        for index in schema::indexes(&T::DEFINITION, IndexKind::Local) {
            explanation.parameter("LocalSecondaryIndex", schema::readable_index(index));
        }
        for index in T::DEFINITION.vector_indexes {
            explanation.parameter("VectorIndex", schema::readable_vector_index(index));
        }
    }

    fn explain_options(&self, explanation: &mut Explanation) {
        let settings = &self.spec.settings;
        if settings.deletion_protection {
            explanation.parameter("DeletionProtectionEnabled", "true");
        }
        if let Some(view) = &settings.stream {
            explanation.parameter("StreamViewType", view.as_str());
        }
        for (key, value) in &settings.tags {
            explanation.parameter("Tag", format!("{key} = {value}"));
        }
        if let Some(attribute) = T::DEFINITION.ttl {
            explanation.parameter("UpdateTimeToLive", format!("{attribute}, when the table is active"));
        }
    }
}

awaitable!(CreateTable => ());
