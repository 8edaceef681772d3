//! `backfill_keys`: the request, and its loop over pages and items.

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::sync::Mutex;

use futures::future::BoxFuture;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};

use super::report::BackfillReport;
use super::run::Run;
use crate::client::{CapacityMeter, DynamoDb, TableRef, default_client};
use crate::cursor::{Cursor, CycleDetector};
use crate::error::{Error, ErrorKind};
use crate::expression::is_entity;
use crate::read::{RateLimit, ReadPlan, read_page};
use crate::request::{AsItem, RequestOptions};
use crate::table::{EntityAttribute, TableItem, without_entity};

/// Updates that are in flight at the same time.
const CONCURRENCY: usize = 8;

type OnProgress = Box<dyn FnMut(&BackfillReport) + Send>;

/// Computes the attributes that dkmio writes again for all items of an entity, and corrects those that differ: Scan, UpdateItem.
///
/// It covers new indexes, changed index templates, a missing entity attribute and missing constants. It also sets a part of the primary
/// key that is stored in the key alone, if it is not declared as `#[key_only]`. An item without an entity attribute belongs to the entity
/// if its templates match the primary key. Attributes of indexes that the entity no longer uses stay.
///
/// Each update depends on what was read: the item is there, and the parts of what is written have not changed. If a condition fails, the
/// item is compared again as it is now. So a backfill can run while others write, and it can run again: correct items are not written.
/// Stop old versions of the program first, since they write old keys.
///
/// An item whose *primary* key would change is reported and not moved.
///
/// Of an item with `#[unique]` attributes, the missing sentinel items are written too, each in a transaction that checks the item (Query,
/// TransactWriteItems). One whose owner does not have the value any more goes to the item that has it. If two items have one value, the
/// second one is reported; change its value with `batch_put_unconditional`, or delete it with `batch_delete_unconditional`. A dry run
/// keeps the keys of all missing sentinel items in memory, so that it finds these values too. One that is resumed from a cursor knows
/// those since then.
///
/// The whole table is read strongly consistently, and that is charged.
///
/// Made by `Order::backfill_keys()`.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/tickets.rs"));
/// # fn main() { example(async |db| {
/// let report = Ticket::backfill_keys().dry_run().send(&db).await?;
/// println!("{} of {} items differ", report.written, report.read);
///
/// let report =
///     Ticket::backfill_keys().max_write_units_per_second(100).send(&db).await?;
/// assert_eq!((report.correct, report.conflicts), (1, 0));
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a backfill does nothing until it is sent"]
pub struct BackfillKeys<T> {
    plan: ReadPlan,
    options: RequestOptions,
    is_dry_run: bool,
    max_write_units: Option<u32>,
    max_read_units: Option<u32>,
    max_pages: Option<usize>,
    on_progress: Option<OnProgress>,
    table: PhantomData<fn() -> T>,
}

/// Makes the backfill of an entity.
#[doc(hidden)]
pub fn backfill_keys<T: TableItem>() -> BackfillKeys<T> {
    // Without the entity the read returns every item, also those that do not name their entity yet.
    let mut plan = ReadPlan::scan(TableRef::of::<T>(), const { &without_entity(T::DEFINITION) }, None);
    plan.consistent = true;
    if let Some(entity) = T::DEFINITION.entity
        && let Some(attribute) = entity.entity_attribute
    {
        plan.filter(is_entity(EntityAttribute { is_optional: true, ..attribute }, entity.name));
    }
    BackfillKeys {
        plan,
        options: RequestOptions::of::<T>(),
        is_dry_run: false,
        max_write_units: None,
        max_read_units: None,
        max_pages: None,
        on_progress: None,
        table: PhantomData,
    }
}

impl<T: TableItem> BackfillKeys<T> {
    /// Makes the run report what it would write, and write nothing.
    pub fn dry_run(mut self) -> Self {
        self.is_dry_run = true;
        self
    }

    /// Limits the write capacity units that the updates consume in a second. The cost of an update is known only after it, so the next
    /// one waits until the rate allows that cost.
    ///
    /// # Errors
    /// A rate of 0 is refused when the backfill is sent.
    pub fn max_write_units_per_second(mut self, units: u32) -> Self {
        self.max_write_units = Some(units);
        self
    }

    /// Limits the read capacity units that the scan consumes in a second.
    ///
    /// # Errors
    /// A rate of 0 is refused when the backfill is sent.
    pub fn max_read_units_per_second(mut self, units: u32) -> Self {
        self.max_read_units = Some(units);
        self
    }

    /// Sets how many items DynamoDB reads for one page (`Limit`). Takes any integer type. By default a page is 1 MB.
    ///
    /// # Errors
    /// A page size of 0 and a negative one are refused when the backfill is sent.
    #[doc(alias = "Limit")]
    pub fn page_size(mut self, items: impl TryInto<usize>) -> Self {
        self.plan.set_page_size(items);
        self
    }

