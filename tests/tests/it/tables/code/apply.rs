//! Plans that are applied.

use std::time::Duration;

use dkmio::admin::{Plan, Step};
use dkmio::aws_sdk_dynamodb::types::{BillingMode, ProvisionedThroughput};
use dkmio::{DynamoDb, DynamoTable as _, ErrorKind};
use dkmio_embedded::{Faults, Operation};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::readings::{Raw, Readings};
use super::outputs::full;
use crate::support::faulty;

/// The table without its global indexes and its time to live.
fn bare() -> Raw {
    let mut bare = Raw { global: vec![], ttl: None, ..Raw::default() };
    bare.types.retain(|(name, _)| !matches!(*name, "site" | "unit"));
    bare
}

fn calls(faults: &Faults, operation: Operation) -> usize {
    faults.calls().iter().filter(|call| call.operation() == operation).count()
}

async fn plan_for_bare() -> (DynamoDb, Faults, Plan) {
    let (db, faults) = faulty();
    let db = db.with_table_name::<Readings>("eu-readings");
    bare().create(&db).await;
    let plan = full().plan().send(&db).await.unwrap();
    faults.clear_calls();
    (db, faults, plan)
}

fn reading(device: &str, taken_at: u64) -> Readings {
    let site = Some("s".to_owned());
    Readings { device: device.to_owned(), taken_at, site, unit: "C".to_owned(), value: taken_at, expires_at: None }
}

