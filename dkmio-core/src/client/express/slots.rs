//! Where what is kept of each operation is.

use std::sync::{Arc, OnceLock};

use super::prepared::Prepared;
use crate::client::sdk_operation::OPERATIONS;

/// What is kept of one operation: `None` if the SDK has a shape that is not known here.
pub(super) type Slot = OnceLock<Option<Prepared>>;

/// What is kept of the operations of one client.
pub(super) type Slots = Arc<[Slot; OPERATIONS]>;
