//! What is read of the items: tuples, partial structs, paths, free-form items, on the table and on indexes.

use dkmio::{DynamoProjection, DynamoTable, ErrorKind, Item, TransactGet};
use dkmio_embedded::Operation;
use serde::{Deserialize, Serialize};

use super::table::{bodies, create, order, orders};
use crate::engine::{Lacks, db_with, lacks};
use crate::models::{Address, Line, Orders, OrdersByStatus, Status};
use crate::support;

/// The part of an order that a list shows.
#[derive(Debug, PartialEq, Deserialize, DynamoProjection)]
#[dynamo(table = Orders, index = by_status)]
struct Summary {
    order_id: String,
    total: u64,
}

#[tokio::test(start_paused = true)]
async fn select_reads_tuples_and_asks_for_no_more_than_needed() {
    let (db, faults) = support::faulty();
    orders(&db, 3).await;
    faults.clear_calls();
    let got = Orders::query("u").select((Orders::TOTAL, Orders::STATUS)).all(&db).await.unwrap();
    assert_eq!(got, [(1000, Status::Shipped), (999, Status::Pending), (998, Status::Pending)]);
    let got = Orders::by_status().query(Status::Pending).select(Orders::ITEMS_COUNT).all(&db).await.unwrap();
    assert_eq!(got, [1, 2]);
    let got = Orders::by_priority().query("u").select((Orders::PAID, Orders::STATUS)).all(&db).await.unwrap();
    assert_eq!(got[0], (0, Status::Shipped));
    let names: Vec<usize> = bodies(&faults, Operation::Query)
        .iter()
        .map(|body| body["ProjectionExpression"].as_str().unwrap().split(", ").count())
        .collect();
    // The selected attributes and the keys.
    assert_eq!(names, [4, 5, 5]);
}

#[tokio::test]
async fn an_optional_attribute_is_selected_as_none_where_it_is_absent() {
    let db = support::db().await;
    orders(&db, 2).await;
    let got = Orders::query("u").select((Orders::DESCRIPTION, Orders::REGION)).all(&db).await.unwrap();
    assert_eq!(got[0], (None, Some("EU".to_owned())));
}

#[tokio::test]
async fn nested_selections_find_their_list_positions() {
    let db = support::db().await;
    create::<Orders>(&db).await;
    let lines = (0..5).map(|number| Line { sku: format!("s{number}"), qty: number }).collect();
    let address = Some(Address { city: "Lima".to_owned(), zip: None });
    Orders { items: lines, address, ..order(0) }.put().send(&db).await.unwrap();
    order(1).put().send(&db).await.unwrap();
    let wanted = (
        Orders::ITEMS.at(4).dot(Line::QTY),
        Orders::ITEMS.at(1).dot(Line::SKU),
        Orders::ITEMS.at(9).dot(Line::SKU),
        Orders::ADDRESS.dot(Address::CITY),
    );
    let got = Orders::query("u").select(wanted.clone()).all(&db).await.unwrap();
    assert_eq!(got[0], (Some(4), Some("s1".to_owned()), None, Some("Lima".to_owned())));
    assert_eq!(got[1].3, None);
    let got = Orders::by_amount().query("u").descending().select(wanted).first(&db).await.unwrap().unwrap();
    assert_eq!(got.0, Some(4));
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "trips")]
#[gsi(by_year, name = "gsi-year", pk = year)]
struct Trips {
    #[pk]
    id: String,
    year: u16,
    stops: Vec<Address>,
    legs: Vec<Vec<u32>>,
}

#[tokio::test]
async fn a_selected_element_without_the_attribute_does_not_move_those_behind_it() {
    let db = db_with::<Trips>().await;
    let stop = |city: &str, zip: Option<&str>| Address { city: city.to_owned(), zip: zip.map(ToOwned::to_owned) };
    let stops = vec![stop("Lima", None), stop("Cusco", Some("2")), stop("Puno", Some("3"))];
    let trip = Trips { id: "t".to_owned(), year: 2025, stops: stops.clone(), legs: vec![vec![], vec![5, 6]] };
    trip.put().send(&db).await.unwrap();

    let zips = (
        Trips::STOPS.at(0).dot(Address::ZIP),
        Trips::STOPS.at(1).dot(Address::ZIP),
        Trips::STOPS.at(7).dot(Address::ZIP),
    );
    let expected = (None, Some("2".to_owned()), None);
    assert_eq!(Trips::get("t").select(zips.clone()).send(&db).await.unwrap(), Some(expected.clone()));
    assert_eq!(Trips::query("t").select(zips.clone()).all(&db).await.unwrap(), std::slice::from_ref(&expected));
    assert_eq!(Trips::by_year().scan().select(zips.clone()).all(&db).await.unwrap(), std::slice::from_ref(&expected));
    assert_eq!(Trips::batch_get(["t"]).select(zips.clone()).send(&db).await.unwrap(), [Some(expected.clone())]);
    let read = TransactGet::new((Trips::get("t").select(zips),)).send(&db).await.unwrap();
    assert_eq!(read.0, Some(expected));

    // In any order, beside whole elements, and in lists of lists.
    let mixed = (Trips::STOPS.at(2), Trips::STOPS.at(0).dot(Address::ZIP), Trips::STOPS.at(0).dot(Address::CITY));
    let got = Trips::query("t").select(mixed).first(&db).await.unwrap().unwrap();
    assert_eq!(got, (Some(stops[2].clone()), None, Some("Lima".to_owned())));
    let legs = (Trips::LEGS.at(1).at(1), Trips::LEGS.at(0).at(0), Trips::LEGS.at(1).at(0));
    let got = Trips::query("t").select(legs).first(&db).await.unwrap().unwrap();
    assert_eq!(got, (Some(6), None, Some(5)));
}

