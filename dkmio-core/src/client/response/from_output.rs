//! Writes an output of the SDK as the DynamoDB JSON from which it could have been read.
//!
//! A mocked client returns outputs that never were bytes. Written as text, they are read like every other response.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::{
    batch_execute_statement::BatchExecuteStatementOutput, batch_get_item::BatchGetItemOutput,
    delete_item::DeleteItemOutput, execute_statement::ExecuteStatementOutput, get_item::GetItemOutput,
    put_item::PutItemOutput, query::QueryOutput, scan::ScanOutput, search_vectors::SearchVectorsOutput,
    transact_get_items::TransactGetItemsOutput, update_item::UpdateItemOutput,
};
use aws_sdk_dynamodb::types::AttributeValue;

use super::object::{Object, push_string, vector_capacity};
use crate::codec::{EncodeError, Item, json};

type Attributes = HashMap<String, AttributeValue>;

/// An output of an operation that returns items.
pub(crate) trait ItemOutput {
    /// Writes the output as the body of a response.
    ///
    /// # Errors
    /// Returns an error if a value has a type that this version does not know.
    fn to_json(&self) -> Result<String, EncodeError>;
}

impl ItemOutput for GetItemOutput {
    fn to_json(&self) -> Result<String, EncodeError> {
        let mut body = Object::new();
        if let Some(found) = &self.item {
            body.member("Item").push_str(&item(found)?);
        }
        body.consumed(self.consumed_capacity.as_ref());
        Ok(body.close())
    }
}

impl ItemOutput for ExecuteStatementOutput {
    fn to_json(&self) -> Result<String, EncodeError> {
        let mut body = Object::new();
        if let Some(items) = &self.items {
            body.member("Items").push_str(&list(items, item)?);
        }
        if let Some(token) = &self.next_token {
            push_string(body.member("NextToken"), token);
        }
        body.consumed(self.consumed_capacity.as_ref());
        Ok(body.close())
    }
}

impl ItemOutput for BatchExecuteStatementOutput {
    fn to_json(&self) -> Result<String, EncodeError> {
        let mut body = Object::new();
        let results = list(self.responses(), |result| {
            let mut object = Object::new();
            if let Some(found) = result.item() {
                object.member("Item").push_str(&item(found)?);
            }
            if let Some(error) = result.error() {
                let mut failed = Object::new();
                let code = error.code().map_or("", |code| code.as_str());
                push_string(failed.member("Code"), code);
                push_string(failed.member("Message"), error.message().unwrap_or_default());
                object.member("Error").push_str(&failed.close());
            }
            Ok(object.close())
        })?;
        body.member("Responses").push_str(&results);
        body.consumed_by_table(self.consumed_capacity.as_deref());
        Ok(body.close())
    }
}

impl ItemOutput for SearchVectorsOutput {
    fn to_json(&self) -> Result<String, EncodeError> {
        let mut body = Object::new();
        let hits = list(self.search_results(), |hit| {
            let mut object = Object::new();
            if let Some(found) = hit.item() {
                object.member("Item").push_str(&item(found)?);
            }
            object.number("Score", hit.score());
            Ok(object.close())
        })?;
        body.member("SearchResults").push_str(&hits);
        if let Some(consumed) = &self.consumed_capacity {
            body.member("ConsumedCapacity").push_str(&vector_capacity(consumed));
        }
        Ok(body.close())
    }
}

/// Query and Scan: the SDK's types have these fields in common, but no trait.
macro_rules! pages {
    ($($output:ty),*) => {$(
        impl ItemOutput for $output {
            fn to_json(&self) -> Result<String, EncodeError> {
                let mut body = Object::new();
                if let Some(items) = &self.items {
                    body.member("Items").push_str(&list(items, item)?);
                }
                // The SDK has a signed number here, and a mock may hold anything.
                body.number("Count", self.count.max(0).into());
                body.number("ScannedCount", self.scanned_count.max(0).into());
                if let Some(key) = &self.last_evaluated_key {
                    body.member("LastEvaluatedKey").push_str(&item(key)?);
                }
                body.consumed(self.consumed_capacity.as_ref());
                Ok(body.close())
            }
        }
    )*};
}
pages!(QueryOutput, ScanOutput);

macro_rules! writes {
    ($($output:ty),*) => {$(
        impl ItemOutput for $output {
            fn to_json(&self) -> Result<String, EncodeError> {
                let mut body = Object::new();
                if let Some(attributes) = &self.attributes {
                    body.member("Attributes").push_str(&item(attributes)?);
                }
                body.consumed(self.consumed_capacity.as_ref());
                Ok(body.close())
            }
        }
    )*};
}
writes!(PutItemOutput, UpdateItemOutput, DeleteItemOutput);

