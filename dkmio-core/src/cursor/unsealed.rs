//! Stands in for `seal` where the feature `sealed-cursors` is off: there is no key.

use super::error::CursorError;

/// A key of which no value exists.
#[derive(Debug, Clone)]
pub(crate) enum CursorKey {}

/// A seal of which no value exists.
#[derive(Debug, Clone)]
pub(super) enum Seal {}

impl CursorKey {
    pub(super) fn new_seal(&self) -> Result<Seal, CursorError> {
        match *self {}
    }

    pub(super) fn open(&self, _: &[u8], _: &[u8]) -> Option<Vec<u8>> {
        match *self {}
    }
}

impl Seal {
    pub(super) fn seal(&self, _: &[u8], _: &[u8]) -> Vec<u8> {
        match *self {}
    }

    pub(super) fn is_opened_by(&self, _: &CursorKey) -> bool {
        match *self {}
    }
}
