//! Reads the rows of a statement, page by page.

use aws_sdk_dynamodb::types::AttributeValue;

use super::plan::StatementPlan;
use super::request::ExecuteStatementRequest;
use crate::client::{Capacity, CapacityMeter, DynamoDb, Operation};
use crate::codec::json;
use crate::cursor::{Cursor, CursorError, CycleDetector, StatementPosition};
use crate::error::{Error, ErrorContext};
use crate::key::KeyAttribute;
use crate::request::{DecodeAs, RawItem, RequestLimits, RequestOptions};
use crate::table::{EntityDefinition, Source};

pub(super) const OPERATION: Operation = Operation::read("ExecuteStatement");

/// The position of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
enum TokenPosition {
    Start,
    After(String),
    End,
}

/// The remaining rows of a statement.
pub(super) struct Rows<'r> {
    db: &'r DynamoDb,
    context: ErrorContext,
    limits: &'r RequestLimits,
    statement: String,
    parameters: &'r [AttributeValue],
    consistent: bool,
    page_size: Option<usize>,
    /// The number of rows still to be returned.
    left: Option<usize>,
    position: TokenPosition,
    consumed: Option<CapacityMeter>,
    /// A token that comes again would keep the statement going forever.
    cycles: CycleDetector<String>,
    /// The entity of a table with sentinel items, which are no rows.
    entity: Option<&'static EntityDefinition>,
    /// The key attributes of the table and the index, for errors.
    key: Vec<&'static KeyAttribute>,
}

impl<'r> Rows<'r> {
    /// Checks the statement.
    ///
    /// # Errors
    /// Returns an error if it must not be sent.
    pub(super) fn begin<S: Source>(
        plan: &'r StatementPlan,
        options: &'r RequestOptions,
        db: &'r DynamoDb,
    ) -> Result<Self, Error> {
        let context = ErrorContext { index: S::INDEX.map(|index| index.name), ..options.context(OPERATION, db)? };
        let rows = Self::checked::<S>(plan, &options.limits, db, context.clone());
        rows.map_err(|error| error.with_context(&context))
    }

    fn checked<S: Source>(
        plan: &'r StatementPlan,
        limits: &'r RequestLimits,
        db: &'r DynamoDb,
        context: ErrorContext,
    ) -> Result<Self, Error> {
        let (statement, parameters) = plan.prepare::<S>(context.table.as_deref().unwrap_or_default())?;
        let mut rows = Self {
            db,
            context,
            limits,
            statement,
            parameters,
            consistent: plan.consistent,
            page_size: plan.page_size,
            left: plan.limit,
            position: TokenPosition::Start,
            // A meter of its own, because that of the caller may count other requests as well.
            consumed: limits.meter.is_some().then(CapacityMeter::new),
            cycles: CycleDetector::new(None),
            // A statement on a shared table has been refused.
            entity: S::TABLE.entity,
            key: S::TABLE.key.attributes().chain(S::KEY.attributes()).collect(),
        };
        if let Some(cursor) = &plan.start {
            let token = rows.position().open(cursor, db.cursor_key()).map_err(Error::from)?;
            rows.cycles = CycleDetector::new(Some(token.clone()));
            rows.position = TokenPosition::After(token);
        }
        Ok(rows)
    }

    /// Returns the statement to which cursors belong.
    fn position(&self) -> StatementPosition<'_> {
        StatementPosition {
            table: self.context.table.as_deref().unwrap_or_default(),
            index: self.context.index,
            statement: &self.statement,
            parameters: self.parameters,
        }
    }

    /// Reads the next page into `out`. Returns whether there is more to read.
    pub(super) async fn read_page<H: DecodeAs>(
        &mut self,
        decode_as: &H,
        out: &mut Vec<H::Output>,
    ) -> Result<bool, Error> {
        if self.left == Some(0) || self.position == TokenPosition::End {
            return Ok(false);
        }
        // At most as many items are read as rows are still wanted: a token is the position after the last item of its
        // page, so rows after the limit would be lost.
        let limit = self.page_size.into_iter().chain(self.left).min();
        let exchange = self.limits.exchange(OPERATION, self.context.clone());
        let request = ExecuteStatementRequest {
            statement: &self.statement,
            parameters: self.parameters,
            consistent: self.consistent,
            next_token: match &self.position {
                TokenPosition::After(token) => Some(token),
                TokenPosition::Start | TokenPosition::End => None,
            },
            // A page has at most 1 MB, which is far fewer rows.
            limit: limit.map(|limit| i32::try_from(limit).unwrap_or(i32::MAX)),
            return_consumed_capacity: self.limits.return_consumed_capacity(),
        };
        let response = exchange.send_request(self.db, &request).await?;
        let before = out.len();
        let mut invalid_at = None;
        let envelope = response.text().and_then(|text| {
            json::read_envelope(text, |reader, _| {
                if let Some(entity) = self.entity
                    && !entity.owns(reader)?
                {
                    return reader.skip();
                }
                let (at, start) = (out.len(), reader.value_start());
                let row = decode_as.read_text(reader).inspect_err(|_| invalid_at = Some(start));
                out.push(row.map_err(|error| error.within(at))?);
                Ok(())
            })
        });
        let envelope = envelope.map_err(|error| {
            let error = response.item_error(error, &self.context);
            RawItem::with_key_at(error, invalid_at, &response, self.key.iter().copied())
        })?;
        self.limits.record(&envelope.consumed_capacity);
        if let Some(consumed) = &self.consumed {
            consumed.record(&envelope.consumed_capacity);
        }
        if envelope.next_token.as_ref().is_some_and(|token| self.cycles.repeats(token)) {
            return Err(Error::repeated("NextToken").with_context(&self.context));
        }
        self.position = envelope.next_token.map_or(TokenPosition::End, TokenPosition::After);
        self.left = self.left.map(|left| left.saturating_sub(out.len() - before));
        Ok(self.position != TokenPosition::End && self.left != Some(0))
    }

    /// Returns the cursor of the rows that have not been read.
    pub(super) fn cursor(&self) -> Result<Option<Cursor>, Error> {
        let TokenPosition::After(token) = &self.position else { return Ok(None) };
        let cursor = self.position().cursor(token, self.db.cursor_key());
        cursor.map(Some).map_err(|error: CursorError| Error::from(error).with_context(&self.context))
    }

    pub(super) fn capacity(&self) -> Option<Capacity> {
        self.consumed.as_ref().map(CapacityMeter::capacity)
    }
}
