//! Local secondary indexes.

use super::{ids, six};
use crate::engine::{Lacks, lacks};
use crate::models::{Orders, OrdersByPriority};

#[tokio::test]
async fn a_local_index_sorts_the_tables_partition_by_another_key() {
    let (db, orders) = six().await;
    let by_amount: Vec<Orders> = Orders::by_amount().query("usr_1").sk_between(20, 40).all(&db).await.expect("a query");
    assert_eq!(by_amount, orders[1..4]);
    let least: Vec<OrdersByPriority> = Orders::by_priority().query("usr_1").limit(2).all(&db).await.expect("a query");
    assert_eq!(ids(least.iter().map(|entry| &entry.order_id)), ["ord_6", "ord_5"]);
    assert_eq!(least[0].status, orders[5].status);
}

#[tokio::test]
async fn a_local_index_can_be_read_consistently() {
    let (db, orders) = six().await;
    let all = Orders::by_amount().query("usr_1").consistent().all(&db).await.expect("a query");
    assert_eq!(all, orders);
}

#[tokio::test]
async fn all_attributes_are_fetched_from_the_table() {
    if lacks(Lacks::LocalIndexFetch) {
        return;
    }
    let (db, orders) = six().await;
    let all: Vec<Orders> =
        Orders::by_priority().query("usr_1").descending().all_attributes().all(&db).await.expect("a query");
    assert_eq!(all, orders);
}

#[tokio::test]
async fn a_selection_beyond_the_index_is_fetched_from_the_table() {
    if lacks(Lacks::LocalIndexFetch) {
        return;
    }
    let (db, _) = six().await;
    let query = || Orders::by_priority().query("usr_1").limit(1);
    let selected = query().select((Orders::STATUS, Orders::DESCRIPTION)).all(&db).await.expect("a query");
    assert_eq!(selected[0].1.as_deref(), Some("order 6"));
    let paths = query().select_paths(["descr"]).all(&db).await.expect("a query");
    assert_eq!(paths[0].read::<String>("descr").expect("text").as_deref(), Some("order 6"));
}
