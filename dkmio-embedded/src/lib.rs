//! A DynamoDB engine inside the process, under the official SDK client, and faults to test against.
//!
//! [`Engine`] answers the requests of `aws-sdk-dynamodb` without a server, an account or a socket: it takes the place of
//! the SDK's HTTP client, so that building, serializing, retrying and decoding requests is the SDK's own work. It keeps
//! its tables [in memory](Engine::memory) or [in a file](Engine::open). [`Faults`] goes round an engine, or round any
//! other HTTP client, and makes happen what no engine does by itself: throttling, unprocessed items, answers that get
//! lost, cancelled transactions. The engine proper is dynoxide over SQLite, which is built from source and takes a C
//! compiler.
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
//! // The update is applied, its answer is lost, and the SDK sends it once more.
//! faults.clear_calls();
//! faults.on(Operation::UpdateItem).lost_answer();
//! count_visit(&client, "home").await?;
//!
//! let calls = faults.calls();
//! assert_eq!(calls.len(), 2);
//! assert_eq!(calls[0].fault(), Some(FaultKind::LostAnswer));
//! let home = AttributeValue::S("home".to_owned());
//! let got = client.get_item().table_name("visits").key("page", home).send().await?;
//! assert_eq!(got.item().unwrap()["visits"], AttributeValue::N("2".to_owned())); // a bug found
//! # Ok(()) }
//! ```
//!
//! # Runtimes and threads
//!
//! Requests run one at a time. An engine in memory runs them on the thread that polls the future, for some microseconds
//! each (a scan of a large table takes longer); one in a file runs them where tokio puts blocking work, or in place when
//! there is no tokio runtime. Any flavour of runtime will do, and none at all as long as nothing is retried or delayed:
//! waits are tokio's and need its timer. A request whose future is dropped before it is polled is not run; one in a file
//! that has begun is finished.
//!
//! # Put right in front of the engine
//!
//! - `IN` with more than 100 operands is refused.
//! - `TransactGetItems` with a projection answers with what was asked, without the keys.
//! - `UpdateItem` that creates its item returns no old item (the engine: the keys).
//! - A table's ARN is taken wherever its name is, in any region and account.
//! - A projection expression for attributes that a global secondary index does not project is refused.
//! - A projection expression for attributes that a local secondary index does not project fetches them from the table.
//!   In a scan the items are fetched one after the other, without a lock round them.
//!
//! # Known differences from DynamoDB
//!
//! - Reads are always consistent, and nothing is throttled or in conflict; [`Faults`] can stand in for the latter two.
//! - A *filter* on an attribute that an index does not project finds nothing; it is not refused.
//! - A scan of a local secondary index with `Select` `ALL_ATTRIBUTES` answers with what is projected.
//! - Expired items go when [`Engine::sweep_expired`] is called, never by themselves.
//! - When the limit of 1 MB ends a page, `ScannedCount` is one too high. How many items fit is not exactly DynamoDB's number.
//! - `OnDemandThroughput` is not kept and `WarmThroughput` not reported.
//! - A `<>` in a key condition is refused with another message.
//! - Backups, global tables, point-in-time recovery, import and export, Kinesis, resource policies and account limits are
//!   not there: `UnknownOperationException`.
//! - `BatchWriteItem` never leaves items unprocessed; [`Rule::partial`] does.

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
