//! Writes an output of the SDK as the DynamoDB JSON from which it could have been read.
//!
//! A mocked client returns outputs that never were bytes. Written as text, they are read like every other response.

use std::collections::HashMap;
use std::fmt::Write as _;

use aws_sdk_dynamodb::operation::{
    batch_execute_statement::BatchExecuteStatementOutput, batch_get_item::BatchGetItemOutput,
    delete_item::DeleteItemOutput, execute_statement::ExecuteStatementOutput, get_item::GetItemOutput,
    put_item::PutItemOutput, query::QueryOutput, scan::ScanOutput, search_vectors::SearchVectorsOutput,
    transact_get_items::TransactGetItemsOutput, update_item::UpdateItemOutput,
};
use aws_sdk_dynamodb::types::{AttributeValue, Capacity, ConsumedCapacity, VectorCapacity};

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
        body.consumed_by_table(self.consumed_capacity.as_deref())?;
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
                let mut unread = Object::new();
                unread.member("Keys").push_str(&list(&keys.keys, item)?);
                tables.member(table).push_str(&unread.close());
            }
            body.member("UnprocessedKeys").push_str(&tables.close());
        }
        body.consumed_by_table(self.consumed_capacity.as_deref())?;
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
        body.consumed_by_table(self.consumed_capacity.as_deref())?;
        Ok(body.close())
    }
}

fn item(attributes: &Attributes) -> Result<String, EncodeError> {
    Ok(json::item_to_text(&Item::from(attributes.clone()))?.text)
}

fn list<T>(elements: &[T], write: impl Fn(&T) -> Result<String, EncodeError>) -> Result<String, EncodeError> {
    let elements = elements.iter().map(write).collect::<Result<Vec<_>, _>>()?;
    Ok(format!("[{}]", elements.join(",")))
}

/// The text of a JSON object that is being written.
struct Object(String);

impl Object {
    fn new() -> Self {
        Self("{".to_owned())
    }

    /// Writes the name of the next member. The caller appends its value.
    fn member(&mut self, name: &str) -> &mut String {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        push_string(&mut self.0, name);
        self.0.push(':');
        &mut self.0
    }

    /// Writes a number. Omits one that JSON cannot express, as if the service had not sent it.
    fn number(&mut self, name: &str, number: f64) {
        // JSON has no other numbers. A mock with such a figure reads as if it had none.
        if number.is_finite() {
            // Writing to a `String` cannot fail.
            let _ = write!(self.member(name), "{number}");
        }
    }

    fn consumed(&mut self, consumed: Option<&ConsumedCapacity>) {
        if let Some(consumed) = consumed {
            self.member("ConsumedCapacity").push_str(&consumed_capacity(consumed));
        }
    }

    fn consumed_by_table(&mut self, consumed: Option<&[ConsumedCapacity]>) -> Result<(), EncodeError> {
        if let Some(consumed) = consumed {
            let consumed = list(consumed, |consumed| Ok(consumed_capacity(consumed)))?;
            self.member("ConsumedCapacity").push_str(&consumed);
        }
        Ok(())
    }

    fn close(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

fn consumed_capacity(consumed: &ConsumedCapacity) -> String {
    let mut object = Object::new();
    if let Some(table) = consumed.table_name() {
        push_string(object.member("TableName"), table);
    }
    units(&mut object, consumed.capacity_units, consumed.read_capacity_units, consumed.write_capacity_units);
    if let Some(table) = consumed.table() {
        object.member("Table").push_str(&capacity(table));
    }
    let indexes = [
        ("LocalSecondaryIndexes", consumed.local_secondary_indexes()),
        ("GlobalSecondaryIndexes", consumed.global_secondary_indexes()),
    ];
    for (name, indexes) in indexes {
        let Some(indexes) = indexes else { continue };
        let mut by_index = Object::new();
        for (index, consumed) in indexes {
            by_index.member(index).push_str(&capacity(consumed));
        }
        object.member(name).push_str(&by_index.close());
    }
    if let Some(indexes) = consumed.vector_indexes() {
        let mut by_index = Object::new();
        for (index, consumed) in indexes {
            by_index.member(index).push_str(&vector_capacity(consumed));
        }
        object.member("VectorIndexes").push_str(&by_index.close());
    }
    object.close()
}

fn capacity(capacity: &Capacity) -> String {
    let mut object = Object::new();
    units(&mut object, capacity.capacity_units, capacity.read_capacity_units, capacity.write_capacity_units);
    object.close()
}

fn vector_capacity(capacity: &VectorCapacity) -> String {
    let mut object = Object::new();
    let bytes = [
        ("VectorSearchRequestBytes", capacity.vector_search_request_bytes()),
        ("VectorWriteRequestBytes", capacity.vector_write_request_bytes()),
    ];
    for (name, bytes) in bytes {
        if let Some(bytes) = bytes {
            object.number(name, bytes);
        }
    }
    object.close()
}

fn units(object: &mut Object, total: Option<f64>, read: Option<f64>, write: Option<f64>) {
    for (name, units) in [("CapacityUnits", total), ("ReadCapacityUnits", read), ("WriteCapacityUnits", write)] {
        if let Some(units) = units {
            object.number(name, units);
        }
    }
}

fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            // Writing to a `String` cannot fail.
            control if control < ' ' => _ = write!(out, "\\u{:04x}", u32::from(control)),
            other => out.push(other),
        }
    }
    out.push('"');
}
