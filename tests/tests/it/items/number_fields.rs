//! Fields under `dkmio::number`, and fields of the type `Number`: exact, comparable, and counted up.

use dkmio::{DynamoTable, Number, item};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::engine::{db_with, n};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "prices")]
struct Price {
    #[pk]
    id: String,
    #[serde(with = "dkmio::number")]
    amount: Decimal,
    #[serde(with = "dkmio::number", default)]
    discount: Option<Decimal>,
    #[serde(with = "dkmio::number")]
    units: u128,
    exact: Number,
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

fn price() -> Price {
    Price {
        id: "a".to_owned(),
        amount: decimal("1234567890.123456789012345678"),
        discount: Some(decimal("0.25")),
        units: 20_000_000_000_000_000_001,
        exact: "0.12345678901234567890123456789012345678".parse().expect("a number"),
    }
}

#[tokio::test]
async fn a_number_field_is_stored_as_a_number_and_found_by_it() {
    let db = db_with::<Price>().await;
    price().put().send(&db).await.expect("put");
    let stored = price().put().return_old().send(&db).await.expect("put");
    assert_eq!(stored, Some(price()));
    let filter = Price::AMOUNT.eq(price().amount) & Price::AMOUNT.gt(decimal("1")) & Price::DISCOUNT.lt(decimal("0.5"));
    let filter = filter & Price::UNITS.gte(price().units) & Price::EXACT.between(price().exact, Number::from(1));
    assert_eq!(Price::scan().filter(filter).all(&db).await.expect("a scan"), [price()]);
    let selected = Price::get("a").select((Price::AMOUNT, Price::DISCOUNT, Price::EXACT)).send(&db).await.expect("get");
    assert_eq!(selected, Some((price().amount, price().discount, price().exact)));
}

#[tokio::test]
async fn a_number_field_can_be_counted_up() {
    let db = db_with::<Price>().await;
    let start = item! { "id" => "a", "exact" => 1, "units" => 1 }.expect("an item");
    let mut start = start;
    start.insert("amount", n("1.5"));
    let start: Price = start.decode().expect("a price");
    start.put().send(&db).await.expect("put");
    let update = Price::update("a").increment(Price::AMOUNT, decimal("0.25")).add(Price::UNITS, 2_u128);
    let new = update.increment(Price::EXACT, Number::from(4)).set(Price::DISCOUNT, decimal("0.1")).return_new();
    let new = new.send(&db).await.expect("an update");
    assert_eq!((new.amount, new.units, new.exact), (decimal("1.75"), 3, Number::from(5)));
    assert_eq!(new.discount, Some(decimal("0.1")));
}
