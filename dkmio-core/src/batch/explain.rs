//! The requests of a batch, in readable form.

use std::fmt;

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

use super::driver::QueuedEntry;
use crate::request::{Argument, Explanation, RETURN_CONSUMED_CAPACITY, command, json_array, json_object};

/// The requests of a batch, in the order in which they are sent.
///
/// Returned by `explain` of [`BatchWrite`](super::BatchWrite), [`BatchGet`](super::BatchGet), [`BatchGetTables`](super::BatchGetTables) and
/// [`PartiqlBatch`](crate::partiql::PartiqlBatch), which sends no request. That of a batch over an iterator or a stream returns
/// [`ExplainedBatchWrites`](super::ExplainedBatchWrites), which makes the requests one by one. These are the requests of the first round:
/// entries that DynamoDB leaves unprocessed are sent again. A batch that adapts to throttling may also make smaller requests, and so may one
/// with a write rate: a request takes no more units than the rate has left of the last second.
///
/// It shows values in full, so do not log it.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |_| {
/// let explanation = Orders::batch_get([("ana", "o1"), ("ana", "o2")]).explain()?;
/// assert_eq!(explanation.requests.len(), 1);
/// assert_eq!(
///     explanation.to_aws_cli(),
///     concat!(
///         "aws dynamodb batch-get-item \\\n",
///         r#"  --request-items '{"orders":{"Keys":["#,
///         r#"{"user_id":{"S":"ana"},"order_id":{"S":"o1"}},"#,
///         r#"{"user_id":{"S":"ana"},"order_id":{"S":"o2"}}]}}'"#,
///     )
/// );
/// # Ok(())
/// # }) }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BatchExplanation {
    /// The operation, such as `BatchWriteItem`.
    pub operation: &'static str,
    /// The requests.
    pub requests: Vec<ExplainedBatchRequest>,
}

/// One request of a batch.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ExplainedBatchRequest {
    /// Its parts: the writes of BatchWriteItem (`PutRequest`, `DeleteRequest`), the tables of BatchGetItem with their keys
    /// (`KeysAndAttributes`), or the statements of BatchExecuteStatement (`ExecuteStatement`).
    pub parts: Vec<Explanation>,
    /// Its other parameters, such as `ReturnConsumedCapacity`.
    pub parameters: Vec<(&'static str, String)>,
    operation: &'static str,
}

impl BatchExplanation {
    /// Returns the explanation of requests with these parts, each of which has this `ReturnConsumedCapacity`.
    pub(crate) fn new(
        operation: &'static str,
        requests: impl IntoIterator<Item = Vec<Explanation>>,
        consumed: Option<&ReturnConsumedCapacity>,
    ) -> Self {
        let requests = requests.into_iter().map(|parts| ExplainedBatchRequest::new(operation, parts, consumed));
        Self { operation, requests: requests.collect() }
    }

    /// Returns the requests as commands of the AWS CLI, one after the other, quoted for a POSIX shell and ready to paste. Tables have their
    /// declared names; region and credentials are those of the shell. The commands do not send unprocessed entries again.
    #[must_use]
    pub fn to_aws_cli(&self) -> String {
        self.requests.iter().map(ExplainedBatchRequest::to_aws_cli).collect::<Vec<_>>().join(" && \\\n")
    }
}

impl ExplainedBatchRequest {
    pub(crate) fn new(
        operation: &'static str,
        parts: Vec<Explanation>,
        consumed: Option<&ReturnConsumedCapacity>,
    ) -> Self {
        let consumed = consumed.map(|consumed| (RETURN_CONSUMED_CAPACITY, consumed.as_str().to_owned()));
        Self { parts, parameters: consumed.into_iter().collect(), operation }
    }

    /// Returns the request as a command of the AWS CLI, quoted for a POSIX shell and ready to paste.
    #[must_use]
    pub fn to_aws_cli(&self) -> String {
        let (name, parts) = match self.operation {
            "BatchExecuteStatement" => ("Statements", json_array(self.parts.iter().map(Explanation::to_json_of_batch))),
            "BatchGetItem" => {
                ("RequestItems", self.by_table(|parts| parts.iter().map(Explanation::to_json_of_batch).collect()))
            }
            _ => {
                let write = |part: &Explanation| json_object([(part.operation, part.to_json_of_batch())]);
                ("RequestItems", self.by_table(|parts| json_array(parts.iter().map(write))))
            }
        };
        let mut arguments = vec![(name, Argument::Json(parts))];
        arguments.extend(self.parameters.iter().map(|(name, value)| (*name, Argument::Text(value.clone()))));
        command(self.operation, &arguments)
    }

    /// Returns the parts by table. The parts of a table are adjacent.
    fn by_table(&self, json: impl Fn(&[Explanation]) -> String) -> String {
        let tables = self.parts.chunk_by(|one, other| one.table == other.table);
        json_object(tables.filter_map(|parts| Some((parts.first()?.table.as_str(), json(parts)))))
    }
}

/// Writes a number of things in words: `1 request`, `2 requests`.
fn counted(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

impl fmt::Display for BatchExplanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.operation, counted(self.requests.len(), "request"))?;
        for (position, request) in self.requests.iter().enumerate() {
            write!(f, "\n{position}: {request}")?;
        }
        Ok(())
    }
}

impl fmt::Display for ExplainedBatchRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.operation, counted(self.parts.len(), "part"))?;
        for (name, value) in &self.parameters {
            write!(f, "\n  {name}: {value}")?;
        }
        for (position, part) in self.parts.iter().enumerate() {
            write!(f, "\n{position}: {part}")?;
        }
        Ok(())
    }
}

/// Returns an entry of a table by its declared name, as the batch queues it.
pub(super) fn queued<E>(entry: E, table: &str, read: usize, bytes: usize) -> QueuedEntry<E> {
    QueuedEntry { queue: (table.into(), read), bytes, entry, is_resent: false }
}
