//! Other libraries for the same workloads: modyne and dynamodb-facade.

mod facade;
mod facade_table;
mod known;
mod modyne;
mod modyne_table;
mod peer;

pub(crate) use self::known::Known;
pub(crate) use self::peer::{ON_MANY_REQUESTS, Peer};
