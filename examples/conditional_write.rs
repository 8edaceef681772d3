//! Conditional writes: create once, optimistic locking, and what the error of a failed condition says.

use dkmio::{DynamoDb, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "accounts")]
struct Accounts {
    #[pk]
    account: String,
    balance: i64,
    limit: i64,
    version: u64,
}

/// Withdraws if the balance and the version allow it.
async fn withdraw(db: &DynamoDb, seen: &Accounts, amount: i64) -> Result<Accounts, dkmio::Error> {
    Accounts::update(&seen.account)
        .decrement(Accounts::BALANCE, amount)
        .add(Accounts::VERSION, 1)
        .condition(Accounts::VERSION.eq(seen.version) & Accounts::BALANCE.gte(amount))
        .condition(!Accounts::BALANCE.gt(Accounts::LIMIT))
        .return_new()
        .send(db)
        .await
}

#[tokio::main]
async fn main() -> Result<(), dkmio::Error> {
    let db = DynamoDb::embedded().await?;
    Accounts::create_table().send(&db).await?;

    let account = Accounts { account: "acc_1".to_owned(), balance: 100, limit: 1_000, version: 1 };
    account.put().if_not_exists().send(&db).await?;
    if let Err(error) = account.put().if_not_exists().send(&db).await {
        println!("created once only: {error}");
    }

    let after = withdraw(&db, &account, 30).await?;
    println!("after the first withdrawal: {after:?}");

    // The second writer has read an older version.
    match withdraw(&db, &account, 30).await {
        Err(error) if error.is_condition_failed() => {
            let stored: Option<Accounts> = error.old_item()?;
            println!("the second one has to look again; stored is {stored:?}");
        }
        other => println!("unexpected: {other:?}"),
    }

    if let Err(error) = Accounts::update("acc_2").set(Accounts::BALANCE, 1).if_exists().send(&db).await {
        println!("an update does not create by accident: {error}");
    }
    Ok(())
}
