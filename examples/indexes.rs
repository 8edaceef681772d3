//! Indexes of every kind: what each returns, what it can select, and what it costs.

use dkmio::{DynamoDb, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "sales")]
#[gsi(by_date, name = "gsi-date", pk = day, sk = amount)]
#[gsi(by_region, name = "gsi-region", pk = region, projection = KEYS_ONLY)]
#[gsi(by_shop, name = "gsi-shop", pk = [shop, country], sk = [year, month], projection = [amount])]
#[lsi(by_amount, name = "lsi-amount", sk = amount, projection = KEYS_ONLY)]
struct Sales {
    #[pk]
    seller: String,
    #[sk]
    number: u32,
    day: String,
    amount: u64,
    shop: String,
    country: String,
    year: u16,
    month: u8,
    /// Sparse: a sale without a region is not in `by_region`.
    region: Option<String>,
    note: String,
}

fn sale(number: u32, month: u8, amount: u64, region: Option<&str>) -> Sales {
    Sales {
        seller: "ana".to_owned(),
        number,
        day: format!("2025-{month:02}-15"),
        amount,
        shop: "centro".to_owned(),
        country: "PE".to_owned(),
        year: 2025,
        month,
        region: region.map(str::to_owned),
        note: format!("sale no. {number}"),
    }
}

#[tokio::main]
async fn main() -> Result<(), dkmio::Error> {
    let db = DynamoDb::embedded().await?;
    Sales::create_table().send(&db).await?;
    for sale in [sale(1, 1, 30, Some("north")), sale(2, 3, 700, None), sale(3, 8, 50, Some("north"))] {
        sale.put().send(&db).await?;
    }

    let whole: Vec<Sales> = Sales::by_date().query("2025-03-15").all(&db).await?;
    println!("an index of everything returns the table's struct:\n  {whole:?}");

    let keys: Vec<SalesByRegion> = Sales::by_region().query("north").all(&db).await?;
    println!("\nan index of keys returns what it holds:\n  {keys:?}");

    let spring = Sales::by_shop().query(("centro", "PE")).sk_eq(2025).sk_between(1, 6);
    println!("\nkeys of several attributes:\n{}", spring.explain()?);
    println!("  {:?}", spring.select((Sales::MONTH, Sales::AMOUNT)).all(&db).await?);

    let largest = Sales::by_amount().query("ana").descending().consistent().all_attributes().first(&db).await?;
    println!("\na local index may be read consistently, and fetch what it does not project:\n  {largest:?}");
    Ok(())
}
