//! The text of a JSON object that stands for an output of the SDK.

use std::fmt::Write as _;

use aws_sdk_dynamodb::types::{Capacity, ConsumedCapacity, VectorCapacity};

/// The text of a JSON object that is being written.
pub(super) struct Object(String);

impl Object {
    pub(super) fn new() -> Self {
        Self("{".to_owned())
    }

    /// Writes the name of the next member. The caller appends its value.
    pub(super) fn member(&mut self, name: &str) -> &mut String {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        push_string(&mut self.0, name);
        self.0.push(':');
        &mut self.0
    }

    /// Writes a number. Omits one that JSON cannot express, as if the service had not sent it.
    pub(super) fn number(&mut self, name: &str, number: f64) {
        if number.is_finite() {
            // Writing to a `String` cannot fail.
            let _ = write!(self.member(name), "{number}");
        }
    }

    pub(super) fn consumed(&mut self, consumed: Option<&ConsumedCapacity>) {
        if let Some(consumed) = consumed {
            self.member("ConsumedCapacity").push_str(&consumed_capacity(consumed));
        }
    }

    pub(super) fn consumed_by_table(&mut self, consumed: Option<&[ConsumedCapacity]>) {
        if let Some(consumed) = consumed {
            let consumed: Vec<_> = consumed.iter().map(consumed_capacity).collect();
            self.member("ConsumedCapacity").push_str(&format!("[{}]", consumed.join(",")));
        }
    }

    pub(super) fn close(mut self) -> String {
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

pub(super) fn vector_capacity(capacity: &VectorCapacity) -> String {
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

pub(super) fn push_string(out: &mut String, text: &str) {
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
