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
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
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

mod change;
mod collection;
mod decode;
mod error;
mod event;
mod handle;
mod image;
mod raw_record;
mod record;
mod response;
mod sample;
mod transcode;
mod view;

pub use change::{Change, RemovalReason};
pub use collection::entry_of_image;
pub(crate) use decode::decode_export_line;
pub use error::ChangeError;
pub use event::{Changes, IntoIter};
pub use handle::HandledChanges;
pub use image::{ChangeItem, Image};
pub use record::ChangeRecord;
pub use response::BatchResponse;
pub use view::{ExportView, KeysOnly, New, NewAndOldImages, NewImage, Old, OldImage, StreamView};
