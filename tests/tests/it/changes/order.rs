//! Concurrent handlers against a model: order per item, nothing started after a failure, and nothing lost.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::task::Poll;

use dkmio::changes::Changes;
use futures::executor::block_on;
use proptest::prelude::*;

use super::events::{Record, event};
use crate::models::Orders;

/// What happens to a record.
#[derive(Debug, Clone, Copy)]
struct Plan {
    item: u32,
    fails: bool,
    /// How often its handler is polled before it is done.
    polls: u8,
}

#[derive(Debug, Default)]
struct Log {
    running: BTreeMap<u32, usize>,
    started: Vec<usize>,
    done: BTreeSet<usize>,
    failed: BTreeSet<usize>,
    most: usize,
}

/// Waits for some polls of the whole executor.
async fn wait(polls: u8) {
    let mut left = polls;
    poll_fn(move |context| {
        left = left.saturating_sub(1);
        context.waker().wake_by_ref();
        if left == 0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

fn number(position: usize) -> String {
    format!("5{position:020}")
}

fn run(plans: &[Plan], limit: usize) -> (Option<usize>, Log) {
    let records: Vec<_> = plans
        .iter()
        .enumerate()
        .map(|(at, plan)| Record { number: number(at), ..Record::new("MODIFY", plan.item) }.text())
        .collect();
    let changes = Changes::<Orders>::from_slice(event(&records).as_bytes()).unwrap();
    let log = RefCell::new(Log::default());
    let response = block_on(changes.for_each_concurrent(limit, |record| {
        let log = &log;
        let position: usize = record.sequence_number().unwrap()[1..].parse().unwrap();
        let plan = plans[position];
        {
            let mut log = log.borrow_mut();
            assert!(log.failed.is_empty(), "started after a failure");
            assert_eq!(log.running.insert(plan.item, position), None, "two records of an item at the same time");
            log.started.push(position);
            log.most = log.most.max(log.running.len());
        }
        async move {
            wait(plan.polls).await;
            let mut log = log.borrow_mut();
            log.running.remove(&plan.item);
            if plan.fails {
                log.failed.insert(position);
                return Err("refused");
            }
            log.done.insert(position);
            Ok(())
        }
    }));
    let named = response.item_identifier().map(|number| number[1..].parse().unwrap());
    (named, log.into_inner())
}

proptest! {
    #[test]
    fn concurrent_handlers_keep_the_order_of_each_item_and_lose_nothing(
        plans in proptest::collection::vec(
            (0..6_u32, proptest::bool::weighted(0.06), 1..5_u8).prop_map(|(item, fails, polls)| Plan { item, fails, polls }),
            0..30,
        ),
        limit in 0..6_usize,
    ) {
        let (named, log) = run(&plans, limit);
        prop_assert!(log.most <= limit.max(1));
        prop_assert!(log.running.is_empty(), "not waited for: {:?}", log.running);
        for item in 0..6 {
            let of_item: Vec<_> = log.started.iter().filter(|at| plans[**at].item == item).collect();
            prop_assert!(of_item.is_sorted(), "{:?}", log.started);
        }
        // Lambda sends the named record and all behind it again: everything before it has to be done.
        let end = named.unwrap_or(plans.len());
        prop_assert!((0..end).all(|at| log.done.contains(&at)), "{named:?} {log:?}");
        prop_assert_eq!(named.is_some(), !log.failed.is_empty());
        if let Some(named) = named {
            prop_assert!(!log.done.contains(&named));
        }
    }
}

#[test]
fn a_record_that_waits_for_an_earlier_one_of_its_item_is_named_before_a_later_failure() {
    // 0 and 1 are of one item, so 1 waits for 0; 2 fails first.
    let plan = |item, fails, polls| Plan { item, fails, polls };
    let (named, log) = run(&[plan(1, false, 4), plan(1, false, 1), plan(2, true, 1)], 8);
    assert_eq!((named, log.started), (Some(1), vec![0, 2]));
}
