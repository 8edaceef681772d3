//! The workloads, and how each library does them.

mod borrowed;
mod case;
mod chosen;
mod entity;
mod prepare;
mod rows;
mod sent;
mod texts;
mod workload;

use aws_sdk_dynamodb::Client;
use dkmio::DynamoDb;

pub(crate) use self::case::{Case, Outcome};
pub(crate) use self::entity::output as entity_output;
pub(crate) use self::rows::{ROWS, Row, Run};
pub(crate) use self::workload::{OnEntity, Operation, Shape, Workload};
use crate::connector::{Memory, in_memory};
use crate::items::{self, Nested, Numbers, Sample, Small, Text};
use crate::libraries::{Known, Library, LibraryId, Visitor, page, text};

/// Returns the workload of a library, in memory; `None` if the library has no such operation.
pub(crate) fn case(workload: Workload, library: LibraryId) -> Option<Case> {
    match workload {
        Workload::ChangeEvent => return texts::event(library),
        Workload::ChangeEventBytes => return texts::event_bytes(library),
        Workload::ExportLines => return texts::export(library),
        _ => {}
    }
    let memory = memory(workload, library);
    let sent = memory.sent();
    let client = in_memory(memory);
    let case = match workload {
        Workload::QueryBorrowed => borrowed::query(dkmio_alone(library, client)?),
        Workload::Borrowed => borrowed::decode(dkmio_alone(library, client)?),
        Workload::Filter(conditions) => chosen::filter(library, client, conditions)?,
        Workload::Select(attributes) => chosen::select(library, client, attributes)?,
        Workload::Entity(work) => entity::case(dkmio_alone(library, client)?, work),
        workload => with_client(workload, library, client)?,
    };
    Some(case.sending(workload, sent))
}

/// Returns a connection of dkmio, which alone borrows and has entities; `None` for the others.
fn dkmio_alone(library: LibraryId, client: Client) -> Option<DynamoDb> {
    (library == LibraryId::Dkmio).then(|| DynamoDb::from_client(client))
}

/// Returns the workload of a library over a client; `None` if the library has no such operation.
pub(crate) fn with_client(workload: Workload, library: LibraryId, client: Client) -> Option<Case> {
    library.visit(client, Make(workload))
}

/// Makes the case of a workload for the library that it visits.
struct Make(Workload);

impl Visitor for Make {
    type Output = Option<Case>;

    fn visit<L: Library>(self, library: L) -> Option<Case> {
        by(library, self.0)
    }
}

/// Returns the HTTP client for a workload.
fn memory(workload: Workload, library: LibraryId) -> Memory {
    match workload {
        // Such a request ends where the HTTP client has it, so no response must come.
        Workload::Prepare(_) => Memory::silent(),
        workload => Memory::canned(response(workload, library)),
    }
}

/// Returns the response to every request of a workload, with what else the library stores with each item.
pub(crate) fn response(workload: Workload, library: LibraryId) -> String {
    match workload {
        Workload::Query(shape, count) => match shape {
            Shape::Small => page::<Small>(count, library),
            Shape::Text => page::<Text>(count, library),
            Shape::Numbers => page::<Numbers>(count, library),
            Shape::Nested => page::<Nested>(count, library),
        },
        Workload::Select(_) => page::<Numbers>(100, library),
        Workload::QueryBorrowed | Workload::Borrowed => page::<Small>(100, library),
        Workload::Get => format!(r#"{{"Item":{}}}"#, text::<Small>(7, library)),
        Workload::BatchWrite => r#"{"UnprocessedItems":{}}"#.to_owned(),
        Workload::Entity(work) => entity::response(work),
        Workload::BatchGet => {
            let items: Vec<String> = (0..100).map(|number| text::<Small>(number, library)).collect();
            format!(r#"{{"Responses":{{"items":[{}]}},"UnprocessedKeys":{{}}}}"#, items.join(","))
        }
        _ => "{}".to_owned(),
    }
}

/// Returns the case of a workload for a library; `None` if the library has no such operation.
fn by<L: Library>(library: L, workload: Workload) -> Option<Case> {
    Some(match workload {
        Workload::Query(Shape::Small, _) => query::<L, Small>(library),
        Workload::Query(Shape::Text, _) => query::<L, Text>(library),
        Workload::Query(Shape::Numbers, _) => query::<L, Numbers>(library),
        Workload::Query(Shape::Nested, _) => query::<L, Nested>(library),
        Workload::Get => Case::new(library, async |library| library.get().await),
        Workload::Put => Case::new((library, Small::sample(7)), async |(library, item)| library.put(item).await),
        Workload::Update => Case::new(library, async |library| library.update().await),
        Workload::Delete => Case::new(library, async |library| library.delete().await),
        Workload::BatchWrite => {
            Case::new((library, items::samples(25)), async |(library, items)| library.batch_write(items).await)
        }
        Workload::BatchGet => {
            if !L::HAS_BATCH_GET {
                return None;
            }
            let numbers: Vec<usize> = (0..100).collect();
            Case::new((library, numbers), async |(library, numbers)| library.batch_get(numbers).await)
        }
        Workload::Prepare(operation) => prepare::request(library, operation),
        Workload::QueryBorrowed
        | Workload::Borrowed
        | Workload::Filter(_)
        | Workload::Select(_)
        | Workload::ChangeEvent
        | Workload::ChangeEventBytes
        | Workload::ExportLines
        | Workload::Entity(_) => return None,
    })
}

fn query<L: Library, T: Sample + Known>(library: L) -> Case {
    Case::new(library, async |library| library.query::<T>().await)
}

#[cfg(all(test, feature = "peers"))]
mod tests {
    use super::*;
    use crate::libraries::Peer;

    #[test]
    fn a_library_without_an_operation_has_no_case() {
        let has = |peer: Peer| case(Workload::BatchGet, LibraryId::Peer(peer)).is_some();
        assert_eq!(Peer::ALL.map(has), [true, false]);
    }
}
