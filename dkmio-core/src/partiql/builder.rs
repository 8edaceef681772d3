//! The builder of a statement.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::page::PartiqlPage;
use super::parameters::parameter;
use super::plan::StatementPlan;
use super::read::Rows;
use crate::client::DynamoDb;
use crate::cursor::Cursor;
use crate::error::Error;
use crate::request::{AsItem, AsType, DecodeAs, RequestOptions, request_options};
use crate::table::{Source, SupportsConsistentRead};

/// A PartiQL SELECT statement on a table or an index: ExecuteStatement.
///
/// Returned by [`DynamoTable::partiql`](crate::dynamo_table::DynamoTable::partiql) and
/// [`Index::partiql`](crate::table::Index::partiql). `{source}` in the statement becomes the quoted name of the table
/// or index on the connection. The rows are its items, or with [`decode_as`](Self::decode_as) any other struct.
///
/// **A statement that reads the whole table is refused before it is sent**, since DynamoDB runs it without a warning:
/// the WHERE clause must be an AND with `=` or `IN` on every partition-key attribute of the source.
/// [`allow_scan`](Self::allow_scan) sends it anyway. The check reads the tokens of the statement and refuses it in
/// doubt.
///
/// Entities of a shared table have no statements; read them with [`query`](crate::dynamo_table::DynamoTable::query). The sentinel items of
/// unique values are left out of the rows if the statement selects the whole key, by which they are recognized.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html>
///
/// # Errors
///
/// Returns `Validation` before any request if the statement is not a single SELECT of at most 8,192 characters from
/// `{source}`, if its number of `?` differs from that of the parameters, or if it reads the whole source;
/// `InvalidCursor` for a cursor of another statement; `Decode` if a row does not fit its type; and an error if a
/// request is rejected by the service or cannot be delivered.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let large: Vec<Orders> =
///     Orders::partiql("SELECT * FROM {source} WHERE user_id = ? AND total > ?")
///         .bind("ana")
///         .bind(100)
///         .all(&db)
///         .await?;
/// assert_eq!(large.len(), 1);
///
/// let error = Orders::partiql("SELECT * FROM {source} WHERE total > ?")
///     .bind(100)
///     .all(&db)
///     .await
///     .unwrap_err();
/// assert!(error.to_string().contains("allow_scan"));
/// # Ok(())
/// # }) }
/// ```
#[doc(alias = "ExecuteStatement")]
#[must_use = "a request does nothing until it is sent"]
pub struct Partiql<S: Source, H = AsType<<S as Source>::Item>> {
    pub(super) plan: StatementPlan,
    decode_as: H,
    pub(crate) options: RequestOptions,
    source: PhantomData<fn() -> S>,
}

impl<S: Source> Partiql<S> {
    pub(crate) fn new(statement: String) -> Self {
        Self {
            plan: StatementPlan {
                statement,
                parameters: Ok(Vec::new()),
                allow_scan: false,
                consistent: false,
                page_size: None,
                limit: None,
                start: None,
            },
            decode_as: AsType::from_source::<S>(),
            options: RequestOptions::of::<S::Table>(),
            source: PhantomData,
        }
    }
}

request_options! { [S: Source, H] Partiql<S, H>; }

impl<S: Source, H> Partiql<S, H> {
    /// Binds a value to the next `?` of the statement (`Parameters`), as serde writes it.
    ///
    /// # Errors
    ///
    /// A value that cannot be stored, and `None`, are refused when the request is sent. To find items without an
    /// attribute, write `IS MISSING` in the statement.
    #[doc(alias = "Parameters")]
    pub fn bind(mut self, value: impl Serialize) -> Self {
        if let Ok(parameters) = &mut self.plan.parameters {
            match parameter(&value) {
                Ok(value) => parameters.push(value),
                Err(error) => self.plan.parameters = Err(error),
            }
        }
        self
    }

    /// Sends the statement although it may read the whole table or index.
    pub fn allow_scan(mut self) -> Self {
        self.plan.allow_scan = true;
        self
    }

    /// Reads strongly consistently, at twice the capacity (`ConsistentRead`).
    #[doc(alias = "ConsistentRead")]
    pub fn consistent(mut self) -> Self
    where
        S: SupportsConsistentRead,
    {
        self.plan.consistent = true;
        self
    }

    /// Sets how many items DynamoDB reads for one page, before the filter (`Limit`). Takes any integer type.
    ///
    /// # Errors
    ///
    /// A page size of 0 and a negative one are refused when the request is sent.
    #[doc(alias = "Limit")]
    pub fn page_size(mut self, items: impl TryInto<usize>) -> Self {
        self.plan.page_size = self.plan.number("page_size", items);
        self
    }

    /// Returns at most `rows` rows, over as many pages as it takes. DynamoDB reads at most as many items at a time as
    /// rows are still wanted, so a statement with a filter may take many requests. [`page_size`](Self::page_size) does
    /// not raise that number. Takes any integer type.
    ///
    /// # Errors
    ///
    /// A negative number is refused when the request is sent.
    pub fn limit(mut self, rows: impl TryInto<usize>) -> Self {
        self.plan.limit = self.plan.number("limit", rows);
        self
    }

    /// Starts from a cursor that the same statement with the same parameters returned (`NextToken`).
    #[doc(alias = "NextToken")]
    pub fn start_from(mut self, cursor: Cursor) -> Self {
        self.plan.start = Some(cursor);
        self
    }

    /// Decodes the rows as `P`, for a statement that selects some attributes.
    pub fn decode_as<P: DeserializeOwned + Send>(self) -> Partiql<S, AsType<P>> {
        self.decoded_as(AsType::new())
    }

    /// Returns the rows free-form.
    pub fn free_form(self) -> Partiql<S, AsItem> {
        self.decoded_as(AsItem)
    }

    fn decoded_as<P>(self, decode_as: P) -> Partiql<S, P> {
        Partiql { plan: self.plan, decode_as, options: self.options, source: PhantomData }
    }
}

impl<S: Source, H: DecodeAs> Partiql<S, H> {
    /// Collects every row, or as many as the [`limit`](Self::limit), over as many pages as it takes.
    ///
    /// # Errors
    ///
    /// Returns an error in the cases of [`Partiql`].
    pub async fn all(self, db: &DynamoDb) -> Result<Vec<H::Output>, Error> {
        let (mut rows, mut all) = (Rows::begin::<S>(&self.plan, &self.options, db)?, Vec::new());
        while rows.read_page(&self.decode_as, &mut all).await? {}
        Ok(all)
    }

    /// Collects one page or, with a [`limit`](Self::limit), as many pages as it takes to reach the limit.
    ///
    /// # Errors
    ///
    /// Returns an error in the cases of [`Partiql`].
    pub async fn page(self, db: &DynamoDb) -> Result<PartiqlPage<H::Output>, Error> {
        let (mut rows, mut items) = (Rows::begin::<S>(&self.plan, &self.options, db)?, Vec::new());
        while rows.read_page(&self.decode_as, &mut items).await? && self.plan.limit.is_some() {}
        Ok(PartiqlPage { items, next: rows.cursor()?, capacity: rows.capacity() })
    }
}

/// Omits the parameters, and the statement, which may contain values.
impl<S: Source, H> fmt::Debug for Partiql<S, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partiql")
            .field("table", &self.options.table.name())
            .field("index", &S::INDEX.map(|index| index.name))
            .field("page_size", &self.plan.page_size)
            .field("limit", &self.plan.limit)
            .finish_non_exhaustive()
    }
}
