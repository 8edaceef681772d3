//! The pieces of work, and how each is done by a side.

mod borrowed;
mod job;
mod prepare;
mod rows;
mod sent;
mod work;

use aws_sdk_dynamodb::Client;
use dkmio::DynamoDb;

pub(crate) use self::job::{Job, Outcome};
pub(crate) use self::rows::{ROWS, Row, Run};
pub(crate) use self::work::{Operation, Shape, Work};
use crate::connector::{Memory, in_memory};
use crate::items::{self, Nested, Numbers, Sample, Small, Text};
use crate::sides::dkmio::Dkmio;
use crate::sides::sdk::Sdk;
use crate::sides::{Library, Side};

/// The work of a side, in memory; none where the side has no such operation.
pub(crate) fn job(work: Work, side: Side) -> Option<Job> {
    let memory = memory(work, side);
    let sent = memory.sent();
    let client = in_memory(memory);
    let job = match work {
        Work::QueryBorrowed => borrowed::query(borrowing(side, client)?),
        Work::Borrowed => borrowed::decode(borrowing(side, client)?),
        Work::Bare(operation) => (side == Side::Sdk).then(|| prepare::bare(client, operation))?,
        work => with_client(work, side, client)?,
    };
    Some(job.sending(work, sent))
}

/// The connection of the one side that borrows.
fn borrowing(side: Side, client: Client) -> Option<DynamoDb> {
    (side == Side::Dkmio).then(|| DynamoDb::from_client(client))
}

/// The work of a side over a client.
pub(crate) fn with_client(work: Work, side: Side, client: Client) -> Option<Job> {
    match side {
        Side::Sdk => by(Sdk::new(client), work),
        Side::Dkmio => by(Dkmio::new(client), work),
        Side::Peer(peer) => peer.job(work, client),
    }
}

/// The answers to a work.
fn memory(work: Work, side: Side) -> Memory {
    match work {
        Work::Prepare(_) | Work::Bare(_) => Memory::silent(),
        work => Memory::canned(answer(work, side)),
    }
}

/// The answer to every request of a work, with what else the side stores with each item.
pub(crate) fn answer(work: Work, side: Side) -> String {
    match work {
        Work::Query(shape, count) => match shape {
            Shape::Small => items::page::<Small>(count, side),
            Shape::Text => items::page::<Text>(count, side),
            Shape::Numbers => items::page::<Numbers>(count, side),
            Shape::Nested => items::page::<Nested>(count, side),
        },
        Work::QueryBorrowed | Work::Borrowed => items::page::<Small>(100, side),
        Work::Get => format!(r#"{{"Item":{}}}"#, items::text::<Small>(7, side)),
        Work::BatchWrite => r#"{"UnprocessedItems":{}}"#.to_owned(),
        Work::BatchGet => {
            let items: Vec<String> = (0..100).map(|number| items::text::<Small>(number, side)).collect();
            format!(r#"{{"Responses":{{"items":[{}]}},"UnprocessedKeys":{{}}}}"#, items.join(","))
        }
        _ => "{}".to_owned(),
    }
}

/// The work of a library.
pub(crate) fn by<L: Library>(library: L, work: Work) -> Option<Job> {
    Some(match work {
        Work::Query(Shape::Small, _) => query::<L, Small>(library),
        Work::Query(Shape::Text, _) => query::<L, Text>(library),
        Work::Query(Shape::Numbers, _) => query::<L, Numbers>(library),
        Work::Query(Shape::Nested, _) => query::<L, Nested>(library),
        Work::Get => Job::new(library, async |library| library.get().await),
        Work::Put => Job::new((library, Small::sample(7)), async |(library, item)| library.put(item).await),
        Work::Update => Job::new(library, async |library| library.update().await),
        Work::Delete => Job::new(library, async |library| library.delete().await),
        Work::BatchWrite => {
            Job::new((library, items::samples(25)), async |(library, items)| library.batch_write(items).await)
        }
        Work::BatchGet => {
            let numbers: Vec<usize> = (0..100).collect();
            Job::new((library, numbers), async |(library, numbers)| library.batch_get(numbers).await)
        }
        Work::Prepare(operation) => prepare::request(library, operation),
        Work::QueryBorrowed | Work::Borrowed | Work::Bare(_) => return None,
    })
}

fn query<L: Library, T: Sample>(library: L) -> Job {
    Job::new(library, async |library| library.query::<T>().await)
}
