//! What a plan finds.

use dkmio::admin::{BlockedKind, Plan, Step, TableSpec};
use dkmio::aws_sdk_dynamodb::types::{ProjectionType, ScalarAttributeType, StreamViewType};
use dkmio::{DynamoTable as _, ErrorKind, admin::Billing};
use dkmio_embedded::Operation;

use super::super::readings::{Raw, RawIndex, Readings};
use super::outputs::full;
use crate::models::Users;
use crate::support::faulty;

/// The plan for a table made so. It is checked that making it writes nothing.
async fn plan(table: Raw, spec: TableSpec<Readings>) -> Plan {
    let (db, faults) = faulty();
    let db = db.with_table_name::<Readings>("eu-readings");
    table.create(&db).await;
    faults.clear_calls();
    let plan = spec.plan().send(&db).await.unwrap();
    let reads = ["DescribeTable", "DescribeTimeToLive", "ListTagsOfResource"];
    for call in faults.calls() {
        assert!(reads.contains(&call.request().operation_name()), "{}", call.request().operation_name());
    }
    plan
}

async fn blocked(table: Raw) -> (BlockedKind, String) {
    let plan = plan(table, Readings::table()).await;
    assert_eq!((plan.blocked().len(), plan.steps()), (1, &[][..]), "{plan}");
    let [blocked] = plan.blocked() else { panic!("{plan}") };
    (blocked.kind, blocked.to_string())
}

#[tokio::test]
async fn of_a_table_as_declared_is_empty() {
    let plan = plan(Raw::default(), Readings::table()).await;
    assert!(plan.is_empty());
    assert_eq!(plan.to_string(), "table eu-readings\n  nothing to change");
}

#[tokio::test(start_paused = true)]
async fn of_a_missing_table_creates_it_with_everything() {
    let (db, _) = faulty();
    let plan = full().plan().send(&db).await.unwrap();
    assert_eq!(plan.steps(), [Step::CreateTable]);
}

#[tokio::test]
async fn has_a_step_for_each_setting_in_a_fixed_order() {
    let bare = Raw { global: vec![], ttl: None, ..Raw::default() };
    let mut bare = bare;
    bare.types.retain(|(name, _)| !matches!(*name, "site" | "unit"));
    let plan = plan(bare, full()).await;
    let billing = Billing::Provisioned { read: 5, write: 4 };
    assert_eq!(
        plan.steps(),
        [
            Step::SetDeletionProtection,
            Step::SetBilling { declared: billing, found: Billing::OnDemand },
            Step::EnableStream { view: StreamViewType::NewAndOldImages },
            Step::EnableTtl { attribute: "expires_at".to_owned() },
            Step::CreateIndex { index: "gsi-site".to_owned() },
            Step::CreateIndex { index: "gsi-unit".to_owned() },
            Step::SetTags {
                tags: vec![("team".to_owned(), "ops ${x} \"é\"".to_owned()), ("cost".to_owned(), "%{if}".to_owned()),],
            },
        ]
    );
    let text = plan.to_string();
    let expected = "table eu-readings
  protect the table from deletion
  change billing to provisioned, 5 read and 4 write units (now on demand)
  enable the stream with NEW_AND_OLD_IMAGES
  enable the time to live on `expires_at`
  create index `gsi-site` (backfills the whole table)
  create index `gsi-unit` (backfills the whole table)
  set tags `team`, `cost`";
    assert_eq!(text, expected);
}

#[tokio::test(start_paused = true)]
async fn of_settings_that_the_code_leaves_open_says_nothing() {
    let (db, _) = faulty();
    full().create().send(&db).await.unwrap();
    let plan = Readings::table().named("eu-readings").plan().send(&db).await.unwrap();
    assert!(plan.is_empty(), "{plan}");
}

