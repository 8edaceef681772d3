//! Applies a plan.

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use futures::future::BoxFuture;

use super::compare::compare;
use super::live_table::LiveTable;
use super::perform::perform;
use super::step::Step;
use super::table::Plan;
use crate::admin::probe::{Searchable, until_searchable};
use crate::admin::wait;
use crate::client::DynamoDb;
use crate::error::{Error, ErrorContext, ErrorKind};

/// The default limit of the wait for a step.
const DEFAULT_WAIT: Duration = Duration::from_hours(1);

type OnProgress<'p> = Box<dyn FnMut(&Step) + Send + 'p>;

/// Applies the changes of a plan: CreateTable, UpdateTable, UpdateTimeToLive and TagResource. Returned by
/// [`Plan::apply`]; await it.
///
/// Each request makes one change, and dkmio waits until the table and all its indexes are active and complete: DynamoDB
/// creates one index of a table at a time. A new vector index is also searched, for one hit, until it accepts
/// searches. Before each step the table is described and compared again, so that an
/// outdated plan stops.
///
/// # Errors
///
/// Returns `PlanBlocked`, before any request, if [`Plan::blocked`] is not empty; `PlanOutdated` if the table was
/// changed since, so that a step no longer applies; `Timeout` if a step is not done in time (DynamoDB continues it, and
/// a new plan has the remaining steps); and an error if a request is rejected by the service or cannot be delivered. After an
/// error with [`maybe_applied`](Error::maybe_applied) some of the steps may have been applied.
#[must_use = "a plan is applied when this is awaited"]
pub struct Apply<'p> {
    plan: &'p Plan,
    db: &'p DynamoDb,
    skip_blocked: bool,
    wait: Duration,
    on_progress: Option<OnProgress<'p>>,
}

impl<'p> Apply<'p> {
    fn new(plan: &'p Plan, db: &'p DynamoDb) -> Self {
        Self { plan, db, skip_blocked: false, wait: DEFAULT_WAIT, on_progress: None }
    }

    /// Applies the steps even if there are differences that cannot be changed.
    pub fn skip_blocked(mut self) -> Self {
        self.skip_blocked = true;
        self
    }

    /// Sets how long to wait at most for each step. The default is one hour; a backfill of a large table takes longer.
    pub fn wait(mut self, limit: Duration) -> Self {
        self.wait = limit;
        self
    }

    /// Calls `on_progress` after each step.
    pub fn on_progress(mut self, on_progress: impl FnMut(&Step) + Send + 'p) -> Self {
        self.on_progress = Some(Box::new(on_progress));
        self
    }

    async fn run(mut self) -> Result<(), Error> {
        let plan = self.plan;
        let context = ErrorContext::new("UpdateTable", plan.table.as_str(), None);
        if let Some(blocked) = plan.blocked().first().filter(|_| !self.skip_blocked) {
            return Err(Error::new(ErrorKind::PlanBlocked).with_message(blocked.to_string()).with_context(&context));
        }
        let mut has_changed = false;
        for step in plan.steps() {
            match self.take(step, &context, &mut has_changed).await {
                Err(error) if has_changed => return Err(error.with_maybe_applied()),
                taken => taken?,
            }
        }
        Ok(())
    }

    /// Takes a step, and notes in `has_changed` that its request was accepted.
    async fn take(&mut self, step: &Step, context: &ErrorContext, has_changed: &mut bool) -> Result<(), Error> {
        let (plan, db) = (self.plan, self.db);
        // A change by someone else may still be in progress. `create` waits by itself.
        if *step != Step::CreateTable {
            wait_for(step, db, &plan.table, context, self.wait).await?;
        }
        // The steps before this one changed the table, and others may have, so it is read again.
        let live = LiveTable::read(db, &plan.table, &plan.settings).await?;
        if !compare(&plan.settings, live.as_ref(), plan.delete_undeclared).steps.contains(step) {
            let message = format!("the step `{step}` no longer fits the table; make a new plan");
            return Err(Error::new(ErrorKind::PlanOutdated).with_message(message).with_context(context));
        }
        perform(step, db, plan, live.as_ref(), self.wait).await.map_err(|error| error.with_context(context))?;
        *has_changed = true;
        if *step != Step::CreateTable {
            wait_for(step, db, &plan.table, context, self.wait).await?;
        }
        let unknown = probe(step, db, plan, context, self.wait).await?;
        if let Some(on_progress) = &mut self.on_progress {
            std::iter::once(step).chain(&unknown).for_each(on_progress);
        }
        Ok(())
    }
}

/// Waits until new vector indexes can be searched. Returns a step for each that the caller may not search.
async fn probe(
    step: &Step,
    db: &DynamoDb,
    plan: &Plan,
    context: &ErrorContext,
    limit: Duration,
) -> Result<Vec<Step>, Error> {
    let definition = &plan.settings.definition;
    let created: Vec<_> = match step {
        Step::CreateVectorIndex { index } => definition.vector_index(index).into_iter().collect(),
        // A table is created with all its indexes.
        Step::CreateTable => definition.vector_indexes.iter().collect(),
        _ => Vec::new(),
    };
    let mut unknown = Vec::new();
    for index in created {
        if until_searchable(db, &plan.table, index, context, limit).await? == Searchable::NotAllowed {
            unknown.push(Step::SearchNotAllowed { index: index.name.to_owned() });
        }
    }
    Ok(unknown)
}

impl Plan {
    /// Applies the changes, one request at a time. See [`Apply`].
    pub fn apply<'p>(&'p self, db: &'p DynamoDb) -> Apply<'p> {
        Apply::new(self, db)
    }
}

/// Waits until no change of the table is in progress.
async fn wait_for(
    step: &Step,
    db: &DynamoDb,
    table: &str,
    context: &ErrorContext,
    limit: Duration,
) -> Result<(), Error> {
    wait::until_complete(db, table, context, limit, &format!("the step `{step}` is not done")).await
}

impl<'p> IntoFuture for Apply<'p> {
    type Output = Result<(), Error>;
    type IntoFuture = BoxFuture<'p, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for Apply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Apply")
            .field("plan", &self.plan)
            .field("skip_blocked", &self.skip_blocked)
            .field("wait", &self.wait)
            .finish_non_exhaustive()
    }
}
