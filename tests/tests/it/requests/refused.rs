//! Mistakes that are found before a request: none is sent, and the error tells names, never values.

use chrono::{DateTime, Utc};
use dkmio::{BatchWrite, Condition, DynamoTable, Error, ErrorKind, Item, attr, attr_name, item};

use serde::{Deserialize, Serialize};

use crate::engine::{n, s};
use crate::models::{Orders, Users};
use crate::support::faulty;

const KEY: (&str, &str) = ("usr_secret", "ord_secret");

/// The error is of this kind, tells operation, table and what else it should, and no value.
#[track_caller]
fn assert_refused<T: std::fmt::Debug>(result: Result<T, Error>, kind: ErrorKind, tells: &[&str]) {
    let error = result.expect_err("a mistake");
    let text = error.to_string();
    assert_eq!(error.kind(), kind, "{text}");
    assert_eq!(error.attempts(), 0);
    assert!(!error.maybe_applied() && !error.is_retryable());
    let operation = error.operation().expect("an operation").to_owned();
    let table = error.table().expect("a table").to_owned();
    for tell in tells.iter().copied().chain([operation.as_str(), table.as_str()]) {
        assert!(text.contains(tell), "{tell} is not in: {text}");
    }
    for shown in [text, format!("{error:?}")] {
        assert!(!shown.contains("secret") && !shown.contains("4242"), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn filters_on_the_queried_key() {
    let (db, faults) = faulty();
    let filter = Orders::USER_ID.eq("secret");
    assert_refused(Orders::query("u").filter(filter).all(&db).await, ErrorKind::Validation, &["user_id"]);
    let filter = attr("order_id").begins_with("secret");
    assert_refused(Orders::query("u").filter(filter).all(&db).await, ErrorKind::Validation, &["order_id"]);
    let filter = !(Orders::TOTAL.gt(4242) & Orders::CREATED_AT.gt("secret"));
    assert_refused(
        Orders::by_date().query("u").filter(filter).all(&db).await,
        ErrorKind::Validation,
        &["created_at", "gsi-date"],
    );
    assert!(faults.calls().is_empty());
    assert!(Orders::scan().filter(Orders::USER_ID.eq("u")).explain().is_ok(), "a scan may");
    assert!(Orders::by_date().query("u").filter(Orders::ORDER_ID.eq("o")).explain().is_ok(), "no key of this index");
}

#[tokio::test(start_paused = true)]
async fn malformed_paths() {
    let (db, faults) = faulty();
    for path in ["", ".", "a.", ".a", "a..b", "a[", "a[x]", "a[-1]", "a]", "a[0]b", "[0]", "a[]"] {
        let invalid = ErrorKind::Validation;
        assert_refused(Orders::get(KEY).select_paths([path]).send(&db).await, invalid, &["malformed path"]);
        assert_refused(Orders::query("u").select_paths([path]).all(&db).await, invalid, &["malformed path"]);
        assert_refused(Orders::scan().filter(attr(path).eq("secret")).all(&db).await, invalid, &["malformed path"]);
        assert_refused(Orders::scan().filter(attr(path).size().gt(1)).all(&db).await, invalid, &["malformed path"]);
        assert_refused(
            Orders::scan().filter(Orders::TOTAL.eq(attr(path))).all(&db).await,
            invalid,
            &["malformed path"],
        );
        assert_refused(Orders::update(KEY).set(attr(path), "secret").send(&db).await, invalid, &["malformed path"]);
        assert_refused(Orders::update(KEY).remove(attr(path)).send(&db).await, invalid, &["malformed path"]);
        assert_refused(
            Orders::delete(KEY).condition(attr(path).exists()).send(&db).await,
            invalid,
            &["malformed path"],
        );
    }
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn overlapping_paths() {
    let (db, faults) = faulty();
    let update = || Orders::update(KEY).set(attr("a.b"), "secret");
    for (update, other) in [
        (update().set(attr("a"), 1), "a"),
        (update().remove(attr("a.b.c")), "a.b.c"),
        (update().remove(attr("a.b[0]")), "a.b[0]"),
        (update().add(attr("a"), n("4242")), "a"),
    ] {
        assert_refused(update.send(&db).await, ErrorKind::Validation, &["`a.b`", &format!("`{other}`"), "overlap"]);
    }
    let named = "named twice";
    for update in [update().set(attr("a.b"), 1), update().append(attr("a.b"), [1]), update().remove(attr("a.b"))] {
        assert_refused(update.send(&db).await, ErrorKind::Validation, &["`a.b`", named]);
    }
    let twice = Orders::update(KEY).set(Orders::TOTAL, 4242).increment(Orders::TOTAL, 1);
    assert_refused(twice.send(&db).await, ErrorKind::Validation, &["`total`", named]);
    assert_refused(Orders::get(KEY).select_paths(["a", "a.b"]).send(&db).await, ErrorKind::Validation, &["overlap"]);
    assert_refused(
        Orders::scan().select_paths(["a[0]", "a[0]"]).all(&db).await,
        ErrorKind::Validation,
        &["a[0]", named],
    );
    let twice = Orders::get(KEY).select((Orders::TOTAL, Orders::TOTAL));
    assert_refused(twice.send(&db).await, ErrorKind::Validation, &["total", named]);
    assert!(faults.calls().is_empty());
    let beside = Orders::update(KEY).set(attr("a.b"), 1).set(attr("a.c"), 1).set(attr("ab"), 1).set(attr("d[0]"), 1);
    assert!(beside.set(attr("d[1]"), 1).explain().is_ok());
}

#[tokio::test(start_paused = true)]
async fn empty_updates_and_updates_of_keys() {
    let (db, faults) = faulty();
    let none: [&str; 0] = [];
    assert_refused(Orders::update(KEY).send(&db).await, ErrorKind::Validation, &["changes nothing"]);
    assert_refused(
        Orders::update(KEY).append(Orders::HISTORY, none).send(&db).await,
        ErrorKind::Validation,
        &["changes nothing"],
    );
    assert_refused(
        Orders::update(KEY).set(attr("user_id"), "secret").send(&db).await,
        ErrorKind::Validation,
        &["user_id", "key"],
    );
    assert_refused(
        Orders::update(KEY).remove(attr("order_id")).send(&db).await,
        ErrorKind::Validation,
        &["order_id", "key"],
    );
    assert_refused(
        Orders::update(KEY).delete(attr("a[1]"), s("secret")).send(&db).await,
        ErrorKind::Validation,
        &["a[1]", "`delete`"],
    );
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn ranges_with_their_ends_swapped() {
    let (db, faults) = faulty();
    let invalid = ErrorKind::Validation;
    assert_refused(Orders::query("u").sk_between("z", "a").all(&db).await, invalid, &["order_id", "between"]);
    assert_refused(Orders::by_amount().query("u").sk_between(10, 9).all(&db).await, invalid, &["total", "between"]);
    assert_refused(
        Orders::scan().filter(Orders::TOTAL.between(4242, 9)).all(&db).await,
        invalid,
        &["total", "between"],
    );
    assert_refused(Orders::scan().filter(attr("x").between("secret", "a")).all(&db).await, invalid, &["x", "between"]);
    assert_refused(Orders::scan().filter(attr("x").between(1, "secret")).all(&db).await, invalid, &["x", "types"]);
    assert_refused(Orders::scan().filter(Orders::ITEMS.size().between(2, 1)).all(&db).await, invalid, &["items"]);
    assert!(faults.calls().is_empty());
    assert!(Orders::by_amount().query("u").sk_between(9, 10).explain().is_ok(), "numbers are no text");
}

#[tokio::test(start_paused = true)]
async fn too_many_operands_of_a_condition() {
    let (db, faults) = faulty();
    let delete = |count: u64| Orders::delete(KEY).condition(Orders::TOTAL.is_in(0..count));
    assert_refused(delete(101).send(&db).await, ErrorKind::Validation, &["total", "101", "100"]);
    assert_refused(delete(0).send(&db).await, ErrorKind::Validation, &["never true"]);
    assert!(delete(100).explain().is_ok());
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn values_that_cannot_be_stored() {
    let (db, faults) = faulty();
    let encode = ErrorKind::Encode;
    for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_refused(Orders::update(KEY).set(attr("x"), float).send(&db).await, encode, &["x"]);
        assert_refused(Orders::scan().filter(attr("x").gt(float)).all(&db).await, encode, &["x"]);
    }
    assert_refused(Orders::update(KEY).set(attr("x"), u128::MAX).send(&db).await, encode, &["x"]);
    let deep = (0..40).fold(serde_json::json!("secret"), |inside, _| serde_json::json!([inside]));
    assert_refused(Orders::update(KEY).set(attr("x"), deep).send(&db).await, encode, &["x", "32 levels"]);
    assert_refused(Orders::scan().filter(attr("x").is_in([u128::MAX])).all(&db).await, encode, &["x"]);
    assert_refused(
        Orders::scan().filter(attr("x").eq(None::<u8>)).all(&db).await,
        ErrorKind::Validation,
        &["x", "not_exists"],
    );
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn items_above_400_kilobytes() {
    let (db, faults) = faulty();
    let user =
        |bytes: usize| Users { user_id: "u".to_owned(), email: None, name: "secret".repeat(bytes / 6), age: None };
    assert_refused(user(410_000).put().send(&db).await, ErrorKind::ItemTooLarge, &["410010", "409600"]);
    assert!(faults.calls().is_empty());
    assert!(user(400_000).put().explain().is_ok());
}

#[tokio::test(start_paused = true)]
async fn expressions_above_the_services_limits() {
    let (db, faults) = faulty();
    let invalid = ErrorKind::Validation;
    let many = |count: usize| (0..count).map(|_| attr("x").eq(1)).reduce(|all, next| all.and(next)).expect("some");
    assert_refused(Orders::scan().filter(many(151)).all(&db).await, invalid, &["operators", "300", "filter"]);
    assert!(Orders::scan().filter(many(150)).explain().is_ok());
    let long = (0..900).fold(Orders::update(KEY), |update, at| update.remove(attr(&format!("attribute_{at}"))));
    assert_refused(long.send(&db).await, invalid, &["4096", "update"]);
    let big = "secret".repeat(400_000);
    assert_refused(Orders::scan().filter(attr("x").eq(big)).all(&db).await, invalid, &["bytes", "2097152"]);
    let deep = vec!["a"; 33].join(".");
    assert_refused(Orders::update(KEY).set(attr(&deep), "secret").send(&db).await, invalid, &["33 steps"]);
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_page_size_of_zero() {
    let (db, faults) = faulty();
    assert_refused(Orders::query("secret").page_size(0).all(&db).await, ErrorKind::Validation, &["page_size"]);
    assert_refused(Orders::scan().page_size(0).count(&db).await, ErrorKind::Validation, &["page_size"]);
    assert_eq!(Orders::query("u").limit(0).all(&db).await.expect("no results were wanted"), []);
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn paths_that_an_index_does_not_project() {
    let (db, faults) = faulty();
    let query = Orders::by_region().query("secret").select_paths(["region", "address.city"]);
    assert_refused(query.all(&db).await, ErrorKind::InvalidProjection, &["address.city", "gsi-region"]);
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn names_above_64_kilobytes() {
    let (db, faults) = faulty();
    let long = attr_name("n".repeat(65_536));
    let invalid = ErrorKind::Validation;
    let tells = &["attribute name", "65536", "65535"];
    assert_refused(Orders::update(KEY).set(long.clone(), 1).send(&db).await, invalid, tells);
    assert_refused(Orders::update(KEY).set(attr("a").dot(long.clone()), 1).send(&db).await, invalid, tells);
    assert_refused(Orders::update(KEY).remove(long.clone()).send(&db).await, invalid, tells);
    assert_refused(Orders::scan().filter(long.clone().exists()).all(&db).await, invalid, tells);
    assert_refused(Orders::scan().filter(Orders::TOTAL.eq(long.clone())).all(&db).await, invalid, tells);
    assert_refused(Orders::query("u").filter(long.clone().size().gt(1)).count(&db).await, invalid, tells);
    assert_refused(Orders::delete(KEY).condition(long.not_exists()).send(&db).await, invalid, tells);
    let name = "n".repeat(65_536);
    assert_refused(Orders::get(KEY).select_paths([name.as_str()]).send(&db).await, invalid, tells);
    assert_refused(Orders::scan().select_paths([name.as_str()]).all(&db).await, invalid, tells);
    assert_refused(Orders::batch_get([KEY]).select_paths([name.as_str()]).send(&db).await, invalid, tells);
    let with = |extra: Item| Orders { extra, ..Orders::sample("u", "o") };
    let extra = item! { name.clone() => 1 }.expect("an item");
    assert_refused(with(extra.clone()).put().send(&db).await, ErrorKind::Encode, tells);
    assert_refused(BatchWrite::new().put(&with(extra.clone())).send(&db).await, ErrorKind::Encode, tells);
    assert_refused(Orders::update(KEY).set(attr("x"), extra.clone()).send(&db).await, ErrorKind::Encode, tells);
    let nested = item! { "map" => extra }.expect_err("a name in a map").to_string();
    assert!(nested.starts_with("map: ") && tells.iter().all(|tell| nested.contains(tell)), "{nested}");
    assert!(faults.calls().is_empty());
    assert!(Orders::update(KEY).set(attr_name("n".repeat(65_535)), 1).explain().is_ok());
    assert!(with(item! { "n".repeat(65_535) => 1 }.expect("an item")).put().explain().is_ok());
}

#[tokio::test(start_paused = true)]
async fn paths_of_more_than_32_steps() {
    let (db, faults) = faulty();
    let deep = |steps: usize| (1..steps).fold(attr("a"), |path, _| path.at(0));
    let (invalid, tells) = (ErrorKind::Validation, &["33 steps", "32"]);
    assert_refused(Orders::update(KEY).set(deep(33), 1).send(&db).await, invalid, tells);
    assert_refused(Orders::update(KEY).remove(attr("a").dot(deep(32))).send(&db).await, invalid, tells);
    assert_refused(Orders::scan().filter(deep(33).exists()).all(&db).await, invalid, tells);
    assert_refused(Orders::delete(KEY).condition(Orders::TOTAL.eq(deep(33))).send(&db).await, invalid, tells);
    assert!(faults.calls().is_empty());
    assert!(Orders::update(KEY).set(deep(32), 1).explain().is_ok());
}

#[tokio::test(start_paused = true)]
async fn empty_names() {
    let (db, faults) = faulty();
    let update = Orders::update(KEY).set(attr_name(""), 1);
    assert_refused(update.send(&db).await, ErrorKind::Validation, &["a name in it is empty"]);
    assert!(faults.calls().is_empty());
    // In an item an empty name is an error of the service, which says more about it.
    let order = Orders { extra: item! { "" => 1 }.expect("an item"), ..Orders::sample("u", "o") };
    let request = order.put().explain().expect("a request");
    assert!(request.parameters.iter().any(|(_, text)| text.contains(r#""":{"N":"1"}"#)), "{:?}", request.parameters);
}

#[tokio::test(start_paused = true)]
async fn values_that_fit_into_no_item() {
    let (db, faults) = faulty();
    let big = || "secret".repeat(70_000);
    let tells = &["x", "420000", "409600"];
    let too_large = ErrorKind::ItemTooLarge;
    assert_refused(Orders::update(KEY).set(attr("x"), big()).send(&db).await, too_large, tells);
    assert_refused(Orders::update(KEY).set_if_not_exists(attr("x"), big()).send(&db).await, too_large, tells);
    assert_refused(Orders::update(KEY).append(attr("x"), [big()]).send(&db).await, too_large, &["x", "409600"]);
    assert!(faults.calls().is_empty());
    assert!(Orders::update(KEY).set(attr("x"), "s".repeat(409_600)).explain().is_ok());
}

#[test]
fn one_mistake_has_the_same_text_everywhere() {
    let late = dkmio::Ttl::from_epoch_seconds(1_800_000_000_000);
    let order = Orders { expires_at: Some(late), ..Orders::sample("u", "o") };
    let texts = [
        order.put().explain().expect_err("put"),
        Orders::update(KEY).set(Orders::EXPIRES_AT, late).explain().expect_err("set"),
        Orders::update(KEY).set_if_not_exists(Orders::EXPIRES_AT, late).explain().expect_err("set_if_not_exists"),
        Orders::delete(KEY).condition(Orders::EXPIRES_AT.gt(late)).explain().expect_err("condition"),
        Orders::scan().filter(Orders::EXPIRES_AT.between(late, late)).explain().expect_err("filter"),
        Orders::scan().filter(!Orders::EXPIRES_AT.is_in([late])).explain().expect_err("filter"),
    ]
    .map(|error| {
        assert_eq!(error.kind(), ErrorKind::Encode);
        error.to_string().split_once(": ").expect("operation and table").1.to_owned()
    });
    assert!(texts[0].contains("expires_at: ") && texts[0].contains("milliseconds"), "{}", texts[0]);
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
}

#[derive(Debug, Clone, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "keyed")]
#[gsi(by_at, name = "gsi-at", pk = at)]
struct Keyed {
    #[pk]
    id: u128,
    #[sk]
    #[serde(with = "dkmio::key")]
    at: DateTime<Utc>,
}

#[test]
fn one_mistake_in_a_key_has_the_same_text_everywhere() {
    let (now, late) = (DateTime::<Utc>::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC);
    let digits = ": id: cannot store a number of more than 38 significant digits";
    for error in [
        Keyed { id: u128::MAX, at: now }.put().explain().expect_err("put"),
        Keyed::get((u128::MAX, now)).explain().expect_err("get"),
        Keyed::delete((u128::MAX, now)).explain().expect_err("delete"),
        Keyed::update((u128::MAX, now)).explain().expect_err("update"),
        Keyed::query(u128::MAX).explain().expect_err("query"),
        Keyed::scan().filter(Keyed::ID.eq(u128::MAX)).explain().expect_err("filter"),
    ] {
        assert!(error.to_string().ends_with(digits), "{error}");
    }
    let form = ": at: a key is not a timestamp in RFC 3339 form within years 0 to 9999";
    for error in [
        Keyed { id: 1, at: late }.put().explain().expect_err("put"),
        Keyed::get((1, late)).explain().expect_err("get"),
        Keyed::query(1_u128).sk_eq(late).explain().expect_err("sk_eq"),
        Keyed::query(1_u128).sk_between(now, late).explain().expect_err("sk_between"),
        Keyed::by_at().query(late).explain().expect_err("an index"),
        Keyed::delete((1, now)).condition(Keyed::AT.lt(late)).explain().expect_err("condition"),
    ] {
        assert!(error.to_string().ends_with(form), "{error}");
    }
}

#[test]
fn a_name_from_outside_stays_on_its_line() {
    for name in ["a\nERROR admin", "a\r\nb", "a\u{2028}b", "\u{1b}[31m", "a`b", "a.b"] {
        let error = Orders::update(KEY).set(attr_name(name), 1).set(attr_name(name), 2).explain().expect_err("twice");
        let text = error.to_string();
        assert!(text.contains("named twice"), "{text}");
        assert!(!text.contains(|c: char| c.is_control() || c == '\u{2028}'), "{text:?}");
    }
}

#[test]
fn ranges_with_equal_ends_are_sent() {
    assert!(Orders::scan().filter(Orders::TOTAL.between(4242, 4242)).explain().is_ok());
    assert!(Orders::scan().filter(Orders::CREATED_AT.between("a", "a")).explain().is_ok());
    assert!(Orders::scan().filter(attr("x").between([1_u8, 2].as_slice(), [1_u8, 2].as_slice())).explain().is_ok());
    assert!(Orders::query("u").sk_between("a", "a").explain().is_ok());
    assert!(Orders::by_amount().query("u").sk_between(7, 7).explain().is_ok());
}

#[test]
fn binary_ranges_with_their_ends_swapped() {
    let invalid = ErrorKind::Validation;
    for (low, high) in [(vec![2_u8], vec![1_u8]), (vec![1, 2], vec![1]), (vec![255, 0], vec![254, 255])] {
        let swapped = Orders::scan().filter(attr("x").between(low.clone(), high.clone()));
        assert_refused(swapped.explain(), invalid, &["`between` on `x`"]);
        assert!(Orders::scan().filter(attr("x").between(high, low)).explain().is_ok());
    }
}

#[test]
fn exactly_as_many_operators_as_the_service_takes_are_sent() {
    // Each comparison is an operator, and so is each AND between two.
    let comparisons = |count: usize| Condition::all((0..count).map(|_| attr("x").eq(1)));
    let with_not = |count: usize| comparisons(count) & !attr("x").exists();
    assert!(Orders::scan().filter(comparisons(150)).explain().is_ok(), "299 operators");
    assert!(Orders::scan().filter(with_not(149)).explain().is_ok(), "300 operators");
    let error = Orders::scan().filter(with_not(150)).explain().expect_err("302 operators");
    assert!(error.to_string().contains("302"), "{error}");
}
