//! The position at which a PartiQL statement continues.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::error::CursorError;
use super::fingerprint::text_fingerprint;
use super::last_key::LastKey;
use super::payload::CursorPayload;
use super::position::Position;
use super::scope::CursorScope;
use super::seal::CursorKey;
use super::{Cursor, Opened};
use crate::codec::{Item, json};

/// The statement that a cursor belongs to.
pub(crate) struct StatementPosition<'s> {
    pub(crate) table: &'s str,
    pub(crate) index: Option<&'s str>,
    pub(crate) statement: &'s str,
    pub(crate) parameters: &'s [AttributeValue],
}

impl StatementPosition<'_> {
    /// Makes the cursor of a token.
    ///
    /// # Errors
    /// Returns an error if the cursor is to be sealed and the operating system returns no random bytes.
    pub(crate) fn cursor(&self, token: &str, key: Option<&CursorKey>) -> Result<Cursor, CursorError> {
        let positions = vec![Position::After(LastKey::of_token(token))];
        Cursor::new(CursorPayload { scope: self.scope(), positions }, key)
    }

    /// Returns the token of a cursor.
    ///
    /// # Errors
    /// Returns an error if the cursor belongs to something else, or cannot be opened.
    pub(crate) fn open(&self, cursor: &Cursor, key: Option<&CursorKey>) -> Result<String, CursorError> {
        let Opened::Scoped(payload) = cursor.open(key)? else { return Err(CursorError::Statement) };
        payload.scope.check(&self.scope()).map_err(|error| match error {
            // A statement has none of these. Each of them means a cursor of something else.
            CursorError::KeyCondition | CursorError::Direction | CursorError::Segments => CursorError::Statement,
            other => other,
        })?;
        let [Position::After(token)] = payload.positions.as_slice() else { return Err(CursorError::Statement) };
        token.token().ok_or(CursorError::Statement)
    }

    fn scope(&self) -> CursorScope {
        CursorScope {
            table: self.table.to_owned(),
            index: self.index.map(str::to_owned),
            descending: false,
            condition: self.fingerprint(),
            segments: None,
        }
    }

    fn fingerprint(&self) -> u64 {
        let named = self.parameters.iter().enumerate().map(|(at, value)| (at.to_string(), value.clone()));
        let parameters = Item::from(named.collect::<HashMap<_, _>>());
        // Sorted, because the order of a map differs between processes. A parameter that cannot be written is refused before a
        // cursor is made or used.
        let parameters = json::item_to_sorted_text(&parameters).map(|item| item.text).unwrap_or_default();
        // Without the rotation two equal fingerprints would cancel each other out.
        text_fingerprint(self.statement) ^ text_fingerprint(&parameters).rotate_left(1)
    }
}