    /// Stops after this number of pages. [`BackfillReport::next`] then says where to go on. Takes any integer type.
    pub fn max_pages(mut self, pages: impl TryInto<usize>) -> Self {
        self.max_pages = self.plan.number("max_pages", pages);
        self
    }

    /// Continues where another backfill stopped: after [`BackfillReport::next`] (`ExclusiveStartKey`).
    ///
    /// # Errors
    /// A cursor of another table or of another read is refused before anything is sent, with an error of the kind
    /// [`InvalidCursor`](ErrorKind::InvalidCursor).
    #[doc(alias = "ExclusiveStartKey")]
    pub fn start_from(mut self, cursor: Cursor) -> Self {
        self.plan.start = Some(cursor);
        self
    }

    /// Calls a function with the report after each page, when all of its items are done. Store `next`, so that a backfill that fails or is
    /// stopped can be resumed there. At the end it is `None`.
    pub fn on_progress(mut self, function: impl FnMut(&BackfillReport) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(function));
        self
    }

    /// Reads and writes the table `name`, or the table with this ARN, instead of the one that the connection has for the type
    /// (`TableName`). The name is used unchanged, without the connection's prefix.
    #[doc(alias = "TableName")]
    pub fn table_name(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.plan.target.rename(name.clone());
        self.options.table.rename(name);
        self
    }

    /// Reads the table page by page and corrects the items of each.
    ///
    /// # Errors
    /// Returns an error if a rate or the page size is 0, if the cursor belongs to another read, if a `LastEvaluatedKey`
    /// repeats, or if a read or a write fails. Some items of the page may then be corrected. Continue from the last report of
    /// [`on_progress`](Self::on_progress): items that are correct are not written again.
    pub async fn send(mut self, db: &DynamoDb) -> Result<BackfillReport, Error> {
        let mut report = BackfillReport::default();
        let Some(entity) = T::DEFINITION.entity else { return Ok(report) };
        let reads = rate("max_read_units_per_second", self.max_read_units)?;
        // The rate needs the consumed capacity, which DynamoDB returns only if it is asked for.
        if reads.is_some() {
            self.plan.limits.meter = Some(CapacityMeter::new());
        }
        let run = Run {
            entity,
            options: &self.options,
            is_dry_run: self.is_dry_run,
            claims: Mutex::default(),
            rate: rate("max_write_units_per_second", self.max_write_units)?,
            consumed: CapacityMeter::new(),
            db,
        };
        // Each page is a read of its own, which cannot know the keys of the pages before it.
        let mut cycles = CycleDetector::new(self.plan.start.clone());
        let mut pages = 0;
        while self.max_pages.is_none_or(|max| pages < max) {
            let reservation = match &reads {
                Some(rate) => Some(rate.reserve(db).await?),
                None => None,
            };
            let page = read_page(self.plan.clone(), AsItem, db).await?;
            if let Some(reservation) = reservation {
                reservation.correct(page.capacity.as_ref().map(|capacity| capacity.total));
            }
            let mut outcomes =
                stream::iter(page.items).map(|item| run.correct::<T>(item)).buffer_unordered(CONCURRENCY);
            while let Some((outcome, reserved)) = outcomes.try_next().await? {
                report.add(outcome);
                report.add_reserved(reserved);
            }
            drop(outcomes);
            report.write_units = run.consumed.capacity().total;
            if page.next.as_ref().is_some_and(|next| cycles.repeats(next)) {
                let context = self.plan.error_context(db.actual_name(&self.plan.target));
                return Err(Error::repeated("LastEvaluatedKey").with_context(&context));
            }
            report.next = page.next;
            pages += 1;
            if let Some(on_progress) = &mut self.on_progress {
                on_progress(&report);
            }
            self.plan.start = report.next.clone();
            if report.next.is_none() {
                break;
            }
        }
        if pages == 0 {
            // No page was read (`max_pages(0)`), so a later run begins where this one would have.
            report.next = self.plan.start;
        }
        Ok(report)
    }
}

fn rate(setting: &str, units: Option<u32>) -> Result<Option<RateLimit>, Error> {
    let Some(units) = units else { return Ok(None) };
    let zero = || Error::new(ErrorKind::Validation).with_message(format!("`{setting}` must be at least 1"));
    RateLimit::new(units).map(Some).ok_or_else(zero)
}

impl<T: TableItem + 'static> IntoFuture for BackfillKeys<T> {
    type Output = Result<BackfillReport, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    /// Sends the backfill on the default connection, see [`DynamoDb::set_default`].
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.send(&default_client()?).await })
    }
}

impl<T> fmt::Debug for BackfillKeys<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackfillKeys")
            .field("table", &self.options.table.name())
            .field("is_dry_run", &self.is_dry_run)
            .finish_non_exhaustive()
    }
}
