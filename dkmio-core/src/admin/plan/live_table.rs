//! The state of a table for a plan.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{TableDescription, TableStatus};

use crate::admin::live::{self, LiveTtl};
use crate::admin::settings::Settings;
use crate::client::{DynamoDb, Exchange, Operation};
use crate::cursor::CycleDetector;
use crate::error::{Error, ErrorContext, ErrorKind};

const LIST_TAGS: Operation = Operation::read("ListTagsOfResource");

/// A table in DynamoDB. It has the parts that the settings need.
pub(super) struct LiveTable {
    pub(super) description: TableDescription,
    pub(super) ttl: LiveTtl,
    pub(super) tags: HashMap<String, String>,
}

impl LiveTable {
    /// Reads the state of the table. Returns `None` if there is no such table. Sends no request that writes.
    ///
    /// # Errors
    /// Returns an error if the table is being deleted, or if a request fails.
    pub(super) async fn read(db: &DynamoDb, table: &str, settings: &Settings) -> Result<Option<Self>, Error> {
        let Some(description) = live::table(db, table).await? else { return Ok(None) };
        // Every step would fail, and a plan without steps would say that there is nothing to change.
        if description.table_status() == Some(&TableStatus::Deleting) {
            return Err(Error::new(ErrorKind::TableInUse)
                .with_message("the table is being deleted")
                .with_context(&ErrorContext::new("DescribeTable", table, None)));
        }
        let ttl = match settings.definition.ttl {
            Some(_) => live::time_to_live(db, table).await?,
            None => LiveTtl::default(),
        };
        let tags = match description.table_arn() {
            // Without declared tags the request is omitted, which needs a permission of its own.
            Some(arn) if !settings.tags.is_empty() => tags(db, table, arn).await?,
            _ => HashMap::new(),
        };
        Ok(Some(Self { description, ttl, tags }))
    }
}

async fn tags(db: &DynamoDb, table: &str, arn: &str) -> Result<HashMap<String, String>, Error> {
    let mut tags = HashMap::new();
    let (mut next, mut cycles) = (None, CycleDetector::new(None));
    loop {
        let context = ErrorContext::new(LIST_TAGS.name, table, None);
        let exchange = Exchange::new(LIST_TAGS, context.clone());
        let request = db.client().list_tags_of_resource().resource_arn(arn).set_next_token(next.take());
        let request = |config| request.customize().config_override(config).send();
        let output = exchange.send_plain(request).await?;
        tags.extend(output.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)));
        // An empty token ends the pages like a missing one.
        next = output.next_token.filter(|token| !token.is_empty());
        match &next {
            None => return Ok(tags),
            Some(token) if cycles.repeats(token) => return Err(Error::repeated("NextToken").with_context(&context)),
            Some(_) => {}
        }
    }
}
