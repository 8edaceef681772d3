//! Paging against a model: however a read is cut, resumed and filtered, it gives what one read in one go gives.

use std::collections::BTreeMap;

use dkmio::{Cursor, DynamoDb, DynamoTable, Item};
use futures::{StreamExt, TryStreamExt};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde::{Deserialize, Serialize};

use super::table::create;
use crate::support;

/// A small item with keys of every type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "cells")]
#[gsi(by_color, name = "gsi-color", pk = color, sk = rank, projection = [weight])]
#[lsi(by_rank, name = "lsi-rank", sk = rank)]
struct Cells {
    #[pk]
    column: u8,
    #[sk]
    row: i32,
    color: String,
    rank: i32,
    weight: u8,
    #[serde(flatten)]
    rest: Item,
}

/// What is read.
#[derive(Debug, Clone, Copy)]
enum Source {
    Table,
    Global,
    Local,
    Scan,
    Parallel(u32),
}

/// How it is read.
#[derive(Debug, Clone)]
struct Way {
    source: Source,
    descending: bool,
    /// Of the column or color.
    partition: u8,
    from: Option<i32>,
    filter: Option<u8>,
    page_size: u32,
    /// How many results each part takes, and whether by `page` or by a stream.
    parts: Vec<(usize, bool)>,
}

fn cell() -> impl Strategy<Value = Cells> {
    (0..3_u8, -6..40_i32, 0..2_u8, -5..5_i32, 0..6_u8).prop_map(|(column, row, color, rank, weight)| Cells {
        column,
        row,
        color: format!("c{color}"),
        rank,
        weight,
        rest: Item::new(),
    })
}

fn way() -> impl Strategy<Value = Way> {
    let source = prop_oneof![
        Just(Source::Table),
        Just(Source::Global),
        Just(Source::Local),
        Just(Source::Scan),
        (1..6_u32).prop_map(Source::Parallel),
    ];
    let part = (0..9_usize, any::<bool>());
    let parts = proptest::collection::vec(part, 0..4);
    let from = proptest::option::of(-6..10_i32);
    (source, any::<bool>(), 0..3_u8, from, proptest::option::of(0..6_u8), 1..12_u32, parts).prop_map(
        |(source, descending, partition, from, filter, page_size, parts)| Way {
            source,
            descending,
            partition,
            from,
            filter,
            page_size,
            parts,
        },
    )
}

/// Applies to a query or scan what all sources have in common, and selects the key.
macro_rules! refined {
    ($read:expr, $way:expr, $after:expr) => {{
        let read = $read.select((Cells::COLUMN, Cells::ROW));
        let read = $way.filter.into_iter().fold(read, |read, weight| read.filter(Cells::WEIGHT.lte(weight)));
        let read = $after.into_iter().fold(read, |read, text: String| read.start_from(text.parse::<Cursor>().unwrap()));
        read
    }};
}

/// Reads a part of at most `limit` results, and the text of the cursor behind it; all of it without a limit.
macro_rules! part {
    ($read:expr, $way:expr, $after:expr, $limit:expr, $db:expr) => {{
        let read = refined!($read, $way, $after);
        match $limit {
            None => (read.all($db).await.unwrap(), None),
            Some((limit, true)) => {
                let page = read.page_size($way.page_size).limit(limit).page($db).await.unwrap();
                assert!(page.items.len() <= limit);
                (page.items, page.next.map(|cursor| cursor.encode()))
            }
            Some((limit, false)) => {
                let mut stream = read.page_size($way.page_size).stream($db);
                let items = (&mut stream).take(limit).try_collect::<Vec<_>>().await.unwrap();
                let cursor = stream.cursor().unwrap();
                (items, cursor.map(|cursor| cursor.encode()))
            }
        }
    }};
}

/// A query with its direction and its sort-key condition.
macro_rules! queried {
    ($query:expr, $way:expr, $after:expr, $limit:expr, $db:expr) => {{
        let query = if $way.descending { $query.descending() } else { $query };
        match $way.from {
            Some(from) => part!(query.sk_gte(from), $way, $after, $limit, $db),
            None => part!(query, $way, $after, $limit, $db),
        }
    }};
}

type Part = (Vec<(u8, i32)>, Option<String>);

