//! Transactions.

use dkmio::Condition;
use dkmio::Get;
use dkmio::request::AsPaths;
use dkmio::transaction::{ConditionCheck, Conditional};
use dkmio::{DynamoDb, TransactGet, TransactWrite};
use serde_json::{Value, json};

use super::run::{Ended, Inexpressible, Ran, Refused, on_table};
use super::tables::{Blobs, CaseTable, Events, Odd, Orders, Sessions, Users};
use super::{conditions, reads, values, writes};

/// TransactWriteItems.
pub(super) async fn write(call: &Value, db: &DynamoDb) -> Ran {
    let mut transaction = TransactWrite::new();
    for part in parts(call) {
        transaction = on_table!(table(part), T => with_part::<T>(transaction, part))?;
    }
    Ok(transaction.send(db).await.map(|()| Ended::json(json!({}))))
}

/// The parts of a transaction.
pub(super) fn parts(call: &Value) -> &[Value] {
    call["ops"].as_array().expect("parts")
}

fn table(part: &Value) -> &str {
    part["table"].as_str().expect("a table")
}

fn with_part<T: CaseTable>(transaction: TransactWrite, part: &Value) -> Result<TransactWrite, Refused> {
    Ok(match part["kind"].as_str().expect("a kind") {
        "put" => transaction.put(writes::put_of::<T>(part)?),
        "update" => transaction.update(writes::update_of::<T>(part)?),
        "delete" => transaction.delete(writes::delete_of::<T>(part)?),
        "check" => transaction.condition_check(check_of::<T>(part)?),
        other => panic!("no kind {other}"),
    })
}

fn check_of<T: CaseTable>(part: &Value) -> Result<ConditionCheck<T, Conditional>, Refused> {
    let check = T::check_by(&part["key"]).ok_or(Refused(Inexpressible::Key))?;
    Ok(check.condition(Condition::all(conditions::of_write(part)?)))
}

/// TransactGetItems: a list of gets of one table, or a tuple of gets of several.
pub(super) async fn read(call: &Value, db: &DynamoDb) -> Ran {
    let parts = parts(call);
    match parts.iter().map(table).collect::<Vec<_>>().as_slice() {
        [] => read_all::<Users>(parts, db).await,
        [first, rest @ ..] if rest.iter().all(|other| other == first) => {
            on_table!(*first, T => read_all::<T>(parts, db).await)
        }
        ["orders", "users", "orders"] => read_three::<Orders, Users, Orders>(parts, db).await,
        other => panic!("no tuple of {other:?}"),
    }
}

async fn read_all<T: CaseTable>(parts: &[Value], db: &DynamoDb) -> Ran {
    let gets: Vec<_> = parts.iter().map(get_of::<T>).collect::<Result<_, _>>()?;
    Ok(TransactGet::all(gets).send(db).await.map(items))
}

async fn read_three<A: CaseTable, B: CaseTable, C: CaseTable>(parts: &[Value], db: &DynamoDb) -> Ran {
    let [first, second, third] = parts else { panic!("not three parts: {parts:?}") };
    let gets = (get_of::<A>(first)?, get_of::<B>(second)?, get_of::<C>(third)?);
    Ok(TransactGet::new(gets).send(db).await.map(|(first, second, third)| items([first, second, third])))
}

/// A get of the paths asked for; of everything when there are none.
fn get_of<T: CaseTable>(part: &Value) -> Result<Get<T, AsPaths>, Refused> {
    let get = T::get_by(&part["key"]).ok_or(Refused(Inexpressible::Key))?;
    Ok(get.select_paths(reads::paths(part).unwrap_or_default()))
}

fn items(items: impl IntoIterator<Item = Option<dkmio::Item>>) -> Ended {
    let items: Vec<_> = items.into_iter().map(|item| item.as_ref().map(values::item_json)).collect();
    Ended::json(json!({ "items": items }))
}
