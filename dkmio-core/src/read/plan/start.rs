//! The start of a read: opens its cursor and checks that the keys in it fit the read.

use aws_sdk_dynamodb::types::AttributeValue;

use super::ReadPlan;
use crate::codec::number;
use crate::cursor::{CursorError, CursorKey, Opened, Position};
use crate::expression::KeyCondition;
use crate::key::{KeyAttribute, KeyType};

impl ReadPlan {
    /// Returns the start: one position, or one for each segment of a parallel scan.
    ///
    /// # Errors
    /// Returns an error if the cursor belongs to another read or its keys do not fit this one.
    pub(super) fn start_positions(&self, table: &str, key: Option<&CursorKey>) -> Result<Vec<Position>, CursorError> {
        let segments = self.parts();
        let Some(cursor) = &self.start else { return Ok(vec![Position::Start; segments.unwrap_or(1)]) };
        match cursor.open(key)? {
            Opened::Scoped(payload) => {
                payload.scope.check(&self.cursor_scope(table))?;
                // A cursor that is not sealed may be made up, so its keys are checked even if its scope fits.
                for (part, position) in payload.positions.iter().enumerate() {
                    self.check_start(position, part, CursorError::Malformed)?;
                }
                Ok(payload.into_owned().positions)
            }
            // A single key cannot say where each segment starts.
            Opened::Unscoped(_) if segments.is_some() => Err(CursorError::Segments),
            Opened::Unscoped(key) => {
                let position = Position::After(key.for_read(self.table.name, self.cursor_attributes())?);
                self.check_start(&position, 0, CursorError::KeyAttributes)?;
                Ok(vec![position])
            }
        }
    }

    /// Checks that a key has the key attributes of this read and no others (otherwise the error is `misfit`), and those
    /// of the queried partition. DynamoDB would reject such a key; some emulators silently start elsewhere.
    fn check_start(&self, position: &Position, part: usize, misfit: CursorError) -> Result<(), CursorError> {
        let Position::After(key) = position else { return Ok(()) };
        let key = key.to_map();
        let parts = self.cursor_attributes();
        let fits = |part: &KeyAttribute| key.get(part.name).is_some_and(|value| has_type(value, part.key_type));
        if key.len() != parts.clone().count() || !parts.clone().all(fits) {
            return Err(misfit);
        }
        let conditions = self.key_condition.iter().flat_map(KeyCondition::parts);
        let mut equal = conditions.filter(|(_, operator, _)| *operator == "=");
        let same = |(name, _, values): (&str, _, Vec<&AttributeValue>)| {
            // The partition key of a shard is its own; the key condition has that of the first one.
            let shard = self.shards.get(part).filter(|_| self.schema().partition.iter().any(|part| part.name == name));
            let values = shard.map_or(values, |shard| vec![shard]);
            key.get(name).is_some_and(|value| values.iter().all(|wanted| is_same(wanted, value)))
        };
        if equal.all(same) { Ok(()) } else { Err(CursorError::KeyCondition) }
    }
}

fn has_type(value: &AttributeValue, wanted: KeyType) -> bool {
    match wanted {
        KeyType::String => value.is_s(),
        KeyType::Number => value.is_n(),
        KeyType::Binary => value.is_b(),
    }
}

/// Returns whether two key values are the same to DynamoDB, for which `1` and `1.0` are one number.
fn is_same(a: &AttributeValue, b: &AttributeValue) -> bool {
    match (a, b) {
        (AttributeValue::N(a), AttributeValue::N(b)) => number::compare(a, b).is_ok_and(|order| order.is_eq()),
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::TableRef;
    use crate::cursor::{Cursor, CursorPayload, LastKey};
    use crate::key::KeyType;
    use crate::table::{KeySchema, ManagedAttributes, TableDefinition};

    const fn part(name: &'static str, key_type: KeyType) -> KeyAttribute {
        KeyAttribute { name, key_type }
    }

    const TABLE: TableDefinition = TableDefinition {
        name: "events",
        key: KeySchema { partition: &[part("device", KeyType::Number)], sort: &[part("at", KeyType::String)] },
        indexes: &[],
        vector_indexes: &[],
        attributes: &["device", "at"],
        ttl: None,
        managed: ManagedAttributes::NONE,
        shared: None,
        entity: None,
    };

    fn number(digits: &str) -> AttributeValue {
        AttributeValue::N(digits.to_owned())
    }

    fn text(text: &str) -> AttributeValue {
        AttributeValue::S(text.to_owned())
    }

    /// What a query of device 1 says to a cursor with these attributes, made up with the right fingerprint.
    fn started_from(key: &[(&str, AttributeValue)]) -> Result<(), CursorError> {
        let mut plan = ReadPlan::query(TableRef::declaring(TABLE.name), &TABLE, None);
        plan.equal(&TABLE.key.partition[0], number("1"), true);
        let key = key.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        let positions = vec![Position::After(LastKey::new(key))];
        let payload = CursorPayload { scope: plan.cursor_scope(TABLE.name), positions };
        plan.start = Some(Cursor::new(payload, None)?);
        plan.start_positions(TABLE.name, None).map(drop)
    }

    #[test]
    fn a_made_up_cursor_leaves_neither_the_partition_nor_the_key() {
        assert_eq!(started_from(&[("device", number("1.0")), ("at", text("noon"))]), Ok(()));
        let other_partition = [("device", number("2")), ("at", text("noon"))];
        assert_eq!(started_from(&other_partition), Err(CursorError::KeyCondition));
        for wrong in [
            vec![("device", number("1"))],
            vec![("device", number("1")), ("at", number("12"))],
            vec![("device", number("1")), ("on", text("noon"))],
            vec![("device", number("1")), ("at", text("noon")), ("more", text(""))],
        ] {
            assert_eq!(started_from(&wrong), Err(CursorError::Malformed), "{wrong:?}");
        }
    }

    #[test]
    fn made_up_keys_of_a_segment_are_refused() {
        let key = |pairs: &[(&str, AttributeValue)]| {
            Position::After(LastKey::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone()))))
        };
        let started_from = |position: Position| {
            let mut plan = ReadPlan::scan(TableRef::declaring(TABLE.name), &TABLE, None);
            plan.segments = Some(2);
            let payload =
                CursorPayload { scope: plan.cursor_scope(TABLE.name), positions: vec![Position::Start, position] };
            plan.start = Some(Cursor::new(payload, None)?);
            plan.start_positions(TABLE.name, None).map(drop)
        };
        assert_eq!(started_from(key(&[("device", number("1")), ("at", text("noon"))])), Ok(()));
        assert_eq!(started_from(Position::End), Ok(()));
        for wrong in [
            key(&[("device", number("1"))]),
            key(&[("device", text("1")), ("at", text("noon"))]),
            key(&[("device", number("1")), ("at", text("noon")), ("more", text("x"))]),
        ] {
            assert_eq!(started_from(wrong), Err(CursorError::Malformed));
        }
    }
}
