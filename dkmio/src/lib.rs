#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod guide;
#[doc(hidden)]
pub mod typing;

pub use dkmio_core::admin::{Difference, Verification};
pub use dkmio_core::attribute::{UntypedPath, attr, attr_name};
pub use dkmio_core::aws_sdk_dynamodb;
#[cfg(feature = "streams")]
pub use dkmio_core::aws_sdk_dynamodbstreams;
pub use dkmio_core::batch::{
    BatchError, BatchFailure, BatchGet, BatchGetResult, BatchGetTables, BatchProgress, BatchStopReason, BatchWrite,
    BatchWriteStream, Hydrated, IncompleteBatchGet,
};
#[cfg(feature = "aws-config")]
pub use dkmio_core::client::DynamoDbBuilder;
pub use dkmio_core::client::{Capacity, CapacityMeter, DynamoDb};
pub use dkmio_core::codec::number::Number;
pub use dkmio_core::codec::set::Set;
pub use dkmio_core::codec::{DecodeError, EncodeError, Item, Vector, VectorLengthError, binary, bytes_as_list, text};
pub use dkmio_core::cursor::{Cursor, CursorError};
pub use dkmio_core::dynamo_table::DynamoTable;
pub use dkmio_core::error::{
    CancellationCode, CancellationReason, Error, ErrorKind, PartHandle, PartReason, StatementError, ThrottlingReason,
};
pub use dkmio_core::expression::{AttributeType, Condition};
pub use dkmio_core::item;
pub use dkmio_core::json;
pub use dkmio_core::key::serde_with as key;
pub use dkmio_core::key::{DynamoKey, DynamoKeyPart, KeyAttribute, KeyError, KeyFrom, KeyOf, KeyType, SortText};
pub use dkmio_core::operation::{Delete, Get, GuardedItem, Put, Update};
pub use dkmio_core::partiql::{Partiql, PartiqlBatch, PartiqlPage, StatementParameters};
pub use dkmio_core::read::{ItemStream, Page, ParallelScan, Query, RawPage, Read, Scan, SortKey};
pub use dkmio_core::request::{Explanation, InvalidItem};
pub use dkmio_core::retry::{Backoff, RetryPolicy};
pub use dkmio_core::search::{Hit, Search, SearchResults};
pub use dkmio_core::tables;
pub use dkmio_core::transaction::{GetHandle, TransactGet, TransactGetBuilder, TransactGetOutput, TransactWrite};
pub use dkmio_core::ttl::{Ttl, TtlOutOfRange};
#[cfg(feature = "derive")]
pub use dkmio_derive::{DynamoCollection, DynamoDocument, DynamoEntity, DynamoKey, DynamoProjection, DynamoTable};

/// Tables themselves: created and deleted as their structs declare them, described, and compared with the declaration.
pub mod admin {
    pub use dkmio_core::admin::{
        Apply, Billing, Blocked, BlockedKind, CreateTable, CreateTables, DeleteTable, DescribeTable, Description,
        IndexDescription, KeyPart, KeyRole, Plan, PlanAll, PlanTable, SearchPart, SearchRole, Step, TableSpec, Tables,
        VectorIndexDescription, Verifications, VerifyAll, VerifyTable,
    };
}

/// Attributes: what an expression, a projection or an update can name, and which operators make sense for it.
///
/// A declared attribute is a [`Path`](attribute::Path) whose type says which table it belongs to and what it holds; an undeclared one is an
/// [`UntypedPath`] made by [`attr()`] or [`attr_name`].
pub mod attribute {
    pub use dkmio_core::attribute::{
        Attribute, AttributeOf, Blob, Collection, Contains, Custom, CustomCodec, DocumentPath, KeyForm, ListAttribute,
        MapAttribute, Measurable, NumberAttribute, NumberForm, Operand, OperandOf, Ordered, Path, PathError, Prefixed,
        Removable, Set, SetAttribute, Stored, Updatable, ValueOf,
    };
}

/// Backfills: keys of existing items that are rendered again.
pub mod backfill {
    pub use dkmio_core::backfill::{BackfillKeys, BackfillReport};
}

/// Batches: BatchGetItem and BatchWriteItem for any number of entries.
pub mod batch {
    pub use dkmio_core::batch::{
        BatchDelete, BatchDeleteKey, BatchEntry, BatchExplanation, BatchGetParts, BatchPut, BatchPutItem, BatchRequest,
        ExplainedBatchRequest, ExplainedBatchWrites, UnprocessedBatch,
    };
}

