//! A TransactWriteItems request as it is sent.

use std::sync::{Arc, OnceLock};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItems;
use aws_sdk_dynamodb::operation::transact_write_items::builders::TransactWriteItemsFluentBuilder;
use aws_sdk_dynamodb::types::{ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure, TransactWriteItem};

use super::part::{PartTarget, RenderedPart};
use crate::client::{OperationRequest, RequestBody, RequestFacts, Tables};
use crate::codec::EncodeError;
use crate::codec::json::ObjectWriter;
use crate::error::Error;

/// The parameters of a TransactWriteItems request.
///
/// It is the same, byte by byte, each time it is sent, because the service compares it with the one it has seen under
/// the token. The parts for the generated client are built once and cloned: a clone of a map keeps its order.
pub(crate) struct TransactWriteRequest {
    /// Each part with the actual name of its table.
    pub(crate) parts: Vec<(String, RenderedPart)>,
    pub(crate) token: String,
    pub(crate) return_consumed_capacity: Option<ReturnConsumedCapacity>,
    pub(crate) built: OnceLock<(Vec<TransactWriteItem>, RequestBody)>,
}

impl OperationRequest for TransactWriteRequest {
    type Operation = TransactWriteItems;

    fn fluent(&self, client: &Client, body: &mut RequestBody) -> Result<TransactWriteItemsFluentBuilder, Error> {
        let parts = match self.built.get() {
            Some((parts, built)) => {
                // The parts stand for the items in this body, so one is not valid without the other.
                *body = built.clone();
                parts.clone()
            }
            None => {
                let parts = self.parts.iter().map(|(table, part)| part.to_sdk(table, body));
                let parts: Vec<_> = parts.collect::<Result<_, _>>()?;
                // Attempts follow one another, so nothing else can have filled it in the meantime.
                let _ = self.built.set((parts.clone(), body.clone()));
                parts
            }
        };
        Ok(client
            .transact_write_items()
            .set_transact_items(Some(parts))
            .client_request_token(self.token.clone())
            .set_return_consumed_capacity(self.return_consumed_capacity.clone()))
    }

    fn write_json(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
        body.array("TransactItems", |body| {
            self.parts.iter().try_for_each(|(table, part)| {
                body.element(|body| body.object(part.action.name(), |body| write_part(body, table, part)))
            })
        })?;
        let consumed = self.return_consumed_capacity.as_ref().map(ReturnConsumedCapacity::as_str);
        body.optional_text("ReturnConsumedCapacity", consumed);
        body.text("ClientRequestToken", &self.token);
        Ok(())
    }

    fn estimated_len(&self) -> usize {
        512 + self.parts.iter().map(|(_, part)| 512 + part.size).sum::<usize>()
    }

    fn tables(&self) -> Tables {
        Tables::Several(self.parts.iter().map(|(table, _)| Arc::from(table.as_str())).collect())
    }

    fn note(&self, facts: &mut RequestFacts) {
        facts.batch_size = Some(self.parts.len());
        facts.tables = self.parts.iter().map(|(table, _)| table.clone()).collect();
    }
}

fn write_part(body: &mut ObjectWriter, table: &str, part: &RenderedPart) -> Result<(), EncodeError> {
    match &part.target {
        PartTarget::Item(item) => body.raw("Item", &item.text()),
        // In the order of the declaration: a caller that sends a transaction again under its token sends the same text.
        PartTarget::Key(key) => body.attributes("Key", key.iter())?,
    }
    body.text("TableName", table);
    part.rendered.write_json(body)?;
    if part.rendered.condition.is_some() {
        let all_old = ReturnValuesOnConditionCheckFailure::AllOld;
        body.text("ReturnValuesOnConditionCheckFailure", all_old.as_str());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::AttributeValue;

    use super::*;
    use crate::key::EncodedKey;
    use crate::request::RenderedExpressions;
    use crate::transact::PartAction;

    fn text() -> String {
        let value = |text: &str| Ok(AttributeValue::S(text.to_owned()));
        let key = EncodedKey::new().partition("pk", value("p")).expect("a partition key");
        let key = key.sort("a", value("1")).and_then(|key| key.sort("b", value("2"))).expect("a sort key");
        let part = RenderedPart::of_key(PartAction::Delete, key, RenderedExpressions::default());
        let parts = vec![("t".to_owned(), part)];
        let token = "token".to_owned();
        let request = TransactWriteRequest { parts, token, return_consumed_capacity: None, built: OnceLock::new() };
        let mut body = ObjectWriter::with_capacity(0);
        request.write_json(&mut body).expect("a body");
        body.finish()
    }

    #[test]
    fn a_transaction_that_is_made_again_is_the_same_text() {
        let first = text();
        assert!(first.contains(r#""Key":{"pk":{"S":"p"},"a":{"S":"1"},"b":{"S":"2"}}"#), "{first}");
        assert!((0..32).all(|_| text() == first));
    }
}
