//! The slots for the prepared operations of a client.

use std::sync::{Arc, OnceLock};

use super::prepared::Prepared;
use crate::client::sdk_operation::OPERATIONS;

/// The slot of one operation: `None` if the SDK has a shape that is not known here.
pub(super) type Slot = OnceLock<Option<Prepared>>;

/// The slots of one client.
pub(super) type Slots = Arc<[Slot; OPERATIONS]>;
