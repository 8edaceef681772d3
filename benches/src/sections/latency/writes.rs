//! Measures 10,000 writes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_dynamodb::Client;
use bytes::Bytes;
use dkmio::{DynamoDb, DynamoTable};
use futures::stream::{self, StreamExt as _};
use tokio::runtime::Runtime;

use super::line::{AT_ONCE, LATENCY, Line, best};
use crate::connector::{Memory, in_memory};
use crate::items::{Small, samples};
use crate::libraries::{BATCH, Library as _, Peer, Sdk};

/// The number of measurements of each way.
const TURNS: usize = 5;

const ITEMS: usize = 10_000;

/// The ways to write, the first of which the others are compared with.
#[derive(Clone, Copy)]
enum Way {
    /// One batch after the other.
    InTurn,
    /// A number of batches at once, by hand.
    Buffered,
    /// A number of batches at once by dkmio.
    Dkmio,
    /// The peer's own way.
    Peer(Peer),
}

fn ways() -> Vec<(Way, &'static str)> {
    let ours = [
        (Way::InTurn, "SDK, a loop of batches"),
        (Way::Buffered, "SDK, `buffer_unordered(16)`"),
        (Way::Dkmio, "dkmio, `concurrency(16)`"),
    ];
    let peers = Peer::ALL.map(|peer| (Way::Peer(peer), peer.way_of_writing()));
    ours.into_iter().chain(peers).collect()
}

/// Measures the ways.
pub(super) fn measure(runtime: &Runtime) -> Result<Vec<Line>, String> {
    let items = samples::<Small>(ITEMS);
    let response = || r#"{"UnprocessedItems":{}}"#;
    let client = in_memory(Memory::canned(response().to_owned()).late(LATENCY));
    ways()
        .into_iter()
        .map(|(way, by)| {
            // Counting the items decodes every body, so it has a run of its own beside the timed ones.
            let written = count(runtime, way, &items);
            if written != ITEMS {
                return Err(format!("{by}: {written} of {ITEMS} items were written"));
            }
            let seconds = best(runtime, TURNS, by, async || write(way, client.clone(), &items).await);
            Ok(Line { work: "10,000 writes", by, items: ITEMS, seconds })
        })
        .collect()
}

/// Returns the number of items that are sent.
fn count(runtime: &Runtime, way: Way, items: &[Small]) -> usize {
    let written = Arc::new(AtomicUsize::new(0));
    let seen = written.clone();
    let memory = Memory::responding(move |body| {
        let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
        let puts = body["RequestItems"]["items"].as_array().map_or(0, Vec::len);
        seen.fetch_add(puts, Ordering::Relaxed);
        Bytes::from_static(br#"{"UnprocessedItems":{}}"#)
    });
    runtime.block_on(write(way, in_memory(memory), items));
    written.load(Ordering::Relaxed)
}

async fn write(way: Way, client: Client, items: &[Small]) {
    match way {
        Way::InTurn => Sdk::new(client).write_in_turn(items).await,
        Way::Buffered => {
            let sdk = Sdk::new(client);
            let batches = stream::iter(items.chunks(BATCH)).map(|batch| sdk.batch_write(batch));
            batches.buffer_unordered(AT_ONCE).collect::<()>().await;
        }
        Way::Dkmio => {
            let db = DynamoDb::from_client(client);
            <Small as DynamoTable>::batch_put(items).concurrency(AT_ONCE).send(&db).await.expect("the batches");
        }
        Way::Peer(peer) => peer.write(client, items).await,
    }
}
