//! `ConsumedCapacity` as the SDK's type.

use std::collections::HashMap;
use std::mem::take;

use aws_sdk_dynamodb::types::{Capacity, ConsumedCapacity};

use crate::codec::DecodeError;
use crate::codec::json::parse::object;
use crate::codec::json::reader::Reader;

/// Reads what one table's part of a request consumed.
pub(super) fn consumed_capacity(reader: &Reader<'_>) -> Result<ConsumedCapacity, DecodeError> {
    let mut consumed = ConsumedCapacity::builder();
    object(reader, |name| {
        consumed = match name {
            "TableName" => take(&mut consumed).table_name(reader.string()?),
            "CapacityUnits" => take(&mut consumed).capacity_units(units(reader)?),
            "ReadCapacityUnits" => take(&mut consumed).read_capacity_units(units(reader)?),
            "WriteCapacityUnits" => take(&mut consumed).write_capacity_units(units(reader)?),
            "Table" => take(&mut consumed).table(capacity(reader)?),
            "LocalSecondaryIndexes" => take(&mut consumed).set_local_secondary_indexes(Some(by_index(reader)?)),
            "GlobalSecondaryIndexes" => take(&mut consumed).set_global_secondary_indexes(Some(by_index(reader)?)),
            _ => return reader.skip(),
        };
        Ok(())
    })?;
    Ok(consumed.build())
}

/// Reads capacity by the name of its index.
fn by_index(reader: &Reader<'_>) -> Result<HashMap<String, Capacity>, DecodeError> {
    let mut indexes = HashMap::new();
    object(reader, |name| {
        indexes.insert(name.to_owned(), capacity(reader)?);
        Ok(())
    })?;
    Ok(indexes)
}

fn capacity(reader: &Reader<'_>) -> Result<Capacity, DecodeError> {
    let mut capacity = Capacity::builder();
    object(reader, |name| {
        capacity = match name {
            "CapacityUnits" => take(&mut capacity).capacity_units(units(reader)?),
            "ReadCapacityUnits" => take(&mut capacity).read_capacity_units(units(reader)?),
            "WriteCapacityUnits" => take(&mut capacity).write_capacity_units(units(reader)?),
            _ => return reader.skip(),
        };
        Ok(())
    })?;
    Ok(capacity.build())
}

/// Reads a number that is not an attribute.
fn units(reader: &Reader<'_>) -> Result<f64, DecodeError> {
    reader.peek();
    let start = reader.position();
    reader.skip()?;
    reader.since(start).parse().ok().filter(|units: &f64| units.is_finite()).ok_or_else(|| reader.fail())
}
