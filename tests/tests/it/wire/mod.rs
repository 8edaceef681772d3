//! Items read from the bytes of responses, in whatever way the bytes arrive.

mod arriving;
mod bodies;
mod canned;
mod context;
mod failures;
mod identities;
mod mocked;
mod reads;
mod refused;
mod script;
mod selected;
mod socket;
mod stalled;
mod subscribed;
mod successes;
mod three_ways;
mod user_agent;

use dkmio::{DynamoTable, Item};
use serde::{Deserialize, Serialize};

pub(crate) use canned::TokioTime;

/// A table with a typed part and a free-form one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "notes")]
pub(crate) struct Notes {
    #[pk]
    pub(crate) author: String,
    #[sk]
    pub(crate) number: u32,
    pub(crate) text: String,
    pub(crate) stars: Option<f64>,
    pub(crate) scan: Vec<u8>,
    #[serde(flatten)]
    pub(crate) extra: Item,
}

impl Notes {
    pub(crate) fn sample(number: u32) -> Self {
        let extra =
            Item::new().with("wide", u128::MAX / 10).and_then(|item| item.with("list", ("a\n\"é\u{1F600}", 1.5)));
        Self {
            author: "ana".to_owned(),
            number,
            text: format!("line {number}\n\"quoted\" \u{1F600}"),
            stars: number.is_multiple_of(2).then(|| f64::from(number) / 4.0),
            scan: vec![0, 255, 7],
            extra: extra.expect("item"),
        }
    }
}
