//! Parallel scans: bounded, resumable, and stopped as a whole.

use std::collections::BTreeSet;
use std::time::Duration;

use dkmio::{Cursor, CursorError, DynamoDb, DynamoTable, ErrorKind, Item};
use dkmio_embedded::Operation;
use futures::{StreamExt, TryStreamExt};

use super::table::{bodies, create};
use crate::models::{Events, Orders};
use crate::support;

/// Events of many devices, so that they spread over all segments.
async fn events(db: &DynamoDb, count: i64) -> BTreeSet<i64> {
    create::<Events>(db).await;
    for ts in 0..count {
        Events { device: format!("device {ts}"), ts, rest: Item::new() }.put().send(db).await.unwrap();
    }
    (0..count).collect()
}

fn times(events: &[Events]) -> BTreeSet<i64> {
    events.iter().map(|event| event.ts).collect()
}

#[tokio::test(start_paused = true)]
async fn all_segments_together_are_the_table() {
    let (db, faults) = support::faulty();
    let all = events(&db, 60).await;
    faults.clear_calls();
    let got = Events::scan().segments(8).page_size(3).all(&db).await.unwrap();
    assert_eq!((got.len(), times(&got)), (60, all));
    let segments: BTreeSet<_> = bodies(&faults, Operation::Scan)
        .iter()
        .map(|body| (body["Segment"].as_u64(), body["TotalSegments"].as_u64()))
        .collect();
    assert_eq!(segments, (0..8).map(|segment| (Some(segment), Some(8))).collect());
}

#[tokio::test]
async fn a_parallel_scan_counts_filters_and_selects() {
    let db = support::db().await;
    events(&db, 30).await;
    let scan = || Events::scan().segments(5);
    assert_eq!(scan().page_size(2).count(&db).await.unwrap(), 30);
    assert_eq!(scan().filter(Events::TS.gte(20)).count(&db).await.unwrap(), 10);
    let times: Vec<i64> = scan().filter(Events::TS.lt(3)).select(Events::TS).all(&db).await.unwrap();
    assert_eq!(times.into_iter().collect::<BTreeSet<_>>(), [0, 1, 2].into());
    let meter = dkmio::CapacityMeter::new();
    assert_eq!(scan().meter(&meter).count(&db).await.unwrap(), 30);
    assert!(meter.take().total > 0.0);
    assert_eq!(scan().meter(&meter).all(&db).await.unwrap().len(), 30);
    assert!(meter.take().total > 0.0);
}

#[tokio::test(start_paused = true)]
async fn no_more_segments_than_allowed_are_read_at_the_same_time() {
    for (segments, concurrency, most) in [(20, None, 8), (4, None, 4), (6, Some(2), 2), (6, Some(0), 1)] {
        let (db, faults) = support::faulty();
        events(&db, 20).await;
        faults.on(Operation::Scan).always().delay(Duration::from_millis(5));
        faults.reset_in_flight_max();
        let scan = Events::scan().segments(segments);
        let scan = concurrency.into_iter().fold(scan, |scan, segments| scan.concurrency(segments));
        assert_eq!(scan.all(&db).await.unwrap().len(), 20);
        assert_eq!(faults.in_flight_max(), most, "{segments} segments, {concurrency:?}");
        faults.reset_in_flight_max();
        let scan = Events::scan().segments(segments);
        let scan = concurrency.into_iter().fold(scan, |scan, segments| scan.concurrency(segments));
        assert_eq!(scan.count(&db).await.unwrap(), 20);
        assert_eq!(faults.in_flight_max(), most, "{segments} segments counted, {concurrency:?}");
    }
}

#[tokio::test]
async fn a_limit_is_one_of_the_whole_scan() {
    let db = support::db().await;
    events(&db, 40).await;
    let scan = || Events::scan().segments(4).page_size(3);
    assert_eq!(scan().limit(10).all(&db).await.unwrap().len(), 10);
    assert_eq!(scan().limit(10).count(&db).await.unwrap(), 10);
    assert_eq!(scan().limit(0).all(&db).await.unwrap().len(), 0);
    assert_eq!(scan().limit(100).all(&db).await.unwrap().len(), 40);
    let too_many = scan().max_pages(3).all(&db).await.unwrap_err();
    assert_eq!(too_many.kind(), ErrorKind::PageLimit);
}

