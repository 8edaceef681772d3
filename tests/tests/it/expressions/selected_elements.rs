//! Elements of lists that were selected by their positions are found where DynamoDB returns them.

use dkmio::DynamoTable;

use crate::engine::db_with;
use crate::models::{Line, Orders};

#[tokio::test]
async fn a_position_asked_for_twice_counts_once() {
    let db = db_with::<Orders>().await;
    let line = |sku: &str, qty| Line { sku: sku.to_owned(), qty };
    let items = vec![line("a", 1), line("b", 2), line("c", 3), line("d", 4)];
    Orders { items, ..Orders::sample("u", "o") }.put().send(&db).await.expect("put");
    let sku = |position| Orders::ITEMS.at(position).dot(Line::SKU);
    let qty = |position| Orders::ITEMS.at(position).dot(Line::QTY);
    let found = |sku: &str| Some(sku.to_owned());
    let get = || Orders::get(("u", "o"));

    // DynamoDB returns `[{sku, qty}, {sku}]`: the second element stands at position 1 though three paths were asked for.
    let got = get().select((sku(0), qty(0), sku(1))).send(&db).await.expect("got").expect("an order");
    assert_eq!(got, (found("a"), Some(1), found("b")));
    let got = get().select((sku(3), qty(1), sku(1), qty(3))).send(&db).await.expect("got").expect("an order");
    assert_eq!(got, (found("d"), Some(2), found("b"), Some(4)));
    let got = get().select((qty(2), sku(9), sku(2))).send(&db).await.expect("got").expect("an order");
    assert_eq!(got, (Some(3), None, found("c")));
    let got = Orders::query("u").select((qty(0), sku(0), qty(2))).all(&db).await.expect("got");
    assert_eq!(got, [(Some(1), found("a"), Some(3))]);
}
