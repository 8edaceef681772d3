#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod guide;

pub use dkmio_core::admin::{self, Difference, Verification};
pub use dkmio_core::attribute::{self, UntypedPath, attr, attr_name};
pub use dkmio_core::aws_sdk_dynamodb;
pub use dkmio_core::batch::{
    self, BatchError, BatchFailure, BatchGet, BatchGetResult, BatchGetTables, BatchProgress, BatchStopReason,
    BatchWrite, BatchWriteStream, Hydrated, IncompleteBatchGet,
};
#[cfg(feature = "aws-config")]
pub use dkmio_core::client::DynamoDbBuilder;
pub use dkmio_core::client::{Capacity, CapacityMeter, DynamoDb};
pub use dkmio_core::codec::number::Number;
pub use dkmio_core::codec::set::Set;
pub use dkmio_core::codec::{self, DecodeError, EncodeError, Item, binary, bytes_as_list, number, set, text};
pub use dkmio_core::cursor::{Cursor, CursorError};
pub use dkmio_core::dynamo_table::DynamoTable;
pub use dkmio_core::error::{
    CancellationCode, CancellationReason, Error, ErrorKind, PartHandle, PartReason, ThrottlingReason,
};
pub use dkmio_core::expression::{self, AttributeType, Condition};
pub use dkmio_core::item;
pub use dkmio_core::key::serde_with as key;
pub use dkmio_core::key::{DynamoKey, KeyAttribute, KeyError, KeyFrom, KeyOf, KeyType, SortText};
pub use dkmio_core::operation::{self, Delete, Get, Put, Update};
pub use dkmio_core::read::{self, ItemStream, Page, ParallelScan, Query, RawPage, Read, Scan, SortKey};
pub use dkmio_core::request::{self, Explanation, InvalidItem};
pub use dkmio_core::retry::{self, Backoff, RetryPolicy};
pub use dkmio_core::table;
pub use dkmio_core::transaction::{self, GetHandle, TransactGet, TransactGetBuilder, TransactGetOutput, TransactWrite};
pub use dkmio_core::ttl::{Ttl, TtlOutOfRange};
#[cfg(feature = "derive")]
pub use dkmio_derive::{DynamoCollection, DynamoDocument, DynamoEntity, DynamoKey, DynamoProjection, DynamoTable};
