//! Tables whose items expire.

use super::Table;

/// A table with a time to live: one field is marked `#[ttl]`, or the shared table declares its name.
#[diagnostic::on_unimplemented(
    message = "table `{Self}` declares no time to live",
    label = "its items never expire",
    note = "mark the field that holds the time with `#[ttl]`"
)]
pub trait Expires: Table {
    /// The attribute that holds the time to live.
    #[doc(hidden)]
    const TTL: &'static str;
}
