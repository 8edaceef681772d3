//! Selections: the attributes that a read returns, typed.

use super::selected::SelectedValues;
use crate::attribute::{Attribute, DocumentPath, Path, PathDepth, Stored};
use crate::codec::DecodeError;
use crate::table::{Projects, Source};

/// Attributes to select from the source `S`: one path, or a tuple of up to twelve.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected from `{S}`",
    label = "not an attribute or a tuple of attributes",
    note = "write `select(Orders::TOTAL)` or `select((Orders::TOTAL, Orders::STATUS))`"
)]
pub trait Selection<S> {
    /// The type that is read: the field's type, or a tuple of them.
    type Output;

    #[doc(hidden)]
    fn collect(&self, paths: &mut Vec<DocumentPath>);

    #[doc(hidden)]
    fn read(&self, values: &mut SelectedValues<'_>) -> Result<Self::Output, DecodeError>;
}

impl<S, A, V, P> Selection<S> for Path<A, V, P>
where
    S: Source + Projects<A>,
    A: Attribute<Owner = S::Table>,
    V: Stored,
    P: PathDepth<A, V>,
{
    type Output = P::Selected;

    fn collect(&self, paths: &mut Vec<DocumentPath>) {
        paths.push(self.clone().to_document_path());
    }

    fn read(&self, values: &mut SelectedValues<'_>) -> Result<P::Selected, DecodeError> {
        values.decode_next(P::decode)
    }
}

macro_rules! selections {
    ($($name:ident $at:tt),*) => {
        impl<S, $($name: Selection<S>),*> Selection<S> for ($($name,)*) {
            type Output = ($($name::Output,)*);

            fn collect(&self, paths: &mut Vec<DocumentPath>) {
                $(self.$at.collect(paths);)*
            }

            fn read(&self, values: &mut SelectedValues<'_>) -> Result<Self::Output, DecodeError> {
                Ok(($(self.$at.read(values)?,)*))
            }
        }
    };
}
selections!(A 0);
selections!(A 0, B 1);
selections!(A 0, B 1, C 2);
selections!(A 0, B 1, C 2, D 3);
selections!(A 0, B 1, C 2, D 3, E 4);
selections!(A 0, B 1, C 2, D 3, E 4, F 5);
selections!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
selections!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
selections!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
selections!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
selections!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
selections!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