impl ItemOutput for BatchGetItemOutput {
    fn to_json(&self) -> Result<String, EncodeError> {
        let mut body = Object::new();
        if let Some(responses) = &self.responses {
            let mut tables = Object::new();
            for (table, items) in responses {
                tables.member(table).push_str(&list(items, item)?);
            }
            body.member("Responses").push_str(&tables.close());
        }
        if let Some(unprocessed) = &self.unprocessed_keys {
            let mut tables = Object::new();
            for (table, keys) in unprocessed {
                // The batch reads no other member of unprocessed keys.
                let mut unread = Object::new();
                unread.member("Keys").push_str(&list(&keys.keys, item)?);
                tables.member(table).push_str(&unread.close());
            }
            body.member("UnprocessedKeys").push_str(&tables.close());
        }
        body.consumed_by_table(self.consumed_capacity.as_deref());
        Ok(body.close())
    }
}

impl ItemOutput for TransactGetItemsOutput {
    fn to_json(&self) -> Result<String, EncodeError> {
        let mut body = Object::new();
        if let Some(responses) = &self.responses {
            let parts = list(responses, |part| {
                let mut response = Object::new();
                if let Some(found) = &part.item {
                    response.member("Item").push_str(&item(found)?);
                }
                Ok(response.close())
            });
            body.member("Responses").push_str(&parts?);
        }
        body.consumed_by_table(self.consumed_capacity.as_deref());
        Ok(body.close())
    }
}

fn item(attributes: &Attributes) -> Result<String, EncodeError> {
    // Only a mocked client has such an output, so the clone is made in tests alone.
    Ok(json::item_to_text(&Item::from(attributes.clone()))?.text)
}