#[tokio::test(start_paused = true)]
async fn a_scan_returns_all_pages_that_max_pages_allowed() {
    let (db, faults) = support::faulty();
    events(&db, 40).await;
    for slow in [1, 2] {
        faults.clear_rules();
        faults.on(Operation::Scan).nth(slow).delay(Duration::from_secs(1));
        let scan = || Events::scan().segments(2).page_size(3).max_pages(2);
        let mut stream = scan().stream(&db);
        let mut found = 0;
        let error = loop {
            match stream.next().await.expect("an error before the end") {
                Ok(_) => found += 1,
                Err(error) => break error,
            }
        };
        assert_eq!((found, error.kind()), (6, ErrorKind::PageLimit));
        assert!(stream.next().await.is_none());
        let rest = Events::scan().segments(2).start_from(stream.cursor().unwrap().unwrap()).all(&db).await.unwrap();
        assert_eq!(rest.len(), 34);
        faults.clear_rules();
        faults.on(Operation::Scan).nth(slow).delay(Duration::from_secs(1));
        assert_eq!(scan().limit(6).all(&db).await.unwrap().len(), 6);
        for (limit, expected) in [(6, Ok(6)), (5, Ok(5)), (7, Err(ErrorKind::PageLimit))] {
            faults.clear_rules();
            faults.on(Operation::Scan).nth(slow).delay(Duration::from_secs(1));
            let count = scan().limit(limit).count(&db).await;
            assert_eq!(count.map_err(|error| error.kind()), expected, "{limit}");
        }
    }
}

#[tokio::test]
async fn an_interrupted_scan_continues_in_every_segment() {
    let db = support::db().await;
    let all = events(&db, 40).await;
    let scan = || Events::scan().segments(4).concurrency(2).page_size(3);
    for taken in [0, 1, 2, 5, 13, 30, 39, 40] {
        let mut stream = scan().stream(&db);
        let first: Vec<Events> = (&mut stream).take(taken).try_collect().await.unwrap();
        let text = stream.cursor().unwrap().expect("a parallel scan always has one").encode();
        drop(stream);
        let rest = scan().start_from(text.parse().unwrap()).all(&db).await.unwrap();
        assert_eq!(first.len() + rest.len(), 40, "after {taken}");
        assert_eq!(&times(&first) | &times(&rest), all);
    }
}

#[tokio::test(start_paused = true)]
async fn a_finished_scan_has_a_cursor_that_sends_nothing() {
    let (db, faults) = support::faulty();
    events(&db, 10).await;
    let mut stream = Events::scan().segments(3).stream(&db);
    while stream.try_next().await.unwrap().is_some() {}
    let cursor = stream.cursor().unwrap().unwrap();
    faults.clear_calls();
    assert!(Events::scan().segments(3).start_from(cursor.clone()).all(&db).await.unwrap().is_empty());
    assert_eq!(Events::scan().segments(3).start_from(cursor).count(&db).await.unwrap(), 0);
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn a_cursor_of_another_scan_is_refused() {
    let db = support::db().await;
    events(&db, 10).await;
    create::<Orders>(&db).await;
    let refused = |error: dkmio::Error| {
        let source = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<CursorError>());
        *source.expect("a cursor's error")
    };
    let cursor = Events::scan().segments(3).stream(&db).cursor().unwrap().unwrap();
    let at = || cursor.encode().parse::<Cursor>().unwrap();
    let four = Events::scan().segments(4).start_from(at()).all(&db).await.unwrap_err();
    assert_eq!(refused(four), CursorError::Segments);
    let plain = Events::scan().start_from(at()).all(&db).await.unwrap_err();
    assert_eq!(refused(plain), CursorError::Segments);
    let table = Orders::scan().segments(3).start_from(at()).all(&db).await.unwrap_err();
    assert_eq!(refused(table), CursorError::Table);
    let page = Events::scan().page_size(1).page(&db).await.unwrap().next.unwrap();
    let parallel = Events::scan().segments(3).start_from(page).all(&db).await.unwrap_err();
    assert_eq!(refused(parallel), CursorError::Segments);
    let of_index = Orders::by_status().scan().segments(3).stream(&db).cursor().unwrap().unwrap();
    let index = Orders::by_region().scan().segments(3).start_from(of_index).all(&db).await.unwrap_err();
    assert_eq!(refused(index), CursorError::Index);
}

