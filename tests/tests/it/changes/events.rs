//! Events as Lambda and Kinesis send them.

use dkmio::json;

use crate::models::Orders;

/// A record, with the members that tests change.
#[derive(Clone)]
pub(crate) struct Record {
    pub(crate) name: &'static str,
    pub(crate) keys: String,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
    pub(crate) number: String,
    pub(crate) view: Option<&'static str>,
    pub(crate) identity: &'static str,
    pub(crate) time: &'static str,
}

pub(crate) const BOTH: &str = "NEW_AND_OLD_IMAGES";
pub(crate) const EXPIRED: &str = r#""userIdentity":{"type":"Service","principalId":"dynamodb.amazonaws.com"},"#;

impl Record {
    pub(crate) fn new(name: &'static str, number: u32) -> Self {
        let order = format!("o{number}");
        let image = |total: u64| json::to_string(&Orders { total, ..Orders::sample("ana", &order) }).unwrap();
        Self {
            name,
            keys: format!(r#"{{"user_id":{{"S":"ana"}},"order_id":{{"S":"{order}"}}}}"#),
            old: (name != "INSERT").then(|| image(1)),
            new: (name != "REMOVE").then(|| image(2)),
            number: format!("4000000000000000000{number:02}"),
            view: Some(BOTH),
            identity: "",
            time: "1479499740",
        }
    }

    /// The part that streams and Kinesis have in common.
    fn body(&self) -> String {
        let image = |name: &str, text: &Option<String>| match text {
            Some(text) => format!(r#","{name}":{text}"#),
            None => String::new(),
        };
        format!(
            r#""ApproximateCreationDateTime":{},"Keys":{}{}{},"SizeBytes":59"#,
            self.time,
            self.keys,
            image("NewImage", &self.new),
            image("OldImage", &self.old),
        )
    }

    pub(crate) fn text(&self) -> String {
        let view = self.view.map_or_else(String::new, |view| format!(r#","StreamViewType":"{view}""#));
        format!(
            r#"{{"eventID":"e{}","eventName":"{}","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"eu-west-1",{}"dynamodb":{{{},"SequenceNumber":"{}"{view}}},"eventSourceARN":"arn:aws:dynamodb:eu-west-1:1:table/orders/stream/x"}}"#,
            self.number,
            self.name,
            self.identity,
            self.body(),
            self.number,
        )
    }

    /// The record that DynamoDB puts into a Kinesis stream.
    pub(crate) fn in_kinesis(&self) -> String {
        format!(
            r#"{{"awsRegion":"eu-west-1","eventID":"k{}","eventName":"{}","userIdentity":null,"recordFormat":"application/json","tableName":"orders","dynamodb":{{{}}},"eventSource":"aws:dynamodb"}}"#,
            self.number,
            self.name,
            self.body(),
        )
    }
}

/// A Lambda event of a DynamoDB stream.
pub(crate) fn event(records: &[String]) -> String {
    format!(r#"{{"Records":[{}]}}"#, records.join(","))
}

/// A record of a Kinesis stream as Lambda passes it on.
pub(crate) fn kinesis_record(data: &str, number: &str) -> String {
    format!(
        r#"{{"kinesis":{{"kinesisSchemaVersion":"1.0","partitionKey":"p","sequenceNumber":"{number}","data":"{}","approximateArrivalTimestamp":1545084650.987}},"eventSource":"aws:kinesis","eventVersion":"1.0","eventID":"shardId-0:{number}","eventName":"aws:kinesis:record","awsRegion":"eu-west-1"}}"#,
        base64(data.as_bytes()),
    )
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let index = (word >> (18 - 6 * digit)) & 63;
            out.push(if digit > chunk.len() { '=' } else { DIGITS[index as usize].into() });
        }
    }
    out
}
