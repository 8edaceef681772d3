//! The names of tables: per connection by type and by declared name, and per request.

use dkmio::{BatchWrite, DynamoDb, DynamoTable, ErrorKind, PartiqlBatch, TransactGet, TransactWrite, tables};
use serde::{Deserialize, Serialize};

use crate::engine::create;
use crate::support::{db, faulty};

/// A generic row. All of its instances declare the same name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "rows")]
struct Row<P> {
    #[pk]
    id: String,
    payload: P,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Text(String);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Number(u32);

/// A struct of its own with the same declared name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "rows")]
struct Other {
    #[pk]
    id: String,
}

fn text(payload: &str) -> Row<Text> {
    Row { id: "same".to_owned(), payload: Text(payload.to_owned()) }
}

fn number(payload: u32) -> Row<Number> {
    Row { id: "same".to_owned(), payload: Number(payload) }
}

/// The tables that the requests so far went to, in order.
fn tables(faults: &dkmio_embedded::Faults) -> Vec<String> {
    let calls = faults.calls();
    faults.clear_calls();
    let name = |call: &dkmio_embedded::Call| call.request().body()["TableName"].as_str().map(str::to_owned);
    calls.iter().filter_map(name).collect()
}

#[tokio::test]
async fn a_renamed_type_leaves_others_of_its_declared_name_alone() {
    let db = DynamoDb::embedded().await.unwrap();
    let db =
        db.with_table_prefix("dev-").with_table_name::<Row<Text>>("texts").with_table_name::<Row<Number>>("numbers");
    assert_eq!(
        [db.table_name::<Row<Text>>(), db.table_name::<Row<Number>>(), db.table_name::<Other>()],
        ["texts", "numbers", "dev-rows"]
    );
    create::<Row<Text>>(&db).await;
    create::<Row<Number>>(&db).await;
    create::<Other>(&db).await;

    text("a").put().send(&db).await.unwrap();
    number(1).put().send(&db).await.unwrap();
    assert_eq!(Row::<Text>::scan().all(&db).await.unwrap(), [text("a")]);
    assert_eq!(Row::<Number>::query("same").all(&db).await.unwrap(), [number(1)]);

    BatchWrite::new().put(&text("b")).put(&number(2)).send(&db).await.unwrap();
    assert_eq!(Row::<Text>::batch_get(["same"]).send(&db).await.unwrap(), [Some(text("b"))]);
    assert_eq!(Row::<Number>::batch_get(["same"]).send(&db).await.unwrap(), [Some(number(2))]);

    TransactWrite::new().put(text("c").put()).put(number(3).put()).send(&db).await.unwrap();
    let read = TransactGet::new((Row::<Text>::get("same"), Row::<Number>::get("same"))).send(&db).await.unwrap();
    assert_eq!(read, (Some(text("c")), Some(number(3))));
    assert_eq!(Other::scan().all(&db).await.unwrap(), []);
}

#[tokio::test]
async fn a_declared_name_is_replaced_for_every_type_without_a_name_of_its_own() {
    let db = DynamoDb::embedded().await.unwrap().with_table_prefix("dev-");
    let db = db.with_declared_table_name("rows", "rows-blue").with_table_name::<Other>("others");
    assert_eq!(
        [db.table_name::<Row<Text>>(), db.table_name::<Row<Number>>(), db.table_name::<Other>()],
        ["rows-blue", "rows-blue", "others"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_request_can_name_its_table() {
    let (db, faults) = faulty();
    let db = db.with_table_prefix("dev-").with_table_name::<Other>("others");
    let other = Other { id: "o".to_owned() };
    for year in ["rows-2026", "rows-2027", "arn:aws:dynamodb:us-east-1:000000000000:table/rows"] {
        let _ = other.put().table_name(year).send(&db).await;
        let _ = Other::get("o").table_name(year).consistent().send(&db).await;
        let _ = Row::<Text>::update("o").remove(dkmio::attr("x")).table_name(year).send(&db).await;
        let _ = Other::delete("o").table_name(year).return_old().send(&db).await;
        assert_eq!(tables(&faults), [year; 4]);
        assert_eq!(Other::get("o").table_name(year).explain().unwrap().table, year);
    }
    let _ = other.put().send(&db).await;
    assert_eq!(tables(&faults), ["others"]);
}

#[tokio::test]
async fn one_transaction_can_have_one_key_in_several_tables() {
    let db = DynamoDb::embedded().await.unwrap();
    for year in ["rows-2026", "rows-2027"] {
        create::<Other>(&db.clone().with_table_name::<Other>(year)).await;
    }
    let other = Other { id: "o".to_owned() };
    let both = TransactWrite::new()
        .put(other.put().table_name("rows-2026").if_not_exists())
        .put(other.put().table_name("rows-2027").if_not_exists());
    both.send(&db).await.unwrap();
    let gets = ["rows-2026", "rows-2027"].map(|year| Other::get("o").table_name(year));
    assert_eq!(TransactGet::all(gets).send(&db).await.unwrap(), [Some(other.clone()), Some(other.clone())]);

    let same = TransactWrite::new()
        .put(other.put().table_name("rows-2026"))
        .delete(Other::delete("o").table_name("rows-2026"));
    assert_eq!(same.send(&db).await.unwrap_err().kind(), ErrorKind::DuplicateKey);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_no_table_can_have_is_refused_before_anything_is_sent() {
    let (db, faults) = faulty();
    let long = "x".repeat(256);
    for name in ["", "a", "ab", "no spaces", "a\nERROR admin", "täble", "a/b", long.as_str(), "arn:a\u{0}b"] {
        let errors = [
            Other::get("o").table_name(name).send(&db).await.unwrap_err(),
            Other { id: "o".to_owned() }.put().table_name(name).send(&db).await.unwrap_err(),
            Other::query("o").all(&db.clone().with_table_name::<Other>(name)).await.unwrap_err(),
            Other::scan().all(&db.clone().with_declared_table_name("rows", name)).await.unwrap_err(),
            TransactWrite::new().delete(Other::delete("o").table_name(name)).send(&db).await.unwrap_err(),
            Other::create_table().table_name(name).send(&db).await.unwrap_err(),
            Other::delete_table().table_name(name).send(&db).await.unwrap_err(),
            Other::describe_table().table_name(name).send(&db).await.unwrap_err(),
            Other::verify_table().table_name(name).send(&db).await.unwrap_err(),
            Other::table().named(name).plan().send(&db).await.unwrap_err(),
            tables![Other].with(Other::table().named(name)).verify_all().send(&db).await.unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::Validation, "{name:?}: {error}");
            assert!(!error.to_string().contains('\n'), "{error}");
        }
    }
    let error = Other::get("o").table_name("a").send(&db).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GetItem on `rows`: invalid request: `a` cannot be the name of a table: it must have 3 to 255 characters"
    );
    assert_eq!(faults.calls().len(), 0);
}

#[tokio::test]
async fn explanations_refuse_a_name_that_no_table_can_have() {
    let statement = "SELECT * FROM {source} WHERE id = ?";
    for name in ["", "no spaces", "a\nERROR admin"] {
        let errors = [
            Other::get("o").table_name(name).explain().unwrap_err(),
            Other { id: "o".to_owned() }.put().table_name(name).explain().unwrap_err(),
            Other::delete("o").table_name(name).explain().unwrap_err(),
            Other::query("o").table_name(name).explain().unwrap_err(),
            Other::scan().table_name(name).explain().unwrap_err(),
            Other::partiql(statement).bind("o").table_name(name).explain().unwrap_err(),
            PartiqlBatch::<Other>::new(statement).bind(("o",)).table_name(name).explain().unwrap_err(),
            Other::batch_get(["o"]).table_name(name).explain().unwrap_err(),
            Other::batch_delete(["o"]).table_name(name).explain().all().await.unwrap_err(),
            BatchWrite::new().delete(Other::delete("o").table_name(name)).explain().unwrap_err(),
            TransactWrite::new().delete(Other::delete("o").table_name(name)).explain().unwrap_err(),
            TransactGet::new((Other::get("o").table_name(name),)).explain().unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::Validation, "{name:?}: {error}");
            let text = error.to_string();
            assert!(text.contains(" on `rows`") && text.contains("cannot be the name of a table: it "), "{text}");
            assert!(!text.contains('\n'), "{text}");
        }
    }
}

#[tokio::test]
async fn a_table_of_another_name_is_created_checked_and_deleted() {
    let db = db().await;
    let name = format!("{}-2026", db.table_name::<Other>());
    Other::create_table().table_name(&*name).send(&db).await.unwrap();
    assert!(Other::verify_table().table_name(&*name).send(&db).await.unwrap().is_match());
    assert!(!Other::verify_table().send(&db).await.unwrap().is_match());
    assert_eq!(Other::describe_table().table_name(&*name).send(&db).await.unwrap().name, name);
    Other::delete_table().table_name(&*name).send(&db).await.unwrap();
    assert!(!Other::verify_table().table_name(&*name).send(&db).await.unwrap().is_match());
}
