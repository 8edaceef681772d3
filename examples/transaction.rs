//! Transactions: writes over several tables, why they were refused, and reads of one moment.

use dkmio::{CancellationCode, DynamoDb, DynamoTable, TransactGet, TransactWrite};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "accounts")]
struct Accounts {
    #[pk]
    account: String,
    balance: i64,
    open: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "transfers")]
struct Transfers {
    #[pk]
    id: String,
    amount: i64,
}

async fn transfer(db: &DynamoDb, id: &str, from: &str, to: &str, amount: i64) -> Result<(), dkmio::Error> {
    let mut transaction = TransactWrite::new();
    let record = transaction.add(Transfers { id: id.to_owned(), amount }.put().if_not_exists());
    let withdrawal = transaction
        .add(Accounts::update(from).decrement(Accounts::BALANCE, amount).condition(Accounts::BALANCE.gte(amount)));
    transaction.add(Accounts::update(to).increment(Accounts::BALANCE, amount).condition(Accounts::OPEN.eq(true)));

    let outcome = transaction.send(db).await;
    if let Err(error) = &outcome {
        println!("{id}: {error}");
        if error.reason_of(record).is_some_and(|part| *part.code() == CancellationCode::ConditionalCheckFailed) {
            println!("  the transfer was made before");
        }
        let refused = error.reason_of(withdrawal);
        if let Some(part) = refused.filter(|part| *part.code() == CancellationCode::ConditionalCheckFailed) {
            println!("  not enough in the account: {:?}", part.old_item());
        }
        for reason in error.cancellation_reasons() {
            println!("  part {}: {}", reason.position, reason.code.as_str());
        }
    }
    outcome
}

#[tokio::main]
async fn main() -> Result<(), dkmio::Error> {
    let db = DynamoDb::embedded().await?;
    Accounts::create_table().send(&db).await?;
    Transfers::create_table().send(&db).await?;
    for (account, balance) in [("ana", 100), ("luis", 20)] {
        Accounts { account: account.to_owned(), balance, open: true }.put().send(&db).await?;
    }

    transfer(&db, "t1", "ana", "luis", 70).await?;
    let _ = transfer(&db, "t2", "ana", "luis", 70).await;
    let _ = transfer(&db, "t1", "ana", "luis", 1).await;

    let (ana, luis, first) =
        TransactGet::new((Accounts::get("ana"), Accounts::get("luis"), Transfers::get("t1"))).send(&db).await?;
    println!("at one moment: {ana:?}, {luis:?}, {first:?}");

    // A retry after a lost response cannot apply this write twice.
    Accounts::update("ana").increment(Accounts::BALANCE, 5).idempotent().send(&db).await?;
    println!("after an idempotent increment: {:?}", Accounts::get("ana").select(Accounts::BALANCE).send(&db).await?);
    Ok(())
}
