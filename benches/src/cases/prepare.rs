//! Prepares a request up to the moment the HTTP client has it, signed. The HTTP client never responds, and the request
//! is dropped.

use futures::FutureExt as _;

use super::{Case, Operation};
use crate::items::{Sample as _, Small};
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

fn given_up(request: impl Future) {
    // One poll runs everything up to the HTTP client, whose future stays pending, so what follows costs nothing here.
    assert!(request.now_or_never().is_none(), "the request was sent");
}