pub mod changes {
    //! Changes of items, typed: from Lambda events of DynamoDB streams and Kinesis streams, from EventBridge Pipes, and from
    //! incremental exports (`dkmio::json::changes`).
    //!
    //! [`Changes<T>`](Changes) is an event. It can be the event type of a Lambda function, since it implements `Deserialize`, and
    //! [`Changes::from_slice`] reads it from bytes. Images are decoded by the rules of responses: numbers keep all their digits and
    //! sets stay sets. Each record is decoded on its own, so one bad record is an error of that record, and the others are
    //! delivered.
    //!
    //! | `V` in `Changes<T, V>` | `new` is | `old` is |
    //! |---|---|---|
    //! | [`NewAndOldImages`], the default, and Kinesis | `T` | `T` |
    //! | [`NewImage`] | `T` | the key of `T` |
    //! | [`OldImage`] | the key of `T` | `T` |
    //! | [`KeysOnly`] | the key of `T` | the key of `T` |
    //!
    //! If `T` is an entity of a shared table, changes of other entities are skipped and counted ([`Changes::skipped`]). A record without
    //! an image has only the key, so that a part such as `{email:lower}`, which cannot be read back from the key, is an error there.
    //!
    //! # Partial batch responses
    //!
    //! [`for_each`](Changes::for_each) handles the records in order and stops at the first failure. Its [`BatchResponse`] is what the
    //! function returns, with `ReportBatchItemFailures` in the `FunctionResponseTypes` of the event source mapping: Lambda then sends
    //! the failed record and all behind it again. **Without that setting Lambda ignores the response, and the failed records are
    //! lost**; such a function returns [`BatchResponse::into_result`] instead, which fails the whole batch.
    //! <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>
    //!
    //! Lambda delivers a record at least once. Make the handler idempotent, for example by a put with a condition on an item named by
    //! [`ChangeRecord::event_id`].
    //!
    //! # Examples
    //!
    //! The event as Lambda sends it, and the handler. With `lambda_runtime` the argument is `LambdaEvent<Changes<Orders>>`.
    //!
    //! ```
    //! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/orders.rs"));
    //! # fn main() { example(async |db| {
    //! use dkmio::changes::{BatchResponse, Change, Changes, RemovalReason};
    //!
    //! async fn handle(db: &DynamoDb, changes: Changes<Orders>) -> BatchResponse {
    //!     let handle = |change: Change<Orders>| async move {
    //!         match change {
    //!             // A copy of what changed, for example for a search index.
    //!             Change::Insert { new } | Change::Modify { new, .. } => new.put().send(db).await,
    //!             Change::Remove { reason: RemovalReason::Expired, .. } => Ok(()),
    //!             Change::Remove { old, .. } => Orders::delete(old.key()).send(db).await,
    //!         }
    //!     };
    //!     changes.for_each(|record| handle(record.change)).await
    //! }
    //!
    //! let event = Changes::of([Change::insert(order("luis", "o1", 5)), Change::remove(order("ana", "o1", 30))]).to_event_json()?;
    //! let response = handle(&db, Changes::from_slice(event.as_bytes())?).await;
    //! assert!(response.is_success());
    //! assert_eq!(Orders::scan().count(&db).await?, 2);
    //! # Ok(())
    //! # }) }
    //! ```

    #[cfg(feature = "streams")]
    pub use dkmio_core::change_stream::{ChangeStream, Checkpoint, ReadChanges, StartAt};
    pub use dkmio_core::changes::{
        BatchResponse, Change, ChangeError, ChangeItem, ChangeRecord, Changes, ExportView, HandledChanges, Image,
        IntoIter, KeysOnly, New, NewAndOldImages, NewImage, Old, OldImage, RemovalReason, StreamView,
    };
}

/// The item codec: serde values to and from DynamoDB values.
pub mod codec {
    pub use dkmio_core::codec::{
        IntoIter, Iter, MAX_ITEM_SIZE, PathStep, from_absent, from_item, from_value, item_size, json, to_item,
        to_value, value_size,
    };
}

/// Conditions, filters, projections and updates.
pub mod expression {
    pub use dkmio_core::expression::{
        ExpressionError, RemoveTarget, Selection, Size, UpdateTarget, limits, readable_attributes, readable_value,
    };
}

/// The states of a read, and what it can be read into.
pub mod read {
    pub use dkmio_core::read::{AsCollection, AsKey, FullScan, MaybeSortKey, QueryState, Segments, Sequential};
}

/// What all requests are made of: what a response is decoded as, and what a write returns.
pub mod request {
    pub use dkmio_core::operation::{DeleteItem, PutItem, UpdateItem};
    pub use dkmio_core::request::{
        AsItem, AsPaths, AsResult, AsTuple, AsType, DecodeAs, ExplainedExpression, NewItem, Nothing, OfItem, OldItem,
        Request, Returning, ReturnsNothing, ReturnsOldItem, ReturnsVersion, Sendable, SingleWrite, UpdatedNew,
        UpdatedOld, WriteAction,
    };
}