/// Reads one part; `limit` none reads to the end.
async fn read(way: &Way, after: Option<String>, limit: Option<(usize, bool)>, db: &DynamoDb) -> Part {
    match way.source {
        Source::Table => queried!(Cells::query(way.partition), way, after, limit, db),
        Source::Local => queried!(Cells::by_rank().query(way.partition), way, after, limit, db),
        Source::Global => {
            queried!(Cells::by_color().query(format!("c{}", way.partition)), way, after, limit, db)
        }
        Source::Scan => part!(Cells::scan(), way, after, limit, db),
        Source::Parallel(segments) => {
            let scan = refined!(Cells::scan().segments(segments).concurrency(2), way, after);
            let scan = limit.into_iter().fold(scan, |scan, _| scan.page_size(way.page_size));
            let (limit, taken) = match limit {
                None => (None, usize::MAX),
                Some((limit, true)) => (Some(limit), usize::MAX),
                Some((limit, false)) => (None, limit),
            };
            let scan = limit.into_iter().fold(scan, |scan, limit| scan.limit(limit));
            let mut stream = scan.stream(db);
            let items = (&mut stream).take(taken).try_collect::<Vec<_>>().await.unwrap();
            let cursor = stream.cursor().unwrap().expect("a parallel scan always has one");
            (items, Some(cursor.encode()))
        }
    }
}

/// What the model says: the keys of the cells that the way meets, in their order, and the attribute they are sorted by.
fn expected(way: &Way, cells: &[Cells]) -> Vec<(u8, i32)> {
    let weight = |cell: &&Cells| way.filter.is_none_or(|most| cell.weight <= most);
    let mut found: Vec<&Cells> = match way.source {
        Source::Table => {
            let meets = |cell: &&Cells| cell.column == way.partition && way.from.is_none_or(|from| cell.row >= from);
            cells.iter().filter(meets).filter(weight).collect()
        }
        Source::Local => {
            let meets = |cell: &&Cells| cell.column == way.partition && way.from.is_none_or(|from| cell.rank >= from);
            cells.iter().filter(meets).filter(weight).collect()
        }
        Source::Global => {
            let color = format!("c{}", way.partition);
            let meets = |cell: &&Cells| cell.color == color && way.from.is_none_or(|from| cell.rank >= from);
            cells.iter().filter(meets).filter(weight).collect()
        }
        Source::Scan | Source::Parallel(_) => cells.iter().filter(weight).collect(),
    };
    found.sort_by_key(|cell| (cell.column, cell.row));
    found.iter().map(|cell| (cell.column, cell.row)).collect()
}

/// Reads in parts and to the end, and compares with the model and with one read in one go.
async fn check(way: &Way, cells: &[Cells], db: &DynamoDb) {
    let mut got = Vec::new();
    let mut after = None;
    let mut at_end = false;
    for (limit, paged) in &way.parts {
        let (items, next) = read(way, after.clone(), Some((*limit, *paged)), db).await;
        // A part without items has no cursor: the next one starts where this one did.
        let nothing = items.is_empty() && *limit == 0;
        got.extend(items);
        match next {
            Some(next) => after = Some(next),
            None if nothing || (!paged && after.is_none() && got.is_empty()) => {}
            None => {
                at_end = true;
                break;
            }
        }
    }
    if !at_end {
        got.extend(read(way, after, None, db).await.0);
    }
    let (whole, _) = read(way, None, None, db).await;
    if !matches!(way.source, Source::Parallel(_)) {
        assert_eq!(got, whole, "{way:?}");
    }
    got.sort_unstable();
    assert_eq!(got, expected(way, cells), "{way:?}");
    let mut whole = whole;
    whole.sort_unstable();
    assert_eq!(got, whole, "{way:?}");
}

/// The tables of one seed, and the ways in which each is read.
const TABLES: usize = 10;
const WAYS: usize = 100;

#[tokio::test]
async fn all_pages_together_are_one_read() {
    check_tables(42).await;
}

#[tokio::test]
async fn all_pages_together_are_one_read_by_another_seed() {
    check_tables(43).await;
}

async fn check_tables(seed: u8) {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for _ in 0..TABLES {
        let cells = proptest::collection::vec(cell(), 0..50).new_tree(&mut runner).unwrap().current();
        let cells: BTreeMap<_, _> = cells.into_iter().map(|cell| ((cell.column, cell.row), cell)).collect();
        let cells: Vec<Cells> = cells.into_values().collect();
        let (db, _) = support::faulty();
        create::<Cells>(&db).await;
        for cell in &cells {
            cell.put().send(&db).await.unwrap();
        }
        for _ in 0..WAYS {
            let way = way().new_tree(&mut runner).unwrap().current();
            check(&way, &cells, &db).await;
        }
    }
}
