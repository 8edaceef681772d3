//! The requests of the steps.

use std::time::Duration;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::update_table::builders::UpdateTableFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, CreateGlobalSecondaryIndexAction, CreateVectorIndexAction, DeleteGlobalSecondaryIndexAction,
    DeleteVectorIndexAction, GlobalSecondaryIndexUpdate, Tag, UpdateGlobalSecondaryIndexAction, VectorIndexUpdate,
};

use super::live_table::LiveTable;
use super::step::Step;
use super::table::Plan;
use crate::admin::billing::Billing;
use crate::admin::settings::enabled_stream;
use crate::admin::{schema, time_to_live};
use crate::client::{DynamoDb, Exchange, Operation};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::key::KeyAttribute;

const UPDATE: Operation = Operation::write("UpdateTable");
const TAG: Operation = Operation::write("TagResource");

/// Sends the request of a step.
pub(super) async fn perform(
    step: &Step,
    db: &DynamoDb,
    plan: &Plan,
    live: Option<&LiveTable>,
    limit: Duration,
) -> Result<(), Error> {
    match step {
        Step::CreateTable => plan.settings.create(db, false, limit).await,
        Step::EnableTtl { attribute } => time_to_live::enable(db, &plan.table, attribute).await,
        Step::SetTags { tags } => set_tags(db, plan, live, tags).await,
        _ => update(step, db, plan, live).await,
    }
}

async fn update(step: &Step, db: &DynamoDb, plan: &Plan, live: Option<&LiveTable>) -> Result<(), Error> {
    let request = db.client().update_table().table_name(&plan.table);
    let request = match step {
        Step::SetDeletionProtection => Ok(request.deletion_protection_enabled(true)),
        Step::SetBilling { declared, .. } => set_billing(request, *declared, plan, live),
        Step::EnableStream { view } => enabled_stream(view).map(|stream| request.stream_specification(stream)),
        Step::CreateIndex { index } => create_index(request, index, plan, live),
        Step::CreateVectorIndex { index } => create_vector_index(request, index, plan),
        Step::DeleteIndex { index } => delete_index(request, index, live),
        // These steps have requests of their own in `perform`, or none.
        Step::CreateTable | Step::EnableTtl { .. } | Step::SetTags { .. } | Step::SearchNotAllowed { .. } => {
            return Ok(());
        }
    };
    let request = request.map_err(unbuildable)?;
    let exchange = Exchange::new(UPDATE, ErrorContext::new(UPDATE.name, plan.table.as_str(), None));
    let request = |config| request.customize().config_override(config).send();
    exchange.send_plain(request).await.map(drop)
}

/// Sets the billing mode. A table that becomes provisioned needs capacity units for each of its global indexes.
fn set_billing(
    request: UpdateTableFluentBuilder,
    declared: Billing,
    plan: &Plan,
    live: Option<&LiveTable>,
) -> Result<UpdateTableFluentBuilder, BuildError> {
    let mut request = request.billing_mode(declared.mode()).set_provisioned_throughput(declared.throughput()?);
    let indexes = live.map(|live| live.description.global_secondary_indexes()).unwrap_or_default();
    // Those of the live table, because it may have indexes that no code declares, and DynamoDB wants the units of all
    // of them.
    for index in indexes {
        let Some(name) = index.index_name() else { continue };
        let billing = plan.settings.billing_of(name);
        // DynamoDB rejects a request that sets the units that an index has already.
        if Billing::of_units(index.provisioned_throughput()) == billing {
            continue;
        }
        if let Some(throughput) = billing.throughput()? {
            let update = UpdateGlobalSecondaryIndexAction::builder();
            let update = update.index_name(name).provisioned_throughput(throughput).build()?;
            request =
                request.global_secondary_index_updates(GlobalSecondaryIndexUpdate::builder().update(update).build());
        }
    }
    Ok(request)
}