#[tokio::test(start_paused = true)]
async fn an_error_in_one_segment_stops_the_others() {
    let (db, faults) = support::faulty();
    events(&db, 20).await;
    let is = |segment: u64| move |request: &dkmio_embedded::RequestView| request.body()["Segment"] == segment;
    for count in [false, true] {
        faults.clear_rules();
        faults.clear_calls();
        faults.on(Operation::Scan).when(is(1)).error(400, "AccessDeniedException", "no");
        faults.on(Operation::Scan).always().stall();
        let scan = Events::scan().segments(3);
        let error = match count {
            false => scan.all(&db).await.unwrap_err(),
            true => scan.count(&db).await.unwrap_err(),
        };
        assert_eq!(error.kind(), ErrorKind::AccessDenied);
        tokio::time::sleep(Duration::from_millis(20)).await;
        // At least one more segment was in flight, and no request followed.
        assert_eq!(faults.in_flight(), 0);
        assert!((2..=3).contains(&faults.calls().len()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_scan_that_failed_continues_from_its_cursor() {
    let (db, faults) = support::faulty();
    let all = events(&db, 40).await;
    faults.on(Operation::Scan).nth(7).error(400, "AccessDeniedException", "no");
    let mut stream = Events::scan().segments(4).page_size(2).stream(&db);
    let mut got = Vec::new();
    let failed = loop {
        match stream.next().await.expect("an error before the end") {
            Ok(event) => got.push(event),
            Err(error) => break error,
        }
    };
    assert_eq!(failed.kind(), ErrorKind::AccessDenied);
    let rest = Events::scan().segments(4).start_from(stream.cursor().unwrap().unwrap()).all(&db).await.unwrap();
    assert_eq!((got.len() + rest.len(), &times(&got) | &times(&rest)), (40, all));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_number_of_segments_is_refused() {
    let (db, faults) = support::faulty();
    for segments in [0, 1_000_001] {
        let error = Events::scan().segments(segments).all(&db).await.unwrap_err();
        assert!(error.is_validation(), "{error}");
        assert!(error.to_string().ends_with("`segments` must be 1 to 1000000"), "{error}");
    }
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_count_stops_at_its_limit() {
    let (db, faults) = support::faulty();
    events(&db, 60).await;
    for concurrency in [1, 3] {
        faults.clear_calls();
        let scan = Events::scan().segments(6).concurrency(concurrency).page_size(1);
        assert_eq!(scan.limit(2).count(&db).await.unwrap(), 2);
        let sent = faults.calls().len();
        // Each segment stops at the limit, and segments that have not started are not read at all.
        assert!(sent <= 3 * (concurrency + 1), "{sent} requests, {concurrency} at a time");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_full_or_has_failed_stops_all_segments() {
    let (db, faults) = support::faulty();
    events(&db, 100).await;
    let hour = std::time::Duration::from_secs(3600);
    let scan = || Events::scan().segments(4).concurrency(3);
    for is_full in [true, false] {
        faults.clear_rules();
        if !is_full {
            faults.on(Operation::Scan).respond(200, [("x", "y"); 0], r#"{"Items":[{"device":{"N":"1"}}],"Count":1}"#);
        }
        faults.on(Operation::Scan).delay(std::time::Duration::ZERO);
        faults.on(Operation::Scan).always().delay(hour);
        let mut stream = scan().limit(2).stream(&db);
        let first = stream.try_next().await;
        assert_eq!(first.is_ok(), is_full, "{first:?}");
        if is_full {
            stream.try_next().await.unwrap().expect("the second item");
        }
        assert!(stream.try_next().await.unwrap().is_none());
        // The stream is still there, and nothing of it is in flight.
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        assert_eq!(faults.in_flight(), 0, "full: {is_full}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_count_that_has_reached_its_limit_reads_no_other_segment() {
    let (db, faults) = support::faulty();
    events(&db, 100).await;
    faults.clear_calls();
    let scan = Events::scan().segments(4).concurrency(1).limit(2);
    assert_eq!((scan.count(&db).await.unwrap(), faults.calls().len()), (2, 1));
}