fn list<T>(elements: &[T], write: impl Fn(&T) -> Result<String, EncodeError>) -> Result<String, EncodeError> {
    let elements = elements.iter().map(write).collect::<Result<Vec<_>, _>>()?;
    Ok(format!("[{}]", elements.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::types::{
        BatchStatementError, BatchStatementErrorCodeEnum, BatchStatementResponse, Capacity, ConsumedCapacity,
        ItemResponse, KeysAndAttributes, SearchResultItem, VectorCapacity,
    };
    use serde_json::{Value, json};

    fn parsed(output: &impl ItemOutput) -> Value {
        serde_json::from_str(&output.to_json().expect("text")).expect("JSON")
    }

    /// A text that JSON has to escape, in part.
    const TEXT: &str = "a \"\\\n\u{1f}\u{7f}é\u{1F600}";

    fn found(text: &str) -> Attributes {
        HashMap::from([("id".to_owned(), AttributeValue::S(text.to_owned()))])
    }

    fn item_json(text: &str) -> Value {
        json!({"id": {"S": text}})
    }

    fn consumed() -> ConsumedCapacity {
        let units = |units: f64| {
            let capacity = Capacity::builder().capacity_units(units).read_capacity_units(units + 0.25);
            capacity.write_capacity_units(units + 0.5).build()
        };
        ConsumedCapacity::builder()
            .table_name("t")
            .capacity_units(7.5)
            .read_capacity_units(3.5)
            .write_capacity_units(4.0)
            .table(units(1.0))
            .local_secondary_indexes("l", units(2.0))
            .global_secondary_indexes("g", units(3.0))
            .global_secondary_indexes("h", Capacity::builder().capacity_units(f64::NAN).build())
            .vector_indexes("v", of_vector())
            .build()
    }

    fn of_vector() -> VectorCapacity {
        VectorCapacity::builder().vector_search_request_bytes(10.0).vector_write_request_bytes(20.0).build()
    }

    fn consumed_json() -> Value {
        let units = |units: f64| json!({"CapacityUnits": units as u64, "ReadCapacityUnits": units + 0.25, "WriteCapacityUnits": units + 0.5});
        json!({
            "TableName": "t", "CapacityUnits": 7.5, "ReadCapacityUnits": 3.5, "WriteCapacityUnits": 4,
            "Table": units(1.0),
            "LocalSecondaryIndexes": {"l": units(2.0)},
            "GlobalSecondaryIndexes": {"g": units(3.0), "h": {}},
            "VectorIndexes": {"v": vector_json()},
        })
    }

    fn vector_json() -> Value {
        json!({"VectorSearchRequestBytes": 10, "VectorWriteRequestBytes": 20})
    }

    #[test]
    fn an_output_is_written_as_the_response_that_it_stands_for() {
        let get = GetItemOutput::builder().set_item(Some(found(TEXT))).consumed_capacity(consumed());
        assert_eq!(parsed(&get.build()), json!({"Item": item_json(TEXT), "ConsumedCapacity": consumed_json()}));
        let attributes = json!({"Attributes": item_json("a"), "ConsumedCapacity": consumed_json()});
        let put = PutItemOutput::builder().set_attributes(Some(found("a"))).consumed_capacity(consumed());
        assert_eq!(parsed(&put.build()), attributes);
        let update = UpdateItemOutput::builder().set_attributes(Some(found("a"))).consumed_capacity(consumed());
        assert_eq!(parsed(&update.build()), attributes);
        let delete = DeleteItemOutput::builder().set_attributes(Some(found("a"))).consumed_capacity(consumed());
        assert_eq!(parsed(&delete.build()), attributes);

        let page = json!({
            "Items": [item_json("a"), item_json("b")], "Count": 2, "ScannedCount": 3,
            "LastEvaluatedKey": item_json("b"), "ConsumedCapacity": consumed_json(),
        });
        let query = QueryOutput::builder().items(found("a")).items(found("b")).count(2).scanned_count(3);
        let query = query.set_last_evaluated_key(Some(found("b"))).consumed_capacity(consumed());
        assert_eq!(parsed(&query.build()), page);
        let scan = ScanOutput::builder().items(found("a")).items(found("b")).count(2).scanned_count(3);
        let scan = scan.set_last_evaluated_key(Some(found("b"))).consumed_capacity(consumed());
        assert_eq!(parsed(&scan.build()), page);
        let negative = ScanOutput::builder().count(-1).scanned_count(-2).build();
        assert_eq!(parsed(&negative), json!({"Count": 0, "ScannedCount": 0}));

        let statement = ExecuteStatementOutput::builder().items(found("a")).next_token(TEXT);
        assert_eq!(
            parsed(&statement.consumed_capacity(consumed()).build()),
            json!({"Items": [item_json("a")], "NextToken": TEXT, "ConsumedCapacity": consumed_json()})
        );
        let hit = SearchResultItem::builder().set_item(Some(found("a"))).score(0.5).build();
        let search = SearchVectorsOutput::builder().search_results(hit).consumed_capacity(of_vector());
        assert_eq!(
            parsed(&search.build()),
            json!({"SearchResults": [{"Item": item_json("a"), "Score": 0.5}], "ConsumedCapacity": vector_json()})
        );
    }

    #[test]
    fn an_output_of_several_tables_is_written_as_the_response_that_it_stands_for() {
        let keys = KeysAndAttributes::builder().keys(found("c")).keys(found("d")).build().expect("keys");
        let batch = BatchGetItemOutput::builder().responses("t", vec![found("a")]).responses("u", vec![]);
        let batch = batch.unprocessed_keys("t", keys).consumed_capacity(consumed()).consumed_capacity(consumed());
        assert_eq!(
            parsed(&batch.build()),
            json!({
                "Responses": {"t": [item_json("a")], "u": []},
                "UnprocessedKeys": {"t": {"Keys": [item_json("c"), item_json("d")]}},
                "ConsumedCapacity": [consumed_json(), consumed_json()],
            })
        );
        let transaction = TransactGetItemsOutput::builder()
            .responses(ItemResponse::builder().set_item(Some(found("a"))).build())
            .responses(ItemResponse::builder().build())
            .consumed_capacity(consumed());
        let wanted = json!({"Responses": [{"Item": item_json("a")}, {}], "ConsumedCapacity": [consumed_json()]});
        assert_eq!(parsed(&transaction.build()), wanted);

        let error = BatchStatementError::builder().code(BatchStatementErrorCodeEnum::DuplicateItem).message("twice");
        let statements = BatchExecuteStatementOutput::builder()
            .responses(BatchStatementResponse::builder().set_item(Some(found("a"))).build())
            .responses(BatchStatementResponse::builder().error(error.build()).build())
            .consumed_capacity(consumed());
        assert_eq!(
            parsed(&statements.build()),
            json!({
                "Responses": [{"Item": item_json("a")}, {"Error": {"Code": "DuplicateItem", "Message": "twice"}}],
                "ConsumedCapacity": [consumed_json()],
            })
        );
    }
}
