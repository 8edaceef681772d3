//! A stream by script: an HTTP client with shards, records and failures as a test says.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_types::body::SdkBody;
use dkmio::DynamoDb;
use dkmio_embedded::config_over;
use serde_json::{Value, json};

use super::events::Record;
use crate::support::streams_client;

pub(crate) const ARN: &str = "arn:aws:dynamodb:us-east-1:1:table/orders/stream/1";

/// One shard. Its records have the numbers of their orders.
#[derive(Clone)]
pub(crate) struct Shard {
    pub(crate) id: &'static str,
    pub(crate) parent: Option<&'static str>,
    pub(crate) records: Vec<Record>,
    /// How many of the records have been trimmed.
    pub(crate) trimmed: usize,
    pub(crate) is_open: bool,
    /// In how many lists it is missing.
    pub(crate) hidden: usize,
}

#[derive(Default)]
pub(crate) struct Script {
    pub(crate) shards: Vec<Shard>,
    pub(crate) is_disabled: bool,
    /// Whether a response without records comes between two with records.
    pub(crate) has_pauses: bool,
    /// The codes with which the next requests of an operation fail.
    pub(crate) failures: HashMap<&'static str, VecDeque<&'static str>>,
    /// The operations, in their order.
    pub(crate) requests: Vec<String>,
}

/// The stream as an HTTP client. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Scripted(Arc<Mutex<Script>>);

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scripted")
    }
}

/// A shard with inserts of the orders with these numbers.
pub(crate) fn shard(
    id: &'static str,
    parent: Option<&'static str>,
    orders: impl IntoIterator<Item = u32>,
    is_open: bool,
) -> Shard {
    let records = orders.into_iter().map(|number| Record::new("INSERT", number)).collect();
    Shard { id, parent, records, trimmed: 0, is_open, hidden: 0 }
}

impl Scripted {
    pub(crate) fn of(shards: impl IntoIterator<Item = Shard>) -> Self {
        let scripted = Self::default();
        scripted.script().shards.extend(shards);
        scripted
    }

    pub(crate) fn db(&self) -> DynamoDb {
        let client = aws_sdk_dynamodb::Client::from_conf(config_over(self.clone()).build());
        DynamoDb::from_client(client).with_streams_client(streams_client(self.clone()))
    }

    pub(crate) fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap()
    }

    /// Lets the next requests of an operation fail with these codes.
    pub(crate) fn fail(&self, operation: &'static str, codes: impl IntoIterator<Item = &'static str>) {
        self.script().failures.entry(operation).or_default().extend(codes);
    }

    /// How many requests of an operation there were.
    pub(crate) fn count(&self, operation: &str) -> usize {
        self.script().requests.iter().filter(|name| *name == operation).count()
    }
}

impl Script {
    fn respond(&mut self, operation: &str, request: &Value) -> Result<Value, &'static str> {
        self.requests.push(operation.to_owned());
        if let Some(code) = self.failures.get_mut(operation).and_then(VecDeque::pop_front) {
            return Err(code);
        }
        let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
        match operation {
            "DescribeTable" => Ok(json!({ "Table": {
                "TableName": "orders",
                "LatestStreamArn": ARN,
                "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES" },
            } })),
            "DescribeStream" => Ok(self.describe(&text("ExclusiveStartShardId"))),
            "GetShardIterator" => self.iterator(&text("ShardId"), &text("ShardIteratorType"), &text("SequenceNumber")),
            "GetRecords" => self.records(&text("ShardIterator")),
            _ => Err("UnknownOperationException"),
        }
    }

    /// Lists two shards at a time.
    fn describe(&mut self, after: &str) -> Value {
        let start = self.shards.iter().position(|shard| shard.id == after).map_or(0, |at| at + 1);
        let mut listed: Vec<Value> = Vec::new();
        for shard in self.shards.iter_mut().skip(start).take(2) {
            if shard.hidden > 0 {
                shard.hidden -= 1;
                continue;
            }
            let mut range =
                json!({ "StartingSequenceNumber": shard.records.first().map(|record| record.number.clone()) });
            if !shard.is_open {
                range["EndingSequenceNumber"] = json!(shard.records.last().map(|record| record.number.clone()));
            }
            let mut entry = json!({ "ShardId": shard.id, "SequenceNumberRange": range });
            if let Some(parent) = shard.parent {
                entry["ParentShardId"] = json!(parent);
            }
            listed.push(entry);
        }
        let status = if self.is_disabled { "DISABLED" } else { "ENABLED" };
        let mut description = json!({ "StreamArn": ARN, "StreamStatus": status, "Shards": listed });
        if let Some(shard) = self.shards.get(start + 1).filter(|_| start + 2 < self.shards.len()) {
            description["LastEvaluatedShardId"] = json!(shard.id);
        }
        json!({ "StreamDescription": description })
    }

    fn shard(&self, id: &str) -> Result<&Shard, &'static str> {
        self.shards.iter().find(|shard| shard.id == id).ok_or("ResourceNotFoundException")
    }

    fn iterator(&self, id: &str, kind: &str, number: &str) -> Result<Value, &'static str> {
        let shard = self.shard(id)?;
        let found = || shard.records.iter().position(|record| record.number == number).ok_or("ValidationException");
        let at = match kind {
            "TRIM_HORIZON" => shard.trimmed,
            "LATEST" => shard.records.len(),
            "AT_SEQUENCE_NUMBER" => found()?,
            "AFTER_SEQUENCE_NUMBER" => found()? + 1,
            _ => return Err("ValidationException"),
        };
        if at < shard.trimmed {
            return Err("TrimmedDataAccessException");
        }
        Ok(json!({ "ShardIterator": format!("{id}:{at}:") }))
    }

    /// Returns two records at a time.
    fn records(&self, iterator: &str) -> Result<Value, &'static str> {
        let mut parts = iterator.split(':');
        let (id, at, rested) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let (shard, at) = (self.shard(id)?, at.parse::<usize>().unwrap());
        if at < shard.trimmed {
            return Err("TrimmedDataAccessException");
        }
        let is_rest = self.has_pauses && at > 0 && rested.is_empty();
        let count = if is_rest { 0 } else { 2 };
        let page: Vec<Value> = shard.records.iter().skip(at).take(count).map(as_value).collect();
        let next = at + page.len();
        if next == shard.records.len() && !shard.is_open {
            return Ok(json!({ "Records": page }));
        }
        let rested = if is_rest { "rested" } else { "" };
        Ok(json!({ "Records": page, "NextShardIterator": format!("{id}:{next}:{rested}") }))
    }
}

fn as_value(record: &Record) -> Value {
    serde_json::from_str(&record.text()).unwrap()
}

impl HttpClient for Scripted {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Scripted {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit_once('.').map_or(target, |(_, name)| name).to_owned();
        let body = serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap_or(Value::Null);
        let (status, body) = match self.script().respond(&operation, &body) {
            Ok(body) => (200, body),
            Err(code) => {
                (400, json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": "scripted" }))
            }
        };
        let response = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body.to_string()));
        HttpConnectorFuture::ready(Ok(response))
    }
}
