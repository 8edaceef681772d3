//! The reads of one table, or of several, in one batch.

use std::collections::VecDeque;

use crate::batch::get::protocol::TableKeys;
use crate::client::DynamoDb;
use crate::error::Error;

/// The result of one key of a batch that stopped early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchGetResult<T> {
    /// The item.
    Found(T),
    /// There is no such item.
    Missing,
    /// The key has not been read.
    Unprocessed,
}

mod sealed {
    pub trait Sealed {}
}
pub(super) use sealed::Sealed;

/// The reads of a batch: a [`BatchGet`](crate::batch::BatchGet) of one table, or a tuple of up to six.
pub trait BatchGetParts: Sealed + Send + Sized {
    /// The output: for each key, in the order given, the item or `None`; a tuple of them for a tuple.
    type Output: Send;
    /// The result of each key.
    type Results;

    /// Adds the tables of these reads to those of the batch.
    #[doc(hidden)]
    fn start(&mut self, db: &DynamoDb, tables: &mut BatchTables) -> Result<(), Error>;
    /// Adds the tables of these reads, by their declared names.
    #[doc(hidden)]
    fn declare(&self, tables: &mut BatchTables) -> Result<(), Error>;
    /// Takes the tables of these reads back, in the same order, with the items that were read.
    #[doc(hidden)]
    fn finish(&mut self, tables: &mut BatchTables);
    #[doc(hidden)]
    fn output(&self) -> Result<Self::Output, Error>;
    #[doc(hidden)]
    fn results(&self) -> Result<Self::Results, Error>;
    #[doc(hidden)]
    fn unread(&self) -> usize;
}

/// The tables of a running batch, in the order of its parts.
#[doc(hidden)]
#[derive(Default)]
pub struct BatchTables(pub(super) VecDeque<TableKeys>);

macro_rules! tuples {
    ($($part:ident $at:tt),*) => {
        impl<$($part: BatchGetParts),*> Sealed for ($($part,)*) {}

        impl<$($part: BatchGetParts),*> BatchGetParts for ($($part,)*) {
            type Output = ($($part::Output,)*);
            type Results = ($($part::Results,)*);

            fn start(&mut self, db: &DynamoDb, tables: &mut BatchTables) -> Result<(), Error> {
                $(self.$at.start(db, tables)?;)*
                Ok(())
            }

            fn declare(&self, tables: &mut BatchTables) -> Result<(), Error> {
                $(self.$at.declare(tables)?;)*
                Ok(())
            }

            fn finish(&mut self, tables: &mut BatchTables) {
                $(self.$at.finish(tables);)*
            }

            fn output(&self) -> Result<Self::Output, Error> {
                Ok(($(self.$at.output()?,)*))
            }

            fn results(&self) -> Result<Self::Results, Error> {
                Ok(($(self.$at.results()?,)*))
            }

            fn unread(&self) -> usize {
                0 $(+ self.$at.unread())*
            }
        }
    };
}
tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
