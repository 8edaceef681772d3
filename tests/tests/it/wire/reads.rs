//! The operations that read items, by dkmio and by the SDK alone, and what their responses look like.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::types::{AttributeValue, Get, KeysAndAttributes, TransactGetItem};
use dkmio::{DynamoDb, DynamoTable, Error, Item, TransactGet};
use futures::TryStreamExt as _;

use super::Notes;

/// A way to read the notes 1 and 2; a get reads the note 1 alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    Get,
    Query,
    Scan,
    Stream,
    BatchGet,
    TransactGet,
}

impl Read {
    pub(super) const ALL: [Self; 6] =
        [Self::Get, Self::Query, Self::Scan, Self::Stream, Self::BatchGet, Self::TransactGet];

    /// The operation's name in the API.
    pub(super) fn operation(self) -> &'static str {
        match self {
            Self::Get => "GetItem",
            Self::Query | Self::Stream => "Query",
            Self::Scan => "Scan",
            Self::BatchGet => "BatchGetItem",
            Self::TransactGet => "TransactGetItems",
        }
    }

    /// The error of a malformed body. It names the table if the response is about one table only.
    pub(super) fn malformed(self) -> String {
        let place = if matches!(self, Self::BatchGet | Self::TransactGet) { "" } else { "notes: " };
        format!("{} on `notes`: cannot be read: {place}malformed response", self.operation())
    }

    /// What an error says before the attribute of the note 2, or of the note 1 in a get.
    pub(super) fn last_item(self) -> &'static str {
        match self {
            Self::Get => "GetItem on `notes`: cannot be read: notes",
            Self::Query | Self::Stream => "Query on `notes`: cannot be read: notes[1]",
            Self::Scan => "Scan on `notes`: cannot be read: notes[1]",
            Self::BatchGet => "BatchGetItem on `notes`: cannot be read: notes[1]",
            Self::TransactGet => "TransactGetItems on `notes`, part 1: cannot be read: notes",
        }
    }

    /// The notes that are read.
    pub(super) fn notes(self) -> Vec<Notes> {
        let all = [Notes::sample(1), Notes::sample(2)];
        all.into_iter().take(if self == Self::Get { 1 } else { 2 }).collect()
    }

    /// The body of a response with these items.
    pub(super) fn body(self, items: &[String]) -> String {
        let all = items.join(",");
        match self {
            Self::Get => format!(r#"{{"Item":{}}}"#, items[0]),
            Self::Query | Self::Scan | Self::Stream => {
                format!(r#"{{"Count":{0},"Items":[{all}],"ScannedCount":{0}}}"#, items.len())
            }
            Self::BatchGet => format!(r#"{{"Responses":{{"notes":[{all}]}},"UnprocessedKeys":{{}}}}"#),
            Self::TransactGet => {
                let all: Vec<_> = items.iter().map(|item| format!(r#"{{"Item":{item}}}"#)).collect();
                format!(r#"{{"Responses":[{}]}}"#, all.join(","))
            }
        }
    }

    /// The body of the response with [`notes`](Self::notes).
    pub(super) fn response(self) -> String {
        let notes = self.notes();
        self.body(&notes.iter().map(|note| json(&Item::from_serialize(note).expect("item"))).collect::<Vec<_>>())
    }

    /// Reads by dkmio.
    pub(super) async fn run(self, db: &DynamoDb) -> Result<Vec<Notes>, Error> {
        let keys = [("ana", 1), ("ana", 2)];
        Ok(match self {
            Self::Get => Notes::get(keys[0]).send(db).await?.into_iter().collect(),
            Self::Query => Notes::query("ana").all(db).await?,
            Self::Scan => Notes::scan().all(db).await?,
            Self::Stream => Notes::query("ana").stream(db).try_collect().await?,
            Self::BatchGet => Notes::batch_get(keys).send(db).await?.into_iter().flatten().collect(),
            Self::TransactGet => TransactGet::all(keys.map(Notes::get)).send(db).await?.into_iter().flatten().collect(),
        })
    }

    /// Reads by the SDK, and says in a word what came of it when nothing did.
    pub(super) async fn raw(self, client: &Client) -> Result<Vec<Item>, &'static str> {
        let items: Vec<HashMap<_, _>> = match self {
            Self::Get => {
                let get = client.get_item().table_name("notes").set_key(Some(key(1)));
                get.send().await.map_err(word)?.item.into_iter().collect()
            }
            Self::Query | Self::Stream => {
                let query = client.query().table_name("notes").key_condition_expression("author = :a");
                let query = query.expression_attribute_values(":a", AttributeValue::S("ana".to_owned()));
                query.send().await.map_err(word)?.items.unwrap_or_default()
            }
            Self::Scan => client.scan().table_name("notes").send().await.map_err(word)?.items.unwrap_or_default(),
            Self::BatchGet => {
                let keys = KeysAndAttributes::builder().keys(key(1)).keys(key(2)).build().expect("keys");
                let response = client.batch_get_item().request_items("notes", keys).send().await.map_err(word)?;
                response.responses.unwrap_or_default().remove("notes").unwrap_or_default()
            }
            Self::TransactGet => {
                let get = |number| {
                    let get = Get::builder().table_name("notes").set_key(Some(key(number))).build().expect("get");
                    TransactGetItem::builder().get(get).build()
                };
                let gets = client.transact_get_items().transact_items(get(1)).transact_items(get(2));
                let response = gets.send().await.map_err(word)?;
                response.responses.unwrap_or_default().into_iter().filter_map(|part| part.item).collect()
            }
        };
        Ok(items.into_iter().map(Item::from).collect())
    }
}

fn key(number: u32) -> HashMap<String, AttributeValue> {
    let author = AttributeValue::S("ana".to_owned());
    HashMap::from([("author".to_owned(), author), ("number".to_owned(), AttributeValue::N(number.to_string()))])
}

fn word<E, R>(error: SdkError<E, R>) -> &'static str {
    match error {
        SdkError::ConstructionFailure(_) => "construction",
        SdkError::TimeoutError(_) => "time-out",
        SdkError::DispatchFailure(_) => "connection",
        SdkError::ResponseError(_) => "response",
        SdkError::ServiceError(_) => "service",
        _ => "unknown",
    }
}

/// An item as DynamoDB JSON.
pub(super) fn json(item: &Item) -> String {
    dkmio::expression::readable_attributes(item.as_map())
}