#[tokio::test]
async fn partial_structs_read_from_table_and_index() {
    let db = support::db().await;
    orders(&db, 3).await;
    let first = Summary { order_id: "o00".to_owned(), total: 1000 };
    assert_eq!(Orders::query("u").select_as::<Summary>().first(&db).await.unwrap(), Some(first));
    let second = Summary { order_id: "o01".to_owned(), total: 999 };
    let got = Orders::by_status().query(Status::Pending).select_as::<Summary>().first(&db).await.unwrap();
    assert_eq!(got, Some(second));
}

#[tokio::test(start_paused = true)]
async fn a_partial_struct_reads_its_attributes_and_the_key() {
    let (db, faults) = support::faulty();
    orders(&db, 1).await;
    faults.clear_calls();
    Orders::query("u").select_as::<Summary>().all(&db).await.unwrap();
    let body = &bodies(&faults, Operation::Query)[0];
    let names = body["ProjectionExpression"].as_str().unwrap().split(", ");
    let names: Vec<_> = names.map(|name| &body["ExpressionAttributeNames"][name]).collect();
    assert_eq!(names, ["order_id", "total", "user_id"]);
}

#[tokio::test]
async fn a_query_on_an_include_index_returns_the_projected_struct() {
    let db = support::db().await;
    orders(&db, 2).await;
    let got: Vec<OrdersByStatus> = Orders::by_status().query(Status::Pending).all(&db).await.unwrap();
    assert_eq!((got.len(), got[0].total, got[0].order_id.as_str()), (1, 999, "o01"));
    let got = Orders::by_region().query("EU").all(&db).await.unwrap();
    assert_eq!(got.len(), 2);
    assert_eq!(Orders::by_priority().scan().all(&db).await.unwrap()[0].status, Status::Shipped);
}

#[tokio::test]
async fn paths_are_read_free_form_without_unselected_keys() {
    let db = support::db().await;
    create::<Orders>(&db).await;
    let address = Some(Address { city: "Lima".to_owned(), zip: Some("1".to_owned()) });
    Orders { address, ..order(0) }.put().send(&db).await.unwrap();
    let got = Orders::query("u").select_paths(["total", "address.city"]).all(&db).await.unwrap();
    assert_eq!(got.len(), 1);
    assert_eq!(got[0].len(), 2);
    assert_eq!(got[0].read::<u64>("total").unwrap(), Some(1000));
    assert!(Orders::query("u").select_paths(["user_id"]).all(&db).await.unwrap()[0].contains_key("user_id"));
    let got = Orders::by_status().scan().select_paths(["total"]).all(&db).await.unwrap();
    assert_eq!(got[0].len(), 1);
}

#[tokio::test]
async fn items_are_whole_and_free_form() {
    let db = support::db().await;
    orders(&db, 1).await;
    let got: Vec<Item> = Orders::query("u").free_form().all(&db).await.unwrap();
    assert_eq!(got[0].read::<String>("created_at").unwrap().as_deref(), Some("2025-01-01"));
    let entry: Vec<Item> = Orders::by_region().query("EU").free_form().all(&db).await.unwrap();
    assert_eq!(entry[0].len(), 3);
    assert_eq!(Orders::scan().free_form().limit(1).all(&db).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_local_index_gives_whole_items_when_asked() {
    if lacks(Lacks::LocalIndexFetch) {
        return;
    }
    let db = support::db().await;
    let all = orders(&db, 4).await;
    let got = Orders::by_priority().query("u").all_attributes().all(&db).await.unwrap();
    assert_eq!(got, all);
}

#[tokio::test]
async fn the_last_projection_call_wins() {
    if lacks(Lacks::LocalIndexFetch) {
        return;
    }
    let db = support::db().await;
    orders(&db, 2).await;
    let totals = Orders::by_priority().query("u").all_attributes().select(Orders::TOTAL).all(&db).await.unwrap();
    assert_eq!(totals, [1000, 999]);
    let whole = Orders::by_priority().query("u").select(Orders::TOTAL).all_attributes().all(&db).await.unwrap();
    assert_eq!(whole.len(), 2);
}

#[tokio::test]
async fn free_form_items_are_whole_after_a_projection() {
    let db = support::db().await;
    orders(&db, 2).await;
    let whole = Orders::query("u").free_form().all(&db).await.unwrap();
    assert!(whole[0].get("status").is_some());
    assert_eq!(Orders::query("u").select(Orders::TOTAL).free_form().all(&db).await.unwrap(), whole);
    assert_eq!(Orders::query("u").keys().free_form().all(&db).await.unwrap(), whole);
    let totals = Orders::query("u").free_form().select_paths(["total"]).all(&db).await.unwrap();
    assert_eq!(totals[0].as_map().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_path_that_the_index_does_not_project_is_refused() {
    let (db, faults) = support::faulty();
    let error = Orders::by_status().query(Status::Draft).select_paths(["total", "address.city"]).all(&db).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidProjection);
    assert!(error.to_string().contains("`address.city` is not projected into the index"), "{error}");
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn malformed_and_overlapping_paths_are_refused() {
    let (db, faults) = support::faulty();
    for path in ["", "a..b", "a[", "a[x]", "a]"] {
        let error = Orders::query("u").select_paths([path]).all(&db).await.unwrap_err();
        assert!(error.is_validation(), "{path}: {error}");
    }
    let error = Orders::scan().select_paths(["address", "address.city"]).all(&db).await.unwrap_err();
    assert!(error.to_string().contains("`address` and `address.city` overlap"), "{error}");
    assert!(faults.calls().is_empty());
}