fn create_index(
    request: UpdateTableFluentBuilder,
    index: &str,
    plan: &Plan,
    live: Option<&LiveTable>,
) -> Result<UpdateTableFluentBuilder, BuildError> {
    let settings = &plan.settings;
    let Some(declared) = settings.definition.index(index) else { return Ok(request) };
    let billing = match (settings.billing, live) {
        // The table keeps its billing mode, and DynamoDB wants units for each index of a provisioned table.
        (None, Some(live)) => Billing::of(&live.description),
        // The billing has been set before, unless that is blocked and skipped. DynamoDB refuses units on demand.
        (_, Some(live)) if Billing::of(&live.description) == Billing::OnDemand => Billing::OnDemand,
        _ => settings.billing_of(index),
    };
    let index = schema::global_index(declared, billing.throughput()?)?;
    let create = CreateGlobalSecondaryIndexAction::builder()
        .index_name(index.index_name)
        .set_key_schema(Some(index.key_schema))
        .set_projection(index.projection)
        .set_provisioned_throughput(index.provisioned_throughput)
        .build()?;
    let update = GlobalSecondaryIndexUpdate::builder().create(create).build();
    defining(request.global_secondary_index_updates(update), declared.key.attributes())
}

fn create_vector_index(
    request: UpdateTableFluentBuilder,
    index: &str,
    plan: &Plan,
) -> Result<UpdateTableFluentBuilder, BuildError> {
    let Some(declared) = plan.settings.definition.vector_index(index) else { return Ok(request) };
    let index = schema::vector_index(declared)?;
    let create = CreateVectorIndexAction::builder()
        .index_name(index.index_name)
        .set_vector_attribute(index.vector_attribute)
        .set_search_schema(index.search_schema)
        .set_projection(index.projection)
        .dimensions(index.dimensions)
        .distance_function(index.distance_function)
        .build()?;
    let update = VectorIndexUpdate::builder().create(create).build();
    defining(request.vector_index_updates(update), declared.search_schema())
}

/// Adds the types of the attributes that a new index names. DynamoDB keeps the definitions of the others.
fn defining<'k>(
    mut request: UpdateTableFluentBuilder,
    attributes: impl Iterator<Item = &'k KeyAttribute>,
) -> Result<UpdateTableFluentBuilder, BuildError> {
    for part in attributes {
        let attribute = AttributeDefinition::builder().attribute_name(part.name);
        request = request.attribute_definitions(attribute.attribute_type(part.key_type.scalar()).build()?);
    }
    Ok(request)
}

fn delete_index(
    request: UpdateTableFluentBuilder,
    index: &str,
    live: Option<&LiveTable>,
) -> Result<UpdateTableFluentBuilder, BuildError> {
    let mut vectors = live.into_iter().flat_map(|live| live.description.vector_indexes());
    if vectors.any(|found| found.index_name() == Some(index)) {
        let delete = DeleteVectorIndexAction::builder().index_name(index).build()?;
        return Ok(request.vector_index_updates(VectorIndexUpdate::builder().delete(delete).build()));
    }
    let delete = DeleteGlobalSecondaryIndexAction::builder().index_name(index).build()?;
    Ok(request.global_secondary_index_updates(GlobalSecondaryIndexUpdate::builder().delete(delete).build()))
}

async fn set_tags(
    db: &DynamoDb,
    plan: &Plan,
    live: Option<&LiveTable>,
    tags: &[(String, String)],
) -> Result<(), Error> {
    // A step other than the creation has a live table. DynamoDB would refuse an empty ARN.
    let arn = live.and_then(|live| live.description.table_arn()).unwrap_or_default();
    let tags = tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
    let tags = tags.collect::<Result<Vec<_>, _>>().map_err(unbuildable)?;
    let exchange = Exchange::new(TAG, ErrorContext::new(TAG.name, plan.table.as_str(), None));
    let request = db.client().tag_resource().resource_arn(arn).set_tags(Some(tags));
    let request = |config| request.customize().config_override(config).send();
    exchange.send_plain(request).await.map(drop)
}

fn unbuildable(error: BuildError) -> Error {
    Error::new(ErrorKind::Validation).with_source(error)
}
