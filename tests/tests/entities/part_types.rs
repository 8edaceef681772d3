//! Names of every kind, and every type that a part of a key can have.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use dkmio::{DynamoEntity, DynamoKey, DynamoTable, ErrorKind, Ttl, attr, item};
use serde::{Deserialize, Serialize};

use crate::engine::{db_with, store};

#[derive(DynamoTable)]
#[dynamo(table = "odd", pk = "P K", sk = "S.K#", entity_attribute = "e t.#", delimiter = "|", ttl = "t l", entities = [Odd1])]
#[gsi(g1, name = "G1-", pk = "G1.PK", sk = "G1#SK")]
#[gsi(g2, name = "G2_", pk = "G2PK", sk = number("G2SK"), projection = KEYS_ONLY)]
#[gsi(inverse, name = "G3.", pk = "S.K#", sk = "P K")]
#[lsi(l1, name = "L-1", sk = "L SK")]
struct Odd;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Odd, entity = "we\"ird {E}|#")]
#[pk = "{{T}}|{type}"]
#[sk = "é☃|{r2:sorted}☃{num:05}"]
#[index(by_fn = Odd::g1, pk = "F|{fn:lower}", sk = "{where}")]
#[index(by_size = Odd::g2, pk = "S", sk = "{size}", projection = KEYS_ONLY)]
#[index(inverse = Odd::inverse)]
#[index(local = Odd::l1, sk = "{strange:upper}")]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
#[constant("k \"o\" #n" = "c{}\"|")]
struct Odd1 {
    r#type: String,
    r2: Box<str>,
    num: u32,
    r#fn: Arc<str>,
    r#where: Option<Cow<'static, str>>,
    size: Option<i64>,
    #[serde(rename = "a.b c#d\"")]
    strange: Option<String>,
    #[ttl]
    #[serde(rename = "t l")]
    gone: Option<Ttl>,
    #[serde(flatten)]
    extra: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Odd)]
#[pk = "{{T}}|{id}"]
#[sk = "é☃|{id}"]
struct Plain1 {
    id: String,
}

fn odd(id: &str, r2: &str, num: u32) -> Odd1 {
    Odd1 {
        r#type: id.to_owned(),
        r2: r2.into(),
        num,
        r#fn: "ÉcoleΣ".into(),
        r#where: Some("w|?".into()).filter(|_| false),
        size: Some(-5),
        strange: Some("ß".to_owned()),
        gone: None,
        extra: BTreeMap::from([("x y".to_owned(), "z".to_owned())]),
    }
}

