//! Streams of many shards, read on from every checkpoint.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, UNIX_EPOCH};

use dkmio::DynamoTable as _;
use dkmio::changes::{ChangeStream, Checkpoint, NewAndOldImages, StartAt};
use futures::TryStreamExt as _;

use super::events::Record;
use super::scripted::{ARN, Scripted, Shard, shard};
use crate::models::Orders;

/// A tree of shards, listed in no particular order.
fn tree() -> Vec<Shard> {
    vec![
        shard("d", Some("b"), 31..33, true),
        shard("c", Some("a"), 21..24, false),
        shard("a", None, 1..4, false),
        shard("f", None, 51..54, true),
        shard("e", Some("c"), 41..42, true),
        shard("b", Some("a"), 11..13, false),
    ]
}

/// The shards between which the order of records counts.
const PARENTS: [(u32, u32); 4] = [(0, 1), (0, 2), (1, 3), (2, 4)];

type Changes = ChangeStream<Orders, NewAndOldImages>;

async fn next(changes: &mut Changes) -> Option<u32> {
    let record = changes.try_next().await.unwrap()?;
    Some(record.key().order_id.trim_start_matches('o').parse().unwrap())
}

async fn rest(changes: &mut Changes) -> Vec<u32> {
    let mut read = Vec::new();
    while let Some(number) = next(changes).await {
        read.push(number);
    }
    read
}

/// The records of a shard come in their order, and those of a parent before those of its children.
fn check_order(read: &[u32]) {
    let at: HashMap<u32, usize> = read.iter().copied().zip(0..).collect();
    assert_eq!(at.len(), read.len(), "a record came twice: {read:?}");
    for (number, place) in &at {
        for (other, other_place) in &at {
            let (shard, other_shard) = (number / 10, other / 10);
            let is_before = if shard == other_shard { number < other } else { PARENTS.contains(&(shard, other_shard)) };
            assert!(!is_before || place < other_place, "{number} has to come before {other}: {read:?}");
        }
    }
}

/// Checkpoints go through their text.
fn start(checkpoint: &Checkpoint) -> StartAt {
    let text = serde_json::to_string(checkpoint).unwrap();
    let read_back: Checkpoint = serde_json::from_str(&text).unwrap();
    assert_eq!(&read_back, checkpoint);
    StartAt::Checkpoint(read_back)
}

