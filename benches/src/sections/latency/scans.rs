//! Measures scans of 100,000 items.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use dkmio::{DynamoDb, DynamoTable};
use futures::future::join_all;
use tokio::runtime::Runtime;

use super::line::{AT_ONCE, LATENCY, Line, best};
use crate::connector::in_memory;
use crate::items::{Small, TABLE};
use crate::libraries::{LibraryId, Peer};
use crate::sections::pages::{PAGE, Pages};

/// The number of measurements of each way. Page by page a scan takes seconds.
const TURNS: usize = 2;

const ITEMS: usize = 100_000;

/// Returns the ways to scan: the library, the number of segments and the name.
fn ways() -> Vec<(LibraryId, usize, &'static str)> {
    let one = [(LibraryId::Sdk, 1, "SDK + serde_dynamo, 1 segment"), (LibraryId::Dkmio, 1, "dkmio, 1 segment")];
    let peers = Peer::ALL.map(|peer| (LibraryId::Peer(peer), 1, peer.way_of_scanning()));
    let many = [
        (LibraryId::Sdk, AT_ONCE, "SDK + serde_dynamo, `join_all` of 16 segments"),
        (LibraryId::Dkmio, AT_ONCE, "dkmio, `segments(16)`"),
    ];
    one.into_iter().chain(peers).chain(many).collect()
}

/// Measures the ways.
pub(super) fn measure(runtime: &Runtime) -> Result<Vec<Line>, String> {
    let first = crate::items::samples::<Small>(1);
    ways()
        .into_iter()
        .map(|(library, segments, by)| {
            let client = in_memory(Pages::new(ITEMS / PAGE, library).memory().late(LATENCY));
            // A way that reads too little would look fast.
            let items = runtime.block_on(scan(library, segments, client.clone()));
            if items.len() != ITEMS || !items.starts_with(&first) {
                return Err(format!("{by}: {} of {ITEMS} items were read", items.len()));
            }
            let seconds = best(runtime, TURNS, by, async || drop(scan(library, segments, client.clone()).await));
            Ok(Line { work: "scan of 100,000 items", by, items: ITEMS, seconds })
        })
        .collect()
}

async fn scan(library: LibraryId, segments: usize, client: Client) -> Vec<Small> {
    match library {
        LibraryId::Sdk if segments == 1 => segment(&client, None).await,
        LibraryId::Sdk => {
            let total = i32::try_from(segments).expect("few segments");
            join_all((0..total).map(|at| segment(&client, Some((at, total))))).await.into_iter().flatten().collect()
        }
        LibraryId::Dkmio => {
            let db = DynamoDb::from_client(client);
            let scan = <Small as DynamoTable>::scan();
            let items = match segments {
                1 => scan.all(&db).await,
                _ => scan.segments(u32::try_from(segments).expect("few segments")).concurrency(segments).all(&db).await,
            };
            items.expect("a scan")
        }
        LibraryId::Peer(peer) => peer.scan(client).await,
    }
}

/// Reads one segment by the SDK.
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