#[tokio::test]
async fn of_a_table_that_is_being_deleted_is_an_error() {
    let (db, faults) = faulty();
    faults.on(Operation::DescribeTable).malformed_body(r#"{"Table":{"TableStatus":"DELETING"}}"#);
    let error = Users::table().plan().send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TableInUse);
    assert!(error.to_string().ends_with("the table is being deleted"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn lists_indexes_that_are_not_declared_and_deletes_them_only_if_asked() {
    let mut table = Raw::default();
    table.global.push(RawIndex::new("gsi-b", ("unit", None), ProjectionType::All));
    table.global.push(RawIndex::new("gsi-a", ("site", None), ProjectionType::All));
    table.local.push(RawIndex::new("lsi-z", ("device", Some("value")), ProjectionType::All));
    let (db, _) = faulty();
    table.create(&db).await;
    let plan = Readings::table().plan().send(&db).await.unwrap();
    assert_eq!(plan.undeclared(), ["gsi-a", "gsi-b", "lsi-z"]);
    assert_eq!(plan.steps(), []);
    assert!(plan.to_string().ends_with("\n  note: index `lsi-z` is not declared, and is kept"), "{plan}");

    let plan = Readings::table().plan().delete_undeclared_indexes().send(&db).await.unwrap();
    let delete = |index: &str| Step::DeleteIndex { index: index.to_owned() };
    assert_eq!(plan.steps(), [delete("gsi-a"), delete("gsi-b")]);
    plan.apply(&db).await.unwrap();
    let plan = Readings::table().plan().delete_undeclared_indexes().send(&db).await.unwrap();
    assert_eq!((plan.steps(), plan.undeclared()), (&[][..], &["lsi-z".to_owned()][..]));
    assert!(Readings::verify_table().send(&db).await.unwrap().is_match());
}

#[tokio::test]
async fn is_blocked_by_another_primary_key() {
    let mut table = Raw { key: ("device", Some("at")), ..Raw::default() };
    table.types.push(("at", ScalarAttributeType::N));
    let (kind, text) = blocked(table).await;
    assert_eq!(kind, BlockedKind::TableKey);
    assert_eq!(
        text,
        "the table is declared with partition key `device` (S), sort key `taken_at` (N) and has partition key `device` \
         (S), sort key `at` (N): create a table under a new name and copy the items"
    );
}

#[tokio::test]
async fn is_blocked_by_another_type_of_a_key_attribute() {
    let mut table = Raw::default();
    table.types[3].1 = ScalarAttributeType::N;
    let (kind, text) = blocked(table).await;
    assert_eq!(kind, BlockedKind::AttributeType);
    assert!(text.starts_with("index `gsi-unit` is declared with attribute partition key `unit` (S) and has"), "{text}");

    // An index that is missing cannot be created either, if its attribute is known with another type.
    let mut table = Raw::default();
    table.global.remove(1);
    table.global.push(RawIndex::new("other", ("unit", None), ProjectionType::All));
    table.types[3].1 = ScalarAttributeType::N;
    let (kind, text) = blocked(table).await;
    assert_eq!(kind, BlockedKind::AttributeType);
    assert!(text.starts_with("index `gsi-unit` is declared with attribute `unit` (S) and has `unit` (N)"), "{text}");
}

#[tokio::test]
async fn is_blocked_by_what_local_indexes_are() {
    let mut table = Raw { local: vec![], ..Raw::default() };
    table.types.retain(|(name, _)| *name != "value");
    let (kind, text) = blocked(table).await;
    assert_eq!(kind, BlockedKind::LocalIndex);
    let expected =
        "index `lsi-value` is declared as local and has no such index: declare a global index, or create a new table";
    assert_eq!(text, expected);
}

#[tokio::test]
async fn is_blocked_by_another_key_or_a_smaller_projection_of_an_index() {
    let mut table = Raw::default();
    table.global[1].key = ("site", None);
    table.types.retain(|(name, _)| *name != "unit");
    assert_eq!(blocked(table).await.0, BlockedKind::IndexKey);

    let mut table = Raw::default();
    table.global[0].included = Some(vec!["unit"]);
    let (kind, text) = blocked(table).await;
    assert_eq!(kind, BlockedKind::IndexProjection);
    assert!(
        text.contains("with projection INCLUDE and has INCLUDE without `value`: declare the index under a new name"),
        "{text}"
    );
}

#[tokio::test]
async fn an_index_that_projects_more_than_declared_is_fine() {
    let mut table = Raw::default();
    table.global[0] = RawIndex::new("gsi-site", ("site", Some("taken_at")), ProjectionType::All);
    assert!(plan(table, Readings::table()).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn is_blocked_by_another_stream_or_time_to_live() {
    let (kind, text) = blocked(Raw { ttl: Some("other"), ..Raw::default() }).await;
    assert_eq!(kind, BlockedKind::TtlAttribute);
    assert!(text.starts_with("the table is declared with time to live on `expires_at` and has `other`"), "{text}");

    let (db, _) = faulty();
    Readings::table().stream_view(StreamViewType::KeysOnly).create().send(&db).await.unwrap();
    let plan = Readings::table().stream_view(StreamViewType::NewImage).plan().send(&db).await.unwrap();
    let [blocked] = plan.blocked() else { panic!("{plan}") };
    assert_eq!(blocked.kind, BlockedKind::StreamView);
    assert!(blocked.to_string().contains("with stream view NEW_IMAGE and has KEYS_ONLY"), "{blocked}");
}

#[tokio::test(start_paused = true)]
async fn tags_that_are_there_are_no_step() {
    let (db, faults) = faulty();
    Readings::table().tag("a", "1").tag("b", "2").create().send(&db).await.unwrap();
    let plan = Readings::table().tag("a", "1").tag("b", "3").plan().send(&db).await.unwrap();
    assert_eq!(plan.steps(), [Step::SetTags { tags: vec![("b".to_owned(), "3".to_owned())] }]);
    plan.apply(&db).await.unwrap();
    assert_eq!(faults.calls().iter().filter(|call| call.request().operation_name() == "TagResource").count(), 1);
    assert!(Readings::table().tag("a", "1").tag("b", "3").plan().send(&db).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_page_of_tags_that_repeats_is_an_error() {
    let (db, faults) = faulty();
    Users::create_table().send(&db).await.unwrap();
    let rule = faults.on_any().when(|request| request.operation_name() == "ListTagsOfResource").always();
    rule.respond(200, [("x", "y"); 0], r#"{"Tags":[],"NextToken":"t"}"#);
    let error = Users::table().tag("team", "a").plan().send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RepeatedKey);
    assert!(error.to_string().contains("`NextToken` repeats"), "{error}");
}
