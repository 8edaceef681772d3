//! Tables with vector indexes: created, compared, planned and changed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::time::Duration;

use dkmio::admin::{Billing, Blocked, BlockedKind, Step};
use dkmio::aws_sdk_dynamodb::Client;
use dkmio::{DynamoDb, DynamoTable, ErrorKind, Vector};
use dkmio_embedded::{Engine, Faults, ManualClock, Operation, config_over};
use serde::{Deserialize, Serialize};

use super::{Docs, QUESTION, doc};
use crate::tables::code::outputs::assert_golden;

/// The table without vector indexes.
#[derive(Debug, Clone, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
struct Plain {
    #[pk]
    id: String,
}

/// The table with a secondary index in place of its vector indexes.
#[derive(Debug, Clone, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[gsi(by_lang, name = "docs-lang", pk = lang)]
struct ByLang {
    #[pk]
    id: String,
    lang: String,
}

/// The table with another index of the same name.
#[derive(Debug, Clone, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[vector(by_meaning, name = "docs-meaning", on = summary, distance = EUCLIDEAN, filter = lang, projection = KEYS_ONLY)]
struct Changed {
    #[pk]
    id: String,
    lang: String,
    summary: Vector<4>,
}

/// The table with a name taken and an attribute of another type.
#[derive(Debug, Clone, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
#[gsi(by_tenant, name = "docs-product", pk = tenant)]
struct Taken {
    #[pk]
    id: String,
    tenant: u64,
}

/// An engine whose clock stands still until it is told otherwise, with faults in front of it.
fn clocked() -> (DynamoDb, Faults, ManualClock) {
    let clock = ManualClock::at(1_700_000_000);
    let faults = Faults::over(Engine::memory_at(&clock).unwrap());
    let client = Client::from_conf(config_over(faults.clone()).build());
    (DynamoDb::from_client(client), faults, clock)
}

/// Lets the engine's time pass while something is done.
async fn while_time_passes<T>(clock: &ManualClock, work: impl Future<Output = T>) -> T {
    let passing = async {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            clock.advance(Duration::from_secs(1));
        }
    };
    tokio::select! {
        done = work => done,
        () = passing => unreachable!("the loop has no end"),
    }
}

fn create(index: &str) -> Step {
    Step::CreateVectorIndex { index: index.to_owned() }
}

#[tokio::test]
async fn a_table_is_created_with_its_vector_indexes_and_as_declared() {
    let (db, _, _) = clocked();
    Docs::create_table().send(&db).await.unwrap();
    let report = Docs::verify_table().send(&db).await.unwrap();
    assert!(report.is_match(), "{report}");
    assert!(Docs::table().plan().send(&db).await.unwrap().is_empty());
    let described = Docs::describe_table().send(&db).await.unwrap();
    let index = &described.vector_indexes[0];
    assert_eq!((index.name.as_str(), index.attribute.as_str(), index.dimensions), ("docs-meaning", "embedding", 3));
    assert!(described.to_string().contains("vector index docs-place: embedding (3, EUCLIDEAN), ACTIVE"), "{described}");
}

#[tokio::test(start_paused = true)]
async fn a_provisioned_table_with_a_vector_index_is_refused_before_it_is_sent() {
    let (db, faults, _) = clocked();
    let error = Docs::create_table().provisioned(1, 1).send(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Validation, None));
    let message = "a table with a vector index, such as `docs-meaning`, must be on demand; remove `provisioned`";
    assert!(error.to_string().ends_with(message), "{error}");
    let provisioned = || Docs::table().provisioned(1, 1);
    assert!(provisioned().to_cloudformation().unwrap_err().to_string().ends_with(message));
    assert!(provisioned().plan().send(&db).await.unwrap_err().to_string().ends_with(message));
    assert_eq!(faults.calls().len(), 0);
}

#[test]
fn templates_have_the_vector_indexes() {
    // The schema of cfn-lint does not know vector indexes yet, so this template is not among those that it checks.
    assert_golden("docs.vectors.json", &Docs::table().to_cloudformation().unwrap());
    assert_golden("docs.create-table.json", &Docs::table().to_create_table_json().unwrap());
    assert_golden("docs.mmd", &Docs::table().to_mermaid());
    let error = Docs::table().to_terraform("docs").unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("Terraform cannot create vector index `docs-meaning`; use CloudFormation, or `plan`")
    );
    let explained = Docs::create_table().explain().unwrap().to_string();
    assert!(
        explained.contains(
            "VectorIndex: docs-meaning: embedding (3, COSINE), tenant (HASH), lang (INLINE_FILTER), year (INLINE_FILTER); \
             projection ALL"
        ),
        "{explained}"
    );
}

