//! What `explain` says of one canonical request of each operation.

use dkmio::DynamoTable;

use super::{everything, open};
use crate::models::{Orders, Status, Users};
use crate::support::faulty;

#[test]
fn get() {
    let text = Users::get("u").consistent().select_paths(["name", "a.b[1]"]).explain().expect("explained").to_string();
    assert_eq!(
        text,
        r##"GetItem on table users
  Key: {"user_id":{"S":"u"}}
  ConsistentRead: true
  ProjectionExpression: name, a.b[1], user_id
    sent as: #n0, #n1.#n2[1], #n3"##
    );
}

#[test]
fn put() {
    let user = Users { user_id: "u".to_owned(), email: None, name: "Ann \"A\"".to_owned(), age: None };
    assert_eq!(
        user.put().if_not_exists().explain().expect("explained").to_string(),
        r##"PutItem on table users
  Item: {"name":{"S":"Ann \"A\""},"user_id":{"S":"u"}}
  ConditionExpression: attribute_not_exists(user_id)
    sent as: attribute_not_exists(#n0)"##
    );
}

#[test]
fn update() {
    assert_eq!(
        everything().condition(open()).explain().expect("explained").to_string(),
        r##"UpdateItem on table orders
  Key: {"order_id":{"S":"ord_1"},"user_id":{"S":"usr_1"}}
  UpdateExpression: SET status = {"S":"SHIPPED"}, paid = total, region = if_not_exists(region, {"S":"EU"}), items_count = if_not_exists(items_count, {"N":"0"}) + {"N":"2"}, history = list_append(if_not_exists(history, {"L":[]}), {"L":[{"S":"shipped"}]}), tags = {"SS":["new"]} REMOVE shop ADD version {"N":"1"} DELETE old_tags {"SS":["old"]}
    sent as: SET #n0 = :v0, #n1 = #n2, #n3 = if_not_exists(#n3, :v1), #n4 = if_not_exists(#n4, :v2) + :v3, #n5 = list_append(if_not_exists(#n5, :v4), :v5), #n6 = :v6 REMOVE #n7 ADD #n8 :v7 DELETE #n9 :v8
  ConditionExpression: status = {"S":"PENDING"} OR (status = {"S":"DRAFT"} AND total > paid)
    sent as: #n0 = :v9 OR (#n0 = :v10 AND #n2 > #n1)"##
    );
}

#[test]
fn delete() {
    assert_eq!(
        Users::delete("u").condition(Users::AGE.lt(9)).explain().expect("explained").to_string(),
        r##"DeleteItem on table users
  Key: {"user_id":{"S":"u"}}
  ConditionExpression: age < {"N":"9"}
    sent as: #n0 < :v0"##
    );
}

#[test]
fn query() {
    let query = Orders::by_status().query(Status::Pending).sk_gte("2025-01-01").filter(Orders::TOTAL.gte(100));
    assert_eq!(
        query.descending().limit(20).explain().expect("explained").to_string(),
        r##"Query on table orders, index gsi-status-date
  direction: descending
  limit: 20 results
  KeyConditionExpression: status = {"S":"PENDING"} AND created_at >= {"S":"2025-01-01"}
    sent as: #n0 = :v0 AND #n1 >= :v1
  FilterExpression: total >= {"N":"100"}
    sent as: #n2 >= :v2
  note: a filter is applied after reading: items that it drops are charged too"##
    );
}

#[test]
fn scan() {
    assert_eq!(
        Orders::scan().page_size(5).consistent().explain().expect("explained").to_string(),
        r##"Scan on table orders
  ConsistentRead: true
  Limit: 5 items read a page
  note: a scan reads the whole table or index, and all of it is charged"##
    );
}

#[test]
fn a_scan_in_segments() {
    let scan = Orders::scan().segments(4).limit(7).max_pages(3).max_read_units_per_second(5);
    assert_eq!(
        scan.explain().expect("explained").to_string(),
        r##"Scan on table orders
  limit: 7 results
  Limit: 7 items read a page
  max_pages: 3
  TotalSegments: 4
  max_read_units_per_second: 5
  ReturnConsumedCapacity: TOTAL
  note: a scan reads the whole table or index, and all of it is charged"##
    );
}

#[test]
fn a_query_of_a_local_index() {
    let query =
        Orders::by_amount().query("u").descending().ascending().all_attributes().consistent().page_size(3).limit(0);
    let text = query.explain().expect("explained").to_string();
    for line in [
        "\n  direction: ascending\n  ConsistentRead: true\n  Select: ALL_ATTRIBUTES\n  limit: 0 results\n",
        "\n  Limit: 1 items read a page\n  KeyConditionExpression: ",
        "\n  note: no item can match: no request is sent",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains("ExclusiveStartKey"), "{text}");
}

#[test]
fn a_query_takes_keys_up_to_the_limits_of_dynamodb() {
    let partition = |bytes: usize| Orders::query("x".repeat(bytes)).explain().is_ok();
    assert_eq!([2048, 2049].map(partition), [true, false]);
    let sort = |bytes: usize| Orders::query("u").sk_eq("x".repeat(bytes)).explain().is_ok();
    assert_eq!([1024, 1025].map(sort), [true, false]);
}

#[tokio::test]
async fn a_read_from_a_cursor() {
    let db = crate::engine::db_with::<Orders>().await;
    for id in ["a", "b"] {
        Orders::sample("u", id).put().send(&db).await.expect("written");
    }
    let page = Orders::query("u").page_size(1).page(&db).await.expect("a page");
    let text = Orders::query("u").start_from(page.next.expect("a cursor")).explain().expect("explained").to_string();
    assert!(text.contains("\n  ExclusiveStartKey: from the cursor"), "{text}");
    assert!(text.contains("\n  note: the command of the AWS CLI begins at the start"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn what_is_explained_is_what_is_sent() {
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], r#"{"Items":[],"Count":0,"ScannedCount":0}"#);
    let update = || everything().condition(open());
    update().send(&db).await.expect("nothing");
    let sent = faults.calls()[0].request().body().clone();
    for expression in update().explain().expect("explained").expressions {
        assert_eq!(sent[expression.parameter], expression.sent);
    }
}

#[test]
fn what_would_be_refused_is_not_explained() {
    let error = Users::update("u").explain().expect_err("an update of nothing");
    assert!(error.is_validation() && error.to_string().contains("UpdateItem"), "{error}");
}
