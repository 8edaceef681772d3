//! A session store for [tower-sessions](tower_sessions) on DynamoDB.
//!
//! It is written as a library over dkmio would be: the table's row belongs to the user of the library, who implements
//! [`SessionRow`] for it, and so do the table's name and its key. [`Session`] is a row for those who need no other.
//!
//! ```
//! use dkmio::{DynamoDb, DynamoTable};
//! use dkmio_sessions::{DynamoStore, Session};
//! use tower_sessions::{Expiry, SessionManagerLayer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), dkmio::Error> {
//! let db = DynamoDb::embedded().await?.with_table_name::<Session>("web-sessions");
//! Session::create_table().send(&db).await?;
//!
//! let layer = SessionManagerLayer::new(DynamoStore::<Session>::new(&db)).with_expiry(Expiry::OnSessionEnd);
//! # let _ = layer;
//! # Ok(()) }
//! ```

mod row;
mod store;

pub use row::{Session, SessionRow};
pub use store::DynamoStore;