#[tokio::test(start_paused = true)]
async fn a_plan_makes_the_table_as_declared_one_change_per_request() {
    let (db, faults, plan) = plan_for_bare().await;
    Readings::batch_put((0..30).map(|at| reading("d", at))).send(&db).await.unwrap();
    let mut done = Vec::new();
    plan.apply(&db).on_progress(|step| done.push(step.clone())).await.unwrap();
    assert_eq!(done, plan.steps());
    // Deletion protection, billing, the stream and two indexes.
    assert_eq!(calls(&faults, Operation::UpdateTable), 5);
    assert_eq!(calls(&faults, Operation::UpdateTimeToLive), 1);
    let report = Readings::verify_table().send(&db).await.unwrap();
    assert!(report.is_match(), "{report}");
    assert!(full().plan().send(&db).await.unwrap().is_empty());
    // The items that were there are in the new index.
    assert_eq!(Readings::by_unit().query("C").count(&db).await.unwrap(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_missing_table_is_created_with_all_settings() {
    let (db, _) = faulty();
    let plan = full().plan().send(&db).await.unwrap();
    plan.apply(&db).await.unwrap();
    assert!(full().plan().send(&db).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_blocked_plan_sends_no_request() {
    let (db, faults) = faulty();
    let mut table = bare();
    table.ttl = Some("other");
    table.create(&db).await;
    let plan = Readings::table().plan().send(&db).await.unwrap();
    faults.clear_calls();
    let error = plan.apply(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PlanBlocked);
    assert!(
        error.to_string().starts_with(
            "UpdateTable on `readings`: the plan is blocked: the table is declared with time to live on `expires_at`"
        ),
        "{error}"
    );
    assert_eq!(faults.calls().len(), 0);

    plan.apply(&db).skip_blocked().await.unwrap();
    let plan = Readings::table().plan().send(&db).await.unwrap();
    assert_eq!((plan.steps(), plan.blocked().len()), (&[][..], 1));
}

#[tokio::test(start_paused = true)]
async fn a_step_that_no_longer_fits_changes_nothing() {
    let (db, faults, plan) = plan_for_bare().await;
    plan.apply(&db).await.unwrap();
    faults.clear_calls();
    let error = plan.apply(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PlanOutdated);
    let expected = "UpdateTable on `eu-readings`: the plan is outdated: the step `protect the table from deletion` no \
                    longer fits the table; make a new plan";
    assert_eq!(error.to_string(), expected);
    assert_eq!(calls(&faults, Operation::UpdateTable), 0);
}

#[tokio::test(start_paused = true)]
async fn a_backfill_is_waited_for_until_the_limit() {
    const BACKFILLING: &str = r#"{"Table":{"TableStatus":"ACTIVE","GlobalSecondaryIndexes":[{"IndexName":"gsi-unit","IndexStatus":"ACTIVE","Backfilling":true}]}}"#;
    let (db, faults) = faulty();
    let mut table = Raw::default();
    table.global.remove(1);
    table.types.retain(|(name, _)| *name != "unit");
    table.create(&db).await;
    let plan = Readings::table().plan().send(&db).await.unwrap();
    assert_eq!(plan.steps(), [Step::CreateIndex { index: "gsi-unit".to_owned() }]);
    faults.clear_calls();
    // The first two descriptions come before the step. The second rule does not see the request that the first one takes.
    faults.on(Operation::DescribeTable).nth(3).malformed_body(BACKFILLING);
    faults.on(Operation::DescribeTable).nth(3).malformed_body(BACKFILLING);
    plan.apply(&db).await.unwrap();
    assert_eq!(calls(&faults, Operation::DescribeTable), 5);

    let plan = Readings::table().tag("a", "b").plan().send(&db).await.unwrap();
    faults.on(Operation::DescribeTable).always().malformed_body(BACKFILLING);
    let error = plan.apply(&db).wait(Duration::from_secs(20)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("the step `set tags `a`` is not done after 20s"), "{error}");
}

/// The members of the UpdateTable requests that change indexes.
fn index_updates(faults: &Faults) -> Vec<Value> {
    let calls = faults.calls().into_iter().filter(|call| call.operation() == Operation::UpdateTable);
    calls.filter_map(|call| call.request().body().get("GlobalSecondaryIndexUpdates").cloned()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_new_index_of_a_provisioned_table_gets_the_units_of_its_table() {
    let (db, faults) = faulty();
    let mut table = Raw::default();
    table.global.remove(1);
    table.types.retain(|(name, _)| *name != "unit");
    table.create(&db).await;
    let units = ProvisionedThroughput::builder().read_capacity_units(5).write_capacity_units(6).build().unwrap();
    let update = db.client().update_table().table_name("readings").billing_mode(BillingMode::Provisioned);
    update.provisioned_throughput(units).send().await.unwrap();
    faults.clear_calls();

    // Billing is not set, so the table keeps its own.
    let plan = Readings::table().plan().send(&db).await.unwrap();
    assert_eq!(plan.steps(), [Step::CreateIndex { index: "gsi-unit".to_owned() }]);
    plan.apply(&db).await.unwrap();
    let updates = index_updates(&faults);
    let [update] = updates.as_slice() else { panic!("{updates:?}") };
    let units = json!({ "ReadCapacityUnits": 5, "WriteCapacityUnits": 6 });
    assert_eq!(update[0]["Create"]["ProvisionedThroughput"], units);
}

#[tokio::test(start_paused = true)]
async fn units_that_an_index_has_already_are_not_sent() {
    let (db, faults) = faulty();
    let create = Readings::create_table().provisioned(5, 6).provisioned_index(Readings::by_site(), 7, 8);
    create.send(&db).await.unwrap();
    faults.clear_calls();
    let plan = Readings::table().provisioned(7, 8).plan().send(&db).await.unwrap();
    plan.apply(&db).await.unwrap();
    let units = json!({ "ReadCapacityUnits": 7, "WriteCapacityUnits": 8 });
    let update = json!([{ "Update": { "IndexName": "gsi-unit", "ProvisionedThroughput": units } }]);
    assert_eq!(index_updates(&faults), [update]);
}

#[tokio::test(start_paused = true)]
async fn an_error_after_a_change_says_that_something_was_applied() {
    let (db, faults, plan) = plan_for_bare().await;
    faults.on(Operation::DescribeTable).error(400, "AccessDeniedException", "no");
    let error = plan.apply(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::AccessDenied, false));
    // The first two descriptions come before the first step, and the third behind it.
    faults.on(Operation::DescribeTable).nth(3).error(400, "AccessDeniedException", "no");
    let error = plan.apply(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::AccessDenied, true));
    assert_eq!(calls(&faults, Operation::UpdateTable), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn a_table_with_any_part_of_the_declaration_becomes_as_declared_or_the_plan_is_blocked(
        has_site in any::<bool>(), has_unit in any::<bool>(), has_local in any::<bool>(), ttl in 0..3_u8, narrow in any::<bool>(),
    ) {
        let mut table = Raw::default();
        if narrow {
            table.global[0].included = Some(vec!["unit"]);
        }
        let keep = [("gsi-site", has_site), ("gsi-unit", has_unit)];
        table.global.retain(|index| keep.contains(&(index.name, true)));
        if !has_local {
            table.local.clear();
        }
        let used = |name: &str| match name {
            "site" => has_site,
            "unit" => has_unit,
            "value" => has_local,
            _ => true,
        };
        table.types.retain(|(name, _)| used(name));
        table.ttl = [None, Some("expires_at"), Some("other")][usize::from(ttl)];
        let is_blocked = !has_local || ttl == 2 || (narrow && has_site);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let (db, _) = faulty();
            table.create(&db).await;
            let plan = Readings::table().plan().send(&db).await.unwrap();
            assert_eq!(!plan.blocked().is_empty(), is_blocked, "{plan}");
            plan.apply(&db).skip_blocked().await.unwrap();
            let report = Readings::verify_table().send(&db).await.unwrap();
            assert_eq!(report.is_match(), !is_blocked, "{report}");
            assert_eq!(Readings::table().plan().send(&db).await.unwrap().steps(), []);
        });
    }
}