#[tokio::test]
async fn every_difference_of_a_vector_index_is_found_and_blocks_the_plan() {
    let (db, _, _) = clocked();
    Changed::create_table().send(&db).await.unwrap();
    let report = Docs::verify_table().send(&db).await.unwrap();
    let lines: Vec<_> = report.differences().iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "vector index `docs-meaning` is declared on `embedding` and is on `summary`",
            "vector index `docs-meaning` is declared with 3 dimensions and has 4",
            "vector index `docs-meaning` is declared with COSINE and has EUCLIDEAN",
            "vector index `docs-meaning` is declared with partition attribute `tenant` (S), filter `lang` (S), filter `year` (N) \
             and has filter `lang` (S)",
            "vector index `docs-meaning` is declared to project ALL and projects KEYS_ONLY, without `embedding`, `title`",
            "there is no vector index `docs-product`",
            "there is no vector index `docs-place`",
        ]
    );
    let plan = Docs::table().plan().send(&db).await.unwrap();
    assert_eq!(plan.steps(), [create("docs-product"), create("docs-place")]);
    let is_of_index = |blocked: &Blocked| {
        blocked.kind == BlockedKind::VectorIndex && blocked.index.as_deref() == Some("docs-meaning")
    };
    assert_eq!(plan.blocked().len(), 5);
    assert!(plan.blocked().iter().all(is_of_index));
    assert!(
        plan.to_string().contains(
            "blocked: index `docs-meaning` is declared with COSINE and has EUCLIDEAN: declare the index under a new name"
        ),
        "{plan}"
    );
    assert!(Changed::verify_table().send(&db).await.unwrap().is_match());
}

#[tokio::test]
async fn what_keeps_a_vector_index_from_being_created_blocks_the_plan() {
    let (db, _, _) = clocked();
    Taken::create_table().send(&db).await.unwrap();
    let plan = Docs::table().plan().send(&db).await.unwrap();
    let kinds: Vec<_> =
        plan.blocked().iter().map(|blocked| (blocked.kind, blocked.index.as_deref().unwrap())).collect();
    assert_eq!(kinds, [(BlockedKind::AttributeType, "docs-meaning"), (BlockedKind::VectorIndex, "docs-product")]);
    assert_eq!(plan.steps(), [create("docs-place")]);

    let (db, _, _) = clocked();
    Plain::create_table().provisioned(1, 1).send(&db).await.unwrap();
    let plan = Docs::table().plan().send(&db).await.unwrap();
    assert!(plan.steps().is_empty());
    assert!(plan.blocked().iter().all(|blocked| blocked.kind == BlockedKind::Billing), "{plan}");
    let plan = Docs::table().on_demand().plan().send(&db).await.unwrap();
    assert!(plan.blocked().is_empty());
    assert_eq!(plan.steps()[1..], [create("docs-meaning"), create("docs-product"), create("docs-place")]);
}

#[tokio::test(start_paused = true)]
async fn a_table_is_provisioned_only_after_its_vector_indexes_are_deleted() {
    let (db, _, clock) = clocked();
    Docs::create_table().send(&db).await.unwrap();
    let table = || ByLang::table().provisioned(2, 3);
    let plan = table().plan().send(&db).await.unwrap();
    let [blocked] = plan.blocked() else { panic!("{plan}") };
    assert_eq!((blocked.kind, &blocked.index), (BlockedKind::Billing, &None));
    assert_eq!(
        blocked.to_string(),
        "the table is declared with billing provisioned, 2 read and 3 write units and has vector index `docs-meaning`: \
         vector indexes need on-demand billing; add `on_demand`"
    );
    // The new index has no units as long as the table is on demand.
    let by_lang = Step::CreateIndex { index: "docs-lang".to_owned() };
    assert_eq!(plan.steps(), [by_lang]);
    while_time_passes(&clock, async { plan.apply(&db).skip_blocked().await.unwrap() }).await;

    let plan = table().plan().delete_undeclared_indexes().send(&db).await.unwrap();
    assert!(plan.blocked().is_empty(), "{plan}");
    let delete = |index: &str| Step::DeleteIndex { index: index.to_owned() };
    let billing = Step::SetBilling { declared: Billing::Provisioned { read: 2, write: 3 }, found: Billing::OnDemand };
    assert_eq!(plan.steps(), [delete("docs-meaning"), delete("docs-place"), delete("docs-product"), billing]);
    while_time_passes(&clock, async { plan.apply(&db).await.unwrap() }).await;
    let plan = table().plan().delete_undeclared_indexes().send(&db).await.unwrap();
    assert!(plan.is_empty(), "{plan}");
}