#[tokio::test]
async fn any_name_can_be_that_of_an_attribute_an_entity_or_a_field() {
    let db = crate::support::db().await;
    Odd::create_table().send(&db).await.expect("a table");
    Odd::verify_table().send(&db).await.expect("the same");
    let one = odd("a", "☄☄", 3);
    one.put().send(&db).await.expect("a put");
    Plain1 { id: "a".to_owned() }.put().send(&db).await.expect("a put");
    let stored = Odd1::get(("a", "☄☄", 3)).free_form().send(&db).await.expect("a read").expect("an item");
    let text = |name: &str| stored.read::<String>(name).expect("text").expect("an attribute");
    assert_eq!(
        (text("P K"), text("S.K#"), text("e t.#")),
        ("{T}|a".to_owned(), "é☃|☄☄☃00003".to_owned(), "we\"ird {E}|#".to_owned())
    );
    assert_eq!(
        (text("G1.PK"), text("L SK"), text("k \"o\" #n")),
        ("F|écoleσ".to_owned(), "SS".to_owned(), "c{}\"|".to_owned())
    );
    assert_eq!(Odd1::get(("a", "☄☄", 3)).send(&db).await.expect("a read"), Some(one.clone()));
    assert_eq!(Odd1::query("a").all(&db).await.expect("a query"), std::slice::from_ref(&one));
    assert_eq!(Odd1::query("a").sk_gt("☄").all(&db).await.expect("a query"), std::slice::from_ref(&one));
    assert_eq!(Odd1::query("a").sk_lte("☄☄").all(&db).await.expect("a query"), std::slice::from_ref(&one));
    assert_eq!(Odd1::query("a").sk_lt("☄☄").count(&db).await.expect("a query"), 0);
    assert_eq!(Odd1::query("a").sk_eq("☄☄").sk_between(0, 3).count(&db).await.expect("a query"), 1);
    assert_eq!(Odd1::query("a").sk_eq("☄☄").sk_lt(3).count(&db).await.expect("a query"), 0);
    let updated = Odd1::update(("a", "☄☄", 3))
        .set(Odd1::WHERE, "here")
        .set(Odd1::SIZE, 7)
        .set(Odd1::FN, "ÉCOLEς")
        .set(Odd1::STRANGE, "ŉ")
        .set(attr("x y"), "new")
        .return_new()
        .send(&db)
        .await
        .expect("an update");
    assert_eq!(updated.extra["x y"], "new");
    assert_eq!(Odd1::by_fn().query("écoleΣ").all(&db).await.expect("a query"), std::slice::from_ref(&updated));
    assert_eq!(
        Odd1::by_fn().query("écoleσ").sk_begins_with("he").all(&db).await.expect("a query"),
        std::slice::from_ref(&updated)
    );
    assert_eq!(Odd1::local().query("a").sk_eq("ŉ").all(&db).await.expect("a query"), std::slice::from_ref(&updated));
    assert_eq!(Odd1::inverse().query(("☄☄", 3)).all(&db).await.expect("a query"), std::slice::from_ref(&updated));
    let entries = Odd1::by_size().query(()).sk_gt(0).all(&db).await.expect("a query");
    assert_eq!(entries, [Odd1BySize { r#type: "a".to_owned(), r2: "☄☄".into(), num: 3, size: Some(7) }]);
    assert_eq!(Odd1::by_size().query(()).hydrate(&db).await.expect("a query").items, std::slice::from_ref(&updated));
    Odd1::update(("a", "☄☄", 3)).remove(Odd1::WHERE).remove(Odd1::SIZE).send(&db).await.expect("an update");
    assert_eq!(Odd1::by_fn().query("écoleΣ").count(&db).await.expect("a query"), 0);
    assert_eq!(Odd1::by_size().query(()).count(&db).await.expect("a query"), 0);
    let picture = Odd::table().to_mermaid();
    assert!(picture.contains("    \"odd: we'ird {E}|#\" {\n"), "{picture}");
    let report = Odd1::backfill_keys().dry_run().send(&db).await.expect("a report");
    assert_eq!((report.read, report.correct), (1, 1), "{report:?}");
    // Characters that must not stand in a sorted part before `☃`.
    for wrong in ["a", "☃", "x|", "", "\u{10FFFF}", "\0"] {
        let error = odd("a", wrong, 1).put().send(&db).await.expect_err(wrong);
        assert_eq!(error.kind(), ErrorKind::InvalidKey, "{wrong}");
    }
    let error = odd("a", "☄", 100_000).put().send(&db).await.expect_err("digits");
    assert!(error.to_string().contains("`num` has more than 5 digits"), "{error}");
}

#[derive(DynamoTable)]
#[dynamo(table = "parts", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct Parts;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    FirstOne,
    #[serde(rename = "Zwei 2")]
    Two,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
struct Num(u16);
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
#[serde(transparent)]
struct Id {
    inner: Arc<str>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Parts)]
#[pk = "K#{kind}#{num}"]
#[sk = "K#{uuid}#{big:038}#{id}"]
#[index(by_c = Parts::gsi1, pk = "{dec:plain}#{signed}", sk = "{maybe}#{uuid}")]
struct Kinds {
    kind: Kind,
    num: Num,
    uuid: uuid::Uuid,
    big: u128,
    id: Id,
    #[serde(with = "dkmio::key")]
    dec: rust_decimal::Decimal,
    signed: Option<i64>,
    maybe: Option<Kind>,
    #[serde(flatten)]
    rest: HashMap<String, serde_json::Value>,
}

#[tokio::test]
async fn every_type_of_key_can_be_a_part() {
    let db = db_with::<Parts>().await;
    let kinds = Kinds {
        kind: Kind::Two,
        num: Num(7),
        uuid: uuid::Uuid::from_u128(5),
        big: 99_999_999_999_999_999_999_999_999_999_999_999_999,
        id: Id { inner: "x".into() },
        dec: "-1.50".parse().expect("a decimal"),
        signed: Some(i64::MIN),
        maybe: Some(Kind::FirstOne),
        rest: HashMap::from([("n".to_owned(), serde_json::json!(1.5)), ("nul".to_owned(), serde_json::Value::Null)]),
    };
    kinds.put().send(&db).await.expect("a put");
    let key = (Kind::Two, Num(7), kinds.uuid, kinds.big, Id { inner: "x".into() });
    let stored = Kinds::get(key.clone()).free_form().send(&db).await.expect("a read").expect("an item");
    let text = |name: &str| stored.read::<String>(name).expect("text").expect("an attribute");
    assert_eq!(text("PK"), "K#Zwei 2#7");
    assert_eq!(text("GSI1PK"), "-1.5#-9223372036854775808");
    assert_eq!(Kinds::get(key.clone()).send(&db).await.expect("a read"), Some(kinds.clone()));
    let query = Kinds::query((Kind::Two, Num(7))).sk_gte(uuid::Uuid::nil()).count(&db).await.expect("a query");
    assert_eq!(query, 1);
    let found = Kinds::by_c()
        .query((kinds.dec, i64::MIN))
        .sk_eq(Kind::FirstOne)
        .sk_gt(uuid::Uuid::nil())
        .all(&db)
        .await
        .expect("a query");
    assert_eq!(found.len(), 1);
    Kinds::update(key).set(Kinds::MAYBE, Kind::Two).send(&db).await.expect("an update");
    assert_eq!(Kinds::by_c().query((kinds.dec, i64::MIN)).sk_eq(Kind::Two).count(&db).await.expect("a count"), 1);
    let too_big = Kinds { big: u128::MAX, ..kinds.clone() }.put().send(&db).await.expect_err("39 digits");
    assert_eq!(too_big.kind(), ErrorKind::Encode, "{too_big}");
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Parts)]
#[pk = "N#{name:lower:escaped}"]
#[sk = "N"]
struct Folded {
    name: String,
}

#[tokio::test]
async fn a_folded_text_is_not_taken_for_the_value_that_it_was_folded_from() {
    let db = db_with::<Parts>().await;
    // As another program stored it, without the attribute.
    let stored = item! { "PK" => "N#ana%23x", "SK" => "N", "_et" => "Folded" };
    store::<Parts>(&db, stored.expect("an item")).await;
    let report = Folded::backfill_keys().send(&db).await.expect("a report");
    assert_eq!((report.read, report.written, report.invalid), (1, 0, 1), "{report:?}");
    assert!(Folded::get("Ana#X").send(&db).await.expect_err("no name").to_string().contains("name"));
    // A key with the folded text leads to the same item.
    let keys = Folded::scan().keys().all(&db).await.expect("keys");
    assert_eq!(keys, [Folded::key_of("ana#x")]);
    let folded = Folded { name: "Ana#X".to_owned() };
    folded.put().send(&db).await.expect("a put");
    assert_eq!(Folded::get("ANA#x").send(&db).await.expect("a read"), Some(folded));
}

#[tokio::test]
async fn a_part_that_is_stored_as_another_type_is_refused() {
    let (db, faults) = crate::support::faulty();
    let key = (Kind::Two, Num(7), uuid::Uuid::nil(), 1_u128, Id { inner: "x".into() });
    let update = Kinds::update(key).set(attr("dec"), "7").set(Kinds::SIGNED, 1).send(&db).await;
    let error = update.expect_err("text for a number");
    assert!(error.kind() == ErrorKind::InvalidKey && error.to_string().contains("`dec` is not a number"), "{error}");
    assert!(faults.calls().is_empty());
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Parts)]
#[pk = "DIGITS#{year:04}20{week:02}7"]
#[sk = "{number:05}0"]
struct Digits {
    year: u16,
    week: u8,
    number: u32,
}

#[tokio::test]
async fn digits_may_follow_a_padded_number() {
    let db = db_with::<Parts>().await;
    for (year, week, number, pk, sk) in [(2020, 20, 0, "202020207", "000000"), (7, 7, 70_000, "000720077", "700000")] {
        let stored = item! { "PK" => format!("DIGITS#{pk}"), "SK" => sk, "_et" => "Digits" };
        let digits = Digits { year, week, number };
        digits.put().send(&db).await.expect("a put");
        let found = Digits::get((year, week, number)).free_form().send(&db).await.expect("a read").expect("an item");
        let stored = stored.expect("an item");
        for name in ["PK", "SK"] {
            assert_eq!(found.get(name), stored.get(name), "{digits:?}");
        }
        let keys = Digits::query((year, week)).keys().all(&db).await.expect("keys");
        assert_eq!(keys, [Digits::key_of(year, week, number)]);
    }
}
