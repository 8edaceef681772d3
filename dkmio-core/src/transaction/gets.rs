//! The gets of a transaction and their responses: a tuple of different gets, or a list of gets of one kind.

use crate::client::TableRef;
use crate::error::{Error, ErrorContext};
use crate::key::EncodedKey;
use crate::operation::Get;
use crate::request::{DecodeAs, RawItem, RenderedExpressions};
use crate::table::{EntityDefinition, Table};
use crate::ttl::Ttl;

/// The gets of a [`TransactGet`](crate::transaction::TransactGet): a tuple of up to twelve gets, each with its own
/// selection, or a `Vec` of gets of one kind.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read in a transaction",
    label = "not a tuple of gets",
    note = "write `TransactGet::new((Orders::get(key), Users::get(key)))`, `TransactGet::all(gets)` for a list of gets of one table, \
            or `TransactGet::builder()` for a number of mixed gets that is known at run time"
)]
pub trait TransactGets: sealed::Sealed + Send + Sync {
    /// The output: for each get its item, or `None` if there is no such item.
    type Output: Send;

    #[doc(hidden)]
    fn parts(&self) -> Vec<GetPart>;

    #[doc(hidden)]
    fn read(self, responses: &mut ItemResponses) -> Result<Self::Output, Error>;
}

mod sealed {
    pub trait Sealed {}
}

/// One get, rendered, or the deferred error.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct GetPart {
    pub(super) table: TableRef,
    /// The entity that is read, if the table is shared.
    pub(super) entity: Option<&'static EntityDefinition>,
    pub(super) content: Result<(EncodedKey, RenderedExpressions), Error>,
}

impl GetPart {
    pub(super) fn new<T: Table, H: DecodeAs>(get: &Get<T, H>) -> Self {
        Self {
            table: get.options.table.clone(),
            entity: T::DEFINITION.entity,
            content: get.render().map(|(key, rendered)| (key.clone(), rendered)),
        }
    }
}

/// The responses to the parts of a transaction, each with the actual name of its table.
#[doc(hidden)]
#[derive(Debug)]
pub struct ItemResponses {
    operation: &'static str,
    items: Vec<(String, Option<RawItem>)>,
    next: usize,
    /// The time at which items have expired, for gets that omit expired items.
    now: Ttl,
}

impl ItemResponses {
    pub(super) fn new(operation: &'static str, items: Vec<(String, Option<RawItem>)>, now: Ttl) -> Self {
        Self { operation, items, next: 0, now }
    }

    /// Reads the response to the part at this position. Returns `None` if there is no such item.
    pub(super) fn read_at<O>(
        &self,
        position: usize,
        read: impl FnOnce(&RawItem, Ttl, &ErrorContext) -> Result<Option<O>, Error>,
    ) -> Result<Option<O>, Error> {
        let Some((table, Some(item))) = self.items.get(position) else { return Ok(None) };
        // Every projection has the partition key, so an item without attributes is a missing one.
        if item.is_empty() {
            return Ok(None);
        }
        let context = ErrorContext::new(self.operation, table.as_str(), None);
        read(item, self.now, &context).map_err(|error| error.with_position(position))
    }

    /// Reads the response to the next part.
    fn read<T: Table, H: DecodeAs>(&mut self, get: Get<T, H>) -> Result<Option<H::Output>, Error> {
        self.next += 1;
        self.read_at(self.next - 1, |item, now, context| get.read(item, now, context))
    }
}

impl<T: Table, H: DecodeAs + Sync> sealed::Sealed for Vec<Get<T, H>> {}

impl<T: Table, H: DecodeAs + Sync> TransactGets for Vec<Get<T, H>> {
    type Output = Vec<Option<H::Output>>;

    fn parts(&self) -> Vec<GetPart> {
        self.iter().map(GetPart::new).collect()
    }

    fn read(self, responses: &mut ItemResponses) -> Result<Self::Output, Error> {
        self.into_iter().map(|get| responses.read(get)).collect()
    }
}

macro_rules! tuples {
    ($($table:ident $decode_as:ident $at:tt),*) => {
        impl<$($table: Table, $decode_as: DecodeAs + Sync),*> sealed::Sealed for ($(Get<$table, $decode_as>,)*) {}

        impl<$($table: Table, $decode_as: DecodeAs + Sync),*> TransactGets for ($(Get<$table, $decode_as>,)*) {
            type Output = ($(Option<$decode_as::Output>,)*);

            fn parts(&self) -> Vec<GetPart> {
                vec![$(GetPart::new(&self.$at)),*]
            }

            fn read(self, responses: &mut ItemResponses) -> Result<Self::Output, Error> {
                // The operands of a tuple are evaluated from left to right, which is the order of the responses.
                Ok(($(responses.read(self.$at)?,)*))
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
