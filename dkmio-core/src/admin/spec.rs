//! A table as a value.

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::StreamViewType;

use super::billing::Billing;
use super::outputs;
use super::plan::PlanTable;
use super::settings::Settings;
use crate::client::TableRef;
use crate::error::Error;
use crate::table::{GlobalIndex, Index, Source, Table};

/// A table as a value: its declaration, with the settings that a struct does not declare.
///
/// It needs no connection. [`create`](Self::create) creates the table, [`plan`](Self::plan) compares it with the
/// existing one, and the `to_..` methods write templates. All texts are deterministic, so that a snapshot test shows
/// the effect of a change to the struct. Returned by [`DynamoTable::table`](crate::dynamo_table::DynamoTable::table).
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::aws_sdk_dynamodb::types::StreamViewType;
///
/// let orders = Orders::table()
///     .stream_view(StreamViewType::NewAndOldImages)
///     .deletion_protection();
/// let template = orders.to_cloudformation()?;
/// assert!(template.contains(r#""DeletionPolicy": "Retain""#));
///
/// let plan = orders.plan().send(&db).await?;
/// assert_eq!(
///     plan.to_string(),
///     "table orders
///   protect the table from deletion
///   enable the stream with NEW_AND_OLD_IMAGES"
/// );
/// plan.apply(&db).await?;
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a value does nothing by itself"]
#[derive(Debug, Clone)]
pub struct TableSpec<T> {
    pub(super) settings: Settings,
    table: PhantomData<fn() -> T>,
}

impl<T: Table> TableSpec<T> {
    /// Returns the table as it is declared, as [`DynamoTable::table`](crate::dynamo_table::DynamoTable::table) does.
    #[allow(clippy::new_without_default, reason = "a table has no default, only a declaration")]
    pub fn new() -> Self {
        let settings = Settings {
            target: TableRef::of::<T>(),
            definition: T::DEFINITION,
            entities: T::entities(),
            is_unnamed: false,
            billing: None,
            index_billing: Vec::new(),
            deletion_protection: false,
            tags: Vec::new(),
            stream: None,
        };
        Self { settings, table: PhantomData }
    }

    /// Sets another name than the declared one, used unchanged: in templates, and instead of the name that the
    /// connection has.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.settings.target.rename(name);
        self.settings.is_unnamed = false;
        self
    }

    /// Omits the name from the CloudFormation template, so that CloudFormation generates one.
    pub fn unnamed(mut self) -> Self {
        self.settings.is_unnamed = true;
        self
    }

    /// Sets on-demand billing, which is the default for a new table (`BillingMode = PAY_PER_REQUEST`).
    #[doc(alias = "BillingMode")]
    pub fn on_demand(mut self) -> Self {
        self.settings.billing = Some(Billing::OnDemand);
        self
    }

    /// Sets provisioned billing with these read and write capacity units per second (`BillingMode = PROVISIONED`).
    ///
    /// Each global index has as many units of its own, unless [`provisioned_index`](Self::provisioned_index) sets
    /// others.
    #[doc(alias = "BillingMode")]
    pub fn provisioned(mut self, read: u32, write: u32) -> Self {
        self.settings.billing = Some(Billing::Provisioned { read, write });
        self
    }

    /// Sets the capacity units of one global index of a [provisioned](Self::provisioned) table.
    pub fn provisioned_index<S>(mut self, _index: Index<S>, read: u32, write: u32) -> Self
    where
        S: GlobalIndex + Source<Table = T>,
    {
        if let Some(index) = S::INDEX {
            // The last call counts, as with the other settings.
            self.settings.index_billing.retain(|(name, _)| *name != index.name);
            self.settings.index_billing.push((index.name, Billing::Provisioned { read, write }));
        }
        self
    }

    /// Protects the table from deletion (`DeletionProtectionEnabled = true`).
    #[doc(alias = "DeletionProtectionEnabled")]
    pub fn deletion_protection(mut self) -> Self {
        self.settings.deletion_protection = true;
        self
    }

    /// Adds a tag, or replaces the value of one (`Tags`).
    #[doc(alias = "Tags")]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.set_tag(key.into(), value.into());
        self
    }

    /// Enables the stream of the table's changes and sets the content of its records (`StreamSpecification`).
    #[doc(alias = "StreamSpecification")]
    pub fn stream_view(mut self, view: StreamViewType) -> Self {
        self.settings.stream = Some(view);
        self
    }

    /// Compares the table in DynamoDB with this value, to change it. Sends DescribeTable and other requests that only
    /// read.
    pub fn plan(&self) -> PlanTable {
        PlanTable::new(self.settings.clone())
    }

    /// Returns a CloudFormation template with the table.
    ///
    /// `DeletionPolicy` and `UpdateReplacePolicy` are always `Retain`: deleting the stack or changing a key keeps the
    /// table with its items. The logical id is the declared name in upper camel case.
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html>
    ///
    /// # Errors
    ///
    /// Returns `Validation` if an index of an on-demand table has capacity units, if a provisioned table has a vector index, or if the
    /// name that [`named`](Self::named) sets is not that of a table.
    pub fn to_cloudformation(&self) -> Result<String, Error> {
        outputs::cloudformation(std::slice::from_ref(&self.settings))
    }

    /// Returns Terraform configuration, for a file `*.tf.json`, with the table as `aws_dynamodb_table.<resource>`.
    ///
    /// Its lifecycle has `prevent_destroy`. The keys of global indexes are written as `hash_key` and `range_key`; an
    /// index with a key of several attributes has `key_schema` blocks, which need a version of the AWS provider that
    /// knows them.
    /// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_table>
    ///
    /// # Errors
    ///
    /// Returns `Validation` if an index of an on-demand table has capacity units, if the table is [unnamed](Self::unnamed), if it has a
    /// vector index, which the provider does not know, if the name that [`named`](Self::named) sets is not that of a table, or if
    /// `resource` is not the name of a resource, which begins with a letter or `_` and has letters, digits, `_` and `-`.
    pub fn to_terraform(&self, resource: &str) -> Result<String, Error> {
        outputs::terraform(resource, &self.settings)
    }

    /// Returns the input of CreateTable as JSON, for `aws dynamodb create-table --cli-input-json file://orders.json`.
    ///
    /// The time to live is not a part of it, see [`to_update_ttl_json`](Self::to_update_ttl_json).
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>
    ///
    /// # Errors
    ///
    /// Returns `Validation` if an index of an on-demand table has capacity units, if a provisioned table has a vector index, if the
    /// table is [unnamed](Self::unnamed), or if the name that [`named`](Self::named) sets is not the name or the ARN of a table.
    pub fn to_create_table_json(&self) -> Result<String, Error> {
        outputs::create_table(&self.settings)
    }

    /// Returns the input of UpdateTimeToLive as JSON, for `aws dynamodb update-time-to-live --cli-input-json`. Returns
    /// `None` if no `#[ttl]` is declared.
    ///
    /// # Errors
    ///
    /// Returns `Validation` if the table is [unnamed](Self::unnamed), or if the name that [`named`](Self::named) sets is not the name or
    /// the ARN of a table.
    pub fn to_update_ttl_json(&self) -> Result<Option<String>, Error> {
        outputs::update_ttl(&self.settings)
    }

    /// Returns a Mermaid diagram of the table and its indexes, with their keys and projections, and of the entities
    /// that a shared table lists, with the templates of their keys.
    /// <https://mermaid.js.org/syntax/entityRelationshipDiagram.html>
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        outputs::mermaid(std::slice::from_ref(&self.settings))
    }
}
