//! Changes of items, typed: the records of streams and exports, events of Lambda, and handlers of them. This module
//! sends no requests; `change_stream` reads streams. The documentation for users is that of the module
//! `dkmio::changes`.

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
pub use collection::{entry_of_image, key_of_entry};
pub(crate) use decode::decode_export_line;
#[cfg(feature = "streams")]
pub(crate) use decode::decode_single_record;
pub use error::ChangeError;
pub use event::{Changes, IntoIter};
pub use handle::HandledChanges;
pub use image::{ChangeItem, Image};
pub use record::ChangeRecord;
pub use response::BatchResponse;
pub use view::{ExportView, KeysOnly, New, NewAndOldImages, NewImage, Old, OldImage, StreamView};
