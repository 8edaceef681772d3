//! In place of sealed cursors, where their feature is off: there is no key.

use crate::cursor::CursorError;

/// No value of it exists.
#[derive(Debug, Clone)]
pub(crate) enum CursorKey {}

impl CursorKey {
    pub(crate) fn check(&self) -> Result<(), CursorError> {
        match *self {}
    }

    pub(super) fn seal(&self, _: &[u8], _: &[u8]) -> Result<Vec<u8>, CursorError> {
        match *self {}
    }

    pub(super) fn open(&self, _: &[u8], _: &[u8]) -> Option<Vec<u8>> {
        match *self {}
    }

    pub(super) fn opens_for(&self, _: &Self) -> bool {
        match *self {}
    }
}
