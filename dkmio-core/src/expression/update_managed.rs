//! The version and the timestamps in updates.

use std::time::SystemTime;

use aws_sdk_dynamodb::types::AttributeValue;

use super::error::ExpressionError;
use super::update::UpdateExpression;
use crate::table::ManagedAttributes;

/// The knowledge of an update about the stored version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum VersionChange {
    /// The stored version is not known: the next one is that of the stored item plus one.
    #[default]
    FromAny,
    /// The stored version is this one.
    From(u64),
}

impl UpdateExpression {
    /// Refuses actions of the caller on attributes that dkmio writes. A caller that writes a whole item may give the
    /// time of its creation.
    pub(crate) fn refuse_managed(&self, managed: &ManagedAttributes, is_of_item: bool) -> Result<(), ExpressionError> {
        let given = managed.created_at.filter(|_| is_of_item).map(|attribute| attribute.name);
        let is_managed = |name: &str| managed.names().any(|written| written == name && Some(written) != given);
        match self.paths().find(|path| is_managed(path.root())) {
            Some(path) => Err(ExpressionError::Managed { path: path.clone() }),
            None => Ok(()),
        }
    }

    /// Adds the next version and the time of the change.
    pub(crate) fn set_managed(&mut self, managed: &ManagedAttributes, change: VersionChange, time: SystemTime) {
        match (managed.version, change) {
            (Some(name), VersionChange::FromAny) => self.increment_derived(name),
            (Some(name), VersionChange::From(version)) => {
                // An update with the largest version is refused by `next_version`.
                let next = version.saturating_add(1);
                self.set_derived(name, AttributeValue::N(next.to_string()), false);
            }
            (None, _) => {}
        }
        if let Some(updated_at) = managed.updated_at {
            self.set_derived(updated_at.name, updated_at.value(time), false);
        }
    }
}