#[tokio::test(start_paused = true)]
async fn a_plan_creates_vector_indexes_one_by_one_and_waits_until_they_can_be_searched() {
    let (db, faults, clock) = clocked();
    Plain::create_table().send(&db).await.unwrap();
    Docs::batch_put([doc("a", "en", QUESTION)]).send(&db).await.unwrap();
    let plan = Docs::table().plan().send(&db).await.unwrap();
    assert_eq!(plan.steps(), [create("docs-meaning"), create("docs-product"), create("docs-place")]);
    assert!(plan.to_string().contains("create vector index `docs-product` (backfills the whole table)"), "{plan}");
    faults.clear_calls();
    let mut done = Vec::new();
    while_time_passes(&clock, async {
        plan.apply(&db).on_progress(|step| done.push(step.clone())).await.unwrap();
    })
    .await;
    assert_eq!(done, plan.steps());
    let updates = faults.calls().iter().filter(|call| call.operation() == Operation::UpdateTable).count();
    assert_eq!(updates, 3);
    // The probes say that the index is ready, and the item that was there is in it.
    assert_eq!(Docs::by_meaning().search("acme", QUESTION).send(&db).await.unwrap().len(), 1);
    assert!(Docs::verify_table().send(&db).await.unwrap().is_match());
    assert!(Docs::table().plan().send(&db).await.unwrap().is_empty());

    let plan = Plain::table().plan().delete_undeclared_indexes().send(&db).await.unwrap();
    assert_eq!(plan.undeclared(), ["docs-meaning", "docs-place", "docs-product"]);
    while_time_passes(&clock, async { plan.apply(&db).await.unwrap() }).await;
    assert!(Plain::describe_table().send(&db).await.unwrap().vector_indexes.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_plan_that_creates_a_table_waits_for_its_vector_indexes() {
    let (db, faults, _) = clocked();
    let plan = Docs::table().plan().send(&db).await.unwrap();
    assert_eq!(plan.steps(), [Step::CreateTable]);
    let backfilling = "Cannot search backfilling vector index";
    faults.on(Operation::SearchVectors).times(2).error(400, "ValidationException", backfilling);
    let mut done = Vec::new();
    plan.apply(&db).on_progress(|step| done.push(step.clone())).await.unwrap();
    assert_eq!(done, plan.steps());
    let searches = faults.calls().iter().filter(|call| call.operation() == Operation::SearchVectors).count();
    assert_eq!(searches, 5);
}

#[tokio::test(start_paused = true)]
async fn a_new_index_is_not_ready_until_it_is_built() {
    let (db, _, clock) = clocked();
    Plain::create_table().send(&db).await.unwrap();
    doc("a", "en", QUESTION).put().send(&db).await.unwrap();
    let plan = Changed::table().plan().send(&db).await.unwrap();
    let error = plan.apply(&db).wait(Duration::from_millis(10)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("the step `create vector index `docs-meaning`"), "{error}");
    let search = || Changed::by_meaning().search([1.0, 0.0, 0.0, 0.0]);
    for seconds in [0, 10, 10] {
        // The index is being made, backfilled, and then active.
        clock.advance(Duration::from_secs(seconds));
        let error = search().send(&db).await.unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::IndexNotReady, true));
    }
    clock.advance(Duration::from_secs(11));
    assert!(search().send(&db).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_may_not_search_is_told_that_the_index_may_not_be_ready() {
    let (db, faults, clock) = clocked();
    Plain::create_table().send(&db).await.unwrap();
    faults.on(Operation::SearchVectors).always().error(400, "AccessDeniedException", "not authorized");
    let plan = Changed::table().plan().send(&db).await.unwrap();
    let mut done = Vec::new();
    while_time_passes(&clock, async {
        plan.apply(&db).on_progress(|step| done.push(step.clone())).await.unwrap();
    })
    .await;
    assert_eq!(done, [create("docs-meaning"), Step::SearchNotAllowed { index: "docs-meaning".to_owned() }]);
}