#[tokio::test]
async fn every_checkpoint_of_a_tree_of_shards_gives_exactly_the_rest() {
    for concurrency in [1, 2, 8] {
        let scripted = Scripted::of(tree());
        let db = scripted.db();
        let mut changes = Orders::changes().concurrency(concurrency).read_available().stream(&db);
        let (mut read, mut checkpoints) = (Vec::new(), vec![changes.checkpoint()]);
        while let Some(number) = next(&mut changes).await {
            read.push(number);
            checkpoints.push(changes.checkpoint());
        }
        assert_eq!(read.len(), 14);
        check_order(&read);
        assert_eq!((scripted.count("DescribeTable"), changes.skipped()), (1, 0));
        for (at, checkpoint) in checkpoints.iter().enumerate() {
            let mut changes = Orders::changes().start(start(checkpoint)).read_available().stream(&db);
            // One that was not polled goes on where it would have begun.
            assert_eq!(&changes.checkpoint(), checkpoint);
            let others = rest(&mut changes).await;
            check_order(&others);
            let missing: BTreeSet<u32> = read[at..].iter().copied().collect();
            assert_eq!(others.iter().copied().collect::<BTreeSet<_>>(), missing, "behind {at} records");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn shards_that_are_listed_late_are_read_from_their_first_record() {
    for (ids, lists) in [(&["d"][..], 4), (&["b", "d"], 2), (&["b", "c", "d", "e"], 2), (&["f"], 1)] {
        let hide = |shard: Shard| Shard { hidden: if ids.contains(&shard.id) { lists } else { 0 }, ..shard };
        let scripted = Scripted::of(tree().into_iter().map(hide));
        // Responses without records are normal, and end nothing.
        scripted.script().has_pauses = true;
        let db = scripted.db();
        let mut changes = Orders::changes().stream(&db);
        let mut read = Vec::new();
        let all = async {
            while read.len() < 14 {
                read.push(next(&mut changes).await.unwrap());
            }
        };
        tokio::time::timeout(Duration::from_secs(600), all).await.expect("all records");
        check_order(&read);
    }
}

#[tokio::test]
async fn what_is_available_includes_shards_that_are_listed_after_another_has_ended() {
    let late = |shard: Shard, lists| Shard { hidden: lists, ..shard };
    let scripted = Scripted::of([
        shard("a", None, 1..2, false),
        shard("b", None, 11..18, false),
        // The child of `a` is never listed, and that of `b` once `b` has ended.
        late(shard("c", Some("a"), 21..22, true), 100),
        late(shard("d", Some("b"), 31..33, true), 2),
    ]);
    let mut changes = Orders::changes().concurrency(1).read_available().stream(&scripted.db());
    let mut read = rest(&mut changes).await;
    read.sort_unstable();
    assert_eq!(read, [1, 11, 12, 13, 14, 15, 16, 17, 31, 32]);
}

#[tokio::test]
async fn shards_with_records_take_turns() {
    for concurrency in [1, 2] {
        let shards = [shard("a", None, 1..30, true), shard("b", None, 31..60, true), shard("c", None, 61..90, true)];
        let scripted = Scripted::of(shards);
        let mut changes = Orders::changes().concurrency(concurrency).stream(&scripted.db());
        let mut read = Vec::new();
        // A response has two records.
        for _ in 0..18 {
            read.push(next(&mut changes).await.unwrap());
        }
        for first in [1, 31, 61] {
            assert!(read.contains(&first) && read.contains(&(first + 3)), "{concurrency}: {read:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_shard_without_records_does_not_hold_up_the_others() {
    let scripted = Scripted::of([shard("a", None, 1..40, true), shard("b", None, [], true)]);
    let db = scripted.db();
    let mut changes = Orders::changes().poll_interval(Duration::from_secs(5)).stream(&db);
    assert_eq!(next(&mut changes).await, Some(1));
    for number in 2..6 {
        assert_eq!(next(&mut changes).await, Some(number));
    }
    scripted.script().shards[1].records.push(Record::new("INSERT", 99));
    // The other shard rests for five seconds.
    tokio::time::sleep(Duration::from_secs(6)).await;
    let mut read = Vec::new();
    while read.last() != Some(&99) {
        read.push(next(&mut changes).await.unwrap());
    }
    assert!(read.len() < 10, "{read:?}");
}

#[tokio::test(start_paused = true)]
async fn from_the_end_on_only_what_is_written_later_is_read() {
    let record = |number: u32, time: &'static str| Record { time, ..Record::new("INSERT", number) };
    let scripted = Scripted::of([shard("a", None, [], true), shard("b", None, [], true)]);
    scripted.script().shards[0].records.push(record(1, "1479499000"));
    scripted.script().shards[1].records.push(record(51, "1479499000"));
    let db = scripted.db().with_clock(|| UNIX_EPOCH + Duration::from_secs(1_479_499_740));
    let mut changes = Orders::changes().start(StartAt::Latest).stream(&db);
    let unpolled = changes.checkpoint();
    assert!(tokio::time::timeout(Duration::from_secs(10), next(&mut changes)).await.is_err());
    let before = changes.checkpoint();
    scripted.script().shards[0].records.push(record(2, "1479499745"));
    assert_eq!(next(&mut changes).await, Some(2));
    let after = changes.checkpoint();
    scripted.script().shards[1].records.push(record(52, "1479499750"));
    for (checkpoint, wanted) in [(&unpolled, vec![2, 52]), (&before, vec![2, 52]), (&after, vec![52])] {
        let mut changes = Orders::changes().start(start(checkpoint)).read_available().stream(&db);
        let mut read = rest(&mut changes).await;
        read.sort_unstable();
        assert_eq!(read, wanted);
    }
    assert_eq!(next(&mut changes).await, Some(52));

    // A day later it can no longer be told whether a record is missing.
    let late = scripted.db().with_clock(|| UNIX_EPOCH + Duration::from_secs(1_479_499_740 + 86_400));
    let mut changes = Orders::changes().start(start(&before)).read_available().stream(&late);
    let error = changes.try_next().await.unwrap_err();
    assert_eq!(error.kind(), dkmio::ErrorKind::ChangesLost);
    assert_eq!(changes.checkpoint(), before);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_was_disabled_ends_behind_its_last_record() {
    let scripted = Scripted::of([shard("a", None, 1..4, false)]);
    scripted.script().is_disabled = true;
    let db = scripted.db();
    let mut changes = Orders::changes().stream_arn(ARN).stream(&db);
    assert_eq!(changes.checkpoint().stream_arn(), Some(ARN));
    assert_eq!(rest(&mut changes).await, [1, 2, 3]);
    assert_eq!(scripted.count("DescribeTable"), 0);
}
