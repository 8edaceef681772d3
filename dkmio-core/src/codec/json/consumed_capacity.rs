//! `ConsumedCapacity` as the SDK's type.

use std::collections::HashMap;
use std::mem::take;

use aws_sdk_dynamodb::types::{Capacity, ConsumedCapacity, VectorCapacity};

use crate::codec::DecodeError;
use crate::codec::json::parse::{map_entries, object_members};
use crate::codec::json::reader::Reader;

/// Reads the consumed capacity of one table.
pub(super) fn consumed_capacity(reader: &Reader<'_>) -> Result<ConsumedCapacity, DecodeError> {
    let mut consumed = ConsumedCapacity::builder();
    object_members(reader, |name| {
        // The methods of the SDK's builder consume it, so it is moved out and back.
        consumed = match name {
            "TableName" => take(&mut consumed).table_name(reader.string()?),
            "CapacityUnits" => take(&mut consumed).set_capacity_units(units(reader)?),
            "ReadCapacityUnits" => take(&mut consumed).set_read_capacity_units(units(reader)?),
            "WriteCapacityUnits" => take(&mut consumed).set_write_capacity_units(units(reader)?),
            "Table" => take(&mut consumed).table(capacity(reader)?),
            "LocalSecondaryIndexes" => take(&mut consumed).set_local_secondary_indexes(Some(by_index(reader)?)),
            "GlobalSecondaryIndexes" => take(&mut consumed).set_global_secondary_indexes(Some(by_index(reader)?)),
            "VectorIndexes" => take(&mut consumed).set_vector_indexes(Some(by_vector_index(reader)?)),
            _ => return reader.skip(),
        };
        Ok(())
    })?;
    Ok(consumed.build())
}

/// Reads capacity by the name of the index.
fn by_index(reader: &Reader<'_>) -> Result<HashMap<String, Capacity>, DecodeError> {
    let mut indexes = HashMap::new();
    map_entries(reader, |name| {
        indexes.insert(name.to_owned(), capacity(reader)?);
        Ok(())
    })?;
    Ok(indexes)
}

/// Reads the capacity of vector indexes by their names.
fn by_vector_index(reader: &Reader<'_>) -> Result<HashMap<String, VectorCapacity>, DecodeError> {
    let mut indexes = HashMap::new();
    map_entries(reader, |name| {
        indexes.insert(name.to_owned(), vector_capacity(reader)?);
        Ok(())
    })?;
    Ok(indexes)
}

/// Reads the capacity of one vector index.
pub(super) fn vector_capacity(reader: &Reader<'_>) -> Result<VectorCapacity, DecodeError> {
    let mut capacity = VectorCapacity::builder();
    object_members(reader, |name| {
        capacity = match name {
            "VectorSearchRequestBytes" => take(&mut capacity).set_vector_search_request_bytes(units(reader)?),
            "VectorWriteRequestBytes" => take(&mut capacity).set_vector_write_request_bytes(units(reader)?),
            _ => return reader.skip(),
        };
        Ok(())
    })?;
    Ok(capacity.build())
}

fn capacity(reader: &Reader<'_>) -> Result<Capacity, DecodeError> {
    let mut capacity = Capacity::builder();
    object_members(reader, |name| {
        capacity = match name {
            "CapacityUnits" => take(&mut capacity).set_capacity_units(units(reader)?),
            "ReadCapacityUnits" => take(&mut capacity).set_read_capacity_units(units(reader)?),
            "WriteCapacityUnits" => take(&mut capacity).set_write_capacity_units(units(reader)?),
            _ => return reader.skip(),
        };
        Ok(())
    })?;
    Ok(capacity.build())
}

/// Reads a number of capacity units. The SDK also accepts `"Infinity"` and `"NaN"`. They count as absent here, so that they do not
/// spoil a sum.
pub(super) fn units(reader: &Reader<'_>) -> Result<Option<f64>, DecodeError> {
    if reader.peek() == b'"' {
        let is_no_figure = reader.string()?.parse().is_ok_and(|units: f64| !units.is_finite());
        return if is_no_figure { Ok(None) } else { Err(reader.syntax_error()) };
    }
    let units = reader.number()?.parse().ok().filter(|units: &f64| units.is_finite());
    units.map(Some).ok_or_else(|| reader.syntax_error())
}
