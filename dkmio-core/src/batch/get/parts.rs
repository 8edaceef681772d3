//! The reads of one table, or of several, in one batch.

use crate::batch::get::protocol::Group;
use crate::client::DynamoDb;
use crate::error::Error;

/// What is known of one key of a batch that ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchSlot<T> {
    /// The item.
    Found(T),
    /// There is no such item.
    Missing,
    /// Not read: it is left.
    Unprocessed,
}

mod sealed {
    pub trait Sealed {}
}
pub(super) use sealed::Sealed;

/// The reads of a batch: a [`BatchGet`](super::BatchGet) of one table, or a tuple of up to six.
pub trait BatchGetParts: Sealed + Send + Sized {
    /// The answer: for each key, in the order given, the item or none; a tuple of them for a tuple.
    type Answer: Send;
    /// What is known of each key.
    type Slots;

    #[doc(hidden)]
    fn groups(&mut self, db: &DynamoDb, groups: &mut Groups) -> Result<(), Error>;
    #[doc(hidden)]
    fn restore(&mut self, groups: &mut Groups);
    #[doc(hidden)]
    fn answer(&self) -> Result<Self::Answer, Error>;
    #[doc(hidden)]
    fn slots(&self) -> Result<Self::Slots, Error>;
    #[doc(hidden)]
    fn unread(&self) -> usize;
}

/// The tables of a batch while it runs.
#[doc(hidden)]
#[derive(Default)]
pub struct Groups {
    given: Vec<Group>,
    back: std::vec::IntoIter<Group>,
}

impl Groups {
    pub(super) fn give(&mut self, group: Group) {
        self.given.push(group);
    }

    pub(super) fn take_all(&mut self) -> Vec<Group> {
        std::mem::take(&mut self.given)
    }

    pub(super) fn of(groups: Vec<Group>) -> Self {
        Self { given: Vec::new(), back: groups.into_iter() }
    }

    /// The groups in the order in which they were given.
    pub(super) fn next_back(&mut self) -> Option<Group> {
        self.back.next()
    }
}

macro_rules! tuples {
    ($($part:ident $at:tt),*) => {
        impl<$($part: BatchGetParts),*> Sealed for ($($part,)*) {}

        impl<$($part: BatchGetParts),*> BatchGetParts for ($($part,)*) {
            type Answer = ($($part::Answer,)*);
            type Slots = ($($part::Slots,)*);

            fn groups(&mut self, db: &DynamoDb, groups: &mut Groups) -> Result<(), Error> {
                $(self.$at.groups(db, groups)?;)*
                Ok(())
            }

            fn restore(&mut self, groups: &mut Groups) {
                $(self.$at.restore(groups);)*
            }

            fn answer(&self) -> Result<Self::Answer, Error> {
                Ok(($(self.$at.answer()?,)*))
            }

            fn slots(&self) -> Result<Self::Slots, Error> {
                Ok(($(self.$at.slots()?,)*))
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
