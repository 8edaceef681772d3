//! A DynamoDB engine inside the process, under the official SDK client, and faults to test against.
//!
//! [`Engine`] responds to the requests of `aws-sdk-dynamodb` without a server, an account or a socket. It takes the
//! place of the SDK's HTTP client, so the SDK itself builds, serializes, retries and decodes requests. The engine keeps
//! its tables [in memory](Engine::memory) or [in a file](Engine::open). [`Faults`] wraps an engine, or any other HTTP
//! client, and produces what no engine does by itself: throttling, unprocessed items, lost responses, canceled
//! transactions. Underneath is dynoxide over SQLite, which is built from source and needs a C compiler.
//!
//! # Testing an application
//!
//! The application takes its client as an argument; the test makes one.
//!
//! ```
//! use aws_sdk_dynamodb::Client;
//! use aws_sdk_dynamodb::types::{
//!     AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
//! };
//! use dkmio_embedded::{Engine, FaultKind, Faults, Operation, config_over};
//!
//! /// The application: counts a visit.
//! async fn count_visit(client: &Client, page: &str) -> Result<(), aws_sdk_dynamodb::Error> {
//!     client
//!         .update_item()
//!         .table_name("visits")
//!         .key("page", AttributeValue::S(page.to_owned()))
//!         .update_expression("ADD visits :one")
//!         .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
//!         .send()
//!         .await?;
//!     Ok(())
//! }
//!
//! # async fn create_table(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
//! #     let key = KeySchemaElement::builder().attribute_name("page").key_type(KeyType::Hash).build()?;
//! #     let page = AttributeDefinition::builder().attribute_name("page");
//! #     let page = page.attribute_type(ScalarAttributeType::S).build()?;
//! #     let table = client.create_table().table_name("visits").billing_mode(BillingMode::PayPerRequest);
//! #     table.key_schema(key).attribute_definitions(page).send().await?;
//! #     Ok(())
//! # }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let faults = Faults::over(Engine::memory()?);
//! let client = Client::from_conf(config_over(faults.clone()).build());
//! create_table(&client).await?;
//!
//! // The update is applied, its response is lost, and the SDK retries it.
//! faults.clear_calls();
//! faults.on(Operation::UpdateItem).lost_response();
//! count_visit(&client, "home").await?;
//!
//! let calls = faults.calls();
//! assert_eq!(calls.len(), 2);
//! assert_eq!(calls[0].fault(), Some(FaultKind::LostResponse));
//! let home = AttributeValue::S("home".to_owned());
//! let got = client.get_item().table_name("visits").key("page", home).send().await?;
//! assert_eq!(got.item().unwrap()["visits"], AttributeValue::N("2".to_owned())); // a bug found
//! # Ok(()) }
//! ```
//!
//! # Runtimes and threads
//!
//! Requests run one at a time. An engine in memory runs them on the thread that polls the future, for a few
//! microseconds each; a scan of a large table takes longer. An engine in a file runs them on Tokio's blocking threads,
//! or in place if there is no Tokio runtime. Every flavor of runtime works. Without a runtime an engine works as long
//! as nothing is retried or delayed, because waiting needs Tokio's timer. A request whose future is dropped before its
//! first poll does not run; on a file, a request that has begun is finished.
//!
//! # Corrections
//!
//! Where dynoxide differs from DynamoDB, the following is corrected:
//!
//! - `IN` with more than 100 operands is refused.
//! - `TransactGetItems` with a projection returns only the projected attributes, without the keys.
//! - `UpdateItem` that creates its item returns no old item (dynoxide returns the keys).
//! - `GetRecords` spells the members of `userIdentity` as DynamoDB does, so that the SDK reads them.
//! - An open shard of a stream has no `EndingSequenceNumber`.
//! - A table's ARN is accepted in place of its name, in any region and account.
//! - A projection expression for attributes that a global secondary index does not project is refused.
//! - A projection expression for attributes that a local secondary index does not project fetches them from the table.
//!   A scan fetches the items one after the other, without a lock around them.
//!
//! # Security
//!
//! The engine bundles SQLite 3.49.2, which is in the range of CVE-2025-6965 (fixed in 3.50.2). That fault needs SQL
//! written by an attacker. No request carries SQL: dynoxide's statements are fixed and take all names and values as
//! parameters. The newest dynoxide, 3.2.0, has no newer SQLite; this crate follows as soon as one does. Do not open
//! database files that come from someone else.
//!
//! # Known differences from DynamoDB
//!
//! - Reads are always consistent. Nothing is throttled or conflicts with a transaction; [`Faults`] can simulate both.
//! - A *filter* on an attribute that an index does not project matches no item; DynamoDB refuses it.
//! - A scan of a local secondary index with `Select` `ALL_ATTRIBUTES` returns the projected attributes only.
//! - Expired items are deleted by [`Engine::sweep_expired`], never by themselves.
//! - If the limit of 1 MB ends a page, `ScannedCount` is one too high, and the number of items may differ from DynamoDB's.
//! - `OnDemandThroughput` is not stored, and `WarmThroughput` is not reported.
//! - A `<>` in a key condition is refused with another message.
//! - Backups, global tables, point-in-time recovery, import and export, Kinesis, resource policies and account limits are
//!   missing (`UnknownOperationException`).
//! - `BatchWriteItem` never leaves items unprocessed; [`Rule::partial`] does.

/// The snippet of the README, as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

mod arn;
mod clock;
mod connector;
mod correction;
mod dispatch;
mod engine;
mod error;
mod fault;
mod latency;
mod operation;
mod request;
mod wire;

pub use clock::ManualClock;
pub use engine::{Engine, config_over};
pub use error::EngineError;
pub use fault::{Call, FaultKind, Faults, Probabilities, Reason, Recorder, Rule};
pub use latency::Latency;
pub use operation::Operation;
pub use request::RequestView;
