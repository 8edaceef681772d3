//! A page as it came.

use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::scan::ScanOutput;
use aws_sdk_dynamodb::types::ConsumedCapacity;

use crate::client::Body;
use crate::codec::json;
use crate::read::pages::{Attributes, StartKey};

/// A page as it came.
pub(in crate::read) enum Fetched {
    /// Its bytes.
    Body(Body),
    /// What the SDK made of it, where there were no bytes.
    Parsed(Box<Answer>),
}

/// What query and scan answer alike.
#[derive(Default)]
pub(in crate::read) struct Answer {
    pub(super) items: Option<Vec<Attributes>>,
    pub(super) count: i32,
    pub(super) scanned: i32,
    pub(super) last: Option<StartKey>,
    pub(super) consumed: Option<ConsumedCapacity>,
}

impl Fetched {
    /// Its bytes, if there are any.
    pub(in crate::read) fn body(&self) -> Option<&Body> {
        match self {
            Self::Body(body) => Some(body),
            Self::Parsed(_) => None,
        }
    }

    /// The capacity units the page consumed, as far as it says.
    pub(super) fn consumed_units(&self) -> f64 {
        let consumed = match self {
            Self::Parsed(answer) => answer.consumed.clone(),
            Self::Body(body) => body
                .text()
                .and_then(|text| json::read_envelope(text, |reader, _| reader.skip()))
                .ok()
                .and_then(|mut answer| answer.consumed_capacity.pop()),
        };
        consumed.and_then(|consumed| consumed.capacity_units()).unwrap_or_default()
    }
}

/// Where there is a key; an empty one is none: some emulators answer one at the end.
fn last_key(key: Option<Attributes>) -> Option<StartKey> {
    key.filter(|key| !key.is_empty()).map(|key| StartKey::Attributes(key.into()))
}

impl From<QueryOutput> for Answer {
    fn from(output: QueryOutput) -> Self {
        Self {
            items: output.items,
            count: output.count,
            scanned: output.scanned_count,
            last: last_key(output.last_evaluated_key),
            consumed: output.consumed_capacity,
        }
    }
}

impl From<ScanOutput> for Answer {
    fn from(output: ScanOutput) -> Self {
        Self {
            items: output.items,
            count: output.count,
            scanned: output.scanned_count,
            last: last_key(output.last_evaluated_key),
            consumed: output.consumed_capacity,
        }
    }
}