/// Vector search: the metrics of indexes, and what a search takes.
pub mod search {
    pub use dkmio_core::table::{
        Cosine, DistanceFunction, DistanceMetric, DotProduct, Euclidean, FilterPath, FiltersBy, HitItem, Metric,
        SimilarityMetric, VectorField, VectorSource,
    };
}

/// Table definitions: what the derive macro knows of a struct, as types and as data.
///
/// A program reads the definitions ([`TableDefinition`](table::TableDefinition) and those in it) and never writes them: the derive macros
/// do. A new field in one of them is not a breaking change, so take them apart with `..`.
pub mod table {
    pub use dkmio_core::table::{
        BlindOf, Collection, CollectionDefinition, EntityAttribute, EntityDefinition, EntityIndex, Expires,
        GlobalIndex, Guarded, HasUnique, Index, IndexDefinition, IndexKind, ItemVersion, KeySchema, KeyTemplates,
        KeyTimestampField, LeadingParts, LocalIndex, ManagedAttributes, NextSortKey, NoSortKey, PartitionValue,
        Partitioned, Projection, ProjectionOf, Projects, ProjectsAll, ReadableFrom, ReturnsOld, SharedTable,
        SortKeyConditionGiven, SortsByValue, Source, StoredKey, SupportsConsistentRead, SupportsRanges, Table,
        TableDefinition, TableItem, TimestampAttribute, TimestampField, TimestampForm, Unchecked, UniqueDefinition,
        Uniqueness, Unpartitioned, VectorIndex, VectorIndexDefinition, VersionNumber, VersionUnchecked, WithoutUnique,
    };
}

/// Transactions: TransactWriteItems and TransactGetItems, and single writes sent as a transaction of one part.
pub mod transaction {
    pub use dkmio_core::transaction::{
        ConditionCheck, Conditional, HasCondition, Idempotent, MAX_PARTS, MAX_TOKEN_LENGTH, MAX_TRANSACTION_SIZE,
        TransactExplanation, TransactGets, TransactPart, Unconditional,
    };
}

/// DynamoDB's numbers, which are text: parsed and compared without rounding.
///
/// The module also serves `#[serde(with = "dkmio::number")]`: the field is stored as a number with all its digits, and is read exactly,
/// also behind serde's `flatten`, `tag` and `untagged`. It takes integers, floats, `rust_decimal::Decimal` (behind the feature of that name)
/// and [`Number`], and each in an `Option` (which needs `default` besides, to be read if it is absent).
///
/// Without the module, serde cannot read an integer type of 128 bits behind `flatten`, `tag` and `untagged`, and the read is an error. In a
/// flattened `Option`, serde turns this error into `None`, so mark such fields there.
///
/// ```
/// use dkmio::codec::{from_item, to_item};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Payment {
///     #[serde(with = "dkmio::number")]
///     cents: u128,
/// }
///
/// let item = to_item(&Payment { cents: 20_000_000_000_000_000_001 })?;
/// assert_eq!(item.get("cents").unwrap().as_n().unwrap(), "20000000000000000001");
/// assert_eq!(from_item::<Payment>(&item).unwrap().cents, 20_000_000_000_000_000_001);
/// # Ok::<(), dkmio::EncodeError>(())
/// ```
pub mod number {
    pub use dkmio_core::codec::number::{
        MAX_DIGITS, NumberError, NumberField, StoredNumber, canonical, compare, deserialize, serialize,
        significant_digits, validate,
    };
}

/// Sets: for `#[serde(with = "dkmio::set", default)]`.
///
/// The field is stored as a string set, a number set or a binary set, by the type of its elements. DynamoDB has no empty sets: an
/// empty one is absent, and absent (by serde's `default`) reads as empty. A list, such as another writer may have stored, reads
/// as a set too, and `NULL` reads as an empty one. The module serves `BTreeSet`, `HashSet` with any hasher, and `Vec`, which must
/// not hold an element twice; and each in an `Option`, where an empty set reads back as `None`.
///
/// [`Set`] is the same for one value, where no field can be marked: in a free-form item or an update by path.
///
/// In other formats the field is a plain sequence.
///
/// ```
/// use std::collections::BTreeSet;
/// use dkmio::codec::{from_item, to_item};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Article {
///     #[serde(with = "dkmio::set", default)]
///     tags: BTreeSet<String>,
/// }
///
/// let item = to_item(&Article { tags: BTreeSet::from(["new".to_owned()]) })?;
/// assert!(item.get("tags").unwrap().is_ss());
///
/// let none = to_item(&Article { tags: BTreeSet::new() })?;
/// assert!(none.is_empty());
/// assert!(from_item::<Article>(&none).unwrap().tags.is_empty());
/// # Ok::<(), dkmio::EncodeError>(())
/// ```
pub mod set {
    pub use dkmio_core::codec::set::{ReadSet, WriteSet, deserialize, serialize};
}
