//! Several tables at once.

use std::fmt;

use futures::{StreamExt as _, TryStreamExt as _, stream};

use super::outputs;
use super::plan::{Plan, PlanTable};
use super::request::checked_name;
use super::settings::Settings;
use super::spec::TableSpec;
use super::verification::{self, Verification};
use crate::client::DynamoDb;
use crate::error::Error;
use crate::table::Table;

/// The number of tables that are described at the same time.
const CONCURRENCY: usize = 8;

/// A list of tables. Returned by [`tables!`](crate::tables).
///
/// # Examples
///
/// A check before a deployment, and one template of all tables.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::tables;
///
/// let all = tables![Orders].with(Orders::table().deletion_protection());
/// let report = all.verify_all().send(&db).await?;
/// assert!(report.is_match(), "{report}");
/// std::fs::write(
///     std::env::temp_dir().join("tables.template.json"),
///     all.to_cloudformation()?,
/// )?;
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a value does nothing by itself"]
#[derive(Debug, Clone, Default)]
pub struct Tables(Vec<Settings>);

impl Tables {
    /// Returns an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a table, or replaces its settings in the list.
    pub fn with<T: Table>(mut self, table: TableSpec<T>) -> Self {
        match self.0.iter_mut().find(|known| known.target.is_of::<T>()) {
            Some(known) => *known = table.settings,
            None => self.0.push(table.settings),
        }
        self
    }

    /// Compares all tables with their declarations, as
    /// [`verify_table`](crate::dynamo_table::DynamoTable::verify_table) does one.
    pub fn verify_all(&self) -> VerifyAll {
        VerifyAll { tables: self.0.clone() }
    }

    /// Compares all tables with their values, to change them, as [`TableSpec::plan`] does one.
    pub fn plan(&self) -> PlanAll {
        PlanAll { tables: self.0.clone(), delete_undeclared: false }
    }

    /// Returns one CloudFormation template with all tables, see [`TableSpec::to_cloudformation`].
    ///
    /// # Errors
    ///
    /// Returns an error in the cases of [`TableSpec::to_cloudformation`].
    pub fn to_cloudformation(&self) -> Result<String, Error> {
        outputs::cloudformation(&self.0)
    }

    /// Returns Terraform configuration with all tables, see [`TableSpec::to_terraform`]. Each is labeled with its
    /// declared name, in which other characters than letters, digits, `-` and `_` are `_`. A label that does not begin with a letter or `_`
    /// starts with an added `_`. If two tables would have the same label, the later one ends with a number.
    ///
    /// # Errors
    ///
    /// Returns an error in the cases of [`TableSpec::to_terraform`].
    pub fn to_terraform(&self) -> Result<String, Error> {
        outputs::terraform_of_all(&self.0)
    }

    /// Returns one Mermaid diagram with all tables, see [`TableSpec::to_mermaid`].
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        outputs::mermaid(&self.0)
    }
}

/// Creates a list of tables from their types: `tables![Orders, Users]`. See [`Tables`](crate::admin::Tables).
#[macro_export]
macro_rules! tables {
    ($($table:ty),* $(,)?) => {
        $crate::admin::Tables::new()$(.with($crate::admin::TableSpec::<$table>::new()))*
    };
}

/// Compares several tables with their declarations. Returned by [`Tables::verify_all`].
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct VerifyAll {
    tables: Vec<Settings>,
}

impl VerifyAll {
    /// Compares the tables, several at a time.
    ///
    /// # Errors
    ///
    /// Returns an error if a request is rejected by the service or cannot be delivered.
    pub async fn send(self, db: &DynamoDb) -> Result<Verifications, Error> {
        let verify = |table: Settings| async move {
            let name = checked_name(db, &table.target, "DescribeTable")?;
            verification::verify(db, &table.definition, name).await
        };
        // `buffered` returns the results in the order of the tables, also where a later one is ready first.
        stream::iter(self.tables.into_iter().map(verify)).buffered(CONCURRENCY).try_collect().await.map(Verifications)
    }
}

/// The comparisons of several tables with their declarations. `Display` is one line per difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifications(Vec<Verification>);

impl Verifications {
    /// Returns whether all tables match the declarations.
    #[must_use]
    pub fn is_match(&self) -> bool {
        self.0.iter().all(Verification::is_match)
    }

    /// Returns the comparisons, in the order of the tables.
    pub fn iter(&self) -> std::slice::Iter<'_, Verification> {
        self.0.iter()
    }
}

impl fmt::Display for Verifications {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, verification) in self.0.iter().enumerate() {
            f.write_str(if at > 0 { "\n" } else { "" })?;
            verification.fmt(f)?;
        }
        Ok(())
    }
}

/// Creates plans for several tables. Returned by [`Tables::plan`].
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct PlanAll {
    tables: Vec<Settings>,
    delete_undeclared: bool,
}

impl PlanAll {
    /// Deletes indexes that the code does not declare, see [`PlanTable::delete_undeclared_indexes`].
    pub fn delete_undeclared_indexes(mut self) -> Self {
        self.delete_undeclared = true;
        self
    }

    /// Creates the plans, in the order of the tables.
    ///
    /// # Errors
    ///
    /// Returns an error in the cases of [`PlanTable::send`].
    pub async fn send(self, db: &DynamoDb) -> Result<Vec<Plan>, Error> {
        let plan = |table: Settings| {
            let plan = PlanTable::new(table);
            let plan = if self.delete_undeclared { plan.delete_undeclared_indexes() } else { plan };
            plan.send(db)
        };
        stream::iter(self.tables.into_iter().map(plan)).buffered(CONCURRENCY).try_collect().await
    }
}
