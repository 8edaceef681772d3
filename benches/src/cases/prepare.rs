//! Prepares a request up to the moment the HTTP client has it, signed. The HTTP client never responds, and the request
//! is dropped.

use aws_sdk_dynamodb::Client;
use futures::FutureExt as _;

use super::{Case, Operation};
use crate::items::{Sample as _, Small, TABLE};
use crate::libraries::Library;

/// Returns the case that prepares a request of a library.
pub(super) fn request<L: Library>(library: L, operation: Operation) -> Case {
    match operation {
        Operation::Get => Case::new(library, async |library| given_up(library.get())),
        Operation::Put => Case::new((library, Small::sample(7)), async |(library, item)| given_up(library.put(item))),
        Operation::Update => Case::new(library, async |library| given_up(library.update())),
        Operation::Query => Case::new(library, async |library| given_up(library.query::<Small>())),
    }
}

/// Returns the case that prepares the SDK's request of an operation that names the table and nothing else.
pub(super) fn bare(client: Client, operation: Operation) -> Case {
    match operation {
        Operation::Get => Case::new(client, async |client| given_up(client.get_item().table_name(TABLE).send())),
        Operation::Put => Case::new(client, async |client| given_up(client.put_item().table_name(TABLE).send())),
        Operation::Update => Case::new(client, async |client| given_up(client.update_item().table_name(TABLE).send())),
        Operation::Query => Case::new(client, async |client| given_up(client.query().table_name(TABLE).send())),
    }
}

fn given_up(request: impl Future) {
    // One poll runs everything up to the HTTP client, whose future stays pending, so what follows costs nothing here.
    assert!(request.now_or_never().is_none(), "the request was sent");
}
