//! Scans of 100,000 items.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use dkmio::{DynamoDb, DynamoTable};
use futures::future::join_all;
use tokio::runtime::Runtime;

use super::pages::{PAGE, Pages};
use super::{AT_ONCE, LATENCY, Line, best};
use crate::connector::in_memory;
use crate::items::Small;
use crate::peers::Peer;
use crate::sides::Side;
use crate::sides::sdk::TABLE;

/// How often each is measured: one by one it takes seconds.
const TURNS: usize = 2;

const ITEMS: usize = 100_000;

/// Who scans, by how many segments.
fn ways() -> Vec<(Side, usize, &'static str)> {
    let one = [(Side::Sdk, 1, "SDK + serde_dynamo, 1 segment"), (Side::Dkmio, 1, "dkmio, 1 segment")];
    let peers = Peer::ALL.map(|peer| (Side::Peer(peer), 1, peer.way_of_scanning()));
    let many = [
        (Side::Sdk, AT_ONCE, "SDK + serde_dynamo, `join_all` of 16 segments"),
        (Side::Dkmio, AT_ONCE, "dkmio, `segments(16)`"),
    ];
    one.into_iter().chain(peers).chain(many).collect()
}

/// Measures.
pub(super) fn measure(runtime: &Runtime) -> Result<Vec<Line>, String> {
    let first = crate::items::samples::<Small>(1);
    ways()
        .into_iter()
        .map(|(side, segments, by)| {
            let client = in_memory(Pages::new(ITEMS / PAGE, side).memory().late(LATENCY));
            let items = runtime.block_on(scan(side, segments, client.clone()));
            if items.len() != ITEMS || !items.starts_with(&first) {
                return Err(format!("{by}: {} of {ITEMS} items were read", items.len()));
            }
            let seconds = best(runtime, TURNS, by, async || drop(scan(side, segments, client.clone()).await));
            Ok(Line { work: "scan of 100,000 items", by, items: ITEMS, seconds })
        })
        .collect()
}

async fn scan(side: Side, segments: usize, client: Client) -> Vec<Small> {
    match side {
        Side::Sdk if segments == 1 => segment(&client, None).await,
        Side::Sdk => {
            let total = i32::try_from(segments).expect("few segments");
            join_all((0..total).map(|at| segment(&client, Some((at, total))))).await.into_iter().flatten().collect()
        }
        Side::Dkmio => {
            let db = DynamoDb::from_client(client);
            let scan = <Small as DynamoTable>::scan();
            let items = match segments {
                1 => scan.all(&db).await,
                _ => scan.segments(u32::try_from(segments).expect("few segments")).concurrency(segments).all(&db).await,
            };
            items.expect("a scan")
        }
        Side::Peer(peer) => peer.scan(client).await,
    }
}

/// One segment by the SDK.
async fn segment(client: &Client, segment: Option<(i32, i32)>) -> Vec<Small> {
    let mut items = Vec::new();
    let mut start: Option<HashMap<String, AttributeValue>> = None;
    loop {
        let request = client
            .scan()
            .table_name(TABLE)
            .set_segment(segment.map(|(at, _)| at))
            .set_total_segments(segment.map(|(_, total)| total))
            .set_exclusive_start_key(start.take());
        let page = request.send().await.expect("a scan");
        items.extend(serde_dynamo::from_items::<_, Small>(page.items.unwrap_or_default()).expect("items"));
        start = page.last_evaluated_key;
        if start.is_none() {
            return items;
        }
    }
}
