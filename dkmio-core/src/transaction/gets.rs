//! The gets of a transaction, and their answers: a tuple of different ones, or a list of the same kind.

use std::iter;

use crate::client::TableRef;
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::key::EncodedKey;
use crate::operation::Get;
use crate::request::{RawItem, Rendered, Shape};
use crate::table::Table;
use crate::ttl::Ttl;

/// What a [`TransactGet`](super::TransactGet) reads: a tuple of up to twelve gets, each with what it selects, or a `Vec` of gets of one kind.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read in a transaction",
    label = "not a tuple of gets",
    note = "write `TransactGet::new((Orders::get(key), Users::get(key)))`, or `TransactGet::all(gets)` for a list of gets of one table"
)]
pub trait TransactGets: sealed::Sealed + Send + Sync {
    /// The answer: for each get its item, or none when there is no such item.
    type Answer: Send;

    #[doc(hidden)]
    fn parts(&self) -> Vec<GetPart>;

    #[doc(hidden)]
    fn read(self, answers: &mut Answers) -> Result<Self::Answer, Error>;
}

mod sealed {
    pub trait Sealed {}
}

/// One get, rendered; or why it cannot be.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct GetPart {
    pub(super) table: TableRef,
    pub(super) content: Result<(EncodedKey, Rendered), Error>,
}

impl GetPart {
    fn new<T: Table, H: Shape>(get: &Get<T, H>) -> Self {
        Self { table: get.options.table.clone(), content: get.rendered() }
    }
}

/// What came for one part: its item, if there is one; none when nothing came.
type Answer = Option<Option<RawItem>>;

/// The answers that are still to be read.
#[doc(hidden)]
#[derive(Debug)]
pub struct Answers {
    operation: &'static str,
    items: std::vec::IntoIter<(String, Answer)>,
    next: usize,
    /// When items have expired, for gets that leave them out.
    now: Ttl,
}

impl Answers {
    /// Answers to the parts, whose tables these are.
    pub(super) fn new(operation: &'static str, tables: Vec<String>, items: Vec<Option<RawItem>>, now: Ttl) -> Self {
        let answers = items.into_iter().map(Some).chain(iter::repeat_with(|| None));
        let items: Vec<_> = iter::zip(tables, answers).collect();
        Self { operation, items: items.into_iter(), next: 0, now }
    }

    fn read<T: Table, H: Shape>(&mut self, get: Get<T, H>) -> Result<Option<H::Output>, Error> {
        let position = self.next;
        self.next += 1;
        let missing = || Error::new(ErrorKind::Decode).with_message(format!("there is no answer for part {position}"));
        let Some((table, answer)) = self.items.next() else { return Err(missing()) };
        let place = ErrorContext::new(self.operation, table, None);
        let Some(item) = answer else { return Err(missing().with_context(&place)) };
        // every projection holds the partition key: an item without attributes is no item
        let Some(item) = item.filter(|item| !item.is_empty()) else { return Ok(None) };
        get.decode(&item, self.now).map_err(|error| item.response().item_error(error, &place).with_position(position))
    }
}

impl<T: Table, H: Shape + Sync> sealed::Sealed for Vec<Get<T, H>> {}

impl<T: Table, H: Shape + Sync> TransactGets for Vec<Get<T, H>> {
    type Answer = Vec<Option<H::Output>>;

    fn parts(&self) -> Vec<GetPart> {
        self.iter().map(GetPart::new).collect()
    }

    fn read(self, answers: &mut Answers) -> Result<Self::Answer, Error> {
        self.into_iter().map(|get| answers.read(get)).collect()
    }
}

macro_rules! tuples {
    ($($table:ident $shape:ident $at:tt),*) => {
        impl<$($table: Table, $shape: Shape + Sync),*> sealed::Sealed for ($(Get<$table, $shape>,)*) {}

        impl<$($table: Table, $shape: Shape + Sync),*> TransactGets for ($(Get<$table, $shape>,)*) {
            type Answer = ($(Option<$shape::Output>,)*);

            fn parts(&self) -> Vec<GetPart> {
                vec![$(GetPart::new(&self.$at)),*]
            }

            fn read(self, answers: &mut Answers) -> Result<Self::Answer, Error> {
                Ok(($(answers.read(self.$at)?,)*))
            }
        }
    };
}
tuples!(T0 H0 0);
tuples!(T0 H0 0, T1 H1 1);
tuples!(T0 H0 0, T1 H1 1, T2 H2 2);
tuples!(T0 H0 0, T1 H1 1, T2 H2 2, T3 H3 3);
tuples!(T0 H0 0, T1 H1 1, T2 H2 2, T3 H3 3, T4 H4 4);
tuples!(T0 H0 0, T1 H1 1, T2 H2 2, T3 H3 3, T4 H4 4, T5 H5 5);
tuples!(T0 H0 0, T1 H1 1, T2 H2 2, T3 H3 3, T4 H4 4, T5 H5 5, T6 H6 6);
tuples!(T0 H0 0, T1 H1 1, T2 H2 2, T3 H3 3, T4 H4 4, T5 H5 5, T6 H6 6, T7 H7 7);
tuples!(T0 H0 0, T1 H1 1, T2 H2 2, T3 H3 3, T4 H4 4, T5 H5 5, T6 H6 6, T7 H7 7, T8 H8 8);
tuples!(T0 H0 0, T1 H1 1, T2 H2 2, T3 H3 3, T4 H4 4, T5 H5 5, T6 H6 6, T7 H7 7, T8 H8 8, T9 H9 9);
tuples!(T0 H0 0, T1 H1 1, T2 H2 2, T3 H3 3, T4 H4 4, T5 H5 5, T6 H6 6, T7 H7 7, T8 H8 8, T9 H9 9, T10 H10 10);
tuples!(
    T0 H0 0, T1 H1 1, T2 H2 2, T3 H3 3, T4 H4 4, T5 H5 5, T6 H6 6, T7 H7 7, T8 H8 8, T9 H9 9, T10 H10 10, T11 H11 11
);
